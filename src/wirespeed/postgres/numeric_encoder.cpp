#include <charconv>
#include <cmath>
#include <optional>

#include "wirespeed/postgres/encoder_kinds.hpp"
#include "wirespeed/postgres/numeric_digits.hpp"

namespace wirespeed::postgres {
namespace {

constexpr std::size_t kLimbs = 4;  // of 256 bits

// numeric(precision, scale): the server would round to it, which is refused here.
struct NumericLimits {
  std::int32_t precision = 0;
  std::int32_t scale = 0;
};

std::optional<NumericLimits> limits_of(std::int32_t typmod) noexcept {
  constexpr std::int32_t kHeader = 4;
  if (typmod < kHeader) return std::nullopt;
  const std::int32_t packed = typmod - kHeader;
  return NumericLimits{packed >> 16 & 0xFFFF, ((packed & 0x7FF) ^ 0x400) - 0x400};
}

class NumericEncoder final : public CellByCellEncoder {
 public:
  NumericEncoder(const EncoderSetup& setup, std::int32_t typmod)
      : CellByCellEncoder(setup), limits_(limits_of(typmod)) {}

 protected:
  bool append_value(std::int64_t row, EncodedBytes& out) override {
    if (!load(row)) return false;
    if (limits_ && digits_.is_finite() && !digits_.is_zero()) {
      if (digits_.needed_scale() > limits_->scale)
        return refuse(row, text_at(row), "it would be rounded; round it first");
      const std::int32_t most = limits_->precision - limits_->scale;
      if (digits_.integer_digits() > most) {
        return refuse(row, text_at(row), fmt::format("it has {} digits before the point", most));
      }
    }
    digits_.append_to(out);
    return true;
  }

 private:
  bool load(std::int64_t row) {
    const Layout layout = source().layout;
    if (layout == Layout::decimal) {
      load_decimal(row);
    } else if (layout == Layout::uint64) {
      digits_.set(source().at<std::uint64_t>(1, row), false);
    } else if (is_integer(layout)) {
      load_integer(integer_at(source(), row));
    } else if (!digits_.parse(is_float(layout) ? float_text(row) : text_of(bytes_at(row)))) {
      return refuse(row, text_at(row), "expected a number as 12, -0.5, 1e20, NaN or Infinity");
    }
    return true;
  }

  void load_integer(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    digits_.set(value < 0 ? -bits : bits, value < 0);
  }

  // Two's complement of 32 to 256 bits.
  void load_decimal(std::int64_t row) {
    const ByteView bytes = fixed_at(source(), row);
    const bool negative = (bytes.back() & 0x80U) != 0;
    std::uint64_t limbs[kLimbs];
    std::memset(limbs, negative ? 0xFF : 0, sizeof limbs);
    std::memcpy(limbs, bytes.data(), bytes.size());
    const std::size_t count = std::max<std::size_t>(bytes.size() / 8, 1);
    if (negative) {
      bool carry = true;
      for (std::uint64_t& limb : limbs) {
        limb = ~limb + (carry ? 1 : 0);
        carry = carry && limb == 0;
      }
    }
    digits_.set(limbs, count, source().scale, negative);
  }

  // The shortest digits that are this float again.
  std::string_view float_text(std::int64_t row) {
    double value = 0;
    load_floats(source(), {row, 1}, &value);
    if (std::isnan(value)) return "NaN";
    const bool narrow = source().layout == Layout::float32;
    const auto [end, error] = narrow ? std::to_chars(std::begin(text_), std::end(text_), static_cast<float>(value))
                                     : std::to_chars(std::begin(text_), std::end(text_), value);
    return {text_, static_cast<std::size_t>(end - text_)};
  }

  ByteView bytes_at(std::int64_t row) const noexcept {
    ByteView bytes;
    load_bytes(source(), {row, 1}, &bytes);
    return bytes;
  }

  // For messages.
  std::string text_at(std::int64_t row) {
    const Layout layout = source().layout;
    if (is_float(layout)) return std::string(float_text(row));
    if (is_text(layout)) return quoted(text_of(bytes_at(row)));
    if (layout == Layout::uint64) return fmt::format("{}", source().at<std::uint64_t>(1, row));
    if (is_integer(layout)) return fmt::format("{}", integer_at(source(), row));
    if (source().width > 16) return "a value";
    Int128 value = 0;
    load_decimals(source(), {row, 1}, &value);
    return decimal_text(value, source().scale);
  }

  std::optional<NumericLimits> limits_;
  NumericDigits digits_;
  char text_[64];
};

}  // namespace

EncoderPointer make_numeric_encoder(const EncoderSetup& setup, std::int32_t typmod) {
  const Layout layout = setup.source.layout;
  const bool decimal = layout == Layout::decimal && std::abs(setup.source.scale) <= kMaxNumericScale;
  if (!is_integer(layout) && !is_float(layout) && !decimal && !is_text(layout)) return nullptr;
  return std::make_unique<NumericEncoder>(setup, typmod);
}

}  // namespace wirespeed::postgres
