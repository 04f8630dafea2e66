// wirespeed._native._kernels: kernels over arrays, for python/wirespeed/kernels/, which has its types. Functions and
// classes are Python's own kind, not nanobind's: a call costs about as much as its work.
#include <nanobind/nanobind.h>

#include "kernels_aggregate.hpp"
#include "kernels_arrays.hpp"
#include "kernels_call.hpp"
#include "kernels_objects.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

constexpr const char* kUniqueDoc =
    "unique(array, *, index=False, inverse=False, counts=False, sorted=False)\n--\n\n"
    "The distinct items, as they are first seen.\n\n"
    ":param index: give the row of each one's first occurrence, int64.\n"
    ":param inverse: give the place of each row's item among them, int32.\n"
    ":param counts: give how many rows each has, int64.\n"
    ":param sorted: in their own order, nulls last.\n"
    ":returns: the items, or a tuple of them and what else was asked for, in that order.";
constexpr const char* kFactorizeDoc =
    "factorize(*keys, nulls='group')\n--\n\n"
    "A code for each row, and what the codes stand for.\n\n"
    ":param nulls: 'group' gives them a code like others, 'drop' the code -1, 'error' refuses them.\n"
    ":returns: codes as int32, and an array of the distinct keys, or a tuple of arrays for several keys.";
constexpr const char* kGroupDoc =
    "group(*keys, sorted=False, nulls='group')\n--\n\n"
    "Rows of equal keys.\n\n"
    ":param sorted: groups in the order of their keys, nulls last; else as they are first seen.\n"
    ":param nulls: 'group' makes them a key like others, 'drop' leaves their rows out, 'error' refuses them.";
constexpr const char* kEncodeDoc =
    "encode(column, /)\n--\n\n"
    "The column with its dictionary codes: whatever is grouped by it later works on integers.";

constexpr const char* kAsBoolDoc =
    "as_bool(objects, /)\n--\n\n"
    "True, False and None as an array of booleans, in which None is False. The objects are an array's or a list's.";
constexpr const char* kIsNullDoc =
    "is_null(objects, /)\n--\n\n"
    "Where an array or a list of objects has None.";
constexpr const char* kIsNotNullDoc =
    "is_not_null(objects, /)\n--\n\n"
    "Where an array or a list of objects has something else than None.";
constexpr const char* kNestedLengthsDoc =
    "nested_lengths(objects, /)\n--\n\n"
    "The length of each list, array, text or other container in an array or a list of them; 0 of None.";

PyMethodDef kMethods[] = {
    {"unique", as_method(unique), METH_FASTCALL | METH_KEYWORDS, kUniqueDoc},
    {"factorize", as_method(factorize), METH_FASTCALL | METH_KEYWORDS, kFactorizeDoc},
    {"group", as_method(group), METH_FASTCALL | METH_KEYWORDS, kGroupDoc},
    {"encode", encode, METH_O, kEncodeDoc},
    {"as_bool", as_bool, METH_O, kAsBoolDoc},
    {"is_null", is_null, METH_O, kIsNullDoc},
    {"is_not_null", is_not_null, METH_O, kIsNotNullDoc},
    {"nested_lengths", nested_lengths, METH_O, kNestedLengthsDoc},
    {nullptr, nullptr, 0, nullptr},
};

void add_type(nb::module_& m, const char* name, PyObject* type) {
  if (type == nullptr) throw nb::python_error();
  m.attr(name) = nb::steal(type);
}

void add_functions(nb::module_& m, PyMethodDef* methods) {
  const nb::str module_name("wirespeed.kernels");
  for (PyMethodDef* method = methods; method->ml_name != nullptr; ++method) {
    m.attr(method->ml_name) = nb::steal(PyCFunction_NewEx(method, nullptr, module_name.ptr()));
  }
}

}  // namespace

void bind_kernels(nb::module_& m) {
  if (!prepare_inputs()) throw nb::python_error();
  nb::module_ own = m.def_submodule("_kernels", "Kernels; import wirespeed.kernels instead.");
  add_type(own, "Aggregates", make_aggregates_type());
  add_type(own, "Array", make_array_type());
  add_type(own, "Encoded", make_encoded_type());
  add_type(own, "Groups", make_groups_type());
  add_functions(own, kMethods);
  for (const auto methods : {set_methods, take_methods, join_methods, sort_methods, interval_methods}) {
    add_functions(own, methods());
  }
}

}  // namespace wirespeed::python
