#include "kernels_arguments.hpp"

#include <cstring>

namespace wirespeed::python {
namespace {

int place_of(const Signature& signature, PyObject* name) noexcept {
  for (std::size_t i = 0; i < signature.names.size() && signature.names[i] != nullptr; ++i) {
    if (is_named(name, signature.names[i])) return static_cast<int>(i);
  }
  return -1;
}

bool take_named(const Signature& signature, PyObject* const* values, PyObject* names, Arguments& out) {
  const Py_ssize_t count = names == nullptr ? 0 : PyTuple_GET_SIZE(names);
  for (Py_ssize_t i = 0; i < count; ++i) {
    PyObject* name = PyTuple_GET_ITEM(names, i);
    const int place = place_of(signature, name);
    const char* reason = place < 0 ? "got an unexpected keyword argument" : "got multiple values for argument";
    if (place < 0 || out[static_cast<std::size_t>(place)] != nullptr) {
      PyErr_Format(PyExc_TypeError, "%s() %s '%U'", signature.function, reason, name);
      return false;
    }
    out[static_cast<std::size_t>(place)] = values[i];
  }
  return true;
}

// "M8" or "m8" with a unit, "ts" and "tD" and others of Arrow with theirs; empty for what is no time.
std::string unit_of(const InputArray& column) {
  const InputArray& input = typed(column);
  if (input.is_arrow()) {
    const ArrowColumn& arrow = *input.column();
    const std::string& format = arrow.dictionary == nullptr ? arrow.format : arrow.dictionary->format;
    return format.starts_with('t') ? format.substr(0, 3) : std::string();
  }
  PyArray_Descr* type = PyArray_DESCR(as_array(input.ndarray()));
  if (type->type_num != NPY_DATETIME && type->type_num != NPY_TIMEDELTA) return {};
  const auto* meta = reinterpret_cast<PyArray_DatetimeDTypeMetaData*>(PyDataType_C_METADATA(type));
  return fmt::format("{}{}/{}", type->type_num == NPY_DATETIME ? "M8" : "m8", static_cast<int>(meta->meta.base),
                     meta->meta.num);
}

bool convert(const char* function, InputArray& input, PyArray_Descr* type) {
  Py_INCREF(type);
  const Owned array(PyArray_CastToType(as_array(input.ndarray()), type, 0));
  InputArray converted;
  if (!array || !converted.take(array.get(), function)) return false;
  input = std::move(converted);
  return true;
}

// Both to the unit that NumPy finds for them. Fails for points and spans of time.
bool convert_both(const char* function, InputArray& left, InputArray& right) {
  PyArray_Descr* one = PyArray_DESCR(as_array(left.ndarray()));
  PyArray_Descr* two = PyArray_DESCR(as_array(right.ndarray()));
  const Owned common(one->type_num == two->type_num ? reinterpret_cast<PyObject*>(PyArray_PromoteTypes(one, two))
                                                    : nullptr);
  if (!common) {
    if (PyErr_Occurred() == nullptr) {
      PyErr_Format(PyExc_TypeError, "%s: expected times of one kind, found %S and %S", function, one, two);
    }
    return false;
  }
  auto* type = reinterpret_cast<PyArray_Descr*>(common.get());
  return convert(function, left, type) && convert(function, right, type);
}

}  // namespace

bool take_arguments(const Signature& signature, PyObject* const* values, Py_ssize_t count, PyObject* names,
                    Arguments& out) {
  out.fill(nullptr);
  if (count > signature.by_place) {
    PyErr_Format(PyExc_TypeError, "%s() takes %d arguments without names but %zd were given", signature.function,
                 signature.by_place, count);
    return false;
  }
  std::copy_n(values, count, out.begin());
  if (!take_named(signature, values + count, names, out)) return false;
  for (int i = 0; i < signature.required; ++i) {
    if (out[static_cast<std::size_t>(i)] != nullptr) continue;
    PyErr_Format(PyExc_TypeError, "%s() misses the argument '%s'", signature.function,
                 signature.names[static_cast<std::size_t>(i)]);
    return false;
  }
  return true;
}

bool take_truth(PyObject* value, bool& out) {
  if (value == nullptr) return true;
  const int truth = PyObject_IsTrue(value);
  out = truth > 0;
  return truth >= 0;
}

bool take_keys(const char* function, PyObject* object, std::vector<InputArray>& out) {
  const bool are_several = PyTuple_Check(object);
  const Py_ssize_t count = are_several ? PyTuple_GET_SIZE(object) : 1;
  if (count == 0) {
    PyErr_Format(PyExc_ValueError, "%s: expected at least one key, found an empty tuple", function);
    return false;
  }
  out.resize(static_cast<std::size_t>(count));
  for (Py_ssize_t i = 0; i < count; ++i) {
    PyObject* key = are_several ? PyTuple_GET_ITEM(object, i) : object;
    if (!out[static_cast<std::size_t>(i)].take(key, function)) return false;
  }
  return true;
}

std::vector<column::ArrayView> views_of(const std::vector<InputArray>& keys) {
  std::vector<column::ArrayView> views;
  views.reserve(keys.size());
  for (const InputArray& key : keys) views.push_back(key.view());
  return views;
}

bool same_unit(const char* function, InputArray& left, InputArray& right) {
  const auto is_ticks = [](const InputArray& input) { return typed(input).view().item == column::Item::ticks; };
  if (!is_ticks(left) && !is_ticks(right) && !left.is_arrow() && !right.is_arrow()) return true;
  const std::string one = unit_of(left);
  const std::string two = unit_of(right);
  if (one == two) return true;
  if (!one.empty() && !two.empty() && left.ndarray() != nullptr && right.ndarray() != nullptr) {
    return convert_both(function, left, right);
  }
  PyErr_Format(PyExc_TypeError, "%s: expected both columns to be the same kind of time in one unit, found %s and %s",
               function, one.empty() ? "no time" : one.c_str(), two.empty() ? "no time" : two.c_str());
  return false;
}

bool same_units(const char* function, std::vector<InputArray>& left, std::vector<InputArray>& right) {
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (!same_unit(function, left[i], right[i])) return false;
  }
  return true;
}

