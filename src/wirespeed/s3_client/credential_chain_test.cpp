#include "wirespeed/s3_client/credential_chain.hpp"

#include "wirespeed/s3_client/credential_fixture.hpp"

namespace wirespeed::s3_client {
namespace {

using Kind = s3::Error::Kind;

const std::string kKeys = "aws_access_key_id = AKIAFILE\naws_secret_access_key = s3cr3t\n";

AnyHome& with_environment(AnyHome& home) {
  return home.set("AWS_ACCESS_KEY_ID", "AKIAENV").set("AWS_SECRET_ACCESS_KEY", "s3cr3t");
}

std::string message_of(const Outcome<s3::Credentials>& found) { return failure(found).message; }

// STS, which gives credentials named after the role's last word and what signed for it.
std::string sts_reply(const PeerRequest& request, unsigned /*n*/) {
  const std::string& body = request.body;
  const std::size_t role = body.find("role%2F") + 7;
  const std::string name = body.substr(role, body.find('&', role) - role);
  const std::string signer = request.field("Authorization");
  const std::size_t key = signer.find("Credential=") + 11;
  const std::string by = signer.empty() ? "nobody" : signer.substr(key, signer.find('/', key) - key);
  return answer_of(sts_credentials(fmt::format("{}-by-{}", name, by)));
}

// A home whose STS is a peer.
struct StsHome : AnyHome {
  CredentialPeer sts{sts_reply};
  StsHome() { set("AWS_ENDPOINT_URL_STS", sts.url()); }

