// wirespeed._native._record: packed records, for python/wirespeed/record/, which has their types. Classes and methods
// are Python's own kind, not nanobind's: a field takes 20 ns.
#include <nanobind/nanobind.h>

#include "record_arrays.hpp"
#include "record_batch.hpp"
#include "record_object.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

void add_type(nb::module_& m, const char* name, PyObject* type) {
  if (type == nullptr) throw nb::python_error();
  m.attr(name) = nb::steal(type);
}

nb::object make_type(const nb::tuple& definition) {
  PyObject* type = make_record_type(definition.ptr());
  if (type == nullptr) throw nb::python_error();
  return nb::steal(type);
}

}  // namespace

void bind_record(nb::module_& m) {
  nb::module_ own = m.def_submodule("_record", "Packed records; import wirespeed.record instead.");
  add_type(own, "Record", make_record_base());
  add_type(own, "Batch", make_record_batch_type());
  own.def("make_type", make_type, "definition"_a);
  own.def("table", record_table, "cls"_a, "source"_a, "trusted"_a);
  own.def("batch_of_columns", records_of_columns, "cls"_a, "columns"_a, "rows"_a);
}

}  // namespace wirespeed::python
