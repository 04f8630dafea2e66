// Addresses, bits, places of rows, text search and pgvector's types.
#include <fmt/format.h>

#include <cmath>

#include "known_objects.hpp"
#include "packstream_objects.hpp"
#include "postgres_value_readers.hpp"
#include "value_objects.hpp"

namespace wirespeed::python {
namespace {

// | family: 2 or 3 | bits of the mask | is it a cidr | bytes of the address | the address |
PyObject* read_inet(const ValueReader& reader, ByteView bytes) {
  constexpr std::size_t kHeader = 4;
  const bool is_v6 = bytes.size() == kHeader + 16;
  if ((!is_v6 && bytes.size() != kHeader + 4) || bytes[3] != bytes.size() - kHeader) {
    return refuse(reader, "an address", bytes.size());
  }
  const bool is_network = bytes[2] != 0;
  const bool is_host = bytes[1] == (is_v6 ? 128 : 32);
  const Known v4 = is_network ? Known::ipv4_network : is_host ? Known::ipv4_address : Known::ipv4_interface;
  const Known v6 = is_network ? Known::ipv6_network : is_host ? Known::ipv6_address : Known::ipv6_interface;
  PyObject* type = known(is_v6 ? v6 : v4);
  if (type == nullptr) return nullptr;
  const Owned address(new_bytes(bytes.subspan(kHeader)));
  if (!address || (is_host && !is_network)) return address ? PyObject_CallOneArg(type, address.get()) : nullptr;
  return PyObject_CallFunction(type, "((Oi))", address.get(), static_cast<int>(bytes[1]));
}

PyObject* read_macaddr(const ValueReader& reader, ByteView bytes) {
  if (bytes.size() != 6 && bytes.size() != 8) return refuse(reader, "6 or 8 bytes", bytes.size());
  std::string text;
  for (const std::uint8_t byte : bytes) text += fmt::format("{}{:02x}", text.empty() ? "" : ":", byte);
  return new_text(text);
}

// | int32 bits | bytes, the first bit highest |
PyObject* read_bits(const ValueReader& reader, ByteView bytes) {
  ValueCursor cursor(bytes);
  const auto n = cursor.take<std::int32_t>();
  if (!cursor.ok() || n < 0 || cursor.left() != (static_cast<std::size_t>(n) + 7) / 8) {
    return refuse(reader, "a number of bits and their bytes", bytes.size());
  }
  PyObject* text = PyUnicode_New(n, 127);
  if (text == nullptr || n == 0) return text;
  Py_UCS1* digits = PyUnicode_1BYTE_DATA(text);
  for (std::int32_t i = 0; i < n; ++i) {
    digits[i] = static_cast<Py_UCS1>('0' + ((bytes[4 + static_cast<std::size_t>(i) / 8] >> (7 - i % 8)) & 1));
  }
  return text;
}

PyObject* read_tid(const ValueReader& reader, ByteView bytes) {
  if (bytes.size() != 6) return refuse(reader, "6 bytes", bytes.size());
  return Py_BuildValue("(II)", load_be<std::uint32_t>(bytes.data()),
                       static_cast<unsigned>(load_be<std::uint16_t>(bytes.data() + 4)));
}

void append_lexeme(std::string& out, std::string_view lexeme) {
  out += out.empty() ? "'" : " '";
  for (const char c : lexeme) {
    if (c == '\'' || c == '\\') out.push_back(c);
    out.push_back(c);
  }
  out.push_back('\'');
}

// 14 bits of place, 2 of weight.
void append_position(std::string& out, std::uint16_t position, char before) {
  constexpr const char* kWeights[] = {"", "C", "B", "A"};
  out += fmt::format("{}{}{}", before, position & 0x3FFFU, kWeights[position >> 14U]);
}

// | int32 n | (lexeme as a C string, uint16 positions, positions x uint16) * n |, as the server prints it
PyObject* read_tsvector(const ValueReader& reader, ByteView bytes) {
  ValueCursor cursor(bytes);
  const auto n = cursor.take<std::int32_t>();
  std::string out;
  for (std::int32_t i = 0; i < n && cursor.ok(); ++i) {
    const std::string_view rest = text_of(bytes.last(cursor.left()));
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) return refuse(reader, "lexemes that end", bytes.size());
    append_lexeme(out, text_of(cursor.take_bytes(end + 1)).substr(0, end));
    const auto positions = cursor.take<std::uint16_t>();
    for (int k = 0; k < positions && cursor.ok(); ++k) {
      append_position(out, cursor.take<std::uint16_t>(), k == 0 ? ':' : ',');
    }
  }
  return cursor.at_end() ? new_text(out) : refuse(reader, "lexemes with their positions", bytes.size());
}

float half_to_float(std::uint16_t half) noexcept {
  const int exponent = (half >> 10) & 0x1F;
  const int fraction = half & 0x3FF;
  const float sign = (half & 0x8000) != 0 ? -1.0F : 1.0F;
  if (exponent == 0x1F) return fraction == 0 ? sign * INFINITY : NAN;
  const int implicit = exponent == 0 ? 0 : 0x400;
  return sign * std::ldexp(static_cast<float>(fraction + implicit), (exponent == 0 ? 1 : exponent) - 25);
}

PyObject* take_float32(ValueCursor& cursor) {
  return PyFloat_FromDouble(static_cast<double>(std::bit_cast<float>(cursor.take<std::uint32_t>())));
}

// | int16 n | int16 0 | n numbers |
template <std::size_t kItemBytes>
PyObject* read_vector(const ValueReader& reader, ByteView bytes) {
  ValueCursor cursor(bytes);
  const auto n = cursor.take<std::uint16_t>();
  cursor.take<std::uint16_t>();
  if (!cursor.ok() || cursor.left() != n * kItemBytes) return refuse(reader, "n and n numbers", bytes.size());
  return new_list(n, [&](Py_ssize_t) {
    if constexpr (kItemBytes == 4) return take_float32(cursor);
    return PyFloat_FromDouble(static_cast<double>(half_to_float(cursor.take<std::uint16_t>())));
  });
}

// | int32 dimensions | int32 n | int32 0 | n x int32 index from 0 | n x float4 |
PyObject* read_sparse_vector(const ValueReader& reader, ByteView bytes) {
  ValueCursor cursor(bytes);
  const auto dimensions = cursor.take<std::int32_t>();
  const auto n = cursor.take<std::int32_t>();
  cursor.take<std::int32_t>();
  if (!cursor.ok() || n < 0 || cursor.left() != static_cast<std::size_t>(n) * 8) {
    return refuse(reader, "n, indices and numbers", bytes.size());
  }
  const Owned indices(new_list(n, [&](Py_ssize_t) { return PyLong_FromLong(cursor.take<std::int32_t>()); }));
  const Owned values(indices ? new_list(n, [&](Py_ssize_t) { return take_float32(cursor); }) : nullptr);
  PyObject* type = values ? known(Known::sparse_vector) : nullptr;
  return type == nullptr ? nullptr : PyObject_CallFunction(type, "iOO", dimensions, indices.get(), values.get());
}

// | int32 n | (int32 size, key, int32 size or -1, value) * n |
PyObject* read_hstore(const ValueReader& reader, ByteView bytes) {
  ValueCursor cursor(bytes);
  const auto n = cursor.take<std::int32_t>();
  Owned dict(PyDict_New());
  for (std::int32_t i = 0; dict && i < n && cursor.ok(); ++i) {
    const ValueCursor::Sized key = cursor.take_sized();
    const ValueCursor::Sized value = cursor.take_sized();
    if (!cursor.ok()) break;
    const Owned name(new_key(text_of(key.bytes)));
    if (!name) return nullptr;
    const Owned text(value.is_null ? Py_NewRef(Py_None) : new_text(text_of(value.bytes)));
    if (!text || PyDict_SetItem(dict.get(), name.get(), text.get()) != 0) return nullptr;
  }
  return cursor.at_end() ? dict.release() : refuse(reader, "keys and values", bytes.size());
}

}  // namespace

ValueReader::Read special_reader(postgres::Kind kind) noexcept {
  using postgres::Kind;
  switch (kind) {
    case Kind::inet:
      return read_inet;
    case Kind::macaddr:
      return read_macaddr;
    case Kind::bit:
      return read_bits;
    case Kind::tid:
      return read_tid;
    case Kind::tsvector:
      return read_tsvector;
    case Kind::vector:
      return read_vector<4>;
    case Kind::halfvec:
      return read_vector<2>;
    case Kind::sparsevec:
      return read_sparse_vector;
    case Kind::hstore:
      return read_hstore;
    default:
      return nullptr;
  }
}

}  // namespace wirespeed::python
