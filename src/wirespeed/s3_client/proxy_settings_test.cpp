#include "wirespeed/s3_client/proxy_settings.hpp"

#include <gtest/gtest.h>

namespace wirespeed::s3_client {
namespace {

std::string proxy_of(std::map<std::string, std::string, std::less<>> variables, bool tls = true,
                     std::string_view host = "s3.example") {
  const auto proxy = configured_proxy(tls, {.variables = std::move(variables), .home = {}});
  if (!proxy) return proxy.error().message;
  return *proxy && !no_proxy_names((*proxy)->except, host, 443) ? (*proxy)->address.text() : "none";
}

TEST(ProxySettings, an_address_is_read_with_and_without_scheme_and_port) {
  EXPECT_EQ(parse_proxy("http://proxy.example:3128/")->address.text(), "proxy.example:3128");
  EXPECT_EQ(parse_proxy("proxy.example")->address.text(), "proxy.example:80");
  EXPECT_EQ(parse_proxy("HTTP://[::1]:81")->address.text(), "[::1]:81");
  EXPECT_EQ(parse_proxy("http://proxy.example:3128")->authorization, "");
}

TEST(ProxySettings, user_and_password_are_told_as_basic_authorization) {
  EXPECT_EQ(parse_proxy("http://user:p%40ss@h:1")->authorization, "Basic dXNlcjpwQHNz");
  EXPECT_EQ(parse_proxy("http://user@h:1")->authorization, "Basic dXNlcjo=");
  EXPECT_EQ(parse_proxy("http://us@er:pass@h:1")->address.text(), "h:1");
}

TEST(ProxySettings, an_error_does_not_tell_the_password) {
  for (const std::string_view text : {"http://user:secret@h:port", "https://user:secret@h:1", "http://user:secret@"}) {
    const auto proxy = parse_proxy(text);
    ASSERT_FALSE(proxy) << text;
    EXPECT_EQ(proxy.error().message.find("secret"), std::string::npos) << proxy.error().message;
  }
}

TEST(ProxySettings, each_scheme_has_its_own) {
  EXPECT_EQ(proxy_of({{"https_proxy", "a:1"}, {"http_proxy", "b:2"}}, true), "a:1");
  EXPECT_EQ(proxy_of({{"https_proxy", "a:1"}, {"http_proxy", "b:2"}}, false), "b:2");
  EXPECT_EQ(proxy_of({{"HTTP_PROXY", "b:2"}}, true), "none");
}

TEST(ProxySettings, lower_case_comes_first_and_empty_is_none) {
  EXPECT_EQ(proxy_of({{"https_proxy", "a:1"}, {"HTTPS_PROXY", "b:2"}}), "a:1");
  EXPECT_EQ(proxy_of({{"https_proxy", ""}, {"HTTPS_PROXY", "b:2"}}), "none");
  EXPECT_EQ(proxy_of({{"HTTPS_PROXY", "b:2"}}), "b:2");
}

TEST(ProxySettings, a_cgi_program_does_not_believe_its_caller) {
  EXPECT_EQ(proxy_of({{"HTTP_PROXY", "b:2"}, {"REQUEST_METHOD", "GET"}}, false), "none");
  EXPECT_EQ(proxy_of({{"http_proxy", "b:2"}, {"REQUEST_METHOD", "GET"}}, false), "b:2");
}

TEST(ProxySettings, no_proxy_names_hosts_and_what_is_below_them) {
  for (const std::string_view list :
       {"*", "s3.example", " other , S3.EXAMPLE", "example", ".example", "s3.example:443"}) {
    EXPECT_TRUE(no_proxy_names(list, "s3.example", 443)) << list;
  }
  for (const std::string_view list : {"", ",", ".", "3.example", "s3.example:80", "a.s3.example", "s3"}) {
    EXPECT_FALSE(no_proxy_names(list, "s3.example", 443)) << list;
  }
  EXPECT_EQ(proxy_of({{"HTTPS_PROXY", "b:2"}, {"NO_PROXY", "example"}}), "none");
  EXPECT_EQ(proxy_of({{"HTTPS_PROXY", "b:2"}, {"NO_PROXY", "example"}, {"no_proxy", "other"}}), "b:2");
}

}  // namespace
}  // namespace wirespeed::s3_client
