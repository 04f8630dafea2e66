// wirespeed._native._packstream: PackStream for python/wirespeed/packstream/, which has its types. The functions are
// Python's own kind, not nanobind's: at 60 ns a value the way in counts.
#include <nanobind/nanobind.h>

#include <bit>
#include <cstring>
#include <string_view>

#include "method_cast.hpp"
#include "packstream_objects.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

constexpr const char* kPackDoc =
    "pack(value, dehydration_hooks=None)\n--\n\n"
    "One value as PackStream bytes.\n\n"
    ":param dehydration_hooks: has get_transformer(value), which gives None or what makes value packable.\n"
    ":raises ValueError: a value of a type that PackStream has nothing for.\n"
    ":raises TypeError: a map key that is no str.\n"
    ":raises OverflowError: an integer beyond 64 bits, a Structure of more than 15 fields.\n"
    ":raises RecursionError: values in values without end.\n"
    ":raises RuntimeError: a list or map that changed meanwhile.";
constexpr const char* kUnpackDoc =
    "unpack(bytes, idx, hydration_hooks=None)\n--\n\n"
    "The value at idx of a bytearray, and the index behind it.\n\n"
    ":param hydration_hooks: what it has for the key Structure is called with each, innermost first, and gives what\n"
    "    stands in its place.\n"
    ":raises ValueError: the bytes end too early or are no PackStream; UnicodeDecodeError is one.\n"
    ":raises RecursionError: values in values without end.";
constexpr const char* kSwapDoc =
    "swap_endian(type_size, data, /)\n--\n\n"
    "The bytes of each number of type_size (2, 4 or 8) bytes in reverse.\n\n"
    ":raises ValueError: another type_size, or data of a length that is no multiple of it.";

// Each lives as long as the functions made from it: for ever.
PyMethodDef kPackV1{"pack", as_method(pack<Version::v1>), METH_FASTCALL | METH_KEYWORDS, kPackDoc};
PyMethodDef kPackV2{"pack", as_method(pack<Version::v2>), METH_FASTCALL | METH_KEYWORDS, kPackDoc};
PyMethodDef kUnpackV1{"unpack", as_method(unpack<Version::v1>), METH_FASTCALL | METH_KEYWORDS, kUnpackDoc};
PyMethodDef kUnpackV2{"unpack", as_method(unpack<Version::v2>), METH_FASTCALL | METH_KEYWORDS, kUnpackDoc};
PyMethodDef kSwapEndian{"swap_endian", as_method(swap_endian), METH_FASTCALL, kSwapDoc};

void add(nb::module_& m, const char* name, PyMethodDef& method, const char* module) {
  const nb::str module_name(module);
  m.attr(name) = nb::steal(PyCFunction_NewEx(&method, nullptr, module_name.ptr()));
}

template <typename T>
void swap_all(const char* from, char* to, std::size_t bytes) noexcept {
  for (std::size_t i = 0; i < bytes; i += sizeof(T)) {
    T value;
    std::memcpy(&value, from + i, sizeof value);
    value = packstream::swap_bytes(value);
    std::memcpy(to + i, &value, sizeof value);
  }
}

std::ptrdiff_t index_of(std::string_view name, const char* const* parameters, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (name == parameters[i]) return static_cast<std::ptrdiff_t>(i);
  }
  return -1;
}

bool take_named(const char* function, const char* const* parameters, std::size_t parameter_count, PyObject* name,
                PyObject* value, PyObject** out) {
  const char* text = PyUnicode_AsUTF8(name);
  if (text == nullptr) return false;
  const std::ptrdiff_t i = index_of(text, parameters, parameter_count);
  if (i < 0 || out[i] != nullptr) {
    PyErr_Format(PyExc_TypeError, "%s() got %s argument '%U'", function,
                 i < 0 ? "an unexpected keyword" : "multiple values for", name);
    return false;
  }
  out[i] = value;
  return true;
}

}  // namespace

bool take_arguments(const char* function, const char* const* parameters, std::size_t parameter_count,
                    std::size_t required, PyObject* const* args, Py_ssize_t count, PyObject* names, PyObject** out) {
  const auto given = static_cast<std::size_t>(count);
  if (given > parameter_count) {
    PyErr_Format(PyExc_TypeError, "%s() takes at most %zu arguments, found %zu", function, parameter_count, given);
    return false;
  }
  for (std::size_t i = 0; i < given; ++i) out[i] = args[i];
  const Py_ssize_t named = names == nullptr ? 0 : PyTuple_GET_SIZE(names);
  for (Py_ssize_t i = 0; i < named; ++i) {
    if (!take_named(function, parameters, parameter_count, PyTuple_GET_ITEM(names, i), args[count + i], out)) {
      return false;
    }
  }
  for (std::size_t i = 0; i < required; ++i) {
    if (out[i] != nullptr) continue;
    PyErr_Format(PyExc_TypeError, "%s() misses its argument '%s'", function, parameters[i]);
    return false;
  }
  return true;
}

PyObject* swap_endian(PyObject* /*self*/, PyObject* const* args, Py_ssize_t count) {
  if (count != 2 || !PyLong_Check(args[0]) || !PyBytes_Check(args[1])) {
    PyErr_SetString(PyExc_TypeError, "swap_endian(type_size, data): expected an int and bytes");
    return nullptr;
  }
  const long size = PyLong_AsLong(args[0]);
  if (size == -1 && PyErr_Occurred() != nullptr) PyErr_Clear();  // no size of ours either
  if (size != 2 && size != 4 && size != 8) {
    PyErr_Format(PyExc_ValueError, "Unsupported type size %S", args[0]);
    return nullptr;
  }
  const Py_ssize_t bytes = PyBytes_GET_SIZE(args[1]);
  if (bytes % size != 0) {
    PyErr_Format(PyExc_ValueError, "Data length %zd not a multiple of type_size %ld", bytes, size);
    return nullptr;
  }
  PyObject* swapped = PyBytes_FromStringAndSize(nullptr, bytes);
  if (swapped == nullptr) return nullptr;
  const auto n = static_cast<std::size_t>(bytes);
  if (size == 2) swap_all<std::uint16_t>(PyBytes_AS_STRING(args[1]), PyBytes_AS_STRING(swapped), n);
  if (size == 4) swap_all<std::uint32_t>(PyBytes_AS_STRING(args[1]), PyBytes_AS_STRING(swapped), n);
  if (size == 8) swap_all<std::uint64_t>(PyBytes_AS_STRING(args[1]), PyBytes_AS_STRING(swapped), n);
  return swapped;
}

void bind_packstream(nb::module_& m) {
  nb::module_ own = m.def_submodule("_packstream", "PackStream; import wirespeed.packstream instead.");
  own.attr("Structure") = nb::steal(make_structure_type());
  add(own, "pack_v1", kPackV1, "wirespeed.packstream.v1");
  add(own, "pack_v2", kPackV2, "wirespeed.packstream.v2");
  add(own, "unpack_v1", kUnpackV1, "wirespeed.packstream.v1");
  add(own, "unpack_v2", kUnpackV2, "wirespeed.packstream.v2");
  add(own, "swap_endian", kSwapEndian, "wirespeed.packstream");
}

}  // namespace wirespeed::python
