#include "wirespeed/s3_client/instance_metadata.hpp"

#include "wirespeed/s3_client/credential_fixture.hpp"

namespace wirespeed::s3_client {
namespace {

using Lines = std::vector<std::string>;

const std::string kRoles = "GET /latest/meta-data/iam/security-credentials/";

InstanceMetadata metadata_of(const std::string& url, const std::string& timeout = "1",
                             const std::string& attempts = "2") {
  Surroundings around;
  around.variables = {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", url},
                      {"AWS_METADATA_SERVICE_TIMEOUT", timeout},
                      {"AWS_METADATA_SERVICE_NUM_ATTEMPTS", attempts}};
  auto made = InstanceMetadata::make({}, "default", around);
  EXPECT_TRUE(made);
  return std::move(*made);
}

// An instance with the role "my+role@x"; its tokens are "token-1-s3cr3t" and so on.
std::string usual_reply(const PeerRequest& request, unsigned n, std::string_view json) {
  if (request.line().starts_with("PUT /latest/api/token ")) return answer_of(fmt::format("token-{}-s3cr3t", n));
  if (request.line() == kRoles + " HTTP/1.1") return answer_of("my+role@x\n");
  if (request.line() == kRoles + "my+role@x HTTP/1.1") return answer_of(json);
  if (request.key() == "latest/meta-data/placement/region") return answer_of("eu-west-1");
  return answer_of("", "404 Not Found");
}

TEST(InstanceMetadata, credentials_are_fetched_with_a_token) {
  CredentialPeer peer(
      [](const PeerRequest& request, unsigned n) { return usual_reply(request, n, json_credentials("ASIA1")); });
  InstanceMetadata metadata = metadata_of(peer.url());
  const auto found = metadata.credentials(soon());
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->access_key_id, "ASIA1");
  EXPECT_EQ((*found)->session_token, "t-s3cr3t");
  ASSERT_TRUE((*found)->expires.has_value());
  EXPECT_EQ(peer.lines(),
            (Lines{"PUT /latest/api/token HTTP/1.1", kRoles + " HTTP/1.1", kRoles + "my+role@x HTTP/1.1"}));
  EXPECT_EQ(peer.requests()[0].field("X-aws-ec2-metadata-token-ttl-seconds"), "21600");
  EXPECT_EQ(peer.requests()[2].field("X-aws-ec2-metadata-token"), "token-0-s3cr3t");
}

TEST(InstanceMetadata, the_region_is_known_too) {
  CredentialPeer peer([](const PeerRequest& request, unsigned n) { return usual_reply(request, n, ""); });
  const auto region = metadata_of(peer.url("/")).region(soon());
  ASSERT_TRUE(region && *region);
  EXPECT_EQ(**region, "eu-west-1");
}

TEST(InstanceMetadata, a_token_that_is_too_old_is_replaced_once) {
  CredentialPeer peer([](const PeerRequest& request, unsigned n) {
    if (request.field("X-aws-ec2-metadata-token") == "token-0-s3cr3t") return answer_of("", "401 Unauthorized");
    return usual_reply(request, n, json_credentials("ASIA2"));
  });
  const auto found = metadata_of(peer.url()).credentials(soon());
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->access_key_id, "ASIA2");
  EXPECT_EQ(peer.requests().size(), 5U);

  CredentialPeer stubborn([](const PeerRequest& request, unsigned n) {
    return request.line().starts_with("PUT") ? usual_reply(request, n, "") : answer_of("", "401 Unauthorized");
  });
  EXPECT_NE(failure(metadata_of(stubborn.url()).credentials(soon())).message.find("401"), std::string::npos);
}

TEST(InstanceMetadata, a_server_that_stumbles_is_asked_again) {
  CredentialPeer peer([](const PeerRequest& request, unsigned n) {
    if (n == 1) return answer_of("", "500 Oops");
    if (n == 3) return std::string();
    return usual_reply(request, n, json_credentials("ASIA3"));
  });
  const auto found = metadata_of(peer.url()).credentials(soon());
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->access_key_id, "ASIA3");
}

TEST(InstanceMetadata, a_server_that_only_stumbles_is_an_error) {
  CredentialPeer peer([](const PeerRequest& request, unsigned n) {
    return request.line().starts_with("PUT") ? usual_reply(request, n, "") : answer_of("s3cr3t", "500 Oops");
  });
  const s3::Error error = failure(metadata_of(peer.url()).credentials(soon()));
  EXPECT_EQ(error.kind, s3::Error::Kind::credentials);
  EXPECT_NE(error.message.find("status 500"), std::string::npos);
}

TEST(InstanceMetadata, nobody_there_is_no_error) {
  std::string url;
  {
    CredentialPeer gone([](const PeerRequest&, unsigned) { return std::string(); });
    url = gone.url();
  }
  InstanceMetadata metadata = metadata_of(url);
  const auto found = metadata.credentials(soon());
  ASSERT_TRUE(found.has_value()) << found.error().message;
  EXPECT_FALSE(found->has_value());
  EXPECT_NE(metadata.why().find("nobody answers"), std::string::npos) << metadata.why();
}

