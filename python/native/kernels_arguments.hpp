// Arguments of set, filter, join and sort calls, and results that several of them give.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "kernels_call.hpp"
#include "wirespeed/kernels/rows.hpp"

namespace wirespeed::python {

// What a call may be given: names in order, of which the first `required` must be there; the first `by_place` may be
// given without their name.
struct Signature {
  const char* function;
  std::array<const char*, 7> names;
  int required;
  int by_place;
};

using Arguments = std::array<PyObject*, 7>;  // borrowed; nullptr where it was not given

// False with an error set.
bool take_arguments(const Signature& signature, PyObject* const* values, Py_ssize_t count, PyObject* names,
                    Arguments& out);

// Which of `choices` a str is, into `out`, which stays as it is where nothing was given. False with an error set.
template <typename Choice>
bool take_choice(const char* function, const char* name, PyObject* value,
                 std::initializer_list<std::pair<const char*, Choice>> choices, Choice& out) {
  if (value == nullptr) return true;
  for (const auto& [text, choice] : choices) {
    if (!PyUnicode_Check(value) || !is_named(value, text)) continue;
    out = choice;
    return true;
  }
  fmt::memory_buffer expected;
  for (const auto& [text, choice] : choices) {
    fmt::format_to(std::back_inserter(expected), "{}\"{}\"", expected.size() == 0 ? "" : " or ", text);
  }
  PyErr_Format(PyExc_ValueError, "%s: expected %s to be %s, found %R", function, name, fmt::to_string(expected).c_str(),
               value);
  return false;
}

// A flag that may be left out. False with an error set.
bool take_truth(PyObject* value, bool& out);

// One key, or several in a tuple. False with an error set.
bool take_keys(const char* function, PyObject* object, std::vector<InputArray>& out);
std::vector<column::ArrayView> views_of(const std::vector<InputArray>& keys);

// Makes times of both have one unit, or sets an error: NumPy's are converted to the finer unit, others are not.
bool same_unit(const char* function, InputArray& left, InputArray& right);
bool same_units(const char* function, std::vector<InputArray>& left, std::vector<InputArray>& right);

// Arrays that are compared, in one unit. A list of nothing says no type, so it has that of the other. False with an
// error set.
bool take_compared(const char* function, PyObject* one, PyObject* two, InputArray& left, InputArray& right);
bool take_compared_keys(const char* function, PyObject* one, PyObject* two, std::vector<InputArray>& left,
                        std::vector<InputArray>& right);

// What a call that failed returns.
PyObject* failed(const Error& error) noexcept;

// Indexes as NumPy's int64, whatever the inputs were. A new reference, or nullptr with an error set.
template <typename T>
PyObject* indexes_of(std::span<const T> rows) {
  PyObject* array = new_array(NPY_INT64, static_cast<std::int64_t>(rows.size()));
  if (array != nullptr) std::copy(rows.begin(), rows.end(), items_of<std::int64_t>(array));
  return array;
}

// What says the type of the items: the values of an encoded column.
inline const InputArray& typed(const InputArray& input) noexcept {
  return input.values() != nullptr ? *input.values() : input;
}

// Booleans of a byte each as an Array.
PyObject* boolean_column(std::span<const std::uint8_t> truths);

// Items of `input` in those rows; kNoRow is null in Arrow, and `fill` in NumPy (nullptr: NaN, NaT or None, where the
// type has one). A new reference, or nullptr with an error set.
PyObject* taken_or_missing(const char* function, const InputArray& input, std::span<const std::uint32_t> rows,
                           PyObject* fill);

// Several arrays of one type, one behind the other.
PyObject* joined(const char* function, std::vector<InputArray> arrays);

}  // namespace wirespeed::python
