// Who asks. Never printed, logged or told in an error.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace wirespeed::s3 {

using SystemTime = std::chrono::system_clock::time_point;

struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  // empty where they last
  std::optional<SystemTime> expires = std::nullopt;

  bool is_anonymous() const noexcept { return access_key_id.empty(); }
};

}  // namespace wirespeed::s3
