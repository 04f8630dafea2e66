#include "wirespeed/base/parallel.hpp"

#include <gtest/gtest.h>

namespace wirespeed {
namespace {

TEST(Parallel, every_piece_of_work_is_done_once_whatever_the_number_of_threads) {
  for (const unsigned threads : {0u, 1u, 2u, 7u}) {
    std::vector<int> done(1000);
    parallel_for(threads, done.size(), [&](std::size_t i) { ++done[i]; });
    EXPECT_EQ(std::ranges::count(done, 1), 1000) << threads << " threads";
  }
}

TEST(Parallel, no_work_is_done_at_once) {
  parallel_for(4, 0, [](std::size_t) { FAIL(); });
}

}  // namespace
}  // namespace wirespeed
