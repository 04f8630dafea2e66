// Python objects to PackStream.
#pragma once

#include "neo4j_dehydration.hpp"
#include "packstream_objects.hpp"
#include "packstream_output.hpp"
#include "packstream_types.hpp"
#include "wirespeed/packstream/encoder.hpp"

namespace wirespeed::python {

// All functions return false with a Python error set.
class Packer {
 public:
  // `hooks` may be nullptr; borrowed. Whether tuples are lists is for the caller to say, or else for the hooks.
  Packer(PyObject* hooks, Version version, bool lists_tuples = false) noexcept
      : hooks_(hooks), dehydrator_(hooks), version_(version), lists_tuples_(lists_tuples) {}

  bool value(PyObject* object);
  // A structure of any fields but more than 15.
  bool structure(std::uint8_t tag, PyObject* fields);
  const std::uint8_t* data() const noexcept { return output_.data(); }
  std::size_t size() const noexcept { return output_.size(); }
  PyObject* take() { return output_.take(); }

 private:
  // Whether a size can be written. A negative one is an error of len(), which is set.
  static bool fits(Py_ssize_t size, const char* what) {
    return size >= 0 && (static_cast<std::uint64_t>(size) <= packstream::kMaxSize || out_of_range(what));
  }
  static bool out_of_range(const char* what) {
    PyErr_Format(PyExc_OverflowError, "%s header size out of range", what);
    return false;
  }

  bool list_header(Py_ssize_t n) { return fits(n, "List") && encoder_.list(static_cast<std::uint64_t>(n)); }
  bool map_header(Py_ssize_t n) { return fits(n, "Map") && encoder_.map(static_cast<std::uint64_t>(n)); }
  bool integer(PyObject* object);
  bool text(PyObject* object);
  bool bytes(const char* data, Py_ssize_t size);
  bool key(PyObject* object);
  bool items(PyObject* list, Py_ssize_t n);
  bool list(PyObject* object);
  bool map(PyObject* object);
  bool entries(PyObject* dict, Py_ssize_t n);
  bool structure(PyObject* object);
  bool drivers_structure(PyObject* object);
  bool tuple(PyObject* object);

  bool scalar_of_others(PyObject* object, const PackableTypes& types, bool& done);
  bool other(PyObject* object);
  template <typename PackItem>
  bool each(PyObject* iterable, Py_ssize_t n, const char* what, PackItem pack_item);
  bool sequence(PyObject* object);
  bool mapping(PyObject* object);
  bool pair(PyObject* item);
  bool uuid(PyObject* object);
  bool hooked(PyObject* object);
  static bool unsupported(PyObject* object, const char* hint = "");
  static bool changed(const char* what, Py_ssize_t expected, Py_ssize_t found);

  // One level deeper, while `pack_inner` runs.
  template <typename PackInner>
  bool deeper(PackInner pack_inner) {
    if (depth_ == kMaxObjectDepth) {
      PyErr_Format(PyExc_RecursionError,
                   "maximum depth of %u levels exceeded while packing; does the value hold itself?", kMaxObjectDepth);
      return false;
    }
    if (Py_EnterRecursiveCall(" while packing a PackStream value") != 0) return false;
    ++depth_;
    const bool ok = pack_inner();
    --depth_;
    Py_LeaveRecursiveCall();
    return ok;
  }

  BytesOutput output_;
  ObjectEncoder encoder_{output_};
  PyObject* hooks_;
  Dehydrator dehydrator_;
  std::uint32_t depth_ = 0;
  Version version_;
  bool lists_tuples_;
};

}  // namespace wirespeed::python
