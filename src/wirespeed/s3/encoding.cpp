#include "wirespeed/s3/encoding.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace wirespeed::s3 {
namespace {

using ByteSet = std::array<bool, 256>;

constexpr ByteSet unreserved_and(std::string_view others) {
  ByteSet set{};
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")) {
    set[static_cast<std::uint8_t>(c)] = true;
  }
  for (const char c : others) set[static_cast<std::uint8_t>(c)] = true;
  return set;
}

constexpr ByteSet kStaysInQuery = unreserved_and("");
constexpr ByteSet kStaysInPath = unreserved_and("/");

constexpr char kUpperDigits[] = "0123456789ABCDEF";
constexpr char kLowerDigits[] = "0123456789abcdef";

char* encode(std::string_view text, const ByteSet& stays, char* to) noexcept {
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (stays[byte]) {
      *to++ = c;
      continue;
    }
    *to++ = '%';
    *to++ = kUpperDigits[byte >> 4];
    *to++ = kUpperDigits[byte & 15];
  }
  return to;
}

void append(std::string_view text, const ByteSet& stays, std::string& out) {
  const std::size_t before = out.size();
  out.resize_and_overwrite(before + 3 * text.size(), [&](char* begin, std::size_t) {
    return static_cast<std::size_t>(encode(text, stays, begin + before) - begin);
  });
}

constexpr std::array<std::int8_t, 256> digit_values() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  std::int8_t value = 0;
  for (const char c : std::string_view("0123456789abcdef")) values[static_cast<std::uint8_t>(c)] = value++;
  value = 10;
  for (const char c : std::string_view("ABCDEF")) values[static_cast<std::uint8_t>(c)] = value++;
  return values;
}

constexpr auto kDigitValues = digit_values();

// The byte that two digits say, negative where they are none.
int byte_of_digits(const char* digits) noexcept {
  const int high = kDigitValues[static_cast<std::uint8_t>(digits[0])];
  const int low = kDigitValues[static_cast<std::uint8_t>(digits[1])];
  return (high | low) < 0 ? -1 : high * 16 + low;
}

bool is_base64_digit(char c) noexcept {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

}  // namespace

void append_encoded(std::string_view text, std::string& out) { append(text, kStaysInQuery, out); }

void append_encoded_path(std::string_view path, std::string& out) { append(path, kStaysInPath, out); }

std::size_t decode_percent(std::string_view text, Plus plus, char* out) noexcept {
  char* to = out;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end; ++at) {
    char c = *at;
    if (c == '%' && end - at > 2) {
      if (const int byte = byte_of_digits(at + 1); byte >= 0) {
        c = static_cast<char>(byte);
        at += 2;
      }
    } else if (c == '+' && plus == Plus::space) {
      c = ' ';
    }
    *to++ = c;
  }
  return static_cast<std::size_t>(to - out);
}

std::string percent_decoded(std::string_view text, Plus plus) {
  std::string decoded;
  decoded.resize_and_overwrite(text.size(), [&](char* to, std::size_t) { return decode_percent(text, plus, to); });
  return decoded;
}

void append_base64(ByteView bytes, std::string& out) {
  const std::size_t before = out.size();
  const std::size_t most = (bytes.size() + 2) / 3 * 4 + 1;  // and the zero byte that OpenSSL writes
  out.resize_and_overwrite(before + most, [&](char* begin, std::size_t) {
    auto* const to = reinterpret_cast<unsigned char*>(begin + before);
    return before + static_cast<std::size_t>(::EVP_EncodeBlock(to, bytes.data(), static_cast<int>(bytes.size())));
  });
}

std::string to_base64(ByteView bytes) {
  std::string text;
  append_base64(bytes, text);
  return text;
}

std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  const std::string_view digits = text.substr(0, text.size() - padding);
  if (text.size() % 4 != 0 || !std::ranges::all_of(digits, is_base64_digit)) return std::nullopt;
  std::vector<std::uint8_t> bytes(text.size() / 4 * 3);
  if (::EVP_DecodeBlock(bytes.data(), bytes_of(text).data(), static_cast<int>(text.size())) < 0) return std::nullopt;
  bytes.resize(bytes.size() - padding);
  return bytes;
}

void append_hex(ByteView bytes, std::string& out) {
  const std::size_t before = out.size();
  out.resize(before + 2 * bytes.size());
  char* to = out.data() + before;
  for (const std::uint8_t byte : bytes) {
    *to++ = kLowerDigits[byte >> 4];
    *to++ = kLowerDigits[byte & 15];
  }
}

std::string to_hex(ByteView bytes) {
  std::string text;
  append_hex(bytes, text);
  return text;
}

}  // namespace wirespeed::s3
