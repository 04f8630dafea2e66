// Python objects as fields of a record.
#include <algorithm>

#include "errors.hpp"
#include "kernels_numpy.hpp"
#include "known_objects.hpp"
#include "record_object.hpp"
#include "steady.hpp"
#include "time_objects.hpp"

namespace wirespeed::python {

using record::FieldType;
using record::Kind;
using record::Writer;

namespace {

bool refuse_type(const RecordField& field, const char* expected, PyObject* found) {
  if (PyErr_Occurred() != nullptr && !PyErr_ExceptionMatches(PyExc_TypeError)) return false;
  PyErr_Format(PyExc_TypeError, "%s(%s=...): expected %s, found %s", field.owner->name.c_str(),
               field.field->name.c_str(), expected, Py_TYPE(found)->tp_name);
  return false;
}

bool refuse_value(const RecordField& field, const char* expected, PyObject* found) {
  const Owned text(PyObject_Repr(found));
  const char* shown = text ? PyUnicode_AsUTF8(text.get()) : nullptr;
  if (shown == nullptr) return false;
  set_python_error(
      {Errc::invalid_argument, fmt::format("{}({}=...): expected {} for {}, found {:.100}", field.owner->name,
                                           field.field->name, expected, record::to_string(*field.type), shown)});
  return false;
}

// An integer of 64 bits; of a uint64 its bits.
bool integer_of(const RecordField& field, PyObject* value, bool is_signed, std::int64_t& out) {
  Owned index;
  if (!PyLong_Check(value)) {
    index = Owned(PyIndex_Check(value) ? PyNumber_Index(value) : nullptr);
    if (!index) return refuse_type(field, "int", value);
    value = index.get();
  }
  if (is_signed) {
    int overflow = 0;
    out = PyLong_AsLongLongAndOverflow(value, &overflow);
    return overflow == 0 || refuse_value(field, "a number that fits", value);
  }
  out = static_cast<std::int64_t>(PyLong_AsUnsignedLongLong(value));
  if (out != -1 || PyErr_Occurred() == nullptr) return true;
  PyErr_Clear();
  return refuse_value(field, "a number that fits", value);
}

template <typename T>
bool put_integer(const RecordField& field, PyObject* value, std::uint8_t* to) {
  std::int64_t wide = 0;
  if (!integer_of(field, value, !std::is_same_v<T, std::uint64_t>, wide)) return false;
  const auto narrow = static_cast<T>(wide);
  if constexpr (sizeof(T) < sizeof wide) {
    if (narrow != wide) return refuse_value(field, "a number that fits", value);
  }
  store_le(to, narrow);
  return true;
}

bool float_of(const RecordField& field, PyObject* value, double& out) {
  if (PyFloat_CheckExact(value)) [[likely]] {
    out = PyFloat_AS_DOUBLE(value);
    return true;
  }
  out = PyFloat_AsDouble(value);
  return out != -1.0 || PyErr_Occurred() == nullptr || refuse_type(field, "float", value);
}

bool put_boolean(const RecordField& field, PyObject* value, std::uint8_t* to) {
  if (!PyBool_Check(value)) {
    const bool is_numpy = std::string_view(Py_TYPE(value)->tp_name).starts_with("numpy.bool");
    if (!is_numpy) return refuse_type(field, "bool", value);
  }
  const int truth = value == Py_True ? 1 : value == Py_False ? 0 : PyObject_IsTrue(value);
  *to = truth == 1 ? 1 : 0;
  return truth >= 0;
}

template <typename T>
bool put_float(const RecordField& field, PyObject* value, std::uint8_t* to) {
  double number = 0;
  if (!float_of(field, value, number)) return false;
  store_le(to, static_cast<T>(number));
  return true;
}

// NumPy's datetime64 and timedelta64 as Python's; anything else as it is.
Owned python_time(PyObject* value, const char* unit) {
  if (time_kind_of(value) != TimeKind::none) [[likely]]
    return Owned(Py_NewRef(value));
  const std::string_view name = Py_TYPE(value)->tp_name;
  if (name != "numpy.datetime64" && name != "numpy.timedelta64") return Owned(Py_NewRef(value));
  const Owned in_unit(PyObject_CallMethod(value, "astype", "s", unit));
  return Owned(in_unit ? PyObject_CallMethod(in_unit.get(), "item", nullptr) : nullptr);
}

bool put_date(const RecordField& field, PyObject* value, std::uint8_t* to) {
  const Owned date = python_time(value, "M8[D]");
  if (!date || time_kind_of(date.get()) != TimeKind::date) return refuse_type(field, "datetime.date", value);
  store_le(to, static_cast<std::int32_t>(days_of(date.get())));
  return true;
}

bool put_any_timestamp(const RecordField& field, PyObject* value, std::uint8_t* to) {
  const Owned moment = python_time(value, "M8[us]");
  if (!moment || time_kind_of(moment.get()) != TimeKind::datetime)
    return refuse_type(field, "datetime.datetime", value);
  const Offset offset = offset_of(moment.get());
  if (offset.failed) return false;
  const bool is_utc = field.type->kind == Kind::timestamp_utc;
  const bool is_counted = moment.get() != value;  // NumPy's belong to no zone; in a field of UTC they are UTC's
  if (offset.is_aware != is_utc && !is_counted) {
    return refuse_value(field, is_utc ? "a datetime with a time zone" : "a datetime without a time zone", value);
  }
  store_le(to, us_of_datetime(moment.get()) - offset.us);
  return true;
}

bool put_timestamp(const RecordField& field, PyObject* value, std::uint8_t* to) {
  std::int64_t us = 0;
  const Clock clock = plain_clock_of(value, us);
  if (clock != (field.type->kind == Kind::timestamp_utc ? Clock::utc : Clock::naive)) [[unlikely]]
    return put_any_timestamp(field, value, to);
  store_le(to, us);
  return true;
}

bool put_duration(const RecordField& field, PyObject* value, std::uint8_t* to) {
  const Owned span = python_time(value, "m8[us]");
  if (!span || time_kind_of(span.get()) != TimeKind::timedelta) return refuse_type(field, "datetime.timedelta", value);
  const auto us = us_of_timedelta(span.get());
  if (!us) return refuse_value(field, "a timedelta of 64 bits of us", value);
  store_le(to, *us);
  return true;
}

bool take_text(const RecordField& field, PyObject* value, std::string_view& out) {
  if (!PyUnicode_Check(value)) return refuse_type(field, "str", value);
  if (PyUnicode_IS_READY(value) && PyUnicode_IS_COMPACT_ASCII(value)) [[likely]] {
    out = {reinterpret_cast<const char*>(PyUnicode_1BYTE_DATA(value)),
           static_cast<std::size_t>(PyUnicode_GET_LENGTH(value))};
    return true;
  }
  Py_ssize_t size = 0;
  const char* text = PyUnicode_AsUTF8AndSize(value, &size);
  if (text != nullptr) out = {text, static_cast<std::size_t>(size)};
  return text != nullptr;
}

// Texts, bytes and records as bytes, which live as long as the object, or as what is kept for it.
class Contents {
 public:
  Contents() = default;
  Contents(const Contents&) = delete;
  Contents& operator=(const Contents&) = delete;
  ~Contents() {
    for (Py_buffer& buffer : buffers_) PyBuffer_Release(&buffer);
  }

