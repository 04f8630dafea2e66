// Classes and functions of Python's library, and of ours in Python, that native code makes values with.
#pragma once

#include <Python.h>

#include <cstdint>

namespace wirespeed::python {

enum class Known : std::uint8_t {
  decimal,
  uuid,
  uuid_safety,  // SafeUUID.unknown
  json_loads,
  json_dumps,
  named_tuple,
  enum_base,
  ipv4_address,
  ipv4_interface,
  ipv4_network,
  ipv6_address,
  ipv6_interface,
  ipv6_network,
  zone_info,
  numpy_generic,
  numpy_empty,
  range,          // those of wirespeed.postgres._types
  interval,       //
  path,           //
  sparse_vector,  //
  count,
};

// Imported when it is first asked for and kept for ever. Borrowed; nullptr with an error set.
PyObject* known(Known which);

// Whether the object is an instance of a known class: 1, 0, or -1 with an error set.
inline int is_known(PyObject* object, Known which) {
  PyObject* type = known(which);
  return type == nullptr ? -1 : PyObject_IsInstance(object, type);
}

}  // namespace wirespeed::python