  std::string form(std::size_t i = 0) const { return sts.requests().at(i).body; }
};

TEST(CredentialChain, the_environment_counts_first) {
  AnyHome home;
  with_environment(home).set("AWS_SESSION_TOKEN", "t").credentials("[default]\n" + kKeys);
  const auto found = home.find();
  EXPECT_EQ(key_of(found), "AKIAENV");
  EXPECT_EQ(found->session_token, "t");
  EXPECT_FALSE(found->expires.has_value());
  home.set("AWS_CREDENTIAL_EXPIRATION", "2099-01-01T00:00:00Z");
  EXPECT_TRUE(home.find()->expires.has_value());
}

TEST(CredentialChain, half_an_environment_is_an_error) {
  AnyHome home;
  home.set("AWS_ACCESS_KEY_ID", "AKIAENV");
  EXPECT_NE(message_of(home.find()).find("AWS_SECRET_ACCESS_KEY"), std::string::npos);
  home.set("AWS_SECRET_ACCESS_KEY", "s3cr3t\n");
  EXPECT_NE(message_of(home.find()).find("secret key"), std::string::npos);
  home.set("AWS_SECRET_ACCESS_KEY", "s3cr3t").set("AWS_CREDENTIAL_EXPIRATION", "s3cr3t");
  EXPECT_NE(message_of(home.find()).find("AWS_CREDENTIAL_EXPIRATION"), std::string::npos);
}

TEST(CredentialChain, a_profile_that_the_caller_chose_leaves_out_the_environment) {
  AnyHome home;
  with_environment(home).credentials("[me]\n" + kKeys);
  EXPECT_EQ(key_of(home.find({.profile = "me"})), "AKIAFILE");
  home.set("AWS_PROFILE", "me");
  EXPECT_EQ(key_of(home.find()), "AKIAENV");
}

TEST(CredentialChain, profiles_are_found_in_both_files) {
  AnyHome home;
  home.config("[profile a]\n" + kKeys + "[default]\nregion = x\n")
      .credentials("[b]\n" + kKeys + "aws_session_token=t\n");
  EXPECT_EQ(key_of(home.find({.profile = "a"})), "AKIAFILE");
  EXPECT_EQ(home.find({.profile = "b"})->session_token, "t");
  EXPECT_EQ(key_of(home.set("AWS_PROFILE", "b").find()), "AKIAFILE");
  EXPECT_EQ(key_of(home.set("AWS_DEFAULT_PROFILE", "a").find()), "AKIAFILE");
}

TEST(CredentialChain, the_files_may_be_elsewhere) {
  AnyHome home;
  home.set("AWS_SHARED_CREDENTIALS_FILE", "~/other").set("AWS_CONFIG_FILE", home.around().home + "/config");
  std::ignore = home.write("other", "[default]\n" + kKeys);
  EXPECT_EQ(key_of(home.find()), "AKIAFILE");
}

TEST(CredentialChain, a_profile_that_is_not_there_is_an_error) {
  AnyHome home;
  home.credentials("[default]\n" + kKeys);
  EXPECT_NE(message_of(home.find({.profile = "nobody"})).find("profile \"nobody\" is neither in"), std::string::npos);
  EXPECT_EQ(failure(home.set("AWS_PROFILE", "nobody").find()).code, Errc::not_found);
  EXPECT_EQ(key_of(with_environment(home).find()), "AKIAENV");
  const AnyHome empty;
  EXPECT_NE(message_of(empty.find({.profile = "default"})).find("is neither in"), std::string::npos);
}

TEST(CredentialChain, files_that_break_their_format_are_errors_that_show_nothing) {
  for (const char* text : {"s3cr3t", "[default]\ns3cr3t\n", "[default]\naws_access_key_id = A\n",
                           "[default]\naws_access_key_id = A\naws_secret_access_key = s3 cr3t s3cr3t\n"}) {
    AnyHome home;
    EXPECT_EQ(failure(home.credentials(text).find()).kind, Kind::credentials) << text;
  }
  AnyHome home;
  with_environment(home).credentials("s3cr3t");
  EXPECT_EQ(key_of(home.find()), "AKIAENV");
}

TEST(CredentialChain, nothing_found_tells_where_was_looked) {
  const AnyHome home;
  const s3::Error error = failure(home.find());
  EXPECT_EQ(error.code, Errc::not_found);
  EXPECT_EQ(error.kind, Kind::credentials);
  for (const char* place : {"AWS_ACCESS_KEY_ID", "/.aws/credentials", "container", "AWS_EC2_METADATA_DISABLED"}) {
    EXPECT_NE(error.message.find(place), std::string::npos) << error.message;
  }
}

TEST(CredentialChain, a_process_stands_between_the_two_files) {
  AnyHome home;
  const std::string script = home.write("script", "echo '" + json_credentials("ASIAPROC") + "'");
  home.config("[default]\ncredential_process = /bin/sh '" + script + "'\n" + kKeys);
  EXPECT_EQ(key_of(home.find()), "ASIAPROC");
  EXPECT_EQ(key_of(home.credentials("[default]\n" + kKeys).find()), "AKIAFILE");
}

TEST(CredentialChain, logins_are_left_to_others) {
  AnyHome home;
  for (const char* config :
       {"[default]\nsso_session = work\nsso_account_id = 1\nsso_role_name = r\n", "[default]\nlogin_session = x\n"}) {
    const s3::Error error = failure(home.config(config).find());
    EXPECT_EQ(error.code, Errc::unsupported);
    EXPECT_NE(error.message.find("install botocore"), std::string::npos);
  }
  EXPECT_EQ(key_of(home.credentials("[default]\n" + kKeys).find()), "AKIAFILE");
}

TEST(CredentialChain, a_role_is_assumed_with_the_keys_of_its_source) {
  StsHome home;
  home.config(
      "[default]\nregion = eu-west-1\nrole_arn = arn:aws:iam::1:role/me\nsource_profile = base\n"
      "external_id = e+1\nrole_session_name = s n\nduration_seconds = 900\n");
  home.credentials("[base]\n" + kKeys);
  const auto found = home.find();
  EXPECT_EQ(key_of(found), "me-by-AKIAFILE");
  EXPECT_TRUE(found->expires.has_value());
  EXPECT_EQ(home.form(),
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fme&"
            "RoleSessionName=s%20n&ExternalId=e%2B1&DurationSeconds=900");
  EXPECT_EQ(home.sts.lines()[0], "POST / HTTP/1.1");
  EXPECT_NE(home.sts.requests()[0].field("Authorization").find("/eu-west-1/sts/aws4_request"), std::string::npos);
}

TEST(CredentialChain, roles_follow_each_other) {
  StsHome home;
  home.config(
      "[profile a]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = b\n"
      "[profile b]\nrole_arn = arn:aws:iam::1:role/b\nsource_profile = c\n[profile c]\n" +
      kKeys);
  EXPECT_EQ(key_of(home.find({.profile = "a"})), "a-by-b-by-AKIAFILE");
}

TEST(CredentialChain, a_role_may_name_its_own_profiles_keys) {
  StsHome home;
  home.config("[default]\nrole_arn = arn:aws:iam::1:role/me\nsource_profile = default\n" + kKeys);
  EXPECT_EQ(key_of(home.find()), "me-by-AKIAFILE");
}

TEST(CredentialChain, a_roles_source_may_be_a_place) {
  StsHome home;
  CredentialPeer host([](const PeerRequest&, unsigned) { return answer_of(json_credentials("ASIAHOST")); });
  const auto source = [&](std::string_view name) {
    return fmt::format("[default]\nrole_arn = arn:aws:iam::1:role/me\ncredential_source = {}\n", name);
  };
  home.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", host.url()).config(source("EcsContainer"));
  EXPECT_EQ(key_of(home.find()), "me-by-ASIAHOST");
  with_environment(home).config(source("Environment"));
  EXPECT_EQ(key_of(home.find({.profile = "default"})), "me-by-AKIAENV");
  EXPECT_NE(message_of(home.config(source("Ec2InstanceMetadata")).find({.profile = "default"})).find("no credentials"),
            std::string::npos);
  EXPECT_NE(message_of(home.config(source("Moon")).find({.profile = "default"})).find("found Moon"), std::string::npos);
}

TEST(CredentialChain, roles_that_cannot_be_assumed_are_errors) {
  const std::string role = "role_arn = arn:aws:iam::1:role/me\n";
  const std::vector<std::pair<std::string, const char*>> cases{
      {"[default]\n" + role, "found neither"},
      {"[default]\n" + role + "source_profile = a\ncredential_source = Environment\n", "found both"},
      {"[default]\n" + role + "source_profile = a\n", "in neither file"},
      {"[default]\n" + role + "source_profile = default\n", "circle"},
      {"[default]\n" + role + "source_profile = a\n[profile a]\n" + role + "source_profile = default\n", "circle"},
      {"[default]\n" + role + "source_profile = a\n[profile a]\nregion = x\n", "has no credentials"},
      {"[default]\n" + role + "source_profile = a\nmfa_serial = m\n[profile a]\n" + kKeys, "install botocore"},
      {"[default]\n" + role + "source_profile = a\nduration_seconds = long\n[profile a]\n" + kKeys, "duration_seconds"},
  };
  for (const auto& [config, expected] : cases) {
    StsHome home;
    EXPECT_NE(message_of(home.config(config).find()).find(expected), std::string::npos) << config;
    EXPECT_TRUE(home.sts.requests().empty());
  }
}

TEST(CredentialChain, sts_that_says_no_is_an_error_with_its_reason) {
  AnyHome home;
  CredentialPeer sts([](const PeerRequest&, unsigned) {
    return answer_of("<E><Error><Code>AccessDenied</Code><Message>not you</Message></Error></E>", "403 Forbidden");
  });
  home.set("AWS_ENDPOINT_URL_STS", sts.url());
  home.config("[default]\nrole_arn = arn:aws:iam::1:role/me\nsource_profile = default\n" + kKeys);
  const s3::Error error = failure(home.find());
  EXPECT_EQ(error.kind, Kind::credentials);
  EXPECT_EQ(error.server_code(), "AccessDenied");
  EXPECT_EQ(error.status(), 403);
  EXPECT_NE(error.message.find("not you"), std::string::npos);
  EXPECT_EQ(sts.requests().size(), 1U);
}

TEST(CredentialChain, sts_that_stumbles_is_asked_again) {
  AnyHome home;
  CredentialPeer sts([](const PeerRequest& request, unsigned n) {
    return n == 0 ? answer_of("", "500 Oops") : n == 1 ? std::string() : sts_reply(request, n);
  });
  home.set("AWS_ENDPOINT_URL_STS", sts.url());
  home.config("[default]\nrole_arn = arn:aws:iam::1:role/me\nsource_profile = default\n" + kKeys);
  EXPECT_EQ(key_of(home.find()), "me-by-AKIAFILE");
  EXPECT_EQ(sts.requests().size(), 3U);
  EXPECT_EQ(sts.requests()[2].body, sts.requests()[0].body);
}

TEST(CredentialChain, answers_of_sts_that_are_none_are_refused_without_being_shown) {
  for (const std::string& body : {std::string("s3cr3t"), std::string("<a>s3cr3t"), sts_credentials("A", "s3cr3t"),
                                  std::string("<a><AccessKeyId>s3cr3t</AccessKeyId></a>"), std::string()}) {
    AnyHome home;
    CredentialPeer sts([&](const PeerRequest&, unsigned) { return answer_of(body); });
    home.set("AWS_ENDPOINT_URL_STS", sts.url());
    home.config("[default]\nrole_arn = arn:aws:iam::1:role/me\nsource_profile = default\n" + kKeys);
    EXPECT_EQ(failure(home.find()).kind, Kind::credentials);
  }
}

TEST(CredentialChain, a_web_identity_is_shown_unsigned) {
  StsHome home;
  home.set("AWS_WEB_IDENTITY_TOKEN_FILE", home.write("token", "jwt.s3cr3t\n"))
      .set("AWS_ROLE_ARN", "arn:aws:iam::1:role/pod")
      .set("AWS_ROLE_SESSION_NAME", "me");
  EXPECT_EQ(key_of(home.find()), "pod-by-nobody");
  EXPECT_EQ(home.form(),
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fpod&"
            "RoleSessionName=me&WebIdentityToken=jwt.s3cr3t");
  home.config("[default]\nregion = x\n");
  EXPECT_NE(message_of(home.find({.profile = "default"})).find("none found"), std::string::npos);
}

TEST(CredentialChain, a_profiles_web_identity_comes_before_its_keys) {
  StsHome home;
  home.config(fmt::format("[default]\nweb_identity_token_file = {}\nrole_arn = arn:aws:iam::1:role/pod\n{}",
                          home.write("token", "jwt.s3cr3t"), kKeys));
  EXPECT_EQ(key_of(home.find({.profile = "default"})), "pod-by-nobody");
}

TEST(CredentialChain, half_a_web_identity_is_an_error) {
  StsHome home;
  home.set("AWS_WEB_IDENTITY_TOKEN_FILE", home.write("token", "\n"));
  EXPECT_NE(message_of(home.find()).find("AWS_ROLE_ARN"), std::string::npos);
  home.set("AWS_ROLE_ARN", "arn:aws:iam::1:role/pod");
  EXPECT_NE(message_of(home.find()).find("is empty"), std::string::npos);
  home.set("AWS_WEB_IDENTITY_TOKEN_FILE", "/no/such/file");
  EXPECT_NE(message_of(home.find()).find("/no/such/file"), std::string::npos);
}

TEST(CredentialChain, a_container_comes_before_the_instance) {
  AnyHome home;
  CredentialPeer host([](const PeerRequest&, unsigned) { return answer_of(json_credentials("ASIAHOST")); });
  CredentialPeer instance([](const PeerRequest& request, unsigned) {
    if (request.line().starts_with("PUT")) return answer_of("token");
    return answer_of(request.key().ends_with('/') ? std::string("role") : json_credentials("ASIAEC2"));
  });
  home.unset("AWS_EC2_METADATA_DISABLED").set("AWS_EC2_METADATA_SERVICE_ENDPOINT", instance.url());
  EXPECT_EQ(key_of(home.find()), "ASIAEC2");
  home.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", host.url("/creds"));
  EXPECT_EQ(key_of(home.find()), "ASIAHOST");
}

TEST(FixedCredentials, are_checked_once_and_given_each_time) {
  const auto source = fixed_credentials({"AKIA", "s3cr3t", "", {}});
  ASSERT_TRUE(source);
  EXPECT_EQ(key_of((*source)(soon())), "AKIA");
  EXPECT_FALSE(fixed_credentials({"AKIA", "", "", {}}));
  EXPECT_FALSE(fixed_credentials({"", "s3cr3t", "", {}}));
  const auto anonymous = fixed_credentials({});
  ASSERT_TRUE(anonymous);
  EXPECT_TRUE((*anonymous)(soon())->is_anonymous());
}

}  // namespace
}  // namespace wirespeed::s3_client
