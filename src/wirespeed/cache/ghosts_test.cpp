#include "wirespeed/cache/ghosts.hpp"

#include <gtest/gtest.h>

namespace wirespeed::cache {
namespace {

std::uint64_t hash(std::uint64_t n) { return n << 32; }

TEST(Ghosts, each_is_taken_once) {
  Ghosts ghosts;
  ghosts.add(hash(1), 10);
  EXPECT_TRUE(ghosts.take(hash(1)));
  EXPECT_FALSE(ghosts.take(hash(1)));
}

TEST(Ghosts, the_oldest_are_forgotten_first) {
  Ghosts ghosts;
  for (std::uint64_t n = 1; n <= 4; ++n) ghosts.add(hash(n), 3);
  EXPECT_FALSE(ghosts.take(hash(1)));
  EXPECT_TRUE(ghosts.take(hash(2)));
}

TEST(Ghosts, one_that_comes_again_is_the_newest) {
  Ghosts ghosts;
  for (const std::uint64_t n : std::initializer_list<std::uint64_t>{1, 2, 3, 1, 4}) ghosts.add(hash(n), 3);
  EXPECT_TRUE(ghosts.take(hash(1)));
  EXPECT_FALSE(ghosts.take(hash(2)));
}

TEST(Ghosts, none_are_kept_where_none_may) {
  Ghosts ghosts;
  ghosts.add(hash(1), 0);
  EXPECT_EQ(ghosts.size(), 0U);
}

// One that nobody asks for stays at the end while others come and go: their places are used again.
TEST(Ghosts, a_queue_that_turns_over_does_not_grow) {
  Ghosts ghosts;
  ghosts.add(hash(1), 3);
  for (std::uint64_t n = 2; n < 10'000; ++n) {
    ghosts.add(hash(n), 3);
    EXPECT_TRUE(ghosts.take(hash(n)));
  }
  EXPECT_EQ(ghosts.size(), 1U);
  EXPECT_TRUE(ghosts.take(hash(1)));
}

}  // namespace
}  // namespace wirespeed::cache
