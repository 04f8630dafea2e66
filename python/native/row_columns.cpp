#include "row_columns.hpp"

#include <charconv>
#include <cstring>

#include "known_objects.hpp"
#include "plain_objects.hpp"
#include "row_codecs.hpp"
#include "wirespeed/base/utf8.hpp"
#include "wirespeed/postgres/growing.hpp"

namespace wirespeed::python {
namespace {

using column::Column;
using column::Field;
using column::Type;

// Goes through objects by take(object, i); for one that it does not take asks what the object stands for.
class FittingColumn : public RowColumn {
 protected:
  using RowColumn::RowColumn;

  // take(object, i) appends a value, take_null(i) a NULL.
  template <typename Take, typename TakeNull>
  bool append_each(Objects objects, const char* expected, Take take, TakeNull take_null) {
    std::size_t i = 0;
    while (i < objects.size()) {
      const std::size_t start = i;
      while (i < objects.size() && take(objects[i], i)) ++i;
      presence_.push_present(i - start);
      if (i == objects.size()) break;
      if (PyErr_Occurred() != nullptr) return false;
      const Owned plain = plain_of(objects[i]);
      if (!plain) return false;
      if (plain.get() == Py_None) {
        take_null(i);
        presence_.push(false);
      } else if (plain.get() != objects[i] && take(plain.get(), i)) {
        presence_.push_present();
      } else {
        fault_ = {i, expected};
        return false;
      }
      ++i;
    }
    return true;
  }

  postgres::Presence presence_;
};

// Values of one width, one behind the other.
class FixedColumn : public FittingColumn {
 public:
  explicit FixedColumn(Field field) : FittingColumn(std::move(field)) {}

  Column finish() override {
    Column column = presence_.finish(field_.type);
    column.values = values_.finish();
    return column;
  }

 protected:
  postgres::Growing values_;
};

template <typename Codec>
class NumberColumn : public FixedColumn {
 public:
  using Value = typename Codec::Value;

  explicit NumberColumn(Field field) : FixedColumn(std::move(field)) {}

  void reserve(std::size_t rows) override { values_.room_for<Value>(rows); }

  bool append(Objects objects) override {
    auto* out = values_.room_for<Value>(objects.size());
    const bool ok = append_each(
        objects, Codec::kExpected, [&](PyObject* object, std::size_t i) { return codec_.take(object, out[i]); },
        [&](std::size_t i) { out[i] = Value{}; });
    values_.grow_by(objects.size() * sizeof(Value));
    return ok;
  }

 private:
  [[no_unique_address]] Codec codec_;
};

// Bytes until it is finished, then bits.
class BoolColumn final : public NumberColumn<BoolCodec> {
 public:
  using NumberColumn::NumberColumn;

  Column finish() override {
    Column column = NumberColumn::finish();
    const auto n = static_cast<std::size_t>(column.length);
    column::Buffer bits;
    bits.reserve((n + 7) / 8);
    bits.set_size((n + 7) / 8);
    if (n != 0) std::memset(bits.data(), 0, bits.size());
    for (std::size_t i = 0; i < n; ++i) {
      bits.data()[i / 8] |= static_cast<std::uint8_t>(unsigned{column.values.data()[i]} << (i % 8));
    }
    column.values = std::move(bits);
    return column;
  }
};

// large_utf8 or large_binary.
class BytesColumn : public FittingColumn {
 public:
  void reserve(std::size_t rows) override {
    offsets_.room(rows);
    bytes_.room(rows * kUsualBytes);
  }

  Column finish() override {
    Column column = presence_.finish(field_.type);
    column.offsets = offsets_.finish();
    column.values = bytes_.finish();
    return column;
  }

 protected:
  using FittingColumn::FittingColumn;

  template <typename Put>
  bool append_bytes(Objects objects, const char* expected, Put put) {
    std::int64_t* ends = offsets_.room(objects.size());
    const bool ok = append_each(
        objects, expected,
        [&](PyObject* object, std::size_t i) {
          const bool taken = put(object);
          ends[i] = static_cast<std::int64_t>(bytes_.size());
          return taken;
        },
        [&](std::size_t i) { ends[i] = static_cast<std::int64_t>(bytes_.size()); });
    offsets_.grow_by(objects.size());
    return ok;
  }

  postgres::Growing bytes_;

 private:
  static constexpr std::size_t kUsualBytes = 12;  // of one text; untouched memory costs nothing

