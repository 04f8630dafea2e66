#include "sql_constants.hpp"

#include "attachment.hpp"
#include "errors.hpp"
#include "kernels_arrays.hpp"
#include "wirespeed/postgres/constants.hpp"

namespace wirespeed::python {
namespace {

using postgres::ConstantForm;
using postgres::ConstantKind;
using postgres::TimeUnit;

constexpr const char* kOperation = "sql constants";
constexpr std::int64_t kDetachedItems = 256;  // about 20 us of work

// A place in an enumeration. False with an error set.
template <typename Enum>
bool take(PyObject* number, Enum last, Enum& out) {
  const long value = PyLong_AsLong(number);
  if (value == -1 && PyErr_Occurred() != nullptr) return false;
  if (value < 0 || value > static_cast<long>(last)) {
    PyErr_Format(PyExc_ValueError, "%s: expected 0 to %d, found %ld", kOperation, static_cast<int>(last), value);
    return false;
  }
  out = static_cast<Enum>(value);
  return true;
}

bool take_style(PyObject* const* arguments, postgres::ConstantStyle& style) {
  Py_ssize_t size = 0;
  const char* separator = PyUnicode_AsUTF8AndSize(arguments[4], &size);
  if (separator == nullptr) return false;
  style.separator = {separator, static_cast<std::size_t>(size)};
  return take(arguments[1], ConstantKind::bytea, style.kind) &&
         take(arguments[2], ConstantForm::as_array_item, style.form) &&
         take(arguments[3], TimeUnit::nanosecond, style.unit);
}

Result<std::string> written(const InputArray& values, const postgres::ConstantStyle& style) {
  if (values.length() < kDetachedItems) return postgres::constants(values.view(), style);
  const Detached detached;
  return postgres::constants(values.view(), style);
}

}  // namespace

PyObject* sql_constants(PyObject*, PyObject* const* arguments, Py_ssize_t count) {
  if (count != 5) {
    PyErr_Format(PyExc_TypeError, "%s: expected 5 arguments, found %zd", kOperation, count);
    return nullptr;
  }
  postgres::ConstantStyle style;
  InputArray values;
  if (!take_style(arguments, style) || !values.take(arguments[0], kOperation)) return nullptr;
  const Result<std::string> text = written(values, style);
  if (!text) {
    set_python_error(text.error());
    return nullptr;
  }
  return PyUnicode_DecodeUTF8(text->data(), static_cast<Py_ssize_t>(text->size()), nullptr);
}

PyObject* sql_arrow_format(PyObject*, PyObject* values) {
  InputArray taken;
  if (!taken.take(values, kOperation)) return nullptr;
  if (!taken.is_arrow()) Py_RETURN_NONE;
  const auto& column = taken.column();
  return PyUnicode_FromString((column->dictionary ? column->dictionary->format : column->format).c_str());
}

}  // namespace wirespeed::python
