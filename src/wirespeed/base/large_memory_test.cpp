#include "wirespeed/base/large_memory.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <numeric>

namespace wirespeed {
namespace {

TEST(LargeMemory, is_zeroed_and_aligned_and_can_be_written_to_its_end) {
  for (const bool prefer_large : {false, true}) {
    const std::size_t bytes = kLargePage + 1;
    auto* const memory = static_cast<std::uint8_t*>(map_memory(bytes, prefer_large));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % kLargePage, 0u);
    EXPECT_EQ(std::accumulate(memory, memory + bytes, 0u), 0u);
    memory[bytes - 1] = 1;
    unmap_memory(memory, bytes);
  }
}

TEST(LargeMemory, a_vector_grows_from_the_heap_into_it) {
  LargeVector<std::uint32_t> numbers;
  const std::uint32_t count = 3 * kLargePage / sizeof(std::uint32_t);
  for (std::uint32_t i = 0; i < count; ++i) numbers.push_back(i);
  for (std::uint32_t i = 0; i < count; ++i) ASSERT_EQ(numbers[i], i);
}

}  // namespace
}  // namespace wirespeed
