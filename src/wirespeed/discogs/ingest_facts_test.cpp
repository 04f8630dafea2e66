#include "wirespeed/discogs/ingest_facts.hpp"

#include <gtest/gtest.h>

namespace wirespeed::discogs {
namespace {

TEST(IngestFacts, are_read_as_they_were_written) {
  IngestFacts facts;
  facts.records = {1, 2, 3, 4};
  facts.superseded = {5, 6, 7, 8};
  facts.rejects = 9;
  facts.ignored = {.no_id = 10, .id_too_large = 11, .no_name = 12};
  facts.bytes_xml = UINT64_MAX;
  const IngestFacts read = value_or_throw(parse_facts(to_text(facts)));
  EXPECT_EQ(to_text(read), to_text(facts));
  EXPECT_EQ(read.records[3], 4u);
  EXPECT_EQ(read.ignored.no_name, 12u);
  EXPECT_EQ(read.bytes_xml, UINT64_MAX);
}

TEST(IngestFacts, a_name_of_another_version_is_passed_over) {
  EXPECT_EQ(value_or_throw(parse_facts("new.fact 3\nrejects 4\n")).rejects, 4u);
}

TEST(IngestFacts, a_line_that_is_none_is_an_error_that_shows_it) {
  for (const char* text : {"rejects", "rejects x", "rejects 1 2", "rejects 99999999999999999999", "\n"}) {
    const auto facts = parse_facts(text);
    ASSERT_FALSE(facts) << text;
    EXPECT_NE(facts.error().message.find("expected \"name number\""), std::string::npos);
  }
}

}  // namespace
}  // namespace wirespeed::discogs
