// unpack(): PackStream to Python objects.
#include "collector.hpp"
#include "packstream_destination.hpp"

namespace wirespeed::python {
namespace {

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
  const CollectorPause pause;
  ObjectDestination destination(hooks, version);
  ObjectDecoder decoder(held.view(), destination, version, position, kMaxObjectDepth);
  PyObject* value = nullptr;
  if (!decoder.read(value)) {
    set_fault_error(decoder.fault());
    Py_XDECREF(value);
    return nullptr;
  }
  return Py_BuildValue("(Nn)", value, static_cast<Py_ssize_t>(decoder.position()));
}

PyObject* no_record(ByteView bytes) {
  PyErr_Format(PyExc_ValueError, "record: expected a list of values, found %zu bytes that are none", bytes.size());
  return nullptr;
}

}  // namespace

void set_fault_error(const packstream::Fault& fault) {
  if (fault.kind == packstream::Fault::Kind::refused) return;  // by Python, which has said why
  const Error error = packstream::to_error(fault);
  PyErr_SetString(fault.kind == packstream::Fault::Kind::too_deep ? PyExc_RecursionError : PyExc_ValueError,
                  error.message.c_str());
}

// Where the items of a list begin, and how many there are. False for bytes that begin no list.
bool read_list_header(ByteView bytes, std::size_t& begin, std::size_t& n) noexcept {
  if (bytes.empty()) return false;
  const std::uint8_t marker = bytes[0];
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

Owned new_tuple_of_values(PyTypeObject* type, std::size_t n, ObjectDecoder& decoder) {
  Owned tuple(type->tp_alloc(type, static_cast<Py_ssize_t>(n)));
  if (!tuple) return tuple;
  PyObject_GC_UnTrack(tuple.get());
  PyObject** values = reinterpret_cast<PyTupleObject*>(tuple.get())->ob_item;
  bool ok = true;
  for (std::size_t i = 0; ok && i < n; ++i) ok = decoder.read(values[i]);
  PyObject_GC_Track(tuple.get());
  if (ok) return tuple;
  set_fault_error(decoder.fault());
  return Owned();
}

PyObject* unpack_tuple(ByteView bytes, PyTypeObject* type, ObjectDestination& destination, Version version) {
  std::size_t begin = 0;
  std::size_t n = 0;
  if (!read_list_header(bytes, begin, n) || n > bytes.size() - begin) return no_record(bytes);
  ObjectDecoder decoder(bytes, destination, version, begin, kMaxObjectDepth);
  Owned tuple = new_tuple_of_values(type, n, decoder);
  if (!tuple) return nullptr;
  return decoder.position() == bytes.size() ? tuple.release() : no_record(bytes);
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
