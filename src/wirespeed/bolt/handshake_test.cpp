#include "wirespeed/bolt/handshake.hpp"

#include <gtest/gtest.h>

namespace wirespeed::bolt {
namespace {

using Wire = std::vector<std::uint8_t>;

constexpr ProtocolVersion kAnyVersion[] = {kBolt44, kBolt50, kBolt51, kBolt58, kBolt60, kBolt61};

// What the handshake makes of a reply that comes one byte at a time: a version, or an error's code.
std::string outcome(Handshake& handshake, const Wire& reply) {
  for (const std::uint8_t byte : reply) {
    const auto taken = handshake.feed({&byte, 1});
    if (!taken) return to_string(taken.error().code);
  }
  return handshake.version() ? handshake.version()->text() : "more";
}

std::string outcome(const Wire& reply) {
  Handshake handshake;
  return outcome(handshake, reply);
}

TEST(Handshake, all_versions_are_offered) {
  Handshake handshake;
  EXPECT_EQ(handshake.output(), (Wire{0x60, 0x60, 0xB0, 0x17, 0, 0, 1, 0xFF, 0, 8, 8, 5, 0, 0, 4, 4, 0, 0, 0, 0}));
}

TEST(Handshake, just_one_version_can_be_offered) {
  for (const ProtocolVersion version : kAnyVersion) {
    Handshake handshake(version);
    EXPECT_EQ(handshake.output()[6], version.minor);
    EXPECT_EQ(handshake.output()[7], version.major);
    EXPECT_EQ(outcome(handshake, {0, 0, version.minor, version.major}), version.text());
  }
}

TEST(Handshake, an_old_server_answers_with_a_version) {
  EXPECT_EQ(outcome({0, 0, 4, 4}), "4.4");
  EXPECT_EQ(outcome({0, 0, 4, 5}), "5.4");
  EXPECT_EQ(outcome({0, 0, 4}), "more");
}

TEST(Handshake, the_highest_version_of_a_manifest_that_both_speak_is_chosen) {
  const Wire of_neo4j_5_26{0, 0, 1, 0xFF, 3, 0, 3, 4, 4, 0, 4, 4, 5, 0, 2, 8, 5, 0};
  EXPECT_EQ(outcome(of_neo4j_5_26), "5.8");
  EXPECT_EQ(outcome({0, 0, 1, 0xFF, 2, 0, 6, 7, 6, 0, 0, 0, 9, 0}), "6.1");
  EXPECT_EQ(outcome({0, 0, 1, 0xFF, 1, 0, 4, 4, 4, 0x80, 0x80, 1}), "4.4");
}

TEST(Handshake, the_choice_from_a_manifest_is_said) {
  Handshake handshake;
  handshake.output().clear();
  ASSERT_EQ(outcome(handshake, {0, 0, 1, 0xFF, 1, 0, 8, 8, 5, 0}), "5.8");
  EXPECT_EQ(handshake.output(), (Wire{0, 0, 8, 5, 0}));
}

TEST(Handshake, what_comes_behind_it_is_left) {
  Handshake handshake;
  const Wire reply{0, 0, 8, 5, 0xAA, 0xBB};
  EXPECT_EQ(value_or_throw(handshake.feed(reply)), 4U);
}

TEST(Handshake, nothing_in_common_is_said) {
  EXPECT_EQ(outcome({0, 0, 0, 0}), "unsupported");
  EXPECT_EQ(outcome({0, 0, 1, 0xFF, 1, 0, 0, 0, 3, 0}), "unsupported");
  EXPECT_EQ(outcome({0, 0, 1, 0xFF, 0, 0}), "unsupported");
}

TEST(Handshake, what_was_not_offered_is_refused) {
  EXPECT_EQ(outcome({0, 0, 0, 3}), "malformed");
  EXPECT_EQ(outcome({1, 0, 8, 5}), "malformed");
  EXPECT_EQ(outcome({'H', 'T', 'T', 'P'}), "malformed");
  Handshake only(kBolt54);
  EXPECT_EQ(outcome(only, {0, 0, 8, 5}), "malformed");
}

TEST(Handshake, a_manifest_without_end_is_refused) {
  EXPECT_EQ(outcome({0, 0, 1, 0xFF, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80}), "malformed");
  EXPECT_EQ(outcome({0, 0, 1, 0xFF, 0xFF, 0x7F}), "malformed");
  Wire endless{0, 0, 1, 0xFF, 1, 0, 8, 8, 5};
  endless.insert(endless.end(), 10, 0x80);
  EXPECT_EQ(outcome(endless), "malformed");
}

}  // namespace
}  // namespace wirespeed::bolt
