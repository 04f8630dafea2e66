#include "wirespeed/base/section_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "wirespeed/base/section_copy.hpp"

namespace wirespeed {
namespace {

class SectionFileTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::path(testing::TempDir()) /
            fmt::format("sections_{}_{}", testing::UnitTest::GetInstance()->current_test_info()->name(), ::getpid());
    auto writer = value_or_throw(SectionWriter::create(path_));
    value_or_throw(writer.add("letters", bytes_of("abc")));
    value_or_throw(writer.add_array<std::uint32_t>("numbers", numbers_));
    value_or_throw(writer.commit());
  }
  void TearDown() override { std::filesystem::remove(path_); }

  std::string content() { return value_or_throw(read_file(path_)); }
  void replace(const std::string& bytes) { std::ofstream(path_, std::ios::binary) << bytes; }

  // What opening and then verifying the file says.
  Result<void> open_and_verify() {
    auto file = SectionFile::open(path_);
    if (!file) return std::unexpected(file.error());
    return file->verify();
  }

  std::filesystem::path path_;
  std::vector<std::uint32_t> numbers_ = {1, 2, 3};
};

TEST_F(SectionFileTest, gives_back_what_was_written) {
  auto file = value_or_throw(SectionFile::open(path_));
  EXPECT_EQ(text_of(value_or_throw(file.section("letters"))), "abc");
  auto numbers = value_or_throw(file.array<std::uint32_t>("numbers"));
  EXPECT_TRUE(std::ranges::equal(numbers, numbers_));
  EXPECT_TRUE(file.verify());
}

TEST_F(SectionFileTest, a_section_written_in_parts_is_the_same_as_one_written_whole) {
  const auto other = path_.string() + "_parts";
  auto writer = value_or_throw(SectionWriter::create(other));
  const ByteView parts[] = {bytes_of("a"), bytes_of(""), bytes_of("bc")};
  value_or_throw(writer.add_parts("letters", parts));
  value_or_throw(writer.add_array<std::uint32_t>("numbers", numbers_));
  value_or_throw(writer.commit());
  EXPECT_EQ(value_or_throw(read_file(other)), content());
  std::filesystem::remove(other);
}

TEST_F(SectionFileTest, a_section_that_is_not_there_is_named) {
  auto file = value_or_throw(SectionFile::open(path_));
  EXPECT_NE(file.section("other").error().message.find("expected section other"), std::string::npos);
}

TEST_F(SectionFileTest, every_truncation_is_an_error) {
  const std::string whole = content();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    replace(whole.substr(0, size));
    EXPECT_FALSE(SectionFile::open(path_)) << "cut to " << size;
  }
}

TEST_F(SectionFileTest, every_flipped_byte_is_an_error) {
  const std::string whole = content();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string altered = whole;
    altered[i] = static_cast<char>(altered[i] ^ 0x10);
    replace(altered);
    EXPECT_FALSE(open_and_verify()) << "byte " << i;
  }
}

TEST_F(SectionFileTest, a_verified_section_is_shown_whole_in_parts) {
  const std::vector<std::uint64_t> many(100'000, 7);
  auto writer = value_or_throw(SectionWriter::create(path_));
  value_or_throw(writer.add_array<std::uint64_t>("many", many));
  value_or_throw(writer.commit());
  const auto file = value_or_throw(SectionFile::open(path_));
  std::string seen;
  const auto look = [&](ByteView part) -> Result<void> {
    EXPECT_EQ(seen.size() % 64, 0U);
    seen += text_of(part);
    return {};
  };
  EXPECT_EQ(text_of(value_or_throw(file.verified_section("many", look))), seen);
}

TEST_F(SectionFileTest, what_is_found_wrong_ends_the_reading_of_a_section) {
  const auto file = value_or_throw(SectionFile::open(path_));
  const auto look = [](ByteView) -> Result<void> { return fail(Errc::malformed, "a letter is missing"); };
  EXPECT_EQ(file.verified_section("letters", look).error().message, "a letter is missing");
}

TEST_F(SectionFileTest, a_section_that_was_altered_is_not_given) {
  std::string altered = content();
  altered[64] = 'x';
  replace(altered);
  const auto file = value_or_throw(SectionFile::open(path_));
  EXPECT_EQ(file.verified_section("letters").error().code, Errc::corrupt);
  EXPECT_TRUE(file.verified_section("numbers"));
}

TEST_F(SectionFileTest, wanted_sections_are_copied_in_the_order_in_which_they_were_written) {
  auto writer = value_or_throw(SectionWriter::create(path_));
  for (const char* name : {"keep/z", "leave/b", "keep/a"}) value_or_throw(writer.add(name, bytes_of(name)));
  value_or_throw(writer.commit());
  const auto other = path_.string() + "_copy";
  auto copy = value_or_throw(SectionWriter::create(other));
  const auto wanted = [](std::string_view name) { return name.starts_with("keep/"); };
  value_or_throw(copy_sections(value_or_throw(SectionFile::open(path_)), copy, wanted));
  value_or_throw(copy.commit());
  const auto file = value_or_throw(SectionFile::open(other));
  value_or_throw(file.verify());
  std::string order;
  for (const Section& section : file.sections()) order += fmt::format("{} {};", section.name, section.place);
  EXPECT_EQ(order, "keep/a 1;keep/z 0;");
  EXPECT_EQ(text_of(value_or_throw(file.section("keep/z"))), "keep/z");
  std::filesystem::remove(other);
}

TEST_F(SectionFileTest, nothing_is_left_when_a_write_is_given_up) {
  const auto other = path_.string() + "_given_up";
  {
    auto writer = value_or_throw(SectionWriter::create(other));
    value_or_throw(writer.add("letters", bytes_of("abc")));
  }
  EXPECT_FALSE(std::filesystem::exists(other));
  EXPECT_FALSE(std::filesystem::exists(other + ".tmp"));
}

}  // namespace
}  // namespace wirespeed
