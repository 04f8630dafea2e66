#include "wirespeed/postgres/numeric_digits.hpp"

#include <algorithm>
#include <charconv>

namespace wirespeed::postgres {
namespace {

constexpr std::uint64_t kBase = 10'000;
constexpr std::int32_t kBaseDigits = 4;
constexpr std::uint64_t kChunk = 10'000'000'000'000'000;  // kBase^4: what is cut off long numbers at once
constexpr std::int32_t kChunkGroups = 4;

constexpr std::uint64_t kPowers[] = {1, 10, 100, 1000};

// Rounded down, where C++ rounds to zero.
std::int32_t floor_div(std::int32_t value, std::int32_t by) noexcept { return value / by - (value % by < 0 ? 1 : 0); }

// Returns the rest. `count` follows the number of limbs that are not zero.
std::uint64_t divide(std::uint64_t* limbs, std::size_t& count, std::uint64_t by) noexcept {
  std::uint64_t rest = 0;
  if (count == 1) {
    rest = limbs[0] % by;
    limbs[0] /= by;
  } else {
    for (std::size_t i = count; i-- > 0;) {
      const Uint128 part = Uint128{rest} << 64 | limbs[i];
      limbs[i] = static_cast<std::uint64_t>(part / by);
      rest = static_cast<std::uint64_t>(part % by);
    }
  }
  while (count != 0 && limbs[count - 1] == 0) --count;
  return rest;
}

std::int32_t decimal_digits(std::uint16_t group) noexcept {
  return group >= 1000 ? 4 : group >= 100 ? 3 : group >= 10 ? 2 : 1;
}

std::int32_t trailing_zeros(std::uint16_t group) noexcept {
  return group % 1000 == 0 ? 3 : group % 100 == 0 ? 2 : group % 10 == 0 ? 1 : 0;
}

bool equals_word(std::string_view text, std::string_view word) noexcept {
  return text.size() == word.size() && std::equal(text.begin(), text.end(), word.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
         });
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

struct Scanned {
  std::string digits;  // without the point
  std::int32_t scale = 0;
};

std::string_view take_digits(std::string_view& text) noexcept {
  std::size_t n = 0;
  while (n < text.size() && is_digit(text[n])) ++n;
  const std::string_view taken = text.substr(0, n);
  text.remove_prefix(n);
  return taken;
}

bool take_exponent(std::string_view& text, std::int32_t& scale) noexcept {
  if (text.empty()) return true;
  if (text[0] != 'e' && text[0] != 'E') return false;
  text.remove_prefix(text.size() > 1 && text[1] == '+' && text.size() > 2 && text[2] != '-' ? 2 : 1);
  std::int32_t exponent = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, exponent);
  if (error != std::errc() || at != end || std::abs(exponent) > kMaxNumericInteger * 2) return false;
  scale -= exponent;
  return true;
}

// digits [. digits] [e exponent]
bool scan(std::string_view text, Scanned& out) {
  out.digits = take_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const std::string_view behind = take_digits(text);
    out.digits += behind;
    out.scale = static_cast<std::int32_t>(std::min<std::size_t>(behind.size(), kMaxNumericInteger));
  }
  return !out.digits.empty() && out.digits.size() <= kMaxNumericInteger + kMaxNumericScale &&
         take_exponent(text, out.scale);
}

}  // namespace

void NumericDigits::set_special(Sign sign) noexcept {
  digits_.clear();
  scale_ = lowest_ = 0;
  sign_ = sign;
}

void NumericDigits::put_low(std::uint64_t chunk, std::int32_t groups) {
  for (std::int32_t i = 0; i < groups; ++i, chunk /= kBase)
    digits_.push_back(static_cast<std::uint16_t>(chunk % kBase));
}

