#include "wirespeed/discogs/reject_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace wirespeed::discogs {
namespace {

namespace fs = std::filesystem;

class RejectFileTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(directory_); }
  void TearDown() override { fs::remove_all(directory_); }

  fs::path directory_ = fs::path(testing::TempDir()) / fmt::format("wirespeed_rejects_{}", ::getpid());
  fs::path path_ = directory_ / "rejects.jsonl";
  Reject reject_{"releases.xml.gz", 4711, "expected \"<\"", "<release id='1'>\n"};
};

TEST_F(RejectFileTest, a_reject_is_a_line_of_json) {
  EXPECT_EQ(to_json_line(reject_),
            "{\"file\": \"releases.xml.gz\", \"offset\": 4711, \"reason\": \"expected \\\"<\\\"\", "
            "\"bytes\": \"<release id='1'>\\n\"}\n");
}

TEST_F(RejectFileTest, bytes_that_are_no_utf8_are_kept_exactly_too) {
  reject_.bytes = "a\xFF";
  EXPECT_NE(to_json_line(reject_).find("\"bytes\": \"a\xEF\xBF\xBD\", \"bytes_hex\": \"61ff\""), std::string::npos);
}

TEST_F(RejectFileTest, takes_its_name_at_commit) {
  RejectFile file(path_);
  value_or_throw(file.add(reject_));
  value_or_throw(file.add(reject_));
  EXPECT_FALSE(fs::exists(path_));
  value_or_throw(file.commit());
  EXPECT_EQ(value_or_throw(read_file(path_)), to_json_line(reject_) + to_json_line(reject_));
}

TEST_F(RejectFileTest, is_not_made_without_rejects_and_an_earlier_one_goes_at_commit) {
  std::ofstream(path_) << "old";
  RejectFile file(path_);
  EXPECT_TRUE(fs::exists(path_));
  value_or_throw(file.commit());
  EXPECT_TRUE(fs::is_empty(directory_));
}

TEST_F(RejectFileTest, leaves_the_earlier_one_when_it_is_not_committed) {
  std::ofstream(path_) << "old";
  value_or_throw(RejectFile(path_).add(reject_));
  EXPECT_EQ(value_or_throw(read_file(path_)), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace wirespeed::discogs
