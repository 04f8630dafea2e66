// filter: columns without the rows that a mask or comparisons drop.
#include <array>
#include <optional>

#include "kernels_arguments.hpp"
#include "kernels_columns.hpp"
#include "kernels_objects.hpp"
#include "wirespeed/kernels/row_mask.hpp"

namespace wirespeed::python {

using kernels::Compare;
using kernels::RowMask;
using kernels::Scalar;

namespace {

constexpr const char* kName = "filter";

bool take_comparison(PyObject* text, Compare& out) {
  return take_choice(kName, "a comparison", text,
                     {{"==", Compare::equal},
                      {"!=", Compare::not_equal},
                      {"<", Compare::less},
                      {"<=", Compare::less_equal},
                      {">", Compare::greater},
                      {">=", Compare::greater_equal}},
                     out);
}

bool is_missing(PyObject* value) noexcept { return value == Py_None; }

bool take_integer(PyObject* value, Scalar& out) {
  int overflow = 0;
  out = {.kind = Scalar::Kind::integer, .integer = PyLong_AsLongLongAndOverflow(value, &overflow), .text = {}};
  if (overflow == 0) return PyErr_Occurred() == nullptr;
  const unsigned long long natural = overflow > 0 ? PyLong_AsUnsignedLongLong(value) : 0;
  if (overflow > 0 && PyErr_Occurred() == nullptr) {
    out = {.kind = Scalar::Kind::natural, .natural = natural, .text = {}};
    return true;
  }
  PyErr_Clear();
  out = {.kind = Scalar::Kind::real, .real = PyLong_AsDouble(value), .text = {}};  // beyond every integer of 64 bits
  return PyErr_Occurred() == nullptr;
}

bool take_text(PyObject* value, Scalar& out) {
  Py_ssize_t size = 0;
  const char* text = PyUnicode_Check(value) ? PyUnicode_AsUTF8AndSize(value, &size) : PyBytes_AS_STRING(value);
  if (text == nullptr) return false;
  if (PyBytes_Check(value)) size = PyBytes_GET_SIZE(value);
  out = {.kind = Scalar::Kind::text, .text = {text, static_cast<std::size_t>(size)}};
  return true;
}

// Anything else that NumPy makes a time of. The column takes the value's unit where that is the finer one.
bool take_time(PyObject* value, InputArray& column, Scalar& out) {
  if (column.ndarray() == nullptr || column.view().item != column::Item::ticks) {
    PyErr_Format(PyExc_TypeError, "%s: expected a number, str, bytes or None to compare this column with, found %R",
                 kName, value);
    return false;
  }
  PyArray_Descr* type = PyArray_DescrFromType(PyArray_TYPE(as_array(column.ndarray())));  // of any unit
  const Owned one(PyArray_FromAny(value, type, 0, 0, NPY_ARRAY_DEFAULT, nullptr));
  const Owned row(one ? PyArray_Ravel(as_array(one.get()), NPY_CORDER) : nullptr);
  InputArray time;
  if (!row || !time.take(row.get(), kName) || !same_unit(kName, column, time)) return false;
  if (time.length() != 1) {
    PyErr_Format(PyExc_ValueError, "%s: expected one value to compare with, found %R", kName, value);
    return false;
  }
  out = {.kind = Scalar::Kind::integer, .integer = *items_of<std::int64_t>(time.ndarray()), .text = {}};
  return true;
}

bool take_scalar(PyObject* value, InputArray& column, Scalar& out) {
  out = {};
  if (is_missing(value)) return true;
  const bool are_times = typed(column).view().item == column::Item::ticks;
  if (are_times) return take_time(value, column, out);
  if (PyLong_Check(value)) return take_integer(value, out);
  if (PyUnicode_Check(value) || PyBytes_Check(value)) return take_text(value, out);
  if (PyFloat_Check(value)) {
    out = {.kind = Scalar::Kind::real, .real = PyFloat_AS_DOUBLE(value), .text = {}};
    return true;
  }
  const Owned index(PyIndex_Check(value) ? PyNumber_Index(value) : nullptr);
  if (index) return take_integer(index.get(), out);
  PyErr_Clear();
  if (PyArray_IsScalar(value, Floating) || PyArray_IsScalar(value, Bool)) {
    out = {.kind = Scalar::Kind::real, .real = PyFloat_AsDouble(value), .text = {}};
    return PyErr_Occurred() == nullptr;
  }
  return take_time(value, column, out);
}

// What rows are to be kept: a mask, or (column, comparison, value).
class Condition {
 public:
  // A column is an array, or the name or place of one of `columns`.
  bool take(PyObject* condition, const ColumnSet& columns) {
    if (!PyTuple_Check(condition)) return column_.take(condition, kName) && check_boolean();
    if (PyTuple_GET_SIZE(condition) != 3) {
      PyErr_Format(PyExc_ValueError, "%s: expected (column, comparison, value), found %R", kName, condition);
      return false;
    }
    compares_ = true;
    const Owned array(columns.find(kName, PyTuple_GET_ITEM(condition, 0)));
    return array && column_.take(array.get(), kName) && take_comparison(PyTuple_GET_ITEM(condition, 1), how_) &&
           take_scalar(PyTuple_GET_ITEM(condition, 2), column_, value_);
  }

