// Network addresses, bit strings, row addresses and search vectors as text.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/postgres/value_text.hpp"

namespace wirespeed::postgres {
namespace {

auto at_end(std::string& out) { return std::back_inserter(out); }

void append_ipv4(std::string& out, ByteView address) {
  fmt::format_to(at_end(out), "{}.{}.{}.{}", address[0], address[1], address[2], address[3]);
}

struct Run {
  std::size_t first = 0;
  std::size_t length = 0;

  bool has(std::size_t i) const noexcept { return i >= first && i < first + length; }
};

// The longest run of zero words, the first of equal ones; none of a single word.
Run longest_zeros(const std::array<std::uint16_t, 8>& words) noexcept {
  Run best;
  Run current;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] != 0) {
      current = {};
      continue;
    }
    if (current.length++ == 0) current.first = i;
    if (current.length > best.length) best = current;
  }
  return best.length < 2 ? Run{} : best;
}

// Whether the last 32 bits are an IPv4 address, mapped or compatible.
bool ends_in_ipv4(const std::array<std::uint16_t, 8>& words, const Run& zeros) noexcept {
  return zeros.first == 0 && (zeros.length == 6 || (zeros.length == 5 && words[5] == 0xFFFF));
}

void append_ipv6(std::string& out, ByteView address) {
  std::array<std::uint16_t, 8> words{};
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = load_be<std::uint16_t>(&address[2 * i]);
  const Run zeros = longest_zeros(words);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (zeros.has(i)) {
      if (i == zeros.first) out += ':';
      continue;
    }
    if (i != 0) out += ':';
    if (i == 6 && ends_in_ipv4(words, zeros)) return append_ipv4(out, address.last(4));
    fmt::format_to(at_end(out), "{:x}", words[i]);
  }
  if (zeros.first + zeros.length == words.size()) out += ':';
}

bool is_quoted(char c) noexcept { return c == '\'' || c == '\\'; }

void append_lexeme(std::string& out, std::string_view lexeme) {
  out += '\'';
  for (const char c : lexeme) {
    if (is_quoted(c)) out += c;
    out += c;
  }
  out += '\'';
}

// Weight in the upper two bits, position below.
void append_position(std::string& out, std::uint16_t position) {
  constexpr std::string_view kWeights[] = {"", "C", "B", "A"};
  fmt::format_to(at_end(out), "{}{}", position & 0x3FFF, kWeights[position >> 14]);
}

}  // namespace

//   | family (2: IPv4, 3: IPv6) | bits of the network | is a cidr | bytes | address |
Printed print_inet(std::string& out, ByteView value) {
  constexpr std::size_t kHeaderBytes = 4;
  constexpr std::uint8_t kIpv4 = 2;
  constexpr std::uint8_t kIpv6 = 3;
  if (value.size() < kHeaderBytes) return wrong_size(kHeaderBytes, value.size());
  const std::uint8_t family = value[0];
  if (family != kIpv4 && family != kIpv6) {
    return std::unexpected(fmt::format("expected family 2 or 3, found {}", family));
  }
  const std::size_t bytes = family == kIpv4 ? 4 : 16;
  if (value.size() != kHeaderBytes + bytes) return wrong_size(kHeaderBytes + bytes, value.size());
  family == kIpv4 ? append_ipv4(out, value.subspan(kHeaderBytes)) : append_ipv6(out, value.subspan(kHeaderBytes));
  const bool is_cidr = value[2] != 0;
  if (is_cidr || value[1] != 8 * bytes) fmt::format_to(at_end(out), "/{}", value[1]);
  return {};
}

Printed print_macaddr(std::string& out, ByteView value) {
  if (value.size() != 6 && value.size() != 8) return wrong_size(6, value.size());
  for (std::size_t i = 0; i < value.size(); ++i) fmt::format_to(at_end(out), "{}{:02x}", i == 0 ? "" : ":", value[i]);
  return {};
}

Printed print_bits(std::string& out, ByteView value) {
  if (value.size() < 4) return wrong_size(4, value.size());
  const std::size_t bits = load_be<std::uint32_t>(value.data());
  if ((bits + 7) / 8 != value.size() - 4) {
    return std::unexpected(
        fmt::format("expected {} bytes for {} bits, found {}", (bits + 7) / 8, bits, value.size() - 4));
  }
  for (std::size_t i = 0; i < bits; ++i) out += (value[4 + i / 8] >> (7 - i % 8) & 1) != 0 ? '1' : '0';
  return {};
}

Printed print_tid(std::string& out, ByteView value) {
  if (value.size() != 6) return wrong_size(6, value.size());
  fmt::format_to(at_end(out), "({},{})", load_be<std::uint32_t>(value.data()), load_be<std::uint16_t>(&value[4]));
  return {};
}

//   | int32 n | n x (lexeme, zero byte, uint16 m, m x uint16 position) |
Printed print_tsvector(std::string& out, ByteView value) {
  if (value.size() < 4) return wrong_size(4, value.size());
  const auto lexemes = load_be<std::uint32_t>(value.data());
  ByteView left = value.subspan(4);
  for (std::uint32_t i = 0; i < lexemes; ++i) {
    const auto end = static_cast<std::size_t>(std::find(left.begin(), left.end(), std::uint8_t{0}) - left.begin());
    if (left.size() < end + 3) {
      return std::unexpected(fmt::format("expected {} lexemes, found the value's end in lexeme {}", lexemes, i + 1));
    }
    if (i != 0) out += ' ';
    append_lexeme(out, text_of(left.first(end)));
    const std::size_t positions = load_be<std::uint16_t>(&left[end + 1]);
    left = left.subspan(end + 3);
    if (left.size() < 2 * positions) {
      return std::unexpected(fmt::format("expected {} positions, found {} bytes", positions, left.size()));
    }
    for (std::size_t k = 0; k < positions; ++k) {
      out += k == 0 ? ':' : ',';
      append_position(out, load_be<std::uint16_t>(&left[2 * k]));
    }
    left = left.subspan(2 * positions);
  }
  if (!left.empty()) return std::unexpected(fmt::format("expected its end, found {} more bytes", left.size()));
  return {};
}

}  // namespace wirespeed::postgres
