// Where credentials come from when nobody gives them: the places where botocore looks, in its order.
//
//   1  environment            AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION
//   2  profile: role_arn      with source_profile or credential_source
//   3  web identity           AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, or the profile's options of these names
//   4  profile: SSO           refused, see below
//   5  credentials file       aws_access_key_id, ...
//   6  profile: login_session refused, see below
//   7  profile: credential_process
//   8  config file            aws_access_key_id, ...
//   9  container              AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, AWS_CONTAINER_CREDENTIALS_FULL_URI
//  10  instance metadata
//
// The first that is set up counts; when it fails, so does the chain. A profile that the caller chose (not the
// environment) leaves out 1 and the environment's part of 3.
//
// Not as botocore: SSO, login sessions and roles with MFA are errors of code unsupported (botocore can, where it is
// installed, and a callback); instance metadata is asked with a token or not at all; files of boto 2 and of the first
// EC2 tools are not looked for; keys in the environment count even where AWS_PROFILE names nobody; without a region STS
// is asked where it needs none; all places are looked at anew when credentials are renewed, so that files that others
// rewrite are noticed.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/net/tls.hpp"
#include "wirespeed/s3/credentials.hpp"
#include "wirespeed/s3_client/engine.hpp"
#include "wirespeed/s3_client/surroundings.hpp"

namespace wirespeed::s3_client {

// Gives credentials, or says why it cannot. Called by one thread at a time.
using CredentialSource = std::function<Outcome<s3::Credentials>(const Stop&)>;

struct CredentialOptions {
  std::string profile{};                                 // empty: the environment's, else "default"
  std::string region{};                                  // of STS; empty: the environment's, else the profile's
  std::shared_ptr<const net::TlsContext> tls = nullptr;  // for STS and containers; made when it is needed
  std::optional<Proxy> proxy = std::nullopt;             // for STS
};

CredentialSource credential_chain(CredentialOptions options, Surroundings around);

// These and no others; empty ones are anonymous. Keys that could not stand in a request are an error.
Result<CredentialSource> fixed_credentials(s3::Credentials credentials);

}  // namespace wirespeed::s3_client