  bool take(const RecordField& field, PyObject* value, ByteView& out) {
    switch (field.type->kind) {
      case Kind::fixed_text:
      case Kind::text: {
        std::string_view text;
        if (!take_text(field, value, text)) return false;
        out = bytes_of(text);
        return true;
      }
      case Kind::record:
        return take_record(field, value, out);
      default:
        return take_bytes(field, value, out);
    }
  }

 private:
  static bool take_record(const RecordField& field, PyObject* value, ByteView& out) {
    if (Py_TYPE(value) != field.nested->type) return refuse_type(field, field.nested->name.c_str(), value);
    out = record_bytes(value);
    return true;
  }

  bool take_bytes(const RecordField& field, PyObject* value, ByteView& out) {
    if (PyBytes_Check(value)) {
      out = {reinterpret_cast<const std::uint8_t*>(PyBytes_AS_STRING(value)),
             static_cast<std::size_t>(PyBytes_GET_SIZE(value))};
      return true;
    }
    buffers_.emplace_back();
    if (PyObject_GetBuffer(value, &buffers_.back(), PyBUF_SIMPLE) != 0) {
      buffers_.pop_back();
      return refuse_type(field, "bytes", value);
    }
    out = {static_cast<const std::uint8_t*>(buffers_.back().buf), static_cast<std::size_t>(buffers_.back().len)};
    return true;
  }