TEST(InstanceMetadata, silence_ends_in_its_time_and_tells_of_the_hop_limit) {
  CredentialPeer peer([](const PeerRequest&, unsigned) { return std::string("<silence>"); });
  InstanceMetadata metadata = metadata_of(peer.url(), "1", "1");
  const auto found = metadata.credentials(soon());
  ASSERT_TRUE(found.has_value()) << found.error().message;
  EXPECT_FALSE(found->has_value());
  EXPECT_NE(metadata.why().find("hop limit"), std::string::npos);
}

TEST(InstanceMetadata, the_callers_deadline_and_cancel_count_before_its_own) {
  CredentialPeer peer([](const PeerRequest&, unsigned) { return std::string("<silence>"); });
  const auto late = metadata_of(peer.url(), "60").credentials(Stop::after(std::chrono::milliseconds(30)));
  EXPECT_EQ(failure(late).code, Errc::deadline);
  CancelToken cancelled;
  cancelled.cancel();
  EXPECT_EQ(failure(metadata_of(peer.url(), "60").credentials({std::nullopt, &cancelled})).code, Errc::cancelled);
}

TEST(InstanceMetadata, services_without_tokens_are_passed_over) {
  for (const char* status : {"403 Forbidden", "404 Not Found", "405 Method Not Allowed"}) {
    CredentialPeer peer([&](const PeerRequest&, unsigned) { return answer_of("", status); });
    InstanceMetadata metadata = metadata_of(peer.url());
    const auto found = metadata.credentials(soon());
    ASSERT_TRUE(found.has_value()) << found.error().message;
    EXPECT_FALSE(found->has_value());
    EXPECT_NE(metadata.why().find("gives no token"), std::string::npos);
    EXPECT_EQ(peer.requests().size(), 1U);
  }
}

TEST(InstanceMetadata, an_instance_without_a_role_has_no_credentials) {
  CredentialPeer peer([](const PeerRequest& request, unsigned n) {
    return request.line().starts_with("PUT") ? usual_reply(request, n, "") : answer_of("", "404 Not Found");
  });
  InstanceMetadata metadata = metadata_of(peer.url());
  const auto found = metadata.credentials(soon());
  ASSERT_TRUE(found.has_value());
  EXPECT_FALSE(found->has_value());
  EXPECT_EQ(metadata.why(), "the instance has no role");
}

TEST(InstanceMetadata, turned_off_it_is_not_asked) {
  CredentialPeer peer([](const PeerRequest& request, unsigned n) { return usual_reply(request, n, "{}"); });
  Surroundings around;
  around.variables = {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", peer.url()}, {"AWS_EC2_METADATA_DISABLED", "True"}};
  auto metadata = InstanceMetadata::make({}, "default", around);
  ASSERT_TRUE(metadata);
  const auto found = metadata->credentials(soon());
  ASSERT_TRUE(found.has_value());
  EXPECT_FALSE(found->has_value());
  EXPECT_TRUE(peer.requests().empty());
}

TEST(InstanceMetadata, answers_that_are_none_are_refused_without_being_shown) {
  for (const std::string& json :
       {std::string("s3cr3t"), std::string("{\"AccessKeyId\": \"s3cr3t\""), std::string("{}"),
        std::string("{\"Code\": \"Failed\", \"Message\": \"no trust\"}"), json_credentials("A", "s3cr3t")}) {
    CredentialPeer peer([&](const PeerRequest& request, unsigned n) { return usual_reply(request, n, json); });
    EXPECT_EQ(failure(metadata_of(peer.url()).credentials(soon())).kind, s3::Error::Kind::credentials) << json;
  }
}

TEST(InstanceMetadata, a_roles_name_that_would_be_another_request_is_refused) {
  CredentialPeer peer([](const PeerRequest& request, unsigned n) {
    if (request.line() == kRoles + " HTTP/1.1") return answer_of("x HTTP/1.1");
    return usual_reply(request, n, "{}");
  });
  EXPECT_EQ(failure(metadata_of(peer.url()).credentials(soon())).code, Errc::malformed);
  EXPECT_EQ(peer.requests().size(), 2U);
}

TEST(InstanceMetadata, what_has_expired_while_it_has_nothing_newer_lives_on) {
  CredentialPeer peer([](const PeerRequest& request, unsigned n) {
    return usual_reply(request, n, json_credentials("ASIA4", "2020-01-01T00:00:00Z"));
  });
  const auto found = metadata_of(peer.url()).credentials(soon());
  ASSERT_TRUE(found && *found);
  EXPECT_GT(*(*found)->expires, std::chrono::system_clock::now() + std::chrono::minutes(5));
}

TEST(InstanceMetadata, settings_that_make_no_sense_are_refused) {
  for (const auto& [name, value] :
       {std::pair("AWS_EC2_METADATA_SERVICE_ENDPOINT", "169.254.169.254"),
        std::pair("AWS_METADATA_SERVICE_TIMEOUT", "soon"), std::pair("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "0")}) {
    Surroundings around;
    around.variables = {{name, value}};
    EXPECT_FALSE(InstanceMetadata::make({}, "default", around)) << name;
  }
}

}  // namespace
}  // namespace wirespeed::s3_client
