#include "wirespeed/s3/crc.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "wirespeed/s3/crc_portable.hpp"
#include "wirespeed/s3/crc_x86.hpp"

namespace wirespeed::s3 {
namespace {

const ByteView kDigits = bytes_of("123456789");

std::vector<std::uint8_t> random_bytes(std::mt19937_64& random, std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

// Bit by bit, from the definition.
template <typename T>
T slow_crc(T polynomial, ByteView bytes) {
  T state = static_cast<T>(~T{0});
  for (const std::uint8_t byte : bytes) {
    state ^= byte;
    for (int bit = 0; bit < 8; ++bit) state = (state & 1) != 0 ? (state >> 1) ^ polynomial : state >> 1;
  }
  return static_cast<T>(~state);
}

TEST(Crc, of_nine_digits_is_the_catalogued_one) {
  EXPECT_EQ(crc32(0, kDigits), 0xCBF43926);
  EXPECT_EQ(crc32c(0, kDigits), 0xE3069283);
  EXPECT_EQ(crc64nvme(0, kDigits), 0xAE8B14860A799888);
}

TEST(Crc, of_nothing_is_zero) {
  EXPECT_EQ(crc32(0, {}), 0);
  EXPECT_EQ(crc32c(0, {}), 0);
  EXPECT_EQ(crc64nvme(0, {}), 0);
  EXPECT_EQ(crc32c(crc32c(0, kDigits), {}), crc32c(0, kDigits));
}

TEST(Crc, by_tables_is_the_defined_one) {
  std::mt19937_64 random(1);
  for (std::size_t size = 0; size < 100; ++size) {
    const auto bytes = random_bytes(random, size);
    EXPECT_EQ(portable::crc32(0, bytes), slow_crc(kCrc32Polynomial, bytes));
    EXPECT_EQ(portable::crc32c(0, bytes), slow_crc(kCrc32cPolynomial, bytes));
    EXPECT_EQ(portable::crc64nvme(0, bytes), slow_crc(kCrc64NvmePolynomial, bytes));
  }
}

#if defined(__x86_64__)

// Each road by itself: which of them a size takes is no matter here.
void expect_x86_to_agree(ByteView bytes, std::uint64_t start) {
  const auto narrow = static_cast<std::uint32_t>(start);
  EXPECT_EQ(~x86::crc32c(~narrow, bytes), portable::crc32c(narrow, bytes)) << bytes.size();
  if (x86::has_carryless_multiplication()) {
    EXPECT_EQ(~x86::crc32(~narrow, bytes), portable::crc32(narrow, bytes)) << bytes.size();
    EXPECT_EQ(~x86::crc64nvme(~start, bytes), portable::crc64nvme(start, bytes)) << bytes.size();
  }
  if (x86::has_wide_multiplication() && bytes.size() >= x86::kWideStep) {
    EXPECT_EQ(~x86::wide_crc32(~narrow, bytes), portable::crc32(narrow, bytes)) << bytes.size();
    EXPECT_EQ(~x86::wide_crc32c(~narrow, bytes), portable::crc32c(narrow, bytes)) << bytes.size();
    EXPECT_EQ(~x86::wide_crc64nvme(~start, bytes), portable::crc64nvme(start, bytes)) << bytes.size();
  }
}

#else

void expect_x86_to_agree(ByteView, std::uint64_t) {}

#endif

void expect_same_as_by_tables(ByteView bytes, std::uint64_t start) {
  const auto narrow = static_cast<std::uint32_t>(start);
  EXPECT_EQ(crc32(narrow, bytes), portable::crc32(narrow, bytes)) << bytes.size();
  EXPECT_EQ(crc32c(narrow, bytes), portable::crc32c(narrow, bytes)) << bytes.size();
  EXPECT_EQ(crc64nvme(start, bytes), portable::crc64nvme(start, bytes)) << bytes.size();
  expect_x86_to_agree(bytes, start);
}

TEST(Crc, is_the_same_by_every_road_for_every_short_size) {
  std::mt19937_64 random(2);
  const auto bytes = random_bytes(random, 3000);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    expect_same_as_by_tables(ByteView(bytes).first(size), random());
}

TEST(Crc, is_the_same_by_every_road_at_any_size_and_alignment) {
  std::mt19937_64 random(3);
  const auto bytes = random_bytes(random, 100'000);
  for (int i = 0; i < 300; ++i) {
    const std::size_t begin = random() % 64;
    const std::size_t size = random() % (bytes.size() - begin);
    expect_same_as_by_tables(ByteView(bytes).subspan(begin, size), random());
  }
}

TEST(Crc, goes_on_where_it_stopped) {
  std::mt19937_64 random(4);
  const auto bytes = random_bytes(random, 30'000);
  for (int i = 0; i < 100; ++i) {
    const std::size_t cut = random() % bytes.size();
    const ByteView first = ByteView(bytes).first(cut);
    const ByteView second = ByteView(bytes).subspan(cut);
    EXPECT_EQ(crc32(crc32(0, first), second), crc32(0, bytes));
    EXPECT_EQ(crc32c(crc32c(0, first), second), crc32c(0, bytes));
    EXPECT_EQ(crc64nvme(crc64nvme(0, first), second), crc64nvme(0, bytes));
  }
}

TEST(Crc, of_parts_gives_that_of_the_whole) {
  std::mt19937_64 random(5);
  const auto bytes = random_bytes(random, 30'000);
  for (int i = 0; i < 100; ++i) {
    const std::size_t cut = random() % (bytes.size() + 1);
    const ByteView first = ByteView(bytes).first(cut);
    const ByteView second = ByteView(bytes).subspan(cut);
    EXPECT_EQ(combine_crc32(crc32(0, first), crc32(0, second), second.size()), crc32(0, bytes));
    EXPECT_EQ(combine_crc32c(crc32c(0, first), crc32c(0, second), second.size()), crc32c(0, bytes));
    EXPECT_EQ(combine_crc64nvme(crc64nvme(0, first), crc64nvme(0, second), second.size()), crc64nvme(0, bytes));
  }
}

TEST(Crc, combines_over_sizes_that_no_test_can_hold) {
  constexpr std::uint64_t kHuge = 1ULL << 60;
  const std::uint64_t half = crc64nvme(0, kDigits);
  const std::uint64_t once = combine_crc64nvme(half, 0, kHuge);
  EXPECT_EQ(combine_crc64nvme(combine_crc64nvme(half, 0, kHuge / 2), 0, kHuge / 2), once);
  EXPECT_NE(once, half);
}

}  // namespace
}  // namespace wirespeed::s3
