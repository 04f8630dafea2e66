#include "kernels_aggregate_spec.hpp"

#include <array>
#include <optional>
#include <string>

namespace wirespeed::python {

using kernels::Aggregate;
using kernels::Ranking;

namespace {

constexpr std::size_t kAggregates = static_cast<std::size_t>(Aggregate::slope) + 1;

std::array<PyObject*, kAggregates> interned{};  // their names; the interpreter's for good

std::optional<Aggregate> aggregate_named(PyObject* name) {
  for (std::size_t i = 0; i < kAggregates; ++i) {
    if (interned[i] == name) return static_cast<Aggregate>(i);
  }
  for (std::size_t i = 0; PyUnicode_Check(name) && i < kAggregates; ++i) {
    if (PyUnicode_Compare(interned[i], name) == 0) return static_cast<Aggregate>(i);
  }
  return std::nullopt;
}

std::string all_names() {
  std::string names;
  for (std::size_t i = 0; i < kAggregates; ++i) {
    names += i == 0 ? "" : ", ";
    names += kernels::to_string(static_cast<Aggregate>(i));
  }
  return names;
}

int columns_of(Aggregate aggregate) noexcept {
  if (aggregate == Aggregate::size || aggregate == Aggregate::cumcount) return 0;
  return aggregate >= Aggregate::cov ? 2 : 1;
}

int parameters_of(Aggregate aggregate) noexcept {
  switch (aggregate) {
    case Aggregate::quantile:
    case Aggregate::var:
    case Aggregate::std:
    case Aggregate::largest:
    case Aggregate::smallest:
    case Aggregate::cov:
      return 1;
    case Aggregate::rank:
      return 2;
    default:
      return 0;
  }
}

bool read_number(PyObject* value, double& out) {
  out = PyFloat_AsDouble(value);
  return out != -1 || PyErr_Occurred() == nullptr;
}

bool read_picks(PyObject* value, std::uint32_t& out) {
  const long picks = PyLong_AsLong(value);
  if (picks == -1 && PyErr_Occurred() != nullptr) return false;
  if (picks < 1 || picks > 0x7fffffff) {
    PyErr_Format(PyExc_ValueError, "agg: expected a number of values from 1 to 2147483647, found %ld", picks);
    return false;
  }
  out = static_cast<std::uint32_t>(picks);
  return true;
}

bool read_ranking(PyObject* value, Ranking& out) {
  constexpr std::array<const char*, 5> kNames = {"average", "min", "max", "first", "dense"};
  for (std::size_t i = 0; PyUnicode_Check(value) && i < kNames.size(); ++i) {
    if (PyUnicode_CompareWithASCIIString(value, kNames[i]) != 0) continue;
    out = static_cast<Ranking>(i);
    return true;
  }
  PyErr_Format(PyExc_ValueError, "agg: rank expected 'average', 'min', 'max', 'first' or 'dense', found %R", value);
  return false;
}

bool read_parameter(kernels::AggregateTask& task, int i, PyObject* value) {
  switch (task.aggregate) {
    case Aggregate::largest:
    case Aggregate::smallest:
      return read_picks(value, task.picks);
    case Aggregate::rank: {
      if (i == 0) return read_ranking(value, task.ranking);
      const int is_ascending = PyObject_IsTrue(value);
      task.is_descending = is_ascending == 0;
      return is_ascending >= 0;
    }
    default:
      return read_number(value, task.parameter);
  }
}

void set_defaults(kernels::AggregateTask& task) noexcept {
  task.parameter = task.aggregate == Aggregate::quantile ? 0.5 : 1;
  task.picks = 1;
}

bool refuse_shape(PyObject* name, PyObject* value) {
  PyErr_Format(PyExc_TypeError,
               "agg: expected (aggregate, column, ...) as in total=(\"sum\", values), or \"size\", found %s for %U",
               Py_TYPE(value)->tp_name, name);
  return false;
}

bool refuse_aggregate(PyObject* name, PyObject* found) {
  PyErr_Format(PyExc_ValueError, "agg: expected one of %s, found %R for %U", all_names().c_str(), found, name);
  return false;
}

bool refuse_count(PyObject* name, Aggregate aggregate, Py_ssize_t found) {
  PyErr_Format(PyExc_TypeError, "agg: %s takes %d columns and up to %d parameters, found %zd of them in all for %U",
               kernels::to_string(aggregate).data(), columns_of(aggregate), parameters_of(aggregate), found, name);
  return false;
}

bool read_arguments(PyObject* name, PyObject* tuple, AggregateSpec& spec) {
  const Py_ssize_t count = PyTuple_GET_SIZE(tuple) - 1;
  const int columns = columns_of(spec.task.aggregate);
  if (count < columns || count > columns + parameters_of(spec.task.aggregate)) {
    return refuse_count(name, spec.task.aggregate, count);
  }
  if (columns > 0) spec.column = PyTuple_GET_ITEM(tuple, 1);
  if (columns > 1) spec.other = PyTuple_GET_ITEM(tuple, 2);
  for (Py_ssize_t i = columns; i < count; ++i) {
    if (!read_parameter(spec.task, static_cast<int>(i) - columns, PyTuple_GET_ITEM(tuple, i + 1))) return false;
  }
  return true;
}

}  // namespace

bool prepare_specs() {
  for (std::size_t i = 0; i < kAggregates; ++i) {
    interned[i] = PyUnicode_InternFromString(kernels::to_string(static_cast<Aggregate>(i)).data());
    if (interned[i] == nullptr) return false;
  }
  return true;
}

bool read_spec(PyObject* name, PyObject* value, AggregateSpec& spec) {
  const bool is_tuple = PyTuple_Check(value) && PyTuple_GET_SIZE(value) > 0;
  if (!is_tuple && !PyUnicode_Check(value)) return refuse_shape(name, value);
  PyObject* aggregate_name = is_tuple ? PyTuple_GET_ITEM(value, 0) : value;
  const auto aggregate = aggregate_named(aggregate_name);
  if (!aggregate) return refuse_aggregate(name, aggregate_name);
  spec.task.aggregate = *aggregate;
  set_defaults(spec.task);
  if (is_tuple) return read_arguments(name, value, spec);
  return columns_of(*aggregate) == 0 || refuse_count(name, *aggregate, 0);
}

}  // namespace wirespeed::python
