#include "record_json.hpp"

#include <algorithm>
#include <cmath>
#include <new>

#include "attachment.hpp"
#include "known_objects.hpp"
#include "owned.hpp"
#include "plain_objects.hpp"
#include "time_objects.hpp"
#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/json_string.hpp"
#include "wirespeed/base/number_text.hpp"
#include "wirespeed/base/utf8.hpp"
#include "wirespeed/column/cell_text.hpp"
#include "wirespeed/record/json_times.hpp"

namespace wirespeed::python {
namespace {

using record::JsonOptions;
using record::JsonOut;

std::string_view text_in(PyObject* text) noexcept {
  Py_ssize_t size = 0;
  const char* data = PyUnicode_AsUTF8AndSize(text, &size);
  return {data, static_cast<std::size_t>(size)};
}

bool refuse(JsonOut& out, std::string_view expected, PyObject* object) {
  out.set_fault(fmt::format("expected {}, found {}", expected, Py_TYPE(object)->tp_name));
  return false;
}

bool put_null(JsonOut& out) {
  out.put("null");
  return true;
}

bool put_quoted(JsonOut& out, std::string_view text) {
  out.put('"');
  out.put(text);
  out.put('"');
  return true;
}

// UTF-8 or wider characters, between quotes; false when they are none.
template <typename Text>
bool put_string(JsonOut& out, Text text) {
  char* at = out.room(kMaxEscape * text.size() + kJsonSlack + 2);
  *at = '"';
  char* end = write_json_text(at + 1, text);
  if (end == nullptr) return false;
  *end = '"';
  out.set_end(end + 1);
  return true;
}

bool put_number(JsonOut& out, auto value) {
  out.set_end(write_number(out.room(kMaxNumberText), value));
  return true;
}

// Of the class itself or one below it, whatever that says of itself.
bool put_large_int(JsonOut& out, PyObject* number) {
  const Owned text(PyLong_Type.tp_repr(number));
  if (!text) return false;
  out.put(text_in(text.get()));
  return true;
}

bool put_int(JsonOut& out, PyObject* number) {
  int overflow = 0;
  const long long value = PyLong_AsLongLongAndOverflow(number, &overflow);
  return overflow != 0 ? put_large_int(out, number) : put_number(out, static_cast<std::int64_t>(value));
}

bool put_not_finite(JsonOut& out, const JsonOptions& options, std::string_view found) {
  if (options.non_finite == record::NonFinite::null) return put_null(out);
  out.set_fault(fmt::format("expected a number, found {}", found));
  return false;
}

bool put_float(JsonOut& out, double value, const JsonOptions& options) {
  return std::isfinite(value) ? put_number(out, value) : put_not_finite(out, options, fmt::format("{}", value));
}

bool put_str(JsonOut& out, PyObject* text) {
  if (PyUnicode_READY(text) != 0) return false;
  const auto n = static_cast<std::size_t>(PyUnicode_GET_LENGTH(text));
  if (PyUnicode_IS_ASCII(text)) {
    return put_string(out, std::string_view(reinterpret_cast<const char*>(PyUnicode_1BYTE_DATA(text)), n));
  }
  const Owned utf8(PyUnicode_AsUTF8String(text));
  if (utf8) {
    return put_string(
        out, std::string_view(PyBytes_AS_STRING(utf8.get()), static_cast<std::size_t>(PyBytes_GET_SIZE(utf8.get()))));
  }
  if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError) == 0) return false;
  PyErr_Clear();
  out.set_fault("expected text that is Unicode, found a lone surrogate");
  return false;
}

bool put_bytes(JsonOut& out, PyObject* object, const JsonOptions& options) {
  if (options.binary == record::Binary::error)
    return refuse(out, "no bytes (or binary=\"base64\" or \"utf8\")", object);
  Py_buffer buffer;
  if (PyObject_GetBuffer(object, &buffer, PyBUF_SIMPLE) != 0) return false;
  const ByteView bytes(static_cast<const std::uint8_t*>(buffer.buf), static_cast<std::size_t>(buffer.len));
  bool ok = true;
  if (options.binary == record::Binary::text) {
    ok = put_string(out, text_of(bytes));
    if (!ok) out.set_fault("expected UTF-8, found bytes that are none");
  } else {
    std::string text;
    column::append_base64(text, bytes);
    put_quoted(out, text);
  }
  PyBuffer_Release(&buffer);
  return ok;
}

// Room that may stay behind a text: one part in so many, of less than so much.
constexpr std::size_t kSmallShare = 8;
constexpr std::size_t kKeptBytes = 32 << 20;

// --- dates and times --------------------------------------------------------------------------------------------

bool put_iso(JsonOut& out, auto write) {
  char* at = out.room(record::kTimeRoom);
  *at = '"';
  char* end = write(at + 1);
  *end = '"';
  out.set_end(end + 1);
  return true;
}

