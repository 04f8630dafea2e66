#include "wirespeed/s3_client/client_settings.hpp"

#include "wirespeed/s3_client/credential_fixture.hpp"

namespace wirespeed::s3_client {
namespace {

ClientSettings settings(const AnyHome& home, std::string_view profile = "") {
  auto read = read_client_settings(profile, home.around());
  EXPECT_TRUE(read) << (read ? "" : read.error().message);
  return read.value_or(ClientSettings());
}

TEST(ClientSettings, nothing_said_is_nothing) {
  const AnyHome home;
  const ClientSettings read = settings(home);
  EXPECT_EQ(read.profile, "default");
  EXPECT_EQ(read.region, std::nullopt);
  EXPECT_EQ(read.endpoint_url, std::nullopt);
  EXPECT_EQ(read.ca_file, "");
  EXPECT_EQ(read.addressing_style, std::nullopt);
}

TEST(ClientSettings, a_profile_says_them) {
  AnyHome home;
  home.config(
      "[profile me]\nregion = eu-west-1\nendpoint_url = http://h:1\nca_bundle = ~/ca.pem\n"
      "s3 =\n  addressing_style = path\n");
  const ClientSettings read = settings(home, "me");
  EXPECT_EQ(read.region, "eu-west-1");
  EXPECT_EQ(read.endpoint_url, "http://h:1");
  EXPECT_EQ(read.ca_file, home.around().home + "/ca.pem");
  EXPECT_EQ(read.addressing_style, "path");
  home.set("AWS_PROFILE", "me");
  EXPECT_EQ(settings(home).profile, "me");
}

TEST(ClientSettings, the_environment_says_them_first) {
  AnyHome home;
  home.config("[default]\nregion = a\nendpoint_url = http://h:1\nca_bundle = x\n");
  home.set("AWS_REGION", "b").set("AWS_ENDPOINT_URL", "http://h:2").set("AWS_CA_BUNDLE", "/y");
  EXPECT_EQ(settings(home).region, "b");
  EXPECT_EQ(settings(home).endpoint_url, "http://h:2");
  EXPECT_EQ(settings(home).ca_file, "/y");
  home.set("AWS_DEFAULT_REGION", "c").set("AWS_ENDPOINT_URL_S3", "http://h:3");
  EXPECT_EQ(settings(home).region, "c");
  EXPECT_EQ(settings(home).endpoint_url, "http://h:3");
}

TEST(ClientSettings, services_have_endpoints_of_their_own) {
  AnyHome home;
  home.config(
      "[default]\nservices = local\nendpoint_url = http://h:1\n"
      "[services local]\ns3 =\n  endpoint_url = http://h:2\nsts =\n  endpoint_url = http://h:3\n");
  EXPECT_EQ(settings(home).endpoint_url, "http://h:2");
  const auto files = read_profile_files(home.around());
  ASSERT_TRUE(files);
  EXPECT_EQ(configured_endpoint("sts", *files, "default", home.around()).value(), "http://h:3");
  EXPECT_EQ(configured_endpoint("ec2", *files, "default", home.around()).value(), "http://h:1");
  home.config("[default]\nservices = other\n");
  EXPECT_FALSE(read_client_settings("", home.around()));
}

TEST(ClientSettings, endpoints_can_be_ignored) {
  AnyHome home;
  home.set("AWS_ENDPOINT_URL", "http://h:2").set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "True");
  EXPECT_EQ(settings(home).endpoint_url, std::nullopt);
}

TEST(ClientSettings, a_profile_that_is_not_there_is_an_error) {
  const AnyHome home;
  EXPECT_FALSE(read_client_settings("nobody", home.around()));
}

TEST(Surroundings, are_what_the_process_has) {
  ASSERT_EQ(::setenv("AWS_WIRESPEED_TEST", "x", 1), 0);
  ASSERT_EQ(::setenv("AWS_WIRESPEED_EMPTY", "", 1), 0);
  const Surroundings around = surroundings();
  EXPECT_EQ(around.variable("AWS_WIRESPEED_TEST"), "x");
  EXPECT_EQ(around.variable("AWS_WIRESPEED_EMPTY"), std::nullopt);
  EXPECT_EQ(around.variable("AWS_WIRESPEED_MISSING"), std::nullopt);
  EXPECT_EQ(around.variables.count("PATH"), 0U);
  EXPECT_FALSE(around.home.empty());
}

}  // namespace
}  // namespace wirespeed::s3_client