// Takes zeros away from both ends.
void NumericDigits::finish(std::int32_t lowest, std::int32_t scale, bool negative) {
  while (!digits_.empty() && digits_.back() == 0) digits_.pop_back();
  const auto first = std::find_if(digits_.begin(), digits_.end(), [](std::uint16_t digit) { return digit != 0; });
  lowest_ = digits_.empty() ? 0 : lowest + static_cast<std::int32_t>(first - digits_.begin());
  digits_.erase(digits_.begin(), first);
  scale_ = std::max(scale, 0);
  sign_ = negative && !digits_.empty() ? Sign::negative : Sign::positive;
}

// The digits of a group are those of one power of 10,000, so the first ones from the right may be less than four.
void NumericDigits::set(std::uint64_t* limbs, std::size_t count, std::int32_t scale, bool negative) {
  digits_.clear();
  while (count != 0 && limbs[count - 1] == 0) --count;
  const std::int32_t lowest = floor_div(-scale, kBaseDigits);
  const std::int32_t odd = -scale - lowest * kBaseDigits;  // 10^-scale is 10^odd times a power of the base
  if (odd != 0 && count != 0) {
    const std::int32_t taken = kBaseDigits - odd;
    digits_.push_back(static_cast<std::uint16_t>(divide(limbs, count, kPowers[taken]) * kPowers[odd]));
  }
  while (count > 1) put_low(divide(limbs, count, kChunk), kChunkGroups);
  if (count == 1) {
    for (std::uint64_t rest = limbs[0]; rest != 0; rest /= kBase) {
      digits_.push_back(static_cast<std::uint16_t>(rest % kBase));
    }
  }
  finish(lowest, scale, negative);
}

bool NumericDigits::parse(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\n')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\n')) text.remove_suffix(1);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (equals_word(text, "infinity") || equals_word(text, "inf")) {
    set_special(negative ? Sign::minus : Sign::infinity);
    return true;
  }
  if (equals_word(text, "nan") && !negative) {
    set_special(Sign::nan);
    return true;
  }
  Scanned scanned;
  if (!scan(text, scanned)) return false;
  const std::int32_t lowest = floor_div(-scanned.scale, kBaseDigits);
  scanned.digits.append(static_cast<std::size_t>(-scanned.scale - lowest * kBaseDigits), '0');
  digits_.clear();
  for (std::size_t end = scanned.digits.size(); end != 0;) {
    const std::size_t begin = end - std::min<std::size_t>(end, kBaseDigits);
    std::uint16_t group = 0;
    std::from_chars(scanned.digits.data() + begin, scanned.digits.data() + end, group);
    digits_.push_back(group);
    end = begin;
  }
  finish(lowest, scanned.scale, negative);
  return scale_ <= kMaxNumericScale && integer_digits() <= kMaxNumericInteger;
}

std::int32_t NumericDigits::needed_scale() const noexcept {
  if (digits_.empty()) return 0;
  return -lowest_ * kBaseDigits - trailing_zeros(digits_.front());
}

std::int32_t NumericDigits::integer_digits() const noexcept {
  if (digits_.empty()) return 0;
  const std::int32_t groups = lowest_ + static_cast<std::int32_t>(digits_.size()) - 1;
  return groups * kBaseDigits + decimal_digits(digits_.back());
}

void NumericDigits::append_to(EncodedBytes& out) const {
  std::uint8_t* at = out.reserve(8 + 2 * digits_.size());
  at = store_be(at, static_cast<std::int16_t>(digits_.size()));
  const std::int32_t weight = digits_.empty() ? 0 : lowest_ + static_cast<std::int32_t>(digits_.size()) - 1;
  at = store_be(at, static_cast<std::int16_t>(weight));
  at = store_be(at, static_cast<std::uint16_t>(sign_));
  at = store_be(at, static_cast<std::int16_t>(scale_));
  for (std::size_t i = digits_.size(); i-- > 0;) at = store_be(at, digits_[i]);
  out.commit(at);
}

}  // namespace wirespeed::postgres
