#include "wirespeed/net/address.hpp"

#include <gtest/gtest.h>

namespace wirespeed::net {
namespace {

std::string parsed(std::string_view text) {
  auto address = parse_address(text, 7687);
  return address ? address->text() : to_string(address.error().code);
}

TEST(Address, a_missing_port_is_the_default_one) {
  EXPECT_EQ(parsed("db.example"), "db.example:7687");
  EXPECT_EQ(parsed("::1"), "[::1]:7687");
  EXPECT_EQ(parsed("[::1]"), "[::1]:7687");
}

TEST(Address, ports_and_brackets_are_understood) {
  EXPECT_EQ(parsed("db.example:17"), "db.example:17");
  EXPECT_EQ(parsed("[fe80::1]:65535"), "[fe80::1]:65535");
  EXPECT_EQ(parse_address("[fe80::1]:65535", 1)->host, "fe80::1");
}

TEST(Address, what_is_no_address_is_refused) {
  for (const char* text : {"", ":1", "host:", "host:0", "host:65536", "host:1x", "[::1", "[::1]7", "[]:1"}) {
    EXPECT_EQ(parsed(text), "invalid_argument") << text;
  }
}

TEST(Address, a_unix_socket_is_named_as_such) { EXPECT_EQ(Address::unix_socket("/run/x").text(), "unix:/run/x"); }

}  // namespace
}  // namespace wirespeed::net
