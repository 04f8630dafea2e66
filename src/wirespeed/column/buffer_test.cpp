#include "wirespeed/column/buffer.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "wirespeed/column/mapped_memory.hpp"

namespace wirespeed::column {
namespace {

void fill(Buffer& buffer, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) buffer.data()[i] = static_cast<std::uint8_t>(i * 7 + i / 251);
}

bool is_filled(const Buffer& buffer, std::size_t to) {
  for (std::size_t i = 0; i < to; ++i) {
    if (buffer.data()[i] != static_cast<std::uint8_t>(i * 7 + i / 251)) return false;
  }
  return true;
}

TEST(Buffer, what_is_there_stays_while_it_grows) {
  Buffer buffer;
  std::size_t filled = 0;
  for (std::size_t size = 100; size < std::size_t{40} << 20; size = size * 5 / 2) {
    buffer.reserve(size);
    EXPECT_GE(buffer.capacity(), size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data()) % kBufferAlignment, 0U);
    EXPECT_TRUE(is_filled(buffer, filled));
    fill(buffer, filled, size);
    filled = size;
  }
}

TEST(Buffer, memory_that_was_given_back_is_used_again) {
  constexpr std::size_t kSize = std::size_t{5} << 20;
  const std::uint8_t* before = nullptr;
  {
    Buffer buffer;
    buffer.reserve(kSize);
    before = buffer.data();
  }
  Buffer again;
  again.reserve(kSize - 100);
  EXPECT_EQ(again.data(), before);
}

TEST(Buffer, a_little_memory_is_not_taken_from_much) {
  {
    Buffer().reserve(std::size_t{32} << 20);
  }
  Buffer small;
  small.reserve(std::size_t{2} << 20);
  EXPECT_LT(small.capacity(), std::size_t{32} << 20);
}

TEST(Buffer, what_grows_takes_memory_that_was_given_back) {
  constexpr std::size_t kSize = std::size_t{7} << 20;
  const std::uint8_t* before = nullptr;
  {
    Buffer buffer;
    buffer.reserve(kSize);
    before = buffer.data();
  }
  Buffer grown;
  grown.reserve(std::size_t{1} << 20);
  fill(grown, 0, grown.capacity());
  const std::size_t filled = grown.capacity();
  grown.reserve(kSize - 100);
  EXPECT_EQ(grown.data(), before);
  EXPECT_TRUE(is_filled(grown, filled));
}

TEST(Buffer, more_than_is_kept_goes_back_to_the_system) {
  for (int i = 0; i < 3; ++i) {
    Buffer buffer;
    buffer.reserve(kKeptBytes + 1);
    fill(buffer, 0, 100);
    EXPECT_TRUE(is_filled(buffer, 100));
  }
}

TEST(MappedMemory, what_is_lent_back_is_taken_again) {
  const MappedMemory first = take_mapped(kKeptBytes + 1);
  first.data[kKeptBytes] = 7;
  lend_back(first);
  const MappedMemory again = take_mapped(kKeptBytes + 1);
  EXPECT_EQ(again.data, first.data);
  again.data[kKeptBytes] = 8;
  lend_back(again);
}

TEST(MappedMemory, a_fork_amid_the_calls_of_others_leaves_it_usable) {
  std::atomic<bool> done{false};
  const auto churn = [&] {
    while (!done) lend_back(take_mapped(std::size_t{1} << 16));
  };
  std::thread one(churn);
  std::thread other(churn);
  int status = 0;
  for (int i = 0; i < 200 && status == 0; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::alarm(20);
      lend_back(take_mapped(std::size_t{1} << 16));
      ::_exit(0);
    }
    if (::waitpid(child, &status, 0) != child) status = -1;
  }
  EXPECT_EQ(status, 0);
  done = true;
  one.join();
  other.join();
}

TEST(MappedMemory, no_more_is_lent_back_than_the_bound) {
  lend_back(take_mapped(kLentBytes + 1));
  const MappedMemory other = take_mapped(kLentBytes);
  EXPECT_LT(other.size, kLentBytes + 1);
  lend_back(other);
}

}  // namespace
}  // namespace wirespeed::column