bool put_epoch(JsonOut& out, std::int64_t us, const JsonOptions& options) {
  const std::int64_t wanted = options.epoch_per_second;
  if (wanted <= kUsPerSecond) {
    const std::int64_t divisor = kUsPerSecond / wanted;
    return put_number(out, us / divisor - (us % divisor < 0 ? 1 : 0));
  }
  if (!__builtin_mul_overflow(us, wanted / kUsPerSecond, &us)) return put_number(out, us);
  out.set_fault("expected a moment that the unit of the epoch can count in 64 bits, found one beyond; take ISO dates");
  return false;
}

// +01:00, and the seconds that a few zones of old had.
char* write_offset(char* at, std::int64_t us) {
  *at++ = us < 0 ? '-' : '+';
  const auto seconds = static_cast<std::uint32_t>((us < 0 ? -us : us) / kUsPerSecond);
  at = write_two_digits(at, seconds / 3600);
  *at++ = ':';
  at = write_two_digits(at, seconds / 60 % 60);
  if (seconds % 60 == 0) return at;
  *at++ = ':';
  return write_two_digits(at, seconds % 60);
}

char* write_zone(char* at, const Offset& offset, const JsonOptions& options) {
  if (!offset.is_aware) return at;
  if (offset.us != 0 || options.dates != record::Dates::iso_z) return write_offset(at, offset.us);
  *at = 'Z';
  return at + 1;
}

bool put_datetime(JsonOut& out, PyObject* moment, const JsonOptions& options) {
  const Offset offset = offset_of(moment);
  if (offset.failed) return false;
  const std::int64_t us = us_of_datetime(moment);
  if (options.dates == record::Dates::epoch) return put_epoch(out, us - offset.us, options);
  return put_iso(out,
                 [&](char* at) { return write_zone(record::write_moment(at, us, kUsPerSecond), offset, options); });
}

bool put_time_of_day(JsonOut& out, PyObject* time, const JsonOptions& options) {
  const Offset offset = offset_of(time);
  if (offset.failed) return false;
  const std::int64_t us = us_of_time(time);
  return put_iso(out, [&](char* at) { return write_zone(record::write_clock(at, us, kUsPerSecond), offset, options); });
}

bool put_timedelta(JsonOut& out, PyObject* object, const JsonOptions& options) {
  const auto us = us_of_timedelta(object);
  if (!us) {
    out.set_fault(fmt::format("expected a duration of 64 bits of microseconds, found {} days", delta_of(object).days));
    return false;
  }
  if (options.dates == record::Dates::epoch) return put_epoch(out, *us, options);
  return put_iso(out, [&](char* at) { return record::write_duration(at, *us, kUsPerSecond); });
}

bool put_date(JsonOut& out, PyObject* object, const JsonOptions& options) {
  const std::int64_t days = days_of(object);
  if (options.dates == record::Dates::epoch) return put_epoch(out, days * kUsPerDay, options);
  return put_iso(out, [&](char* at) { return record::write_date(at, days); });
}

// --- what holds others ------------------------------------------------------------------------------------------

class Nesting {
 public:
  Nesting() noexcept : entered_(Py_EnterRecursiveCall(" while writing JSON") == 0) {}
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
  ~Nesting() {
    if (entered_) Py_LeaveRecursiveCall();
  }
  explicit operator bool() const noexcept { return entered_; }

 private:
  bool entered_;
};

bool put_tuple(JsonOut& out, PyObject* items, const JsonOptions& options) {
  const Nesting nesting;
  if (!nesting) return false;
  out.put('[');
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items); ++i) {
    if (i != 0) out.put(',');
    if (!write_json_object(out, PyTuple_GET_ITEM(items, i), options)) return false;
  }
  out.put(']');
  return true;
}

// By a copy: another thread may change the list.
bool put_list(JsonOut& out, PyObject* list, const JsonOptions& options) {
  const Owned items(PyList_AsTuple(list));
  return items && put_tuple(out, items.get(), options);
}

bool put_key(JsonOut& out, PyObject* key) {
  if (PyUnicode_Check(key)) return put_str(out, key);
  if (!PyLong_CheckExact(key)) return refuse(out, "keys that are str or int", key);
  out.put('"');
  if (!put_int(out, key)) return false;
  out.put('"');
  return true;
}

bool put_dict(JsonOut& out, PyObject* dict, const JsonOptions& options) {
  const Nesting nesting;
  const Owned items(nesting ? PyDict_Items(dict) : nullptr);
  if (!items) return false;
  out.put('{');
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(items.get()); ++i) {
    PyObject* pair = PyList_GET_ITEM(items.get(), i);
    if (i != 0) out.put(',');
    if (!put_key(out, PyTuple_GET_ITEM(pair, 0))) return false;
    out.put(':');
    if (!write_json_object(out, PyTuple_GET_ITEM(pair, 1), options)) return false;
  }
  out.put('}');
  return true;
}

// --- the rest ---------------------------------------------------------------------------------------------------

// What Decimal says of itself is JSON, but for NaN and Infinity.
bool put_decimal(JsonOut& out, PyObject* decimal, const JsonOptions& options) {
  const Owned text(PyObject_Str(decimal));
  if (!text) return false;
  const std::string_view digits = text_in(text.get());
  if (digits.find_first_of("NnIi") != std::string_view::npos) return put_not_finite(out, options, digits);
  if (options.decimals == record::Decimals::text) return put_quoted(out, digits);
  out.put(digits);
  return true;
}

