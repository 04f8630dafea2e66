#include "wirespeed/s3/profile_file.hpp"

#include <gtest/gtest.h>

namespace wirespeed::s3 {
namespace {

Sections read(std::string_view text) {
  auto sections = parse_ini(text);
  EXPECT_TRUE(sections) << (sections ? "" : sections.error().message);
  return sections.value_or(Sections());
}

std::string refused(std::string_view text) {
  const auto sections = parse_ini(text);
  EXPECT_FALSE(sections) << text;
  if (sections) return {};
  EXPECT_EQ(sections.error().code, Errc::malformed);
  return sections.error().message;
}

ProfileFiles files(std::string_view config, std::string_view credentials) {
  auto parsed = parse_profile_files(config, credentials);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  return parsed.value_or(ProfileFiles());
}

TEST(IniFiles, sections_hold_options) {
  EXPECT_EQ(read("[a]\nx = 1\ny: 2 \n\n[b c]\nURL=http://h:1/?a=b\nempty =\n"),
            (Sections{{"a", {{"x", "1"}, {"y", "2"}}}, {"b c", {{"url", "http://h:1/?a=b"}, {"empty", ""}}}}));
  EXPECT_EQ(read(""), Sections());
  EXPECT_EQ(read("[a]"), (Sections{{"a", {}}}));
}

TEST(IniFiles, lines_end_as_they_do_anywhere) {
  const Sections expected{{"a", {{"x", "1"}, {"y", "2"}}}};
  EXPECT_EQ(read("[a]\r\nx=1\r\ny=2\r\n"), expected);
  EXPECT_EQ(read("[a]\rx=1\ry=2"), expected);
  EXPECT_EQ(read("\xEF\xBB\xBF[a]\nx=1\ny=2"), expected);
}

TEST(IniFiles, a_comment_is_a_line_of_its_own) {
  EXPECT_EQ(read("# [x]\n[a] # not a section\n ; y = 1\nx = 1 # no comment\n#\n"),
            (Sections{{"a", {{"x", "1 # no comment"}}}}));
}

TEST(IniFiles, a_line_further_in_goes_on_with_its_option) {
  EXPECT_EQ(read("[a]\nx = 1\n  2\n # no part of it\n\n  3\n\n\ny = 4\n"),
            (Sections{{"a", {{"x", "1\n2\n\n3"}, {"y", "4"}}}}));
  EXPECT_EQ(read("[a]\n  x = 1\n  y = 2\n    [b]\n"), (Sections{{"a", {{"x", "1"}, {"y", "2\n[b]"}}}}));
}

TEST(IniFiles, options_inside_an_option_are_told_by_both_names) {
  EXPECT_EQ(read("[a]\ns3 =\n  addressing_style = path\n\n  max = 1=2\nx = 1\n"),
            (Sections{{"a", {{"s3.addressing_style", "path"}, {"s3.max", "1=2"}, {"x", "1"}}}}));
  EXPECT_NE(refused("[a]\ns3 =\n  addressing_style\n").find("line 2"), std::string::npos);
}

TEST(IniFiles, defaults_count_where_a_section_says_nothing) {
  EXPECT_EQ(read("[a]\nx = 1\n[DEFAULT]\nx = 2\ny = 3\n[b]\n"),
            (Sections{{"a", {{"x", "1"}, {"y", "3"}}}, {"b", {{"x", "2"}, {"y", "3"}}}}));
}

TEST(IniFiles, what_is_no_option_is_refused_by_its_line) {
  EXPECT_NE(refused("\nx = 1\n").find("line 2"), std::string::npos);
  EXPECT_NE(refused("[a]\nx\n").find("line 2"), std::string::npos);
  EXPECT_NE(refused("[a]\n= 1\n").find("line 2"), std::string::npos);
  EXPECT_NE(refused("[a]\n[b]\n[a]\n").find("line 3"), std::string::npos);
  EXPECT_NE(refused("[a]\nx = 1\n\nX : 2\n").find("line 4: an option that its section has already, in line 2"),
            std::string::npos);
  EXPECT_NE(refused("[]\n").find("line 1"), std::string::npos);
}

TEST(IniFiles, an_error_shows_nothing_of_the_file) {
  for (const char* text : {"wJalrXUtnFEMI", "[a]\nwJalrXUtnFEMI", "[a]\nwJalrXUtnFEMI=1\nwJalrXUtnFEMI=2",
                           "[wJalrXUtnFEMI]\n[wJalrXUtnFEMI]", "[a]\nx=\n  wJalrXUtnFEMI"}) {
    EXPECT_EQ(refused(text).find("wJalr"), std::string::npos) << text;
  }
}

TEST(ProfileFiles, sections_of_the_config_file_have_a_kind_and_a_name) {
  const ProfileFiles found = files(
      "[default]\nregion = a\n[profile b]\nregion = b\n[profile 'c d']\nregion = c\n[preview]\nx = 1\n"
      "[sso-session work]\nsso_region = e\n[services local]\ns3 =\n  endpoint_url = http://f\n[profile]\n[profile a "
      "b]\n",
      "");
  EXPECT_EQ(found.profiles.size(), 3U);
  EXPECT_EQ(found.option("default", "region"), "a");
  EXPECT_EQ(found.option("b", "region"), "b");
  EXPECT_EQ(found.option("c d", "region"), "c");
  EXPECT_EQ(found.option("preview", "x"), std::nullopt);
  EXPECT_EQ(found.option("b", "output"), std::nullopt);
  EXPECT_EQ(found.sso_sessions, (Sections{{"work", {{"sso_region", "e"}}}}));
  EXPECT_EQ(found.services, (Sections{{"local", {{"s3.endpoint_url", "http://f"}}}}));
}

TEST(ProfileFiles, sections_of_the_credentials_file_are_profiles) {
  const ProfileFiles found = files("[profile a]\nregion = r\nx = 1\n", "[a]\nx = 2\n[b]\ny = 3\n[profile c]\n");
  EXPECT_EQ(found.profiles, (Sections{{"a", {{"region", "r"}, {"x", "2"}}}, {"b", {{"y", "3"}}}, {"profile c", {}}}));
  EXPECT_EQ(found.config, (Sections{{"a", {{"region", "r"}, {"x", "1"}}}}));
  EXPECT_EQ(found.credentials, (Sections{{"a", {{"x", "2"}}}, {"b", {{"y", "3"}}}, {"profile c", {}}}));
}

TEST(ProfileFiles, an_error_tells_the_file) {
  EXPECT_EQ(parse_profile_files("x", "").error().message.find("config file: line 1"), 0U);
  EXPECT_EQ(parse_profile_files("", "x").error().message.find("credentials file: line 1"), 0U);
}

}  // namespace
}  // namespace wirespeed::s3
