// A numeric as the server sends it, exactly.
//
//   | int16 n | int16 weight | uint16 sign | uint16 scale | n digits to the base of 10,000, int16 each |
//
// The first digit counts 10000^weight; `scale` digits (to the base of ten) are shown behind the point.
#pragma once

#include <expected>
#include <string>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/base/bytes.hpp"

namespace wirespeed::postgres {

class Numeric {
 public:
  static std::expected<Numeric, std::string> parse(ByteView value);

  enum class Sign : std::uint16_t {
    positive = 0,
    negative = 0x4000,
    nan = 0xC000,
    infinity = 0xD000,
    minus_infinity = 0xF000
  };

  Sign sign() const noexcept { return sign_; }
  bool is_finite() const noexcept { return sign_ == Sign::positive || sign_ == Sign::negative; }
  int weight() const noexcept { return weight_; }
  int scale() const noexcept { return scale_; }
  int digits() const noexcept { return static_cast<int>(digits_.size() / 2); }
  // The digit that counts 10000^(weight() - i); 0 where none was sent.
  int digit(int i) const noexcept {
    return i < 0 || i >= digits() ? 0 : load_be<std::uint16_t>(&digits_[2 * static_cast<std::size_t>(i)]);
  }

 private:
  Sign sign_ = Sign::positive;
  int weight_ = 0;
  int scale_ = 0;
  ByteView digits_;
};

}  // namespace wirespeed::postgres
