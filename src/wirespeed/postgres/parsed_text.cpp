#include "wirespeed/postgres/parsed_text.hpp"

#include <arpa/inet.h>

#include <charconv>

namespace wirespeed::postgres {
namespace {

int digit_of(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Two digits at text[at]. False: there are none.
bool take_byte(std::string_view text, std::size_t& at, std::uint8_t& out) noexcept {
  if (text.size() - at < 2) return false;
  const int high = digit_of(text[at]);
  const int low = digit_of(text[at + 1]);
  out = static_cast<std::uint8_t>(high * 16 + low);
  at += 2;
  return high >= 0 && low >= 0;
}

bool parse_address(std::string_view text, Network& out) noexcept {
  char zero_ended[64];
  if (text.size() >= sizeof zero_ended) return false;
  std::memcpy(zero_ended, text.data(), text.size());
  zero_ended[text.size()] = '\0';
  const bool six = text.find(':') != std::string_view::npos;
  out.bytes = six ? 16 : 4;
  return inet_pton(six ? AF_INET6 : AF_INET, zero_ended, out.address.data()) == 1;
}

}  // namespace

bool parse_uuid(std::string_view text, std::uint8_t* out) noexcept {
  if (text.size() >= 2 && text.front() == '{' && text.back() == '}') text = text.substr(1, text.size() - 2);
  std::size_t at = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i != 0 && i % 2 == 0 && at < text.size() && text[at] == '-') ++at;
    if (!take_byte(text, at, out[i])) return false;
  }
  return at == text.size();
}

bool parse_macaddr(std::string_view text, std::uint8_t* out, std::size_t bytes) noexcept {
  char between = '\0';
  std::size_t at = 0;
  for (std::size_t i = 0; i < bytes; ++i) {
    const bool sign = i != 0 && at < text.size() && digit_of(text[at]) < 0;
    if (sign && between == '\0') between = text[at];
    if (sign && (text[at] != between || std::string_view(":-.").find(between) == std::string_view::npos)) return false;
    if (sign) ++at;
    if (!take_byte(text, at, out[i])) return false;
  }
  return at == text.size();
}

bool parse_network(std::string_view text, Network& out) noexcept {
  const std::size_t slash = text.find('/');
  if (!parse_address(text.substr(0, slash), out)) return false;
  out.bits = static_cast<std::uint8_t>(out.bytes * 8);
  if (slash == std::string_view::npos) return true;
  const std::string_view mask = text.substr(slash + 1);
  const char* end = mask.data() + mask.size();
  const std::uint8_t most = out.bits;
  const auto [at, error] = std::from_chars(mask.data(), end, out.bits);
  return error == std::errc() && at == end && out.bits <= most;
}

bool is_masked(const Network& network) noexcept {
  for (unsigned bit = network.bits; bit < network.bytes * 8U; ++bit) {
    if ((network.address[bit / 8] >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

}  // namespace wirespeed::postgres
