// unpack(): PackStream to Python objects.
#include "packstream_objects.hpp"
#include "wirespeed/packstream/decoder.hpp"

namespace wirespeed::python {
namespace {

using packstream::Fault;

// The destination that makes Python objects. Slots are the items of the lists that they are for; the root owns all.
class ObjectDestination {
 public:
  using Item = PyObject*;
  struct Key {
    PyObject* name = nullptr;
    Key() = default;
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
    ~Key() { Py_XDECREF(name); }
  };

  // `hooks` is a dict or nullptr; borrowed.
  explicit ObjectDestination(PyObject* hooks) noexcept : hooks_(hooks) {}

  bool null(Item& slot) noexcept { return set(slot, Py_NewRef(Py_None)); }
  bool boolean(Item& slot, bool value) noexcept { return set(slot, Py_NewRef(value ? Py_True : Py_False)); }
  bool integer(Item& slot, std::int64_t value) { return set(slot, PyLong_FromLongLong(value)); }
  bool floating(Item& slot, double value) { return set(slot, PyFloat_FromDouble(value)); }
  bool text(Item& slot, std::string_view value) { return set(slot, new_text(value)); }
  bool bytes(Item& slot, ByteView value) { return set(slot, new_bytes(value)); }
  bool uuid(Item& slot, ByteView value) {
    PyObject* type = uuid_type();
    PyObject* raw = type == nullptr ? nullptr : new_bytes(value);
    if (raw == nullptr) return false;
    set(slot, PyObject_CallFunctionObjArgs(type, Py_None, raw, nullptr));  // UUID(hex=None, bytes=raw)
    Py_DECREF(raw);
    return slot != nullptr;
  }

  bool begin_list(Item& slot, std::size_t n) { return set(slot, PyList_New(static_cast<Py_ssize_t>(n))); }
  Item& list_slot(Item& list, std::size_t i) noexcept { return reinterpret_cast<PyListObject*>(list)->ob_item[i]; }

  bool begin_map(Item& slot, std::size_t /*n*/) { return set(slot, PyDict_New()); }
  bool key(Key& out, std::string_view value) { return set(out.name, new_key(value)); }
  bool put(Item& map, Key& key, Item& value) {
    const int status = PyDict_SetItem(map, key.name, value);
    drop(value);
    return status == 0;
  }
  void drop(Item& value) noexcept { Py_CLEAR(value); }

  bool begin_structure(Item& slot, std::uint8_t tag, std::size_t n) { return set(slot, new_structure(tag, n)); }
  Item& field_slot(Item& structure, std::size_t i) noexcept { return list_slot(as_structure(structure)->fields, i); }
  bool end_structure(Item& slot) { return hooks_ == nullptr || hydrate(slot); }

  bool enter() { return Py_EnterRecursiveCall(" while unpacking a PackStream value") == 0; }
  void leave() noexcept { Py_LeaveRecursiveCall(); }

 private:
  static bool set(Item& slot, PyObject* made) noexcept {
    slot = made;
    return made != nullptr;
  }
  static PyObject* new_bytes(ByteView value) {
    return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(value.data()),
                                     static_cast<Py_ssize_t>(value.size()));
  }

  // Puts what the hook for Structure makes of it in its place. The hook may do anything, to the dict of hooks, too.
  bool hydrate(Item& slot) {
    PyObject* hook = PyDict_GetItemWithError(hooks_, reinterpret_cast<PyObject*>(structure_type()));
    if (hook == nullptr) return PyErr_Occurred() == nullptr;
    Py_INCREF(hook);
    PyObject* made = PyObject_CallOneArg(hook, slot);
    Py_DECREF(hook);
    if (made == nullptr) return false;
    Py_SETREF(slot, made);
    return true;
  }

  PyObject* hooks_;
};

// The buffer of a bytearray, held so that nobody resizes it meanwhile.
class HeldBytes {
 public:
  HeldBytes() = default;
  HeldBytes(const HeldBytes&) = delete;
  HeldBytes& operator=(const HeldBytes&) = delete;
  ~HeldBytes() {
    if (view_.obj != nullptr) PyBuffer_Release(&view_);
  }

  bool hold(PyObject* bytes) {
    if (PyByteArray_Check(bytes)) return PyObject_GetBuffer(bytes, &view_, PyBUF_SIMPLE) == 0;
    PyErr_Format(PyExc_TypeError, "unpack: expected a bytearray, found %s", Py_TYPE(bytes)->tp_name);
    return false;
  }
  ByteView view() const noexcept {
    return {static_cast<const std::uint8_t*>(view_.buf), static_cast<std::size_t>(view_.len)};
  }

 private:
  Py_buffer view_{};
};

void set_error(const Fault& fault) {
  if (fault.kind == Fault::Kind::refused) return;  // by Python, which has said why
  const Error error = packstream::to_error(fault);
  PyErr_SetString(fault.kind == Fault::Kind::too_deep ? PyExc_RecursionError : PyExc_ValueError, error.message.c_str());
}

// A hook that is no dict has no key Structure; None is as good as nothing.
bool check_hooks(PyObject*& hooks) {
  if (hooks == Py_None) hooks = nullptr;
  if (hooks == nullptr || PyDict_Check(hooks)) return true;
  PyErr_Format(PyExc_TypeError, "unpack: expected a dict or None for hydration_hooks, found %s",
               Py_TYPE(hooks)->tp_name);
  return false;
}

// False with an error set, for an index that is no place in `bytes`.
bool take_index(PyObject* index, ByteView bytes, std::size_t& out) {
  const Py_ssize_t value = PyNumber_AsSsize_t(index, PyExc_OverflowError);
  if (value == -1 && PyErr_Occurred() != nullptr) return false;
  if (value >= 0 && static_cast<std::size_t>(value) <= bytes.size()) {
    out = static_cast<std::size_t>(value);
    return true;
  }
  PyErr_Format(PyExc_ValueError, "Nothing to unpack: index %zd lies outside of the %zu bytes", value, bytes.size());
  return false;
}

// (value, index behind it)
PyObject* unpack_at(PyObject* bytes, PyObject* index, PyObject* hooks, Version version) {
  HeldBytes held;
  std::size_t position = 0;
  if (!check_hooks(hooks) || !held.hold(bytes) || !take_index(index, held.view(), position)) return nullptr;
  ObjectDestination destination(hooks);
  packstream::Decoder<ObjectDestination> decoder(held.view(), destination, version, position, kMaxObjectDepth);
  PyObject* value = nullptr;
  if (!decoder.read(value)) {
    set_error(decoder.fault());
    Py_XDECREF(value);
    return nullptr;
  }
  return Py_BuildValue("(Nn)", value, static_cast<Py_ssize_t>(decoder.position()));
}

}  // namespace

template <Version version>
PyObject* unpack(PyObject* /*self*/, PyObject* const* args, Py_ssize_t count, PyObject* names) {
  static constexpr const char* kParameters[] = {"bytes", "idx", "hydration_hooks"};
  PyObject* found[] = {nullptr, nullptr, nullptr};
  if (!take_arguments("unpack", kParameters, 3, 2, args, count, names, found)) return nullptr;
  return unpack_at(found[0], found[1], found[2], version);
}

template PyObject* unpack<Version::v1>(PyObject*, PyObject* const*, Py_ssize_t, PyObject*);
template PyObject* unpack<Version::v2>(PyObject*, PyObject* const*, Py_ssize_t, PyObject*);

}  // namespace wirespeed::python
