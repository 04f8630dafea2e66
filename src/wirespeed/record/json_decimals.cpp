#include <algorithm>
#include <array>

#include "wirespeed/base/number_text.hpp"
#include "wirespeed/record/json_codec.hpp"

namespace wirespeed::record {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::size_t kMaxDigits = 78;  // of 2^255
constexpr std::int64_t kMaxZeros = 128;

// The size of a two's complement number, lowest word first.
struct Magnitude {
  std::array<std::uint64_t, 4> words{};
  bool is_negative = false;
};

Magnitude magnitude_of(const std::uint8_t* bytes, std::size_t width) noexcept {
  Magnitude out;
  out.is_negative = (bytes[width - 1] & 0x80) != 0;
  out.words.fill(out.is_negative ? ~std::uint64_t{0} : 0);
  std::memcpy(out.words.data(), bytes, width);
  if (!out.is_negative) return out;
  std::uint64_t carry = 1;
  for (std::uint64_t& word : out.words) {
    word = ~word + carry;
    carry = carry != 0 && word == 0 ? 1 : 0;
  }
  return out;
}

std::uint32_t divide(Magnitude& number, std::uint32_t divisor) noexcept {
  Wide rest = 0;
  for (std::size_t i = number.words.size(); i-- > 0;) {
    rest = rest << 64 | number.words[i];
    number.words[i] = static_cast<std::uint64_t>(rest / divisor);
    rest %= divisor;
  }
  return static_cast<std::uint32_t>(rest);
}

bool is_one_word(const Magnitude& number) noexcept {
  return (number.words[1] | number.words[2] | number.words[3]) == 0;
}

// Its digits, without zeros in front, at the end of `text`; where they begin.
std::size_t write_digits(Magnitude number, std::span<char, kMaxDigits + 32> text) noexcept {
  std::size_t begin = text.size();
  while (!is_one_word(number)) {
    begin -= 8;
    write_eight_digits(text.data() + begin, divide(number, 100'000'000));
  }
  char last[kMaxNumberText];
  const auto n = static_cast<std::size_t>(write_number(last, number.words[0]) - last);
  begin -= n;
  std::memcpy(text.data() + begin, last, n);
  return begin;
}

char* append(char* at, std::string_view text) noexcept { return std::ranges::copy(text, at).out; }
char* append_zeros(char* at, std::int64_t n) noexcept { return std::fill_n(at, std::max<std::int64_t>(n, 0), '0'); }

// 1234 and a scale of 2: 12.34; of 5: 0.01234; of -1: 12340
char* write_scaled(char* at, std::string_view digits, std::int64_t scale) noexcept {
  const auto n = static_cast<std::int64_t>(digits.size());
  if (scale <= 0) return append_zeros(append(at, digits), digits == "0" ? 0 : -scale);
  if (scale >= n) return append(append_zeros(append(at, "0."), scale - n), digits);
  const auto before = static_cast<std::size_t>(n - scale);
  return append(append(append(at, digits.substr(0, before)), "."), digits.substr(before));
}

struct DecimalNumber {
  static constexpr std::size_t kRoom = kMaxDigits + kMaxZeros + 8;
  static char* write(char* at, const JsonColumn& column, std::int64_t item, JsonOut&) noexcept {
    const auto number = magnitude_of(column.data + item * column.stride, static_cast<std::size_t>(column.width));
    std::array<char, kMaxDigits + 32> text;
    const std::size_t begin = write_digits(number, text);
    if (number.is_negative) *at++ = '-';
    return write_scaled(at, {text.data() + begin, text.size() - begin}, column.scale);
  }
};

struct DecimalText {
  static constexpr std::size_t kRoom = DecimalNumber::kRoom + 2;
  static char* write(char* at, const JsonColumn& column, std::int64_t item, JsonOut& out) noexcept {
    *at = '"';
    char* end = DecimalNumber::write(at + 1, column, item, out);
    *end = '"';
    return end + 1;
  }
};

}  // namespace

void set_decimal(JsonColumn& column) {
  column.scale = std::clamp<std::int64_t>(column.scale, -kMaxZeros, kMaxZeros);
  column.is_string = column.options.decimals == Decimals::text;
  if (column.is_string) return set_codec<DecimalText>(column);
  set_codec<DecimalNumber>(column);
}

}  // namespace wirespeed::record
