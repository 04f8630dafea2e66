#include "wirespeed/s3_client/container_credentials.hpp"

#include "wirespeed/s3_client/credential_fixture.hpp"

namespace wirespeed::s3_client {
namespace {

Surroundings with(std::map<std::string, std::string, std::less<>> variables) {
  return {.variables = std::move(variables)};
}

Surroundings full(std::string url) { return with({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", std::move(url)}}); }

Outcome<std::optional<s3::Credentials>> fetch(const Surroundings& around) {
  return container_credentials(around, nullptr, soon());
}

TEST(ContainerCredentials, are_not_looked_for_where_nothing_is_said) {
  const auto found = fetch({});
  ASSERT_TRUE(found.has_value());
  EXPECT_FALSE(found->has_value());
}

TEST(ContainerCredentials, a_path_is_one_of_the_hosts_service) {
  const auto url = container_url(with({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/x?y"},
                                       {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/z"}}));
  ASSERT_TRUE(url && *url);
  EXPECT_EQ((*url)->host, "169.254.170.2");
  EXPECT_EQ((*url)->target, "/v2/credentials/x?y");
}

TEST(ContainerCredentials, a_url_is_https_or_close_by) {
  for (const char* url :
       {"http://127.0.0.1:81/x", "http://127.8.9.1/", "http://[::1]/", "http://localhost/", "http://169.254.170.2/",
        "http://169.254.170.23/v1/credentials", "http://[fd00:ec2::23]/", "https://anywhere.example/x"}) {
    EXPECT_TRUE(container_url(full(url))) << url;
  }
  for (const char* url : {"http://anywhere.example/x", "http://192.168.0.1/", "http://169.254.169.254/",
                          "http://[fd00:ec2::24]/", "http://127.0.0.1.example/", "ftp://localhost/", "localhost"}) {
    EXPECT_FALSE(container_url(full(url))) << url;
  }
}

TEST(ContainerCredentials, are_fetched_with_the_token) {
  CredentialPeer peer([](const PeerRequest&, unsigned) { return answer_of(json_credentials("ASIA1")); });
  Surroundings around = full(peer.url("/creds?id=7"));
  around.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "Bearer s3cr3t";
  const auto found = fetch(around);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->access_key_id, "ASIA1");
  EXPECT_EQ(peer.requests()[0].line(), "GET /creds?id=7 HTTP/1.1");
  EXPECT_EQ(peer.requests()[0].field("Authorization"), "Bearer s3cr3t");
}

TEST(ContainerCredentials, a_tokens_file_is_read_each_time_and_counts_first) {
  const AnyHome home;
  CredentialPeer peer([](const PeerRequest&, unsigned) { return answer_of(json_credentials("ASIA1")); });
  Surroundings around = full(peer.url());
  around.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "other";
  around.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = home.write("token", "first-s3cr3t\n");
  ASSERT_TRUE(fetch(around));
  std::ignore = home.write("token", "second-s3cr3t");
  ASSERT_TRUE(fetch(around));
  EXPECT_EQ(peer.requests()[0].field("Authorization"), "first-s3cr3t");
  EXPECT_EQ(peer.requests()[1].field("Authorization"), "second-s3cr3t");
}

TEST(ContainerCredentials, a_token_that_would_be_another_field_is_refused) {
  const AnyHome home;
  CredentialPeer peer([](const PeerRequest&, unsigned) { return answer_of(json_credentials("ASIA1")); });
  Surroundings around = full(peer.url());
  around.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "s3cr3t\r\nX-Other: 1";
  EXPECT_EQ(failure(fetch(around)).code, Errc::invalid_argument);
  around.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = home.around().home + "/missing";
  EXPECT_EQ(failure(fetch(around)).kind, s3::Error::Kind::credentials);
  EXPECT_TRUE(peer.requests().empty());
}

TEST(ContainerCredentials, a_server_that_stumbles_is_asked_again) {
  CredentialPeer peer([](const PeerRequest&, unsigned n) {
    return n < 2 ? answer_of("", "503 Busy") : answer_of(json_credentials("ASIA2"));
  });
  const auto found = fetch(full(peer.url()));
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->access_key_id, "ASIA2");
}

TEST(ContainerCredentials, refusals_and_nonsense_are_errors_that_show_nothing) {
  for (const std::string& answer : {answer_of("s3cr3t", "403 Forbidden"), answer_of("s3cr3t", "500 Oops"),
                                    answer_of("{\"AccessKeyId\": s3cr3t"), answer_of(""), std::string()}) {
    CredentialPeer peer([&](const PeerRequest&, unsigned) { return answer; });
    EXPECT_EQ(failure(fetch(full(peer.url()))).kind, s3::Error::Kind::credentials) << answer;
  }
}

}  // namespace
}  // namespace wirespeed::s3_client
