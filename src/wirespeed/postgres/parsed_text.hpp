// Text of types that have a binary form of their own, as the server's input functions read it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::postgres {

// 32 hexadecimal digits, hyphens behind any group of four of them, perhaps in braces. False: it is none.
bool parse_uuid(std::string_view text, std::uint8_t* out) noexcept;

// 2 * `bytes` hexadecimal digits in groups, with ':', '-' or '.' between them or nothing. False: it is none.
bool parse_macaddr(std::string_view text, std::uint8_t* out, std::size_t bytes) noexcept;

struct Network {
  std::array<std::uint8_t, 16> address{};
  std::uint8_t bytes = 4;  // 4 or 16
  std::uint8_t bits = 32;  // of the mask
};

// "10.0.0.1", "10.0.0.0/8", "::1/128". False: it is none.
bool parse_network(std::string_view text, Network& out) noexcept;

// Whether all bits behind the mask are zero, as cidr asks for.
bool is_masked(const Network& network) noexcept;

}  // namespace wirespeed::postgres
