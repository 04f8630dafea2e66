// Any text read as a number, a UUID, a MAC address or a network, as encoders do: no crash, and what was read is the
// same after it has been written as PostgreSQL's text and read again.
//
// The first byte chooses what it is read as.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "wirespeed/postgres/numeric_digits.hpp"
#include "wirespeed/postgres/parsed_text.hpp"
#include "wirespeed/postgres/value_text.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::postgres;

void require(bool holds) {
  if (!holds) std::abort();
}

std::vector<std::uint8_t> bytes_of_number(const NumericDigits& digits) {
  EncodedBytes out;
  digits.append_to(out);
  return {out.data(), out.data() + out.size()};
}

void check_number(std::string_view text) {
  NumericDigits digits;
  if (!digits.parse(text)) return;
  if (digits.is_finite()) require(digits.integer_digits() <= kMaxNumericInteger);
  const std::vector<std::uint8_t> bytes = bytes_of_number(digits);
  std::string printed;
  require(print_numeric(printed, bytes).has_value());
  NumericDigits again;
  require(again.parse(printed));
  require(bytes_of_number(again) == bytes);
}

std::string hex_of(const std::uint8_t* bytes, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

void check_uuid(std::string_view text) {
  std::uint8_t first[16];
  std::uint8_t second[16];
  if (!parse_uuid(text, first)) return;
  require(parse_uuid(hex_of(first, sizeof first), second) && std::equal(first, first + 16, second));
}

void check_macaddr(std::string_view text, std::size_t bytes) {
  std::uint8_t first[8];
  std::uint8_t second[8];
  if (!parse_macaddr(text, first, bytes)) return;
  require(parse_macaddr(hex_of(first, bytes), second, bytes) && std::equal(first, first + bytes, second));
}

void check_network(std::string_view text) {
  Network network;
  if (!parse_network(text, network)) return;
  require(network.bits <= network.bytes * 8 && (network.bytes == 4 || network.bytes == 16));
  (void)is_masked(network);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = text_of({data + 1, size - 1});
  switch (data[0] % 5) {
    case 0:
      check_number(text);
      break;
    case 1:
      check_uuid(text);
      break;
    case 2:
      check_macaddr(text, 6);
      break;
    case 3:
      check_macaddr(text, 8);
      break;
    default:
      check_network(text);
      break;
  }
  return 0;
}