  postgres::Offsets<std::int64_t> offsets_;
};

class TextColumn final : public BytesColumn {
 public:
  explicit TextColumn(Field field) : BytesColumn(std::move(field)) {}

  bool append(Objects objects) override {
    return append_bytes(objects, "str that is Unicode", [this](PyObject* object) { return put(object); });
  }

 private:
  bool put(PyObject* object) {
    if (!PyUnicode_Check(object)) return false;
    if (PyUnicode_IS_READY(object) && PyUnicode_IS_COMPACT_ASCII(object)) [[likely]] {
      const auto n = static_cast<std::size_t>(PyUnicode_GET_LENGTH(object));
      std::memcpy(bytes_.room(n + 1), PyUnicode_1BYTE_DATA(object), n + 1);  // with its zero: there is always a byte
      bytes_.grow_by(n);
      return true;
    }
    return put_wide(object);
  }

  // Python's own way to UTF-8 would leave a copy with each str.
  bool put_wide(PyObject* object) {
    if (PyUnicode_READY(object) != 0) return false;
    const Py_ssize_t n = PyUnicode_GET_LENGTH(object);
    const int kind = PyUnicode_KIND(object);
    const void* data = PyUnicode_DATA(object);
    auto* out = reinterpret_cast<char*>(bytes_.room(static_cast<std::size_t>(n) * 4 + 1));
    std::size_t size = 0;
    for (Py_ssize_t i = 0; i < n; ++i) {
      const Py_UCS4 c = PyUnicode_READ(kind, data, i);
      if (c >= 0xD800 && c < 0xE000) return false;
      size += encode_utf8(c, out + size);
    }
    bytes_.grow_by(size);
    return true;
  }
};

class BinaryColumn final : public BytesColumn {
 public:
  explicit BinaryColumn(Field field) : BytesColumn(std::move(field)) {}

  bool append(Objects objects) override {
    return append_bytes(objects, "bytes", [this](PyObject* object) { return put(object); });
  }

 private:
  bool put(PyObject* object) {
    if (!PyBytes_Check(object) && !PyByteArray_Check(object) && !PyMemoryView_Check(object)) return false;
    Py_buffer buffer;
    if (PyObject_GetBuffer(object, &buffer, PyBUF_SIMPLE) != 0) return false;
    bytes_.push(ByteView(static_cast<const std::uint8_t*>(buffer.buf), static_cast<std::size_t>(buffer.len)));
    PyBuffer_Release(&buffer);
    return true;
  }
};

__extension__ using Int128 = __int128;

// The number that text writes, times 10^scale. False for more digits than there may be, before or behind the point.
bool scaled(std::string_view text, int precision, int scale, Int128& out) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t e = text.find_first_of("eE");
  int exponent = 0;
  if (e != std::string_view::npos) {
    const char* begin = text.data() + e + (text.substr(e + 1).starts_with('+') ? 2 : 1);
    if (std::from_chars(begin, text.data() + text.size(), exponent).ec != std::errc()) return false;
    text = text.substr(0, e);
  }
  Int128 value = 0;
  int digits = 0;
  bool seen_point = false;
  for (const char c : text) {
    if (c == '.') {
      seen_point = true;
      continue;
    }
    if (c < '0' || c > '9') return false;
    digits += static_cast<int>(digits != 0 || c != '0');
    if (digits > 38) return false;
    value = value * 10 + (c - '0');
    exponent -= static_cast<int>(seen_point);
  }
  int shift = exponent + scale;
  for (; shift < 0 && value % 10 == 0 && value != 0; ++shift) {
    value /= 10;
    --digits;
  }
  if (value != 0 && (shift < 0 || digits + shift > precision)) return false;
  for (; shift > 0 && value != 0; --shift) value *= 10;
  out = negative ? -value : value;
  return true;
}

class DecimalColumn final : public FixedColumn {
 public:
  explicit DecimalColumn(Field field) : FixedColumn(std::move(field)) {}

  void reserve(std::size_t rows) override { values_.room(rows * 16); }

  bool append(Objects objects) override {
    auto* out = values_.room_for<std::array<std::uint8_t, 16>>(objects.size());
    const bool ok = append_each(
        objects, "a Decimal or an int within the type",
        [&](PyObject* object, std::size_t i) { return take(object, out[i].data()); },
        [&](std::size_t i) { out[i] = {}; });
    values_.grow_by(objects.size() * 16);
    return ok;
  }

