// Fields of a record as Python objects.
#include <bit>

#include "errors.hpp"
#include "kernels_numpy.hpp"
#include "new_list.hpp"
#include "record_object.hpp"
#include "time_objects.hpp"
#include "wirespeed/record/verify.hpp"

namespace wirespeed::python {

using record::FieldType;
using record::Kind;
using record::Span;

namespace {

const RecordField& field_in(void* closure) noexcept { return *static_cast<const RecordField*>(closure); }

// Where a field lies: in the record, or, where that is too old to have it, in the defaults.
struct Place {
  const std::uint8_t* record;
  std::size_t size;
  const std::uint8_t* at;  // nullptr: null
};

bool is_null(const std::uint8_t* record, std::uint32_t index) noexcept {
  return (record[record::nulls_at(record::header_of(record)) + index / 8] >> (index % 8) & 1) != 0;
}

// Of a record whose fields are those of the schema.
const std::uint8_t* place_in(const RecordObject* self, const RecordField& field) noexcept {
  const std::uint8_t* record = self->data;
  if (self->fields <= field.index) [[unlikely]]
    record = field.owner->schema->defaults();
  if (field.is_optional && is_null(record, field.index)) return nullptr;
  return record + field.offset;
}

Place place_of(const RecordObject* self, const RecordField& field) noexcept {
  const bool has_it = field.index < self->fields;
  const std::uint8_t* record = has_it ? self->data : field.owner->schema->defaults();
  const std::size_t size = has_it ? self->size : record::total_bytes_of(record);
  return {record, size, field.is_optional && is_null(record, field.index) ? nullptr : record + field.offset};
}

PyObject* damaged(const RecordField& field) {
  set_python_error(
      {Errc::malformed,
       fmt::format("record: expected field \"{}\" to lie within its record, found it beyond; bytes that are "
                   "trusted must be those of a record",
                   field.field->name)});
  return nullptr;
}

PyObject* out_of_range(const RecordField& field, const char* what, std::int64_t value) {
  set_python_error({Errc::unsupported, fmt::format("record: field \"{}\": expected {} of the years 1 to 9999, found {} "
                                                   "since 1970; read it with to_columns()",
                                                   field.field->name, what, value)});
  return nullptr;
}

PyObject* new_number(const RecordField& field, const std::uint8_t* at) {
  switch (field.type->kind) {
    case Kind::boolean:
      return PyBool_FromLong(*at);
    case Kind::int8:
      return PyLong_FromLong(load_le<std::int8_t>(at));
    case Kind::int16:
      return PyLong_FromLong(load_le<std::int16_t>(at));
    case Kind::int32:
      return PyLong_FromLong(load_le<std::int32_t>(at));
    case Kind::uint8:
      return PyLong_FromLong(*at);
    case Kind::uint16:
      return PyLong_FromLong(load_le<std::uint16_t>(at));
    case Kind::uint32:
      return PyLong_FromLong(load_le<std::uint32_t>(at));
    case Kind::uint64:
      return PyLong_FromUnsignedLongLong(load_le<std::uint64_t>(at));
    case Kind::float32:
      return PyFloat_FromDouble(static_cast<double>(load_le<float>(at)));
    case Kind::float64:
      return PyFloat_FromDouble(load_le<double>(at));
    default:
      return PyLong_FromLong(load_le<std::int64_t>(at));
  }
}

PyObject* new_time_like(const RecordField& field, const std::uint8_t* at) {
  if (field.type->kind == Kind::date) {
    const auto days = load_le<std::int32_t>(at);
    return is_python_day(days) ? new_date(days) : out_of_range(field, "a date", days);
  }
  const auto us = load_le<std::int64_t>(at);
  if (field.type->kind == Kind::duration) return new_timedelta(0, us);
  if (!is_python_instant(us)) return out_of_range(field, "a time", us);
  return new_datetime(us, field.type->kind == Kind::timestamp_utc);
}

PyObject* new_text(std::string_view text) {
  return PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), nullptr);
}

PyObject* new_bytes(ByteView bytes) {
  return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(bytes.data()), static_cast<Py_ssize_t>(bytes.size()));
}

// A value of one width.
PyObject* new_value(const RecordField& field, const std::uint8_t* at) {
  switch (field.type->kind) {
    case Kind::date:
    case Kind::timestamp:
    case Kind::timestamp_utc:
    case Kind::duration:
      return new_time_like(field, at);
    case Kind::fixed_text:
      return new_text(record::trimmed(at, field.type->width));
    case Kind::fixed_bytes:
      return new_bytes({at, field.type->width});
    default:
      return new_number(field, at);
  }
}

bool is_own(PyObject* self, const std::uint8_t* data) noexcept {
  return data >= as_record(self)->data && data <= as_record(self)->data + as_record(self)->size;
}

