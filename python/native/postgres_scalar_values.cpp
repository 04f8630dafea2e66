// Numbers, text, bytes.
#include <fmt/format.h>

#include "known_objects.hpp"
#include "packstream_objects.hpp"
#include "postgres_value_readers.hpp"
#include "value_objects.hpp"
#include "wirespeed/postgres/value_text.hpp"

namespace wirespeed::python {
namespace {

PyObject* read_bool(const ValueReader& reader, ByteView bytes) {
  return bytes.size() == 1 ? PyBool_FromLong(bytes[0]) : refuse(reader, "1 byte", bytes.size());
}

// One byte; zero stands for no character, and one that is no ASCII is written as the server does.
PyObject* read_char1(const ValueReader& reader, ByteView bytes) {
  if (bytes.size() != 1) return refuse(reader, "1 byte", bytes.size());
  const unsigned c = bytes[0];
  if (c == 0) return PyUnicode_New(0, 0);
  return c < 0x80 ? PyUnicode_FromOrdinal(static_cast<int>(c))
                  : PyUnicode_FromFormat("\\%c%c%c", '0' + (c >> 6U), '0' + ((c >> 3U) & 7U), '0' + (c & 7U));
}

template <typename T>
PyObject* read_integer(const ValueReader& reader, ByteView bytes) {
  if (bytes.size() != sizeof(T)) {
    return refuse(reader, sizeof(T) == 2 ? "2 bytes" : sizeof(T) == 4 ? "4 bytes" : "8 bytes", bytes.size());
  }
  const T value = load_be<T>(bytes.data());
  if constexpr (std::is_unsigned_v<T>) return PyLong_FromUnsignedLongLong(value);
  if constexpr (sizeof(T) <= sizeof(long)) return PyLong_FromLong(static_cast<long>(value));
  return PyLong_FromLongLong(static_cast<long long>(value));
}

PyObject* read_float32(const ValueReader& reader, ByteView bytes) {
  if (bytes.size() != 4) return refuse(reader, "4 bytes", bytes.size());
  return PyFloat_FromDouble(static_cast<double>(std::bit_cast<float>(load_be<std::uint32_t>(bytes.data()))));
}

PyObject* read_float64(const ValueReader& reader, ByteView bytes) {
  if (bytes.size() != 8) return refuse(reader, "8 bytes", bytes.size());
  return PyFloat_FromDouble(std::bit_cast<double>(load_be<std::uint64_t>(bytes.data())));
}

PyObject* read_numeric(const ValueReader& reader, ByteView bytes) {
  std::string text;
  return postgres::print_numeric(text, bytes) ? new_decimal(text) : refuse(reader, "groups of digits", bytes.size());
}

PyObject* read_versioned_text(const ValueReader& reader, ByteView bytes) {
  if (bytes.empty() || bytes[0] != 1) return refuse(reader, "a byte 1 and text", bytes.size());
  return new_text(text_of(bytes.subspan(1)));
}

PyObject* read_uuid(const ValueReader& reader, ByteView bytes) {
  return bytes.size() == 16 ? new_uuid(bytes.data()) : refuse(reader, "16 bytes", bytes.size());
}

PyObject* read_nothing(const ValueReader& /*reader*/, ByteView /*bytes*/) { Py_RETURN_NONE; }

}  // namespace

PyObject* read_text(const ValueReader& /*reader*/, ByteView bytes) { return new_text(text_of(bytes)); }
PyObject* read_opaque(const ValueReader& /*reader*/, ByteView bytes) { return new_bytes(bytes); }

PyObject* read_json(const ValueReader& reader, ByteView bytes) {
  PyObject* loads = known(Known::json_loads);
  const Owned text(loads == nullptr ? nullptr : read_text(reader, bytes));
  return text ? PyObject_CallOneArg(loads, text.get()) : nullptr;
}

PyObject* read_jsonb(const ValueReader& reader, ByteView bytes) {
  if (bytes.empty() || bytes[0] != 1) return refuse(reader, "a byte 1 and text", bytes.size());
  return read_json(reader, bytes.subspan(1));
}

PyObject* read_lsn(const ValueReader& reader, ByteView bytes) {
  if (bytes.size() != 8) return refuse(reader, "8 bytes", bytes.size());
  return new_text(
      fmt::format("{:X}/{:X}", load_be<std::uint32_t>(bytes.data()), load_be<std::uint32_t>(bytes.data() + 4)));
}

ValueReader::Read scalar_reader(postgres::Kind kind) noexcept {
  using postgres::Kind;
  switch (kind) {
    case Kind::boolean:
      return read_bool;
    case Kind::char1:
      return read_char1;
    case Kind::int16:
      return read_integer<std::int16_t>;
    case Kind::int32:
      return read_integer<std::int32_t>;
    case Kind::int64:
    case Kind::money:
      return read_integer<std::int64_t>;
    case Kind::uint32:
      return read_integer<std::uint32_t>;
    case Kind::uint64:
      return read_integer<std::uint64_t>;
    case Kind::float32:
      return read_float32;
    case Kind::float64:
      return read_float64;
    case Kind::numeric:
      return read_numeric;
    case Kind::text:
    case Kind::enumeration:
      return read_text;
    case Kind::versioned_text:
      return read_versioned_text;
    case Kind::bytes:
      return read_opaque;
    case Kind::uuid:
      return read_uuid;
    case Kind::nothing:
      return read_nothing;
    default:
      return nullptr;
  }
}

}  // namespace wirespeed::python
