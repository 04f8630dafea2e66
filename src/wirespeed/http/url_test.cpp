#include "wirespeed/http/url.hpp"

#include <gtest/gtest.h>

#include <tuple>

namespace wirespeed::http {
namespace {

using Parts = std::tuple<bool, std::string, std::uint16_t, std::string>;

Parts parts(std::string_view text) {
  const auto url = parse_url(text);
  EXPECT_TRUE(url) << (url ? "" : url.error().message);
  return url ? Parts{url->tls, url->host, url->port, url->target} : Parts{};
}

TEST(Urls, are_taken_apart) {
  EXPECT_EQ(parts("http://127.0.0.1:8080/creds?id=7#x"), Parts(false, "127.0.0.1", 8080, "/creds?id=7"));
  EXPECT_EQ(parts("HTTPS://Host.Example"), Parts(true, "host.example", 443, "/"));
  EXPECT_EQ(parts("http://[FD00:ec2::254]/latest/"), Parts(false, "fd00:ec2::254", 80, "/latest/"));
  EXPECT_EQ(parts("http://[::1]:81"), Parts(false, "::1", 81, "/"));
  EXPECT_EQ(parts("http://a:?b"), Parts(false, "a", 80, "/?b"));
  EXPECT_EQ(parts("http://a#b"), Parts(false, "a", 80, "/"));
}

TEST(Urls, the_field_host_tells_the_port_where_it_is_not_the_usual_one) {
  EXPECT_EQ(parse_url("http://a:80/")->host_field(), "a");
  EXPECT_EQ(parse_url("https://a:443/")->host_field(), "a");
  EXPECT_EQ(parse_url("https://a:80/")->host_field(), "a:80");
  EXPECT_EQ(parse_url("http://[::1]:81/")->host_field(), "[::1]:81");
}

TEST(Urls, what_is_none_is_refused) {
  for (const char* text : {"",
                           "a",
                           "ftp://a",
                           "http:/a",
                           "http://",
                           "http:///x",
                           "http://:80",
                           "http://a:x",
                           "http://a:0",
                           "http://a:65536",
                           "http://a:-1",
                           "http://[::1",
                           "http://[]",
                           "http://[::1]x",
                           "http://[a.b]",
                           "http://a b/",
                           "http://a/b c",
                           "http://a/\r\nX: 1",
                           "http://a/\xC3\xA9",
                           "http://a,b/"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

TEST(Urls, a_user_is_refused_and_not_shown) {
  const auto url = parse_url("http://ann:hunter2@host/");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().message.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace wirespeed::http