  std::int64_t length() const noexcept { return column_.length(); }

  Result<void> apply(RowMask& mask) const {
    if (compares_) return mask.keep(column_.view(), how_, value_);
    mask.keep_true(column_.view());
    return {};
  }

 private:
  bool check_boolean() const {
    const column::Item item = typed(column_).view().item;
    if (item == column::Item::boolean || item == column::Item::bit) return true;
    PyErr_Format(PyExc_TypeError,
                 "%s: expected a mask of booleans, or (column, comparison, value); take() picks rows "
                 "by their indexes",
                 kName);
    return false;
  }

  InputArray column_;
  bool compares_ = false;
  Compare how_ = Compare::equal;
  Scalar value_;
};

bool can_compress(const InputArray& input) noexcept {
  return input.ndarray() != nullptr && input.view().item != column::Item::slices && input.view().is_contiguous() &&
         PyArray_TYPE(as_array(input.ndarray())) != NPY_OBJECT;
}

// Columns of plain memory are compressed, all at once and detached; the others are taken by their rows' numbers.
class Filter {
 public:
  Filter(ColumnSet& columns, const RowMask& mask) : columns_(columns), mask_(mask), wanted_(mask.wanted()) {}

  PyObject* run() {
    const std::size_t count = columns_.columns().size();
    if (count <= kFewColumns) {
      std::array<kernels::Compression, kFewColumns> plain;
      return run(plain.data());
    }
    kernels::RawVector<kernels::Compression> plain(count);
    return run(plain.data());
  }

 private:
  static constexpr std::size_t kFewColumns = 8;  // need no memory from the heap

  PyObject* run(kernels::Compression* plain) {
    std::size_t count = 0;
    for (ColumnSet::Column& column : columns_.columns()) {
      const bool is_plain = can_compress(column.input);
      column.result = Owned(is_plain ? new_array_like(column.input.ndarray(), static_cast<std::int64_t>(wanted_))
                                     : taken(column.input, numbers()));
      if (!column.result) return nullptr;
      if (!is_plain) continue;
      const column::ArrayView& view = column.input.view();
      plain[count++] = {view.data, static_cast<std::size_t>(view.width), items_of<std::uint8_t>(column.result.get())};
    }
    without_python(static_cast<std::int64_t>(mask_.rows()), [&] { kernels::compress({plain, count}, mask_); });
    return columns_.finish();
  }

  const kernels::RawVector<kernels::Row>& numbers() {
    if (!numbers_) numbers_ = mask_.numbers();
    return *numbers_;
  }

  ColumnSet& columns_;
  const RowMask& mask_;
  std::size_t wanted_;
  std::optional<kernels::RawVector<kernels::Row>> numbers_;
};

bool check_length(std::int64_t expected, std::int64_t found) {
  if (expected == found) return true;
  PyErr_Format(PyExc_ValueError, "%s: expected columns and conditions of one length, found %lld and %lld rows", kName,
               static_cast<long long>(expected), static_cast<long long>(found));
  return false;
}

PyObject* filtered(ColumnSet& columns, std::span<const Condition> conditions) {
  const std::int64_t rows = conditions[0].length();
  for (const Condition& condition : conditions) {
    if (!check_length(rows, condition.length())) return nullptr;
  }
  for (const ColumnSet::Column& column : columns.columns()) {
    if (!check_length(rows, column.input.length())) return nullptr;
  }
  RowMask mask(static_cast<std::size_t>(rows));
  Result<void> ok;
  without_python(rows, [&] {
    for (const Condition& condition : conditions) {
      if (ok) ok = condition.apply(mask);
    }
  });
  return ok ? Filter(columns, mask).run() : failed(ok.error());
}

}  // namespace

PyObject* filter_columns(PyObject* /*module*/, PyObject* const* values, Py_ssize_t count, PyObject* names) {
  return within_memory([&]() -> PyObject* {
    if (count < 2 || names != nullptr) {
      PyErr_SetString(PyExc_TypeError, "filter() expects columns, and at least one mask or comparison, without names");
      return nullptr;
    }
    ColumnSet columns;
    if (!columns.take(kName, values[0])) return nullptr;
    if (count == 2) {  // by far the usual call
      Condition condition;
      return condition.take(values[1], columns) ? filtered(columns, {&condition, 1}) : nullptr;
    }
    std::vector<Condition> conditions(static_cast<std::size_t>(count - 1));
    for (std::size_t i = 0; i < conditions.size(); ++i) {
      if (!conditions[i].take(values[i + 1], columns)) return nullptr;
    }
    return filtered(columns, conditions);
  });
}

}  // namespace wirespeed::python
