// Any bytes as a text, as numbers and as moments: JSON text that is what a plain walk over the same makes, that is told
// to be no text where it is none, and numbers that read back.
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/json_string.hpp"
#include "wirespeed/base/number_text.hpp"
#include "wirespeed/base/utf8.hpp"
#include "wirespeed/record/json_times.hpp"

namespace {

using namespace wirespeed;

void check(bool holds) {
  if (!holds) std::abort();
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const std::size_t letter = std::string_view("\b\t\n\f\r\"\\").find(c);
    if (letter != std::string_view::npos) {
      out += '\\';
      out += "btnfr\"\\"[letter];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      constexpr std::string_view kHex = "0123456789abcdef";
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) / 16];
      out += kHex[static_cast<unsigned char>(c) % 16];
    } else {
      out += c;
    }
  }
  return out;
}

template <typename Text>
void check_text(Text text, const std::string* expected) {
  const std::size_t room = kMaxEscape * text.size() + kJsonSlack;
  const std::unique_ptr<char[]> out(new char[room]);
  const char* end = write_json_text(out.get(), text);
  check((end != nullptr) == (expected != nullptr));
  if (end != nullptr) check(std::string_view(out.get(), static_cast<std::size_t>(end - out.get())) == *expected);
}

void check_utf8(std::string_view text) {
  const bool is_text = valid_utf8_prefix(text) == text.size();
  const std::string expected = escaped(text);
  check_text(text, is_text ? &expected : nullptr);
}

void check_wide(ByteView bytes) {
  std::u32string text(bytes.size() / 4, 0);
  if (!text.empty()) std::memcpy(text.data(), bytes.data(), text.size() * 4);
  std::string utf8;
  bool is_text = true;
  for (const char32_t c : text) {
    char encoded[4];
    is_text &= c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
    if (is_text) utf8.append(encoded, encode_utf8(c, encoded));
  }
  const std::string expected = escaped(utf8);
  check_text(std::span<const char32_t>(text), is_text ? &expected : nullptr);
}

template <typename Float>
void check_float(Float value) {
  if (!std::isfinite(value)) return;
  char text[kMaxNumberText];
  const char* end = write_number(text, value);
  Float back = 0;
  const auto [at, error] = std::from_chars(text, end, back);
  check(error == std::errc() && at == end && back == value && std::signbit(back) == std::signbit(value));
  char shortest[64];
  const auto digits = [](const char* begin, const char* behind) {
    std::string out;
    for (; begin != behind && *begin != 'e'; ++begin) {
      if (*begin >= '0' && *begin <= '9') out += *begin;
    }
    out.erase(0, out.find_first_not_of('0'));
    while (!out.empty() && out.back() == '0') out.pop_back();
    return out;
  };
  const auto known = std::to_chars(shortest, shortest + sizeof shortest, value, std::chars_format::scientific);
  check(digits(text, end) == digits(shortest, known.ptr));
}

void check_numbers(std::uint64_t bits) {
  check_float(std::bit_cast<double>(bits));
  check_float(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  char text[kMaxNumberText];
  check(std::string(text, write_number(text, bits)) == std::to_string(bits));
  const auto number = static_cast<std::int64_t>(bits);
  check(std::string(text, write_number(text, number)) == std::to_string(number));
}

// A moment and the same by its day and its time of day.
void check_moment(std::int64_t ticks, std::int64_t per_second) {
  char text[record::kTimeRoom];
  const std::string moment(text, record::write_moment(text, ticks, per_second));
  const std::int64_t day = per_second * 86'400;
  const std::int64_t days = ticks / day - (ticks % day < 0 ? 1 : 0);
  const std::string date(text, record::write_date(text, days));
  const std::string clock(text, record::write_clock(text, ticks - days * day, per_second));
  check(moment == date + 'T' + clock);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  check_utf8(text_of(bytes));
  check_wide(bytes);
  for (std::size_t at = 0; at + 8 <= size; at += 8) {
    const auto bits = load_le<std::uint64_t>(data + at);
    check_numbers(bits);
    const auto ticks = static_cast<std::int64_t>(bits);
    if (ticks > INT64_MIN / 2 && ticks < INT64_MAX / 2) {
      for (const std::int64_t unit : {1, 1000, 1'000'000, 1'000'000'000}) check_moment(ticks, unit);
    }
  }
  return 0;
}
