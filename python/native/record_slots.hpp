// What record types have in common.
#pragma once

#include <Python.h>

#include <vector>

namespace wirespeed::python {

// Of a type for records; the last one is missing. With addon fields the garbage collector looks at its objects.
std::vector<PyType_Slot> record_slots(bool has_addons);

}  // namespace wirespeed::python
