// AWS's Security Token Service: credentials of a role for those who may assume it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "wirespeed/s3/credentials.hpp"
#include "wirespeed/s3/endpoint.hpp"
#include "wirespeed/s3_client/engine.hpp"

namespace wirespeed::s3_client {

struct Role {
  std::string arn;
  std::string session_name{};  // empty: one with the time in it
  std::string external_id{};
  std::optional<unsigned> duration_seconds = std::nullopt;
};

class Sts {
 public:
  // `endpoint_url` empty: AWS's own, of the region, or of all where that is empty, too.
  static Result<Sts> make(std::string_view endpoint_url, std::string_view region, EngineOptions options);

  // AssumeRole, signed by `source`.
  Outcome<s3::Credentials> assume_role(const Role& role, const s3::Credentials& source, const Stop& stop) const;

  // AssumeRoleWithWebIdentity: the token of another's login is what is shown.
  Outcome<s3::Credentials> assume_role_with_web_identity(const Role& role, std::string_view token,
                                                         const Stop& stop) const;

 private:
  Sts(s3::Endpoint endpoint, EngineOptions options) : endpoint_(std::move(endpoint)), options_(std::move(options)) {}

  Outcome<s3::Credentials> ask(std::string_view action, std::string body, const s3::Credentials& signer,
                               const Stop& stop) const;

  s3::Endpoint endpoint_;
  EngineOptions options_;
};

}  // namespace wirespeed::s3_client