  std::vector<Py_buffer> buffers_;
};

bool put_fixed_text(const RecordField& field, PyObject* value, std::uint8_t* to) {
  std::string_view text;
  if (!take_text(field, value, text)) return false;
  if (text.size() > field.type->width) return refuse_value(field, "no more bytes of UTF-8", value);
  std::memcpy(to, text.data(), text.size());
  return true;
}

bool put_fixed_bytes(const RecordField& field, PyObject* value, std::uint8_t* to) {
  Contents contents;
  ByteView bytes;
  if (!contents.take(field, value, bytes)) return false;
  if (bytes.size() != field.type->width) return refuse_value(field, "that many bytes", value);
  std::ranges::copy(bytes, to);
  return true;
}

bool write_bytes(Writer& writer, const RecordField& field, PyObject* value) {
  if (field.type->kind == Kind::text) {
    std::string_view text;
    if (!take_text(field, value, text)) return false;
    writer.set_text(field.index, text);
    return true;
  }
  Contents contents;
  ByteView bytes;
  if (!contents.take(field, value, bytes)) return false;
  writer.set_bytes(field.index, bytes);
  return true;
}

// Who can be a list: any sequence or iterable but text and bytes.
Owned sequence_of(const RecordField& field, PyObject* value) {
  if (PyUnicode_Check(value) || PyBytes_Check(value) || PyByteArray_Check(value) || PyDict_Check(value)) {
    refuse_type(field, "a list", value);
    return Owned();
  }
  Owned items = steady_sequence(value);
  if (!items) refuse_type(field, "a list", value);
  return items;
}

PyArray_Descr* dtype_of(const FieldType& type) {
  static constexpr int kTypes[] = {NPY_BOOL,   NPY_INT8,   NPY_INT16,  NPY_INT32,   NPY_INT64,  NPY_UINT8,
                                   NPY_UINT16, NPY_UINT32, NPY_UINT64, NPY_FLOAT32, NPY_FLOAT64};
  return PyArray_DescrFromType(kTypes[static_cast<std::size_t>(type.kind)]);
}

// An array, which has the items as they are to be, or becomes so without loss.
bool write_array(Writer& writer, const RecordField& field, PyObject* value) {
  const Owned array(has_numpy() ? PyArray_FromAny(value, dtype_of(*field.type), 1, 1, NPY_ARRAY_CARRAY_RO, nullptr)
                                : nullptr);
  if (!array) return false;
  const auto* items = items_of<const std::uint8_t>(array.get());
  writer.set_values(field.index, {items, static_cast<std::size_t>(PyArray_NBYTES(as_array(array.get())))});
  return true;
}

bool is_array(PyObject* value) { return std::string_view(Py_TYPE(value)->tp_name) == "numpy.ndarray"; }

// A list of values of one width.
bool write_values(Writer& writer, const RecordField& field, PyObject* value) {
  const bool is_number = field.type->kind <= Kind::float64;
  if (is_number && (field.as_array || is_array(value))) return write_array(writer, field, value);
  const Owned items = sequence_of(field, value);
  if (!items) return false;
  const auto n = static_cast<std::size_t>(PySequence_Fast_GET_SIZE(items.get()));
  const std::size_t width = record::width_of(*field.type);
  std::vector<std::uint8_t> values(n * width);
  for (std::size_t i = 0; i < n; ++i) {
    PyObject* item = PySequence_Fast_GET_ITEM(items.get(), static_cast<Py_ssize_t>(i));
    if (!field.put(field, item, values.data() + i * width)) return false;
  }
  writer.set_values(field.index, values);
  return true;
}

// Texts, bytes and records of any size.
bool write_contents(Writer& writer, const RecordField& field, PyObject* value) {
  const Owned sequence = sequence_of(field, value);
  if (!sequence) return false;
  const auto n = static_cast<std::size_t>(PySequence_Fast_GET_SIZE(sequence.get()));
  Contents contents;
  std::vector<ByteView> items(n);
  for (std::size_t i = 0; i < n; ++i) {
    PyObject* item = PySequence_Fast_GET_ITEM(sequence.get(), static_cast<Py_ssize_t>(i));
    if (!contents.take(field, item, items[i])) return false;
  }
  writer.set_items(field.index, items);
  return true;
}

}  // namespace

Put put_of(const FieldType& type) noexcept {
  switch (type.kind) {
    case Kind::boolean:
      return put_boolean;
    case Kind::float32:
      return put_float<float>;
    case Kind::float64:
      return put_float<double>;
    case Kind::date:
      return put_date;
    case Kind::timestamp:
    case Kind::timestamp_utc:
      return put_timestamp;
    case Kind::duration:
      return put_duration;
    case Kind::fixed_text:
      return put_fixed_text;
    case Kind::fixed_bytes:
      return put_fixed_bytes;
    default:
      return record::visit_number(type.kind, []<typename T>() -> Put {
        if constexpr (std::is_integral_v<T>) return put_integer<T>;
        return nullptr;  // floats are above
      });
  }
}

bool refuse_none(const RecordField& field) { return refuse_type(field, "a value: the field is not optional", Py_None); }

bool write_value(Writer& writer, const RecordField& field, PyObject* value) {
  if (value == Py_None) {
    if (!field.is_optional) return refuse_none(field);
    writer.set_null(field.index);
    return true;
  }
  if (is_fixed(*field.type)) return field.put(field, value, writer.place(field.index));
  if (!field.type->is_list) return write_bytes(writer, field, value);
  return record::has_width(field.type->kind) ? write_values(writer, field, value)
                                             : write_contents(writer, field, value);
}

}  // namespace wirespeed::python