// A value of the tail, wherever it lies.
PyObject* new_tail_value(PyObject* self, const RecordField& field, ByteView bytes) {
  if (field.type->kind == Kind::text) return new_text(text_of(bytes));
  if (field.type->kind == Kind::bytes) return new_bytes(bytes);
  if (!record::is_plausible(*field.nested->schema, bytes)) return damaged(field);
  // What a default shows is the class's, which the record keeps.
  PyObject* owner = is_own(self, bytes.data()) ? as_record(self)->owner : nullptr;
  return shared_record(*field.nested, owner == nullptr ? self : owner, bytes);
}

PyObject* new_values(PyObject* self, const RecordField& field, const std::uint8_t* data, std::size_t size) {
  if (field.as_array) return numbers_array(self, *field.type, data, size);
  const std::size_t width = record::width_of(*field.type);
  return new_list(size, [&](std::size_t i) { return new_value(field, data + i * width); });
}

// Of texts, bytes or records: each is looked for within what the record has left.
PyObject* new_items(PyObject* self, const RecordField& field, ByteView list, std::size_t size) {
  const std::size_t head = record::list_head_bytes(*field.type, size);
  if (head > list.size()) return damaged(field);
  const ByteView items = list.subspan(head);
  return new_list(size, [&](std::size_t i) -> PyObject* {
    const auto begin = load_le<std::uint32_t>(list.data() + i * sizeof(std::uint32_t));
    const auto end = load_le<std::uint32_t>(list.data() + (i + 1) * sizeof(std::uint32_t));
    if (begin > end || end > items.size()) return damaged(field);
    return new_tail_value(self, field, items.subspan(begin, end - begin));
  });
}

PyObject* get_fixed(PyObject* self, void* closure) {
  const RecordField& field = field_in(closure);
  const std::uint8_t* at = place_in(as_record(self), field);
  return at == nullptr ? Py_NewRef(Py_None) : new_value(field, at);
}

template <typename T>
PyObject* get_integer(PyObject* self, void* closure) {
  const std::uint8_t* at = place_in(as_record(self), field_in(closure));
  return at == nullptr ? Py_NewRef(Py_None) : PyLong_FromLong(load_le<T>(at));
}

template <typename T>
PyObject* get_float(PyObject* self, void* closure) {
  const std::uint8_t* at = place_in(as_record(self), field_in(closure));
  return at == nullptr ? Py_NewRef(Py_None) : PyFloat_FromDouble(static_cast<double>(load_le<T>(at)));
}

PyObject* get_tail(PyObject* self, void* closure) {
  const RecordField& field = field_in(closure);
  const Place place = place_of(as_record(self), field);
  if (place.at == nullptr) Py_RETURN_NONE;
  const auto span = load_le<Span>(place.at);
  const std::size_t width = record::has_width(field.type->kind) ? record::width_of(*field.type) : 1;
  const std::uint64_t needed = std::uint64_t{span.size} * width;
  if (span.offset > place.size || needed > place.size - span.offset) return damaged(field);
  const std::uint8_t* data = place.record + span.offset;
  if (!field.type->is_list) return new_tail_value(self, field, {data, span.size});
  if (record::has_width(field.type->kind)) return new_values(self, field, data, span.size);
  return new_items(self, field, {data, place.size - span.offset}, span.size);
}

}  // namespace

int numpy_type_of(Kind kind) noexcept {
  switch (kind) {
    case Kind::boolean:
      return NPY_BOOL;
    case Kind::int8:
      return NPY_INT8;
    case Kind::int16:
      return NPY_INT16;
    case Kind::int32:
      return NPY_INT32;
    case Kind::uint8:
      return NPY_UINT8;
    case Kind::uint16:
      return NPY_UINT16;
    case Kind::uint32:
      return NPY_UINT32;
    case Kind::uint64:
      return NPY_UINT64;
    case Kind::float32:
      return NPY_FLOAT32;
    case Kind::float64:
      return NPY_FLOAT64;
    default:
      return NPY_INT64;
  }
}

// What is not aligned in memory is copied: NumPy's functions would copy it each time.
PyObject* numbers_array(PyObject* self, const FieldType& type, const std::uint8_t* data, std::size_t size) {
  if (!has_numpy()) return nullptr;
  const auto length = static_cast<std::int64_t>(size);
  const int numpy_type = numpy_type_of(type.kind);
  const bool is_aligned = std::bit_cast<std::uintptr_t>(data) % record::alignment_of(type) == 0;
  if (is_aligned && is_own(self, data)) return array_over(numpy_type, length, data, self);
  PyObject* array = new_array(numpy_type, length);
  if (array != nullptr && size != 0) std::memcpy(items_of<std::uint8_t>(array), data, size * record::width_of(type));
  return array;
}

getter getter_of(const RecordField& field) noexcept {
  if (!is_fixed(*field.type)) return get_tail;
  switch (field.type->kind) {
    case Kind::int64:
      return get_integer<std::int64_t>;
    case Kind::int32:
      return get_integer<std::int32_t>;
    case Kind::float64:
      return get_float<double>;
    case Kind::float32:
      return get_float<float>;
    default:
      return get_fixed;
  }
}

PyObject* value_of_field(PyObject* self, const RecordField& field) {
  return field.get(self, const_cast<RecordField*>(&field));
}

}  // namespace wirespeed::python
