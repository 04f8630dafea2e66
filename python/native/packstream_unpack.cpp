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

// Where the items of a list begin, and how many there are. False for bytes that begin no list.
bool read_list_header(ByteView bytes, std::size_t& begin, std::size_t& n) noexcept {
  const std::uint8_t marker = bytes.empty() ? std::uint8_t{0} : bytes[0];
  const std::uint8_t* size = bytes.data() + 1;
  begin = 1;
  n = marker & 0x0FU;
  if ((marker & 0xF0U) == packstream::marker::kTinyList) return true;
  if (marker < packstream::marker::kList8 || marker > packstream::marker::kList32) return false;
  const std::size_t width = std::size_t{1} << (marker - packstream::marker::kList8);
  if (bytes.size() < 1 + width) return false;
  begin += width;
  n = width == 1   ? *size
      : width == 2 ? packstream::load_be<std::uint16_t>(size)
                   : packstream::load_be<std::uint32_t>(size);
  return true;
}

PyObject* no_record(ByteView bytes) {
  PyErr_Format(PyExc_ValueError, "record: expected a list of values, found %zu bytes that are none", bytes.size());
  return nullptr;
}

}  // namespace

PyObject* unpack_tuple(ByteView bytes, PyTypeObject* type, PyObject* hooks, Version version) {
  std::size_t begin = 0;
  std::size_t n = 0;
  if (!read_list_header(bytes, begin, n) || n > bytes.size() - begin) return no_record(bytes);
  PyObject* tuple = type->tp_alloc(type, static_cast<Py_ssize_t>(n));
  if (tuple == nullptr) return nullptr;
  ObjectDestination destination(hooks);
  packstream::Decoder<ObjectDestination> decoder(bytes, destination, version, begin, kMaxObjectDepth);
  for (std::size_t i = 0; i < n; ++i) {
    if (decoder.read(reinterpret_cast<PyTupleObject*>(tuple)->ob_item[i])) continue;
    set_error(decoder.fault());
    Py_DECREF(tuple);
    return nullptr;
  }
  if (decoder.position() == bytes.size()) return tuple;
  Py_DECREF(tuple);
  return no_record(bytes);
}

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
