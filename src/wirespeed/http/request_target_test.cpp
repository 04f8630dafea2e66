#include "wirespeed/http/request_target.hpp"

#include <gtest/gtest.h>

namespace wirespeed::http {
namespace {

using Segments = std::vector<std::string>;

Segments segments(std::string_view text) { return value_or_throw(parse_request_target(text)).segments; }

// "limit=5&q=love night"
std::string parameters(std::string_view text) {
  std::string all;
  for (const auto& [name, value] : value_or_throw(parse_request_target(text)).parameters) {
    all += (all.empty() ? "" : "&") + name + "=" + value;
  }
  return all;
}

std::string refusal(std::string_view text) {
  const auto target = parse_request_target(text);
  return target ? "" : target.error().message;
}

TEST(RequestTarget, segments_stand_between_the_slashes) {
  EXPECT_EQ(segments("/api/node/artist/1"), (Segments{"api", "node", "artist", "1"}));
  EXPECT_EQ(segments("/"), Segments());
  EXPECT_EQ(segments("/?q=1"), Segments());
  EXPECT_EQ(segments("/api/"), (Segments{"api", ""}));
  EXPECT_EQ(segments("//api"), (Segments{"", "api"}));
}

TEST(RequestTarget, an_encoded_slash_is_part_of_its_segment) {
  EXPECT_EQ(segments("/artist/AC%2FDC"), (Segments{"artist", "AC/DC"}));
}

TEST(RequestTarget, a_plus_is_a_space_in_parameters_alone) {
  EXPECT_EQ(segments("/a+b"), (Segments{"a+b"}));
  EXPECT_EQ(parameters("/?q=love+night%2B"), "q=love night+");
}

TEST(RequestTarget, parameters_keep_their_order_and_come_as_often_as_they_stand) {
  EXPECT_EQ(parameters("/?b=1&a=2&b=3&&c&d=e=f"), "b=1&a=2&b=3&c=&d=e=f");
}

TEST(RequestTarget, bytes_above_127_come_as_utf8) { EXPECT_EQ(parameters("/?q=Bj%C3%B6rk"), "q=Bj\xC3\xB6rk"); }

TEST(RequestTarget, the_fragment_is_left_out) { EXPECT_EQ(parameters("/?q=a#b?c=d"), "q=a"); }

TEST(RequestTarget, of_the_absolute_form_the_path_counts) {
  EXPECT_EQ(segments("http://localhost:8042/api/stats"), (Segments{"api", "stats"}));
  EXPECT_EQ(segments("http://localhost"), Segments());
}

TEST(RequestTarget, a_percent_without_digits_is_refused_with_its_place) {
  for (const std::string_view bad : {"%", "%4", "%zz", "%4g", "%%41"}) {
    EXPECT_NE(refusal("/?q=ab" + std::string(bad)).find("at byte 2"), std::string::npos) << bad;
  }
  EXPECT_NE(refusal("/a%2").find("path"), std::string::npos);
}

TEST(RequestTarget, what_is_no_utf8_is_refused) {
  for (const std::string_view bad : {"%FF", "%C3", "%C0%AF", "%ED%A0%80", "%F5%80%80%80"}) {
    EXPECT_NE(refusal("/?q=" + std::string(bad)).find("expected UTF-8"), std::string::npos) << bad;
    EXPECT_NE(refusal("/" + std::string(bad)).find("expected UTF-8"), std::string::npos) << bad;
  }
}

}  // namespace
}  // namespace wirespeed::http
