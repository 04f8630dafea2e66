#include "wirespeed/s3/ranges.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace wirespeed::s3 {
namespace {

std::string show(const ByteRange& range) {
  std::string text;
  append_range(range, text);
  return text.empty() ? "whole" : text.substr(6);
}

// The requests of a plan, as Range would say them.
std::string requests_for(const std::vector<ByteRange>& wanted, std::optional<std::uint64_t> size,
                         const CoalesceOptions& options = {.gap = 10, .largest = 100}) {
  std::string text;
  for (const RangeRequest& request : plan_ranges(wanted, size, options).requests) text += show(request.range) + " ";
  return text;
}

ByteRange span(std::uint64_t begin, std::uint64_t end) { return ByteRange::between(begin, end); }

TEST(Ranges, near_ones_are_read_at_once) {
  EXPECT_EQ(requests_for({span(0, 5), span(15, 20)}, std::nullopt), "0-19 ");
  EXPECT_EQ(requests_for({span(0, 5), span(16, 20)}, std::nullopt), "0-4 16-19 ");
  EXPECT_EQ(requests_for({span(15, 20), span(0, 5)}, std::nullopt), "0-19 ");
}

TEST(Ranges, no_request_grows_above_the_largest) {
  EXPECT_EQ(requests_for({span(0, 60), span(60, 101)}, std::nullopt), "0-59 60-100 ");
  EXPECT_EQ(requests_for({span(0, 250)}, std::nullopt), "0-83 84-167 168-249 ");
}

TEST(Ranges, one_that_ends_where_no_object_does_is_not_split_for_ever) {
  EXPECT_EQ(plan_ranges(std::vector{span(0, RangeCut::kRest)}, std::nullopt).requests.size(), 10'000u);
}

TEST(Ranges, overlapping_ones_are_read_once) {
  EXPECT_EQ(requests_for({span(0, 50), span(20, 70), span(20, 30)}, std::nullopt), "0-69 ");
  EXPECT_EQ(requests_for({span(0, 90), span(80, 180)}, std::nullopt), "0-89 90-179 ");
}

TEST(Ranges, without_a_size_what_counts_from_the_end_is_asked_for_alone) {
  EXPECT_EQ(requests_for({ByteRange::last(8), span(0, 5), ByteRange::from(3), ByteRange{}}, std::nullopt),
            "0-4 -8 3- whole ");
}

TEST(Ranges, with_a_size_all_are_spans_of_the_object) {
  EXPECT_EQ(requests_for({ByteRange::last(8), ByteRange::from(95), ByteRange::last(1000)}, 100), "0-99 ");
  EXPECT_EQ(requests_for({span(90, 200), span(300, 400)}, 100), "90-99 ");
  EXPECT_EQ(requests_for({ByteRange{}}, 0), "");
}

TEST(Ranges, empty_ones_need_no_request) {
  const auto plan = plan_ranges(std::vector{span(5, 5), ByteRange::last(0)}, std::nullopt);
  EXPECT_TRUE(plan.requests.empty());
  EXPECT_EQ(plan.sizes, (std::vector<std::optional<std::uint64_t>>{0, 0}));
}

TEST(Ranges, one_range_alone_goes_straight_to_its_place) {
  EXPECT_TRUE(plan_ranges(std::vector{span(5, 9)}, std::nullopt).requests[0].is_direct());
  EXPECT_TRUE(plan_ranges(std::vector{ByteRange::last(3)}, std::nullopt).requests[0].is_direct());
  EXPECT_FALSE(plan_ranges(std::vector{span(5, 9), span(7, 12)}, std::nullopt).requests[0].is_direct());
}

// What carrying out a plan gives for each range, cut from an object.
std::vector<std::string> carry_out(const RangePlan& plan, const std::string& object) {
  std::vector<std::string> results(plan.sizes.size());
  for (const RangeRequest& request : plan.requests) {
    const std::uint64_t size = object.size();
    std::uint64_t begin = std::min(request.range.begin, size);
    std::uint64_t end = request.range.kind == ByteRange::Kind::span ? std::min(request.range.end, size) : size;
    if (request.range.kind == ByteRange::Kind::suffix) begin = size - begin;
    const std::string answer = object.substr(begin, end - begin);
    for (const RangeCut& cut : request.cuts) {
      const std::uint64_t bytes = cut.size_of(answer.size());
      std::string& result = results[cut.wanted];
      if (bytes > 0) result.resize(std::max<std::size_t>(result.size(), cut.in_wanted + bytes), '?');
      if (bytes > 0) result.replace(cut.in_wanted, bytes, answer, cut.in_request, bytes);
    }
  }
  return results;
}

std::string part_of(const std::string& object, const ByteRange& range) {
  const std::uint64_t size = object.size();
  if (range.kind == ByteRange::Kind::suffix) return object.substr(size - std::min(range.begin, size));
  const std::uint64_t begin = std::min(range.begin, size);
  if (range.kind != ByteRange::Kind::span) return object.substr(begin);
  return range.end <= begin ? "" : object.substr(begin, range.end - begin);
}

TEST(Ranges, any_plan_gives_each_range_its_bytes) {
  std::mt19937_64 random(11);
  const auto below = [&random](std::uint64_t n) { return random() % n; };
  for (int round = 0; round < 20'000; ++round) {
    std::string object(below(200), ' ');
    for (char& c : object) c = static_cast<char>('a' + below(26));
    std::vector<ByteRange> wanted(below(6));
    for (ByteRange& range : wanted) range = {static_cast<ByteRange::Kind>(below(4)), below(250), below(250)};
    for (ByteRange& range : wanted) range.begin = range.is_whole() ? 0 : range.begin;
    const CoalesceOptions options{.gap = below(30), .largest = 1 + below(60)};
    const bool known = below(2) == 0;
    const auto plan = plan_ranges(wanted, known ? std::optional(std::uint64_t{object.size()}) : std::nullopt, options);
    const auto results = carry_out(plan, object);
    ASSERT_EQ(results.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i)
      ASSERT_EQ(results[i], part_of(object, wanted[i])) << "round " << round;
    for (const RangeRequest& request : plan.requests) {
      if (request.range.kind != ByteRange::Kind::span) continue;
      ASSERT_LE(request.range.end - request.range.begin, options.largest);
      ASSERT_FALSE(request.cuts.empty());
    }
  }
}

}  // namespace
}  // namespace wirespeed::s3
