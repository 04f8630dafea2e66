// wirespeed._native._sql: for python/wirespeed/sql/_core.py. The functions are Python's own kind, not nanobind's: the
// same way in as for kernels.
#include <nanobind/nanobind.h>

#include "method_cast.hpp"
#include "sql_constants.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

// Each lives as long as the functions made from it: for ever.
PyMethodDef kConstants{"constants", as_method(sql_constants), METH_FASTCALL,
                       "Items as constants of SQL, with the separator between them."};
PyMethodDef kArrowFormat{"arrow_format", sql_arrow_format, METH_O,
                         "The type of the items, as Arrow spells it; or None."};

void add(nb::module_& m, const char* name, PyMethodDef& method) {
  m.attr(name) = nb::steal(PyCFunction_NewEx(&method, nullptr, nullptr));
}

}  // namespace

void bind_sql(nb::module_& m) {
  nb::module_ own = m.def_submodule("_sql", "Constants of SQL; import wirespeed.sql instead.");
  add(own, "constants", kConstants);
  add(own, "arrow_format", kArrowFormat);
}

}  // namespace wirespeed::python
