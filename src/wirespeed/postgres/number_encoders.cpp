// Booleans, "char", integers, floats and money.
#include "wirespeed/postgres/encoder_kinds.hpp"
#include "wirespeed/postgres/number_conversions.hpp"

namespace wirespeed::postgres {
namespace {

struct BitToBoolean {
  using Value = std::uint8_t;
  static constexpr std::int32_t kBytes = 1;

  void load(const ImportedColumn& column, RowRange rows, Value* out) const noexcept { load_bits(column, rows, out); }
  bool store(Value value, std::uint8_t* at) const noexcept {
    *at = value;
    return true;
  }
  std::string text(Value) const { return {}; }
  std::string why(Value) const { return {}; }
};

// A byte, with or without sign.
struct IntegerToChar {
  using Value = std::int64_t;
  static constexpr std::int32_t kBytes = 1;

  void load(const ImportedColumn& column, RowRange rows, Value* out) const noexcept {
    load_integers(column, rows, out);
  }
  bool store(Value value, std::uint8_t* at) const noexcept {
    *at = static_cast<std::uint8_t>(value);
    return true;
  }
  std::string text(Value) const { return {}; }
  std::string why(Value) const { return {}; }
};

// No character is a byte of zero.
struct TextToChar {
  using Value = ByteView;
  static constexpr std::int32_t kBytes = 1;

  void load(const ImportedColumn& column, RowRange rows, Value* out) const noexcept { load_bytes(column, rows, out); }
  bool store(Value value, std::uint8_t* at) const noexcept {
    *at = value.empty() ? std::uint8_t{0} : value.front();
    return value.size() <= 1;
  }
  std::string text(Value value) const { return quoted(text_of(value)); }
  std::string why(Value value) const { return fmt::format("it has one byte, found {}", value.size()); }
};

bool is_narrow_decimal(const ImportedColumn& source) noexcept {
  return source.layout == Layout::decimal && source.width <= 16;
}

template <typename Target>
EncoderPointer integer_encoder(const EncoderSetup& setup) {
  const ImportedColumn& source = setup.source;
  if (source.layout == Layout::uint64) return fixed_encoder(setup, IntegerToInteger<std::uint64_t, Target>());
  if (is_integer(source.layout)) return fixed_encoder(setup, IntegerToInteger<std::int64_t, Target>());
  if (is_float(source.layout)) return fixed_encoder(setup, FloatToInteger<Target>());
  if (is_narrow_decimal(source)) return fixed_encoder(setup, DecimalToInteger<Target>(source.scale, 0));
  return nullptr;
}

template <typename Target>
EncoderPointer float_encoder(const EncoderSetup& setup) {
  const Layout layout = setup.source.layout;
  if (is_float(layout)) return fixed_encoder(setup, FloatToFloat<Target>());
  if (layout == Layout::uint64) return fixed_encoder(setup, IntegerToFloat<std::uint64_t, Target>());
  if (is_integer(layout)) return fixed_encoder(setup, IntegerToFloat<std::int64_t, Target>());
  return nullptr;
}

// Whole units of a currency as counts of its parts.
struct IntegerToMoney {
  using Value = std::int64_t;
  static constexpr std::int32_t kBytes = 8;
  std::int64_t parts;

  void load(const ImportedColumn& column, RowRange rows, Value* out) const noexcept {
    load_integers(column, rows, out);
  }
  bool store(Value value, std::uint8_t* at) const noexcept {
    std::int64_t counted = 0;
    const bool overflow = __builtin_mul_overflow(value, parts, &counted);
    store_be(at, counted);
    return !overflow;
  }
  std::string text(Value value) const { return fmt::format("{}", value); }
  std::string why(Value) const {
    return fmt::format("it ends at {}", std::numeric_limits<std::int64_t>::max() / parts);
  }
};

}  // namespace

EncoderPointer make_boolean_encoder(const EncoderSetup& setup) {
  return setup.source.layout == Layout::boolean ? fixed_encoder(setup, BitToBoolean()) : nullptr;
}

EncoderPointer make_char_encoder(const EncoderSetup& setup) {
  const Layout layout = setup.source.layout;
  if (layout == Layout::int8 || layout == Layout::uint8) return fixed_encoder(setup, IntegerToChar());
  return is_text(layout) ? fixed_encoder(setup, TextToChar()) : nullptr;
}

EncoderPointer make_integer_encoder(const EncoderSetup& setup, Kind kind) {
  switch (kind) {
    case Kind::int16:
      return integer_encoder<std::int16_t>(setup);
    case Kind::int32:
      return integer_encoder<std::int32_t>(setup);
    case Kind::uint32:
      return integer_encoder<std::uint32_t>(setup);
    case Kind::uint64:
      return integer_encoder<std::uint64_t>(setup);
    default:
      return integer_encoder<std::int64_t>(setup);
  }
}

EncoderPointer make_float_encoder(const EncoderSetup& setup, Kind kind) {
  return kind == Kind::float32 ? float_encoder<float>(setup) : float_encoder<double>(setup);
}

EncoderPointer make_money_encoder(const EncoderSetup& setup, std::int32_t digits) {
  const ImportedColumn& source = setup.source;
  if (is_narrow_decimal(source)) return fixed_encoder(setup, DecimalToInteger<std::int64_t>(source.scale, digits));
  if (!is_integer(source.layout) || source.layout == Layout::uint64) return nullptr;
  return fixed_encoder(setup, IntegerToMoney{static_cast<std::int64_t>(power_of_ten(digits))});
}

}  // namespace wirespeed::postgres