bool put_str_of(JsonOut& out, PyObject* object) {
  const Owned text(PyObject_Str(object));
  return text && put_str(out, text.get());
}

bool put_library_object(JsonOut& out, PyObject* object, const JsonOptions& options) {
  const int is_decimal = is_known(object, Known::decimal);
  if (is_decimal != 0) return is_decimal > 0 && put_decimal(out, object, options);
  const int is_uuid = is_known(object, Known::uuid);
  if (is_uuid != 0) return is_uuid > 0 && put_str_of(out, object);
  if (PyObject_HasAttrString(object, "tolist") != 0) {  // an array of NumPy
    const Owned list(PyObject_CallMethod(object, "tolist", nullptr));
    return list && write_json_object(out, list.get(), options);
  }
  return refuse(out, "an object that has JSON", object);
}

bool put_other(JsonOut& out, PyObject* object, const JsonOptions& options) {
  if (is_not_a_time(object)) return put_null(out);
  switch (time_kind_of(object)) {
    case TimeKind::date:
      return put_date(out, object, options);
    case TimeKind::datetime:
      return put_datetime(out, object, options);
    case TimeKind::time:
      return put_time_of_day(out, object, options);
    case TimeKind::timedelta:
      return put_timedelta(out, object, options);
    case TimeKind::none:
      break;
  }
  const Owned plain = plain_of(object);
  if (!plain) return false;
  if (plain.get() != object) return write_json_object(out, plain.get(), options);
  return put_library_object(out, object, options);
}

// Subclasses, which may be Enums.
bool put_below(JsonOut& out, PyObject* object, const JsonOptions& options) {
  if (PyBytes_Check(object) || PyByteArray_Check(object) || PyMemoryView_Check(object)) {
    return put_bytes(out, object, options);
  }
  const bool is_basic = PyUnicode_Check(object) || PyLong_Check(object) || PyFloat_Check(object) ||
                        PyTuple_Check(object) || PyList_Check(object) || PyDict_Check(object);
  if (!is_basic) return put_other(out, object, options);
  const Owned plain = plain_of(object);
  if (!plain) return false;
  if (plain.get() != object) return write_json_object(out, plain.get(), options);
  if (PyUnicode_Check(object)) return put_str(out, object);
  if (PyLong_Check(object)) return put_int(out, object);
  if (PyFloat_Check(object)) return put_float(out, PyFloat_AS_DOUBLE(object), options);
  if (PyTuple_Check(object)) return put_tuple(out, object, options);
  return PyList_Check(object) ? put_list(out, object, options) : put_dict(out, object, options);
}

}  // namespace

bool write_json_object(JsonOut& out, PyObject* object, const JsonOptions& options) {
  if (object == Py_None || object == nullptr) return put_null(out);
  if (PyUnicode_CheckExact(object)) return put_str(out, object);
  if (PyFloat_CheckExact(object)) return put_float(out, PyFloat_AS_DOUBLE(object), options);
  if (PyBool_Check(object)) {
    out.put(object == Py_True ? "true" : "false");
    return true;
  }
  if (PyLong_CheckExact(object)) return put_int(out, object);
  if (PyList_CheckExact(object)) return put_list(out, object, options);
  if (PyDict_CheckExact(object)) return put_dict(out, object, options);
  return put_below(out, object, options);
}

column::ArrayView JsonObjects::view() const noexcept {
  return {.item = column::Item::large_text,
          .length = static_cast<std::int64_t>(size()),
          .data = reinterpret_cast<const std::uint8_t*>(out_.text().data()),
          .offsets = ends_.data()};
}

std::span<char> JsonBytes::grow(std::size_t, std::size_t size) {
  const Attached attached;
  const auto wanted = static_cast<Py_ssize_t>(std::max(size, expected_));
  if (bytes_ == nullptr) {
    bytes_ = PyBytes_FromStringAndSize(nullptr, wanted);
  } else {
    _PyBytes_Resize(&bytes_, wanted);
  }
  if (bytes_ == nullptr) {
    PyErr_Clear();
    throw std::bad_alloc();
  }
  return {PyBytes_AS_STRING(bytes_), static_cast<std::size_t>(wanted)};
}

// A little room at the end stays where it is: memory given back in other sizes than it was taken in is asked of the
// system anew each time, page by page.
PyObject* JsonBytes::finish(std::size_t size) {
  if (bytes_ == nullptr) return PyBytes_FromStringAndSize(nullptr, 0);
  const auto room = static_cast<std::size_t>(PyBytes_GET_SIZE(bytes_));
  if (room - size <= size / kSmallShare && room < kKeptBytes) {
    Py_SET_SIZE(bytes_, static_cast<Py_ssize_t>(size));
    PyBytes_AS_STRING(bytes_)[size] = '\0';
  } else {
    _PyBytes_Resize(&bytes_, static_cast<Py_ssize_t>(size));
  }
  return std::exchange(bytes_, nullptr);
}

}  // namespace wirespeed::python
