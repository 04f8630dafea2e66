#include "wirespeed/s3/upload_plan.hpp"

#include <gtest/gtest.h>

#include <random>

namespace wirespeed::s3 {
namespace {

TEST(UploadPlan, has_parts_as_wished_and_a_last_one_that_is_smaller) {
  const auto plan = plan_upload(20 * kMiB + 1);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->parts, 3u);
  EXPECT_EQ(plan->size_of(0), 8 * kMiB);
  EXPECT_EQ(plan->size_of(2), 4 * kMiB + 1);
  EXPECT_EQ(plan_upload(0)->parts, 1u);
  EXPECT_EQ(plan_upload(0)->size_of(0), 0u);
}

TEST(UploadPlan, any_object_fits_the_limits) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 10'000; ++round) {
    const std::uint64_t bytes = random() % (kMaxObjectBytes + 1) >> (random() % 40);
    const auto plan = plan_upload(bytes);
    ASSERT_TRUE(plan);
    ASSERT_LE(plan->parts, kMaxParts);
    ASSERT_GE(plan->part_bytes, kMinPartSize);
    ASSERT_LE(plan->part_bytes, kMaxPartSize);
    ASSERT_EQ(plan->begin_of(plan->parts - 1) + plan->size_of(plan->parts - 1), bytes);
  }
  EXPECT_LE(plan_upload(kMaxObjectBytes)->parts, kMaxParts);
}

TEST(UploadPlan, refuses_what_no_server_takes) {
  EXPECT_EQ(plan_upload(kMaxObjectBytes + 1).error().code, Errc::limit);
  EXPECT_EQ(plan_upload(100, kMinPartSize - 1).error().code, Errc::invalid_argument);
}

TEST(UploadPlan, a_copy_is_split_only_where_one_request_cannot_do_it) {
  EXPECT_EQ(plan_copy(kMaxCopyBytes)->parts, 1u);
  EXPECT_EQ(plan_copy(0)->parts, 1u);
  const auto split = plan_copy(kMaxCopyBytes + 1);
  EXPECT_EQ(split->parts, 21u);
  EXPECT_EQ(split->size_of(20), 1u);
}

TEST(GrowingParts, hold_the_largest_object_in_the_parts_that_there_may_be) {
  GrowingParts parts;
  std::uint64_t sum = 0;
  auto size = parts.next();
  for (; size; size = parts.next()) sum += *size;
  EXPECT_EQ(sum, kMaxObjectBytes);
  EXPECT_LE(parts.parts(), kMaxParts);
  EXPECT_EQ(size.error().code, Errc::limit);
}

TEST(GrowingParts, are_all_of_one_size_where_that_is_enough) {
  GrowingParts parts(8 * kMiB, GrowingParts::Growth::none);
  for (std::uint32_t i = 0; i < kMaxParts; ++i) ASSERT_EQ(parts.next(), 8 * kMiB);
  EXPECT_EQ(parts.next().error().code, Errc::limit);
}

TEST(GrowingParts, are_of_one_size_for_long) {
  GrowingParts parts;
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(parts.next(), 8 * kMiB);
  EXPECT_EQ(parts.next(), 16 * kMiB);
}

}  // namespace
}  // namespace wirespeed::s3
