// What an EC2 instance can be told about itself (IMDSv2): credentials of its role, and its region.
//
//   PUT /latest/api/token  ->  a token   X-aws-ec2-metadata-token-ttl-seconds: 21600
//   GET /latest/...        ->  an answer   X-aws-ec2-metadata-token: the token
//
// The older way without a token is not gone: a server that is tricked into fetching a URL could be made to hand out
// the role's credentials.
#pragma once

#include <optional>
#include <string>

#include "wirespeed/s3/credentials.hpp"
#include "wirespeed/s3_client/engine.hpp"
#include "wirespeed/s3_client/http_call.hpp"
#include "wirespeed/s3_client/surroundings.hpp"

namespace wirespeed::s3_client {

class InstanceMetadata {
 public:
  // Where the service is, and how long to wait for it: AWS_EC2_METADATA_DISABLED, AWS_EC2_METADATA_SERVICE_ENDPOINT,
  // AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE, AWS_METADATA_SERVICE_TIMEOUT (1 s), AWS_METADATA_SERVICE_NUM_ATTEMPTS (2),
  // and the profile's options of the same names.
  static Result<InstanceMetadata> make(const s3::ProfileFiles& files, std::string_view profile,
                                       const Surroundings& around);

  // Nothing where the service is turned off or not there, or the instance has no role; then why() tells. Credentials
  // that have expired are given ten minutes more: the service hands those out while it has no others, and they work.
  Outcome<std::optional<s3::Credentials>> credentials(const Stop& stop);

  Outcome<std::optional<std::string>> region(const Stop& stop);

  const std::string& why() const noexcept { return why_; }

 private:
  InstanceMetadata() = default;

  Outcome<bool> fetch_token(Engine& engine, const Stop& stop);
  Outcome<std::optional<std::string>> get(Engine& engine, std::string_view path, const Stop& stop);
  Outcome<HttpAnswer> ask(Engine& engine, std::string_view path, const Stop& stop) const;
  http::Url url_of(std::string_view path) const;
  EngineOptions options() const;

  bool disabled_ = false;
  http::Url base_;
  std::chrono::milliseconds timeout_{1'000};
  unsigned attempts_ = 2;
  std::string token_;
  std::string why_;
};

}  // namespace wirespeed::s3_client
