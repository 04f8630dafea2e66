// Arrays, composites, records and ranges: values in values.
#include <nanobind/nanobind.h>

#include <array>

#include "known_objects.hpp"
#include "postgres_value_readers.hpp"

namespace wirespeed::python {
namespace {

constexpr int kMaxDimensions = 6;  // PostgreSQL's MAXDIM

struct Array {
  std::array<std::int32_t, kMaxDimensions> sizes{};
  int dimensions = 0;
  postgres::Oid item = 0;
};

// | int32 dimensions | int32 has NULLs | uint32 item's OID | dimensions x (int32 size, int32 lower bound) |
// False for sizes that the bytes behind cannot hold: each item has four at least.
bool take_header(ValueCursor& cursor, Array& array) {
  array.dimensions = cursor.take<std::int32_t>();
  cursor.take<std::int32_t>();
  array.item = cursor.take<std::uint32_t>();
  if (!cursor.ok() || array.dimensions < 0 || array.dimensions > kMaxDimensions) return false;
  std::uint64_t items = 1;
  for (int i = 0; i < array.dimensions; ++i) {
    array.sizes[static_cast<std::size_t>(i)] = cursor.take<std::int32_t>();
    cursor.take<std::int32_t>();
    if (array.sizes[static_cast<std::size_t>(i)] <= 0) return false;
    items *= static_cast<std::uint64_t>(array.sizes[static_cast<std::size_t>(i)]);
    if (items > cursor.left() / 4 + 1) return false;
  }
  return cursor.ok() && (array.dimensions == 0 || items <= cursor.left() / 4);
}

PyObject* take_item(const ValueReader& reader, const ValueReader& item, ValueCursor& cursor) {
  const ValueCursor::Sized value = cursor.take_sized();
  return cursor.ok() ? read_sized(item, value) : refuse(reader, "items as many as its dimensions say", cursor.left());
}

PyObject* take_items(const ValueReader& reader, const ValueReader& item, const Array& array, int dimension,
                     ValueCursor& cursor) {
  return new_list(array.sizes[static_cast<std::size_t>(dimension)], [&](Py_ssize_t) {
    return dimension + 1 == array.dimensions ? take_item(reader, item, cursor)
                                             : take_items(reader, item, array, dimension + 1, cursor);
  });
}

PyObject* read_array_of(const ValueReader& reader, const ValueReader& item, const Array& array, ValueCursor& cursor) {
  if (array.dimensions == 0) return PyList_New(0);
  Owned list(take_items(reader, item, array, 0, cursor));
  if (list && !cursor.at_end()) return refuse(reader, "no bytes behind its items", cursor.left());
  return list.release();
}

// The reader of a type that only the value tells; a new one each time.
bool find_reader(const ValueReader& reader, postgres::Oid oid, ValueReader& out) {
  try {
    out = make_value_reader({oid, postgres::kNoTypmod}, postgres::Format::binary, *reader.catalog);
    return true;
  } catch (nanobind::python_error& raised) {
    raised.restore();
    return false;
  }
}

PyObject* read_array(const ValueReader& reader, ByteView bytes) {
  ValueCursor cursor(bytes);
  Array array;
  if (!take_header(cursor, array)) return refuse(reader, "dimensions and items", bytes.size());
  if (!reader.oids.empty() && reader.catalog->find(reader.oids[0]) != nullptr) {
    return read_array_of(reader, reader.parts[0], array, cursor);
  }
  ValueReader item;
  return find_reader(reader, array.item, item) ? read_array_of(reader, item, array, cursor) : nullptr;
}

// A value inside of a value whose type is known from it alone: such can be nested as deep as there are bytes.
PyObject* read_unforeseen(const ValueReader& reader, postgres::Oid oid, ValueCursor::Sized value) {
  if (value.is_null) Py_RETURN_NONE;
  ValueReader part;
  if (!find_reader(reader, oid, part) || Py_EnterRecursiveCall(" in a record of PostgreSQL's") != 0) return nullptr;
  PyObject* object = part.value(value.bytes);
  Py_LeaveRecursiveCall();
  return object;
}

// | int32 n | (uint32 OID, int32 size, value) * n |
PyObject* read_record(const ValueReader& reader, ByteView bytes) {
  ValueCursor cursor(bytes);
  const auto n = cursor.take<std::int32_t>();
  constexpr std::size_t kFieldBytes = 8;  // at least
  if (!cursor.ok() || n < 0 || static_cast<std::size_t>(n) > cursor.left() / kFieldBytes) {
    return refuse(reader, "fields", bytes.size());
  }
  const bool is_foreseen = reader.parts.size() == static_cast<std::size_t>(n);
  return new_tuple(n, [&](Py_ssize_t place) -> PyObject* {
    const auto i = static_cast<std::size_t>(place);
    const auto oid = cursor.take<std::uint32_t>();
    const ValueCursor::Sized value = cursor.take_sized();
    if (!cursor.ok()) return refuse(reader, "as many fields as it says", bytes.size());
    if (is_foreseen && reader.oids[i] == oid) return read_sized(reader.parts[i], value);
    if (is_foreseen) reader.catalog->doubt();
    return read_unforeseen(reader, oid, value);
  });
}

// A composite that has other fields than its type had when we learned of it is a plain tuple.
PyObject* read_composite(const ValueReader& reader, ByteView bytes) {
  Owned fields(read_record(reader, bytes));
  if (!fields) return nullptr;
  if (PyTuple_GET_SIZE(fields.get()) != static_cast<Py_ssize_t>(reader.parts.size())) {
    reader.catalog->doubt();
    return fields.release();
  }
  const Owned arguments(PyTuple_Pack(1, fields.get()));
  auto* type = reinterpret_cast<PyTypeObject*>(reader.made.get());
  return arguments ? PyTuple_Type.tp_new(type, arguments.get(), nullptr) : nullptr;
}

// Flags of a range's binary form.
constexpr unsigned kEmpty = 0x01;
constexpr unsigned kLowerIncluded = 0x02;
constexpr unsigned kUpperIncluded = 0x04;
constexpr unsigned kNoLower = 0x08;
constexpr unsigned kNoUpper = 0x10;

PyObject* take_bound(const ValueReader& reader, bool is_there, ValueCursor& cursor) {
  if (!is_there) Py_RETURN_NONE;
  const ValueCursor::Sized value = cursor.take_sized();
  return cursor.ok() ? read_sized(reader.parts[0], value) : refuse(reader, "its bounds", cursor.left());
}

// | flags | int32 size, lower bound | int32 size, upper bound |, of which bounds those that are there
PyObject* read_range(const ValueReader& reader, ByteView bytes) {
  ValueCursor cursor(bytes);
  const unsigned flags = cursor.take<std::uint8_t>();
  if (!cursor.ok()) return refuse(reader, "flags", bytes.size());
  PyObject* type = known(Known::range);
  if (type == nullptr) return nullptr;
  const bool is_empty = (flags & kEmpty) != 0;
  const Owned lower(take_bound(reader, !is_empty && (flags & kNoLower) == 0, cursor));
  const Owned upper(lower ? take_bound(reader, !is_empty && (flags & kNoUpper) == 0, cursor) : nullptr);
  if (!upper) return nullptr;
  const char bounds[] = {(flags & kLowerIncluded) != 0 ? '[' : '(', (flags & kUpperIncluded) != 0 ? ']' : ')', '\0'};
  return PyObject_CallFunction(type, "OOsO", lower.get(), upper.get(), bounds, is_empty ? Py_True : Py_False);
}

// | int32 n | (int32 size, range) * n |
PyObject* read_multirange(const ValueReader& reader, ByteView bytes) {
  ValueCursor cursor(bytes);
  const auto n = cursor.take<std::int32_t>();
  if (!cursor.ok() || n < 0 || static_cast<std::size_t>(n) > cursor.left() / 4) {
    return refuse(reader, "ranges", bytes.size());
  }
  return new_list(n, [&](Py_ssize_t) { return take_item(reader, reader.parts[0], cursor); });
}

}  // namespace

ValueReader::Read nested_reader(postgres::Kind kind) noexcept {
  using postgres::Kind;
  switch (kind) {
    case Kind::array:
      return read_array;
    case Kind::composite:
      return read_composite;
    case Kind::record:
      return read_record;
    case Kind::range:
      return read_range;
    case Kind::multirange:
      return read_multirange;
    default:
      return nullptr;
  }
}

}  // namespace wirespeed::python
