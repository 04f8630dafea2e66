// Columns for Python: the capsules of the Arrow PyCapsule interface, and a schema that offers one.
#pragma once

#include <nanobind/nanobind.h>

#include <memory>

#include "wirespeed/column/arrow_export.hpp"

namespace wirespeed::python {

// What __arrow_c_schema__() and __arrow_c_stream__() return. The capsule owns what nobody took out of it.
nanobind::object schema_capsule(const column::Schema& schema);
nanobind::object stream_capsule(std::unique_ptr<column::BatchSource> source);
// The schema in the capsule that was given as requested_schema, whose it stays.
const ArrowSchema& schema_in(nanobind::handle capsule);

// Python's wirespeed.Schema.
struct PythonSchema {
  column::Schema fields;
};

}  // namespace wirespeed::python