namespace {

bool is_empty(PyObject* object) {
  return (PyList_Check(object) && PyList_GET_SIZE(object) == 0) ||
         (PyTuple_Check(object) && PyTuple_GET_SIZE(object) == 0);
}

bool take_none_of(const InputArray& other, InputArray& none, const char* function) {
  const Owned array(taken(other, {}));
  return array && none.take(array.get(), function);
}

bool take_none_of(const std::vector<InputArray>& others, std::vector<InputArray>& none, const char* function) {
  none.resize(1);
  return take_none_of(others[0], none[0], function);
}

}  // namespace

bool take_compared(const char* function, PyObject* one, PyObject* two, InputArray& left, InputArray& right) {
  if (is_empty(one)) return right.take(two, function) && take_none_of(right, left, function);
  if (is_empty(two)) return left.take(one, function) && take_none_of(left, right, function);
  return left.take(one, function) && right.take(two, function) && same_unit(function, left, right);
}

bool take_compared_keys(const char* function, PyObject* one, PyObject* two, std::vector<InputArray>& left,
                        std::vector<InputArray>& right) {
  const auto is_no_key = [](PyObject* keys) { return PyList_Check(keys) && is_empty(keys); };
  if (is_no_key(one)) return take_keys(function, two, right) && take_none_of(right, left, function);
  if (is_no_key(two)) return take_keys(function, one, left) && take_none_of(left, right, function);
  return take_keys(function, one, left) && take_keys(function, two, right) && same_units(function, left, right);
}

PyObject* failed(const Error& error) noexcept {
  set_python_error(error);
  return nullptr;
}

PyObject* boolean_column(std::span<const std::uint8_t> truths) {
  const std::size_t bytes = (truths.size() + 7) / 8;
  const auto bits = column_memory(static_cast<std::int64_t>(bytes));
  std::memset(bits.get(), 0, bytes);
  for (std::size_t i = 0; i < truths.size(); ++i) {
    bits.get()[i / 8] |= static_cast<std::uint8_t>(truths[i] != 0 ? 1U << (i % 8) : 0U);
  }
  auto column = std::make_shared<ArrowColumn>();
  column->format = "b";
  column->length = static_cast<std::int64_t>(truths.size());
  column->buffers = {nullptr, bits.get()};
  column->owners = {bits};
  return finished(std::move(column));
}

}  // namespace wirespeed::python
