// What environment and profile say about a client, apart from its credentials. As botocore has it, with AWS_REGION
// besides.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wirespeed/s3_client/surroundings.hpp"

namespace wirespeed::s3_client {

// AWS_DEFAULT_REGION, AWS_REGION, then the profile's; nothing where nobody says one.
std::optional<std::string> configured_region(const s3::ProfileFiles& files, std::string_view profile,
                                             const Surroundings& around);

// For a service as "s3" or "sts": AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, the profile's services section, its
// endpoint_url; nothing with AWS_IGNORE_CONFIGURED_ENDPOINT_URLS. A services section that is not there is an error.
Result<std::optional<std::string>> configured_endpoint(std::string_view service, const s3::ProfileFiles& files,
                                                       std::string_view profile, const Surroundings& around);

// A file of CAs: AWS_CA_BUNDLE, then the profile's ca_bundle; empty where nobody says one.
std::string configured_ca_file(const s3::ProfileFiles& files, std::string_view profile, const Surroundings& around);

// All of them at once, for a client that is being made. `profile` empty: the environment's, else "default"; one that
// was chosen and is in neither file is an error.
struct ClientSettings {
  std::string profile;
  std::optional<std::string> region;
  std::optional<std::string> endpoint_url;
  std::string ca_file;
  std::optional<std::string> addressing_style;  // "auto", "path", "virtual", of the profile's s3 section
};
Result<ClientSettings> read_client_settings(std::string_view profile, const Surroundings& around);

// Error where a profile was chosen that is in neither file.
Result<void> check_profile(const ProfileName& profile, const s3::ProfileFiles& files, const Surroundings& around);

}  // namespace wirespeed::s3_client
