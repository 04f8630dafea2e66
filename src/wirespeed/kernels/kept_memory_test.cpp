#include "wirespeed/kernels/kept_memory.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

#include "wirespeed/kernels/raw_vector.hpp"

namespace wirespeed::kernels {
namespace {

constexpr std::size_t kUsual = 1'234'567;  // items: no other memory here is as large

TEST(KeptMemory, what_was_given_back_is_taken_again) {
  constexpr std::size_t kBytes = std::size_t{48} << 20;  // no other memory of these tests is as large
  void* first = take_kept(kBytes);
  std::memset(first, 7, kBytes);
  give_kept(first);
  void* again = take_kept(kBytes);
  EXPECT_EQ(again, first);
  EXPECT_GE(kept_size(again), kBytes);
  give_kept(again);
}

TEST(KeptMemory, begins_where_lines_of_the_cache_do) {
  void* memory = take_kept(kWorthKeeping);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % 64, 0U);
  give_kept(memory);
}

TEST(KeptMemory, more_than_there_can_be_is_refused) { EXPECT_THROW(take_kept(SIZE_MAX), std::bad_alloc); }

TEST(RawVector, large_ones_leave_their_memory_to_the_next) {
  const std::uint64_t* before = nullptr;
  {
    const RawVector<std::uint64_t> one(kUsual);
    before = one.data();
  }
  const RawVector<std::uint64_t> next(kUsual);
  EXPECT_EQ(next.data(), before);
}

struct alignas(64) Line {
  char bytes[64];
};

TEST(RawVector, items_lie_as_their_type_wants) {
  for (const std::size_t size : {1U, 3U, 4095U, 4096U, 5000U}) {
    const RawVector<Line> lines(size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(lines.data()) % 64, 0U) << size;
  }
}

}  // namespace
}  // namespace wirespeed::kernels