 private:
  bool take(PyObject* object, std::uint8_t* out) const {
    const int is_decimal = object == Py_None ? 0 : is_known(object, Known::decimal);
    if (is_decimal < 0 || (is_decimal == 0 && !PyLong_CheckExact(object))) return false;
    const Owned text(PyObject_Str(object));
    Py_ssize_t size = 0;
    const char* data = text ? PyUnicode_AsUTF8AndSize(text.get(), &size) : nullptr;
    Int128 value = 0;
    if (data == nullptr) return false;
    if (!scaled({data, static_cast<std::size_t>(size)}, field_.precision, field_.scale, value)) return false;
    std::memcpy(out, &value, sizeof value);
    return true;
  }
};

// "decimal128(p, s)". Null for what is not.
std::unique_ptr<RowColumn> make_decimal(std::string_view type) {
  constexpr std::string_view kName = "decimal128(";
  if (!type.starts_with(kName)) return nullptr;
  Field field{.type = Type::decimal128};
  const char* end = type.data() + type.size();
  const auto precision = std::from_chars(type.data() + kName.size(), end, field.precision);
  if (precision.ec != std::errc() || end - precision.ptr < 4) return nullptr;
  const auto scale = std::from_chars(precision.ptr + 2, end, field.scale);
  const bool good = scale.ec == std::errc() && field.precision >= 1 && field.precision <= 38 && field.scale >= 0 &&
                    field.scale <= field.precision;
  return good ? std::make_unique<DecimalColumn>(std::move(field)) : nullptr;
}

template <typename Class>
std::unique_ptr<RowColumn> make(Type type, const char* zone = "") {
  return std::make_unique<Class>(Field{.type = type, .zone = zone});
}

template <typename Codec>
std::unique_ptr<RowColumn> make_number(Type type, const char* zone = "") {
  return make<NumberColumn<Codec>>(type, zone);
}

struct Maker {
  std::string_view name;
  std::unique_ptr<RowColumn> (*make)();
};

constexpr Maker kMakers[] = {
    {"bool", [] { return make<BoolColumn>(Type::boolean); }},
    {"i1", [] { return make_number<IntegerCodec<std::int8_t>>(Type::int8); }},
    {"i2", [] { return make_number<IntegerCodec<std::int16_t>>(Type::int16); }},
    {"i4", [] { return make_number<IntegerCodec<std::int32_t>>(Type::int32); }},
    {"i8", [] { return make_number<IntegerCodec<std::int64_t>>(Type::int64); }},
    {"u4", [] { return make_number<IntegerCodec<std::uint32_t>>(Type::uint32); }},
    {"u8", [] { return make_number<IntegerCodec<std::uint64_t>>(Type::uint64); }},
    {"f4", [] { return make_number<FloatCodec<float>>(Type::float32); }},
    {"f8", [] { return make_number<FloatCodec<double>>(Type::float64); }},
    {"date", [] { return make_number<DateCodec>(Type::date32); }},
    {"time", [] { return make_number<TimeCodec>(Type::time64_us); }},
    {"uuid", [] { return make_number<UuidCodec>(Type::uuid); }},
    {"M8[us]", [] { return make_number<MomentCodec<false, 1>>(Type::timestamp_us); }},
    {"M8[us, UTC]", [] { return make_number<MomentCodec<true, 1>>(Type::timestamp_us, "UTC"); }},
    {"M8[ns]", [] { return make_number<MomentCodec<false, 1000>>(Type::timestamp_ns); }},
    {"M8[ns, UTC]", [] { return make_number<MomentCodec<true, 1000>>(Type::timestamp_ns, "UTC"); }},
    {"m8[us]", [] { return make_number<DurationCodec>(Type::duration_us); }},
    {"text", [] { return make<TextColumn>(Type::large_utf8); }},
    {"binary", [] { return make<BinaryColumn>(Type::large_binary); }},
};

}  // namespace

std::unique_ptr<RowColumn> make_row_column(std::string_view type, bool is_exact) {
  if (is_exact && type == "i8") return make_number<ExactCodec<IntegerCodec<std::int64_t>>>(Type::int64);
  if (is_exact && type == "f8") return make_number<ExactCodec<FloatCodec<double>>>(Type::float64);
  if (is_exact && type == "M8[us]") return make_number<NaiveCodec>(Type::timestamp_us);
  for (const Maker& maker : kMakers) {
    if (maker.name == type) return maker.make();
  }
  return make_decimal(type);
}

}  // namespace wirespeed::python
