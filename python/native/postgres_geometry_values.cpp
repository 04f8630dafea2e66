// Points and what is made of them: float64 after float64.
#include "known_objects.hpp"
#include "postgres_value_readers.hpp"

namespace wirespeed::python {
namespace {

constexpr std::size_t kPointBytes = 16;

PyObject* take_float(ValueCursor& cursor) { return PyFloat_FromDouble(cursor.take_double()); }

PyObject* take_point(ValueCursor& cursor) {
  return new_tuple(2, [&](Py_ssize_t) { return take_float(cursor); });
}

PyObject* take_points(ValueCursor& cursor, Py_ssize_t n) {
  return new_list(n, [&](Py_ssize_t) { return take_point(cursor); });
}

PyObject* read_point(const ValueReader& reader, ByteView bytes) {
  ValueCursor cursor(bytes);
  return bytes.size() == kPointBytes ? take_point(cursor) : refuse(reader, "16 bytes", bytes.size());
}

PyObject* read_line(const ValueReader& reader, ByteView bytes) {
  ValueCursor cursor(bytes);
  if (bytes.size() != 24) return refuse(reader, "24 bytes", bytes.size());
  return new_tuple(3, [&](Py_ssize_t) { return take_float(cursor); });
}

// A segment of a line, or a box.
PyObject* read_two_points(const ValueReader& reader, ByteView bytes) {
  ValueCursor cursor(bytes);
  if (bytes.size() != 2 * kPointBytes) return refuse(reader, "32 bytes", bytes.size());
  return new_tuple(2, [&](Py_ssize_t) { return take_point(cursor); });
}

PyObject* read_circle(const ValueReader& reader, ByteView bytes) {
  ValueCursor cursor(bytes);
  if (bytes.size() != 24) return refuse(reader, "24 bytes", bytes.size());
  return new_tuple(2, [&](Py_ssize_t i) { return i == 0 ? take_point(cursor) : take_float(cursor); });
}

// | int32 n | points |
PyObject* take_counted_points(const ValueReader& reader, ValueCursor& cursor, std::size_t size) {
  const auto n = cursor.take<std::int32_t>();
  if (!cursor.ok() || n < 0 || cursor.left() != static_cast<std::size_t>(n) * kPointBytes) {
    return refuse(reader, "a number of points and that many", size);
  }
  return take_points(cursor, n);
}

PyObject* read_polygon(const ValueReader& reader, ByteView bytes) {
  ValueCursor cursor(bytes);
  return take_counted_points(reader, cursor, bytes.size());
}

PyObject* read_path(const ValueReader& reader, ByteView bytes) {
  ValueCursor cursor(bytes);
  const bool is_closed = cursor.take<std::uint8_t>() != 0;
  const Owned points(take_counted_points(reader, cursor, bytes.size()));
  PyObject* type = points ? known(Known::path) : nullptr;
  return type == nullptr ? nullptr
                         : PyObject_CallFunctionObjArgs(type, points.get(), is_closed ? Py_True : Py_False, nullptr);
}

}  // namespace

ValueReader::Read geometry_reader(postgres::Kind kind) noexcept {
  using postgres::Kind;
  switch (kind) {
    case Kind::point:
      return read_point;
    case Kind::line:
      return read_line;
    case Kind::lseg:
    case Kind::box:
      return read_two_points;
    case Kind::circle:
      return read_circle;
    case Kind::polygon:
      return read_polygon;
    case Kind::path:
      return read_path;
    default:
      return nullptr;
  }
}

}  // namespace wirespeed::python
