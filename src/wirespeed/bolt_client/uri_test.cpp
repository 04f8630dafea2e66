#include "wirespeed/bolt_client/uri.hpp"

#include <gtest/gtest.h>

namespace wirespeed::bolt_client {
namespace {

TEST(Uri, the_scheme_says_whether_to_route_and_how_to_encrypt) {
  const auto plain = value_or_throw(parse_uri("bolt://db.example"));
  EXPECT_FALSE(plain.routes);
  EXPECT_EQ(plain.encryption, Encryption::configured);
  EXPECT_EQ(plain.address.text(), "db.example:7687");
  EXPECT_TRUE(value_or_throw(parse_uri("neo4j://[::1]:17/")).routes);
  EXPECT_EQ(value_or_throw(parse_uri("neo4j+s://x")).encryption, Encryption::verified);
  EXPECT_EQ(value_or_throw(parse_uri("bolt+ssc://x")).encryption, Encryption::unverified);
}

TEST(Uri, a_routing_context_is_unescaped) {
  const auto uri = value_or_throw(parse_uri("neo4j://x?region=eu%20west&policy=a%3Db"));
  EXPECT_EQ(uri.routing_context, (packstream::Map{{"region", "eu west"}, {"policy", "a=b"}}));
}

TEST(Uri, what_is_none_is_refused) {
  for (const char* text : {"", "x", "http://x", "bolt:x", "bolt://", "bolt://x:99999", "bolt://x?a=b", "neo4j://x?a",
                           "neo4j://x?a=1&a=2", "neo4j://x?address=y", "BOLT://x"}) {
    EXPECT_EQ(parse_uri(text).error().code, Errc::invalid_argument) << text;
  }
}

TEST(Uri, a_password_in_it_is_refused_and_not_repeated) {
  const auto uri = parse_uri("bolt://ann:secret@x");
  ASSERT_FALSE(uri);
  EXPECT_EQ(uri.error().message.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace wirespeed::bolt_client
