// What a process was given by whoever started it: the only place that looks at the environment and at home.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "wirespeed/s3/profile_file.hpp"

namespace wirespeed::s3_client {

struct Surroundings {
  std::map<std::string, std::string, std::less<>> variables{};  // AWS_*, and what proxies are said by
  std::string home{};                                           // empty: the user has none

  // Nothing where it is not set, or empty.
  std::optional<std::string_view> variable(std::string_view name) const noexcept;
};

// Not thread-safe against those who set environment variables: called once, where a client is made.
Surroundings surroundings();

// "~/x" with the home for its ~.
std::string expanded(std::string_view path, const Surroundings& around);

// What counts: AWS_CONFIG_FILE, or ~/.aws/config; AWS_SHARED_CREDENTIALS_FILE, or ~/.aws/credentials. Empty without a
// home.
std::string config_path(const Surroundings& around);
std::string credentials_path(const Surroundings& around);

// Both files as they are now. One that is not there says nothing; one that cannot be read is an error.
Result<s3::ProfileFiles> read_profile_files(const Surroundings& around);

// The profile that the environment names, else "default".
struct ProfileName {
  std::string name;
  bool chosen = false;  // by the caller or the environment: then it must be there
};
ProfileName profile_name(std::string_view chosen, const Surroundings& around);

}  // namespace wirespeed::s3_client
