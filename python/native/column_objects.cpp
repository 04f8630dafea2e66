#include "column_objects.hpp"

#include <string>

#include "owned.hpp"
#include "packstream_objects.hpp"
#include "time_objects.hpp"
#include "value_objects.hpp"
#include "wirespeed/base/bytes.hpp"

namespace wirespeed::python {
namespace {

using column::Column;
using column::Field;
using column::Type;

template <typename T>
T number(const Column& column, std::int64_t row) noexcept {
  return load_le<T>(column.values.data() + static_cast<std::size_t>(row) * sizeof(T));
}

// Where the values of a list, text or bytes begin and end.
struct Extent {
  std::int64_t begin;
  std::int64_t end;
};

template <typename Offset>
Extent extent_of(const Column& column, std::int64_t row) noexcept {
  const std::uint8_t* at = column.offsets.data() + static_cast<std::size_t>(row) * sizeof(Offset);
  return {load_le<Offset>(at), load_le<Offset>(at + sizeof(Offset))};
}

template <typename Offset>
ByteView bytes_at(const Column& column, std::int64_t row) noexcept {
  const Extent extent = extent_of<Offset>(column, row);
  return {column.values.data() + extent.begin, static_cast<std::size_t>(extent.end - extent.begin)};
}

//   | int32 size | text, up to 12 bytes |    or    | int32 size | 4 bytes of it | int32 buffer | int32 offset |
ByteView view_at(const Column& column, std::int64_t row) noexcept {
  constexpr std::size_t kInline = 12;
  const std::uint8_t* view = column.values.data() + static_cast<std::size_t>(row) * 16;
  const auto size = static_cast<std::size_t>(load_le<std::int32_t>(view));
  if (size <= kInline) return {view + 4, size};
  const auto& buffer = column.data[static_cast<std::size_t>(load_le<std::int32_t>(view + 8))];
  return {buffer->data() + load_le<std::int32_t>(view + 12), size};
}

PyObject* date_at(const Column& column, std::int64_t row) {
  const auto days = number<std::int32_t>(column, row);
  return is_python_day(days) ? new_date(days) : new_text(date_text(days));
}

PyObject* time_at(const Column& column, std::int64_t row, std::int64_t per_us) {
  const std::int64_t us = number<std::int64_t>(column, row) / per_us;
  return us >= 0 && us < kUsPerDay ? new_time(us) : new_text(time_text(us));
}

PyObject* timestamp_at(const Field& field, const Column& column, std::int64_t row, std::int64_t per_us) {
  const std::int64_t us = number<std::int64_t>(column, row) / per_us;
  const bool is_utc = !field.zone.empty();
  return is_python_instant(us) ? new_datetime(us, is_utc) : new_text(timestamp_text(us, is_utc));
}

PyObject* interval_at(const Column& column, std::int64_t row) {
  const std::uint8_t* at = column.values.data() + static_cast<std::size_t>(row) * 16;
  return new_interval(load_le<std::int32_t>(at), load_le<std::int32_t>(at + 4), load_le<std::int64_t>(at + 8) / 1000);
}

PyObject* list_at(const Field& item, const Column& items, Extent extent) {
  Owned list(PyList_New(extent.end - extent.begin));
  for (std::int64_t i = extent.begin; list && i < extent.end; ++i) {
    PyObject* object = object_at(item, items, i);
    if (object == nullptr) return nullptr;
    PyList_SET_ITEM(list.get(), i - extent.begin, object);
  }
  return list.release();
}

PyObject* structure_at(const Field& field, const Column& column, std::int64_t row) {
  Owned dict(PyDict_New());
  for (std::size_t i = 0; dict && i < field.children.size(); ++i) {
    const Owned key(new_key(field.children[i].name));
    const Owned value(key ? object_at(field.children[i], column.children[i], row) : nullptr);
    if (!value || PyDict_SetItem(dict.get(), key.get(), value.get()) != 0) return nullptr;
  }
  return dict.release();
}

PyObject* map_at(const Field& entry, const Column& entries, Extent extent) {
  Owned dict(PyDict_New());
  for (std::int64_t i = extent.begin; dict && i < extent.end; ++i) {
    const Owned key(object_at(entry.children[0], entries.children[0], i));
    const Owned value(key ? object_at(entry.children[1], entries.children[1], i) : nullptr);
    if (!value || PyDict_SetItem(dict.get(), key.get(), value.get()) != 0) return nullptr;
  }
  return dict.release();
}

PyObject* alternative_at(const Field& field, const Column& column, std::int64_t row) {
  const auto which = number<std::uint8_t>(column, row);
  const auto place = load_le<std::int32_t>(column.offsets.data() + static_cast<std::size_t>(row) * 4);
  return object_at(field.children[which], column.children[which], place);
}

std::int64_t place_at(const Column& column, Type places, std::int64_t row) noexcept {
  switch (places) {
    case Type::int8:
      return number<std::int8_t>(column, row);
    case Type::int16:
      return number<std::int16_t>(column, row);
    case Type::int32:
      return number<std::int32_t>(column, row);
    case Type::uint32:
      return number<std::uint32_t>(column, row);
    default:
      return number<std::int64_t>(column, row);
  }
}

PyObject* nested_at(const Field& field, const Column& column, std::int64_t row) {
  switch (field.type) {
    case Type::list_utf8:
      return list_at(Field{.type = Type::utf8}, column.children[0], extent_of<std::int32_t>(column, row));
    case Type::list:
      return list_at(field.children[0], column.children[0], extent_of<std::int32_t>(column, row));
    case Type::fixed_size_list:
      return list_at(field.children[0], column.children[0], {row * field.size, (row + 1) * field.size});
    case Type::map:
      return map_at(field.children[0], column.children[0], extent_of<std::int32_t>(column, row));
    case Type::structure:
      return structure_at(field, column, row);
    case Type::dense_union:
      return alternative_at(field, column, row);
    default:
      Py_RETURN_NONE;
  }
}

PyObject* time_like_at(const Field& field, const Column& column, std::int64_t row) {
  switch (field.type) {
    case Type::date32:
      return date_at(column, row);
    case Type::time64_us:
      return time_at(column, row, 1);
    case Type::time64_ns:
      return time_at(column, row, 1000);
    case Type::timestamp_us:
      return timestamp_at(field, column, row, 1);
    case Type::timestamp_ns:
      return timestamp_at(field, column, row, 1000);
    case Type::month_day_nano:
      return interval_at(column, row);
    case Type::duration_us:
      return new_timedelta(0, number<std::int64_t>(column, row));
    default:
      return nested_at(field, column, row);
  }
}

PyObject* bytes_like_at(const Field& field, const Column& column, std::int64_t row) {
  switch (field.type) {
    case Type::utf8:
      return new_text(text_of(bytes_at<std::int32_t>(column, row)));
    case Type::large_utf8:
      return new_text(text_of(bytes_at<std::int64_t>(column, row)));
    case Type::utf8_view:
      return new_text(text_of(view_at(column, row)));
    case Type::binary:
      return new_bytes(bytes_at<std::int32_t>(column, row));
    case Type::large_binary:
      return new_bytes(bytes_at<std::int64_t>(column, row));
    case Type::fixed_size_binary: {
      const auto size = static_cast<std::size_t>(field.size);
      return new_bytes({column.values.data() + static_cast<std::size_t>(row) * size, size});
    }
    case Type::uuid:
      return new_uuid(column.values.data() + row * 16);
    case Type::decimal128:
      return new_decimal(column.values.data() + row * 16, field.scale);
    default:
      return time_like_at(field, column, row);
  }
}

PyObject* value_at(const Field& field, const Column& column, std::int64_t row) {
  switch (field.type) {
    case Type::boolean:
      return PyBool_FromLong((column.values.data()[row / 8] >> (row % 8)) & 1);
    case Type::int8:
      return PyLong_FromLong(number<std::int8_t>(column, row));
    case Type::int16:
      return PyLong_FromLong(number<std::int16_t>(column, row));
    case Type::int32:
      return PyLong_FromLong(number<std::int32_t>(column, row));
    case Type::int64:
      return PyLong_FromLongLong(number<std::int64_t>(column, row));
    case Type::uint8:
      return PyLong_FromLong(number<std::uint8_t>(column, row));
    case Type::uint16:
      return PyLong_FromLong(number<std::uint16_t>(column, row));
    case Type::uint32:
      return PyLong_FromUnsignedLong(number<std::uint32_t>(column, row));
    case Type::uint64:
      return PyLong_FromUnsignedLongLong(number<std::uint64_t>(column, row));
    case Type::float32:
      return PyFloat_FromDouble(static_cast<double>(number<float>(column, row)));
    case Type::float64:
      return PyFloat_FromDouble(number<double>(column, row));
    default:
      return bytes_like_at(field, column, row);
  }
}

}  // namespace

PyObject* object_at(const Field& field, const Column& column, std::int64_t row) {
  if (!is_present(column, row)) Py_RETURN_NONE;
  if (field.dictionary.empty()) return value_at(field, column, row);
  return object_at(field.dictionary.front(), column.dictionary.front(), place_at(column, field.type, row));
}

}  // namespace wirespeed::python
