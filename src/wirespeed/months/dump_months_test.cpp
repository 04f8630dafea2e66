#include "wirespeed/months/dump_months.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace wirespeed::months {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDigits = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";  // of "abc"

class DumpMonthsTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / fmt::format("dump_months_{}", ::getpid());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
  void write_kinds(const std::string& date) {
    for (const char* kind : {"artists", "labels", "masters", "releases"}) {
      write(fmt::format("discogs_{}_{}.xml.gz", date, kind), "abc");
    }
  }
  std::vector<DumpMonth> months() { return value_or_throw(list_months(folder_)); }
  static Result<FileHashes> whole(const DumpMonth& month) { return check_whole(month, 2, {}); }

  fs::path folder_;
};

TEST_F(DumpMonthsTest, files_belong_to_the_month_in_their_name) {
  write_kinds("20260901");
  write("discogs_20260801_artists.xml", "abc");
  for (const char* other : {"notes.txt", "discogs_2026_artists.xml.gz", "discogs_20260801", "artists.xml.gz"}) {
    write(other, "abc");
  }
  const auto found = months();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].date, "20260801");
  EXPECT_EQ(found[1].dumps.size(), 4u);
}

TEST_F(DumpMonthsTest, without_checksums_all_four_make_a_month) {
  write_kinds("20260901");
  EXPECT_TRUE(whole(months()[0]));
  fs::remove(folder_ / "discogs_20260901_masters.xml.gz");
  const auto missing = whole(months()[0]);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::not_found);
  EXPECT_NE(missing.error().message.find("masters"), std::string::npos);
}

TEST_F(DumpMonthsTest, checksums_have_to_fit) {
  write_kinds("20260901");
  write("discogs_20260901_CHECKSUM.txt", std::string(kDigits) + " discogs_20260901_artists.xml.gz\n");
  EXPECT_TRUE(whole(months()[0]));
  write("discogs_20260901_artists.xml.gz", "abd");
  const auto wrong = whole(months()[0]);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::corrupt);
}

TEST_F(DumpMonthsTest, what_checksums_were_read_for_need_not_be_read_to_be_identified) {
  write_kinds("20260901");
  write("discogs_20260901_CHECKSUM.txt", std::string(kDigits) + " discogs_20260901_artists.xml.gz\n");
  const auto month = months()[0];
  const auto hashes = value_or_throw(whole(month));
  const std::vector<discogs::DumpFile> files = {{month.dumps[0], discogs::Kind::artists, 3}};
  const auto read = value_or_throw(identify(files, {}, 1, {}));
  fs::remove(month.dumps[0]);
  EXPECT_EQ(value_or_throw(identify(files, hashes, 1, {})), read);
  EXPECT_FALSE(identify(files, {}, 1, {}));
}

TEST_F(DumpMonthsTest, a_file_that_is_to_come_is_waited_for) {
  write("discogs_20260901_CHECKSUM.txt", std::string(kDigits) + " *discogs_20260901_artists.xml.gz\n");
  const auto missing = whole(months()[0]);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::not_found);
}

TEST_F(DumpMonthsTest, a_file_that_is_to_come_is_waited_for_before_any_is_read) {
  write("discogs_20260901_artists.xml.gz", "abd");
  write("discogs_20260901_CHECKSUM.txt", fmt::format("{0} discogs_20260901_artists.xml.gz\n"
                                                     "{0} discogs_20260901_labels.xml.gz\n",
                                                     kDigits));
  EXPECT_EQ(whole(months()[0]).error().code, Errc::not_found);
}

TEST_F(DumpMonthsTest, a_month_that_was_read_is_not_read_again_until_it_looks_different) {
  write("discogs_20260901_artists.xml.gz", "abc");
  write("discogs_20260901_CHECKSUM.txt", std::string(kDigits) + " discogs_20260901_artists.xml.gz\n");
  MonthChecks checks;
  DumpMonth month = months()[0];
  EXPECT_TRUE(checks.check(month, 1, {}));
  write("discogs_20260901_artists.xml.gz", "abd");
  EXPECT_TRUE(checks.check(month, 1, {}));
  month.look += "another";
  EXPECT_EQ(checks.check(month, 1, {}).error().code, Errc::corrupt);
  write("discogs_20260901_artists.xml.gz", "abc");
  EXPECT_EQ(checks.check(month, 1, {}).error().code, Errc::corrupt);
}

TEST_F(DumpMonthsTest, what_is_to_come_is_looked_for_at_each_look) {
  write("discogs_20260901_CHECKSUM.txt", std::string(kDigits) + " discogs_20260901_artists.xml.gz\n");
  MonthChecks checks;
  const DumpMonth month = months()[0];
  EXPECT_EQ(checks.check(month, 1, {}).error().code, Errc::not_found);
  write("discogs_20260901_artists.xml.gz", "abc");
  EXPECT_TRUE(checks.check(month, 1, {}));
}

TEST_F(DumpMonthsTest, a_month_that_was_refused_stays_so_until_it_looks_different) {
  write_kinds("20260901");
  MonthChecks checks;
  DumpMonth month = months()[0];
  checks.refuse(month, {Errc::malformed, "no dump"});
  EXPECT_EQ(checks.check(month, 1, {}).error().message, "no dump");
  month.look += "another";
  EXPECT_TRUE(checks.check(month, 1, {}));
}

TEST_F(DumpMonthsTest, a_file_that_changes_looks_different) {
  write_kinds("20260901");
  const auto before = months()[0].look;
  EXPECT_EQ(before, months()[0].look);
  write("discogs_20260901_artists.xml.gz", "abcd");
  EXPECT_NE(before, months()[0].look);
}

TEST(Checksums, lines_that_are_none_are_named) {
  EXPECT_EQ(value_or_throw(parse_checksums(std::string(kDigits) + "  a.gz\r\n\n")).at(0).name, "a.gz");
  for (const std::string& text : {std::string(), std::string("abc a.gz"), std::string(kDigits),
                                  std::string(kDigits) + "a.gz", std::string(kDigits) + " ../a.gz"}) {
    const auto sums = parse_checksums(text);
    ASSERT_FALSE(sums) << text;
    EXPECT_NE(sums.error().message.find("line 1"), std::string::npos);
  }
}

}  // namespace
}  // namespace wirespeed::months
