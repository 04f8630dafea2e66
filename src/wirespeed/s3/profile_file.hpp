// AWS's two files of a user's settings, ~/.aws/config and ~/.aws/credentials, pure.
//
//   config                        credentials
//   [default]                     [default]
//   region = eu-west-1            aws_access_key_id = AKIA...
//   [profile build]               [build]
//   source_profile = default      ...
//   [sso-session work] [services local]
#pragma once

#include <optional>
#include <string_view>

#include "wirespeed/s3/ini_file.hpp"

namespace wirespeed::s3 {

struct ProfileFiles {
  Sections profiles;     // of both files: where both have an option, the credentials file's counts
  Sections config;       // what the config file alone says of a profile
  Sections credentials;  // likewise
  Sections sso_sessions;
  Sections services;

  // The option of a profile, of both files; nothing where there is none.
  std::optional<std::string_view> option(std::string_view profile, std::string_view name) const noexcept;
};

std::optional<std::string_view> find_option(const Settings& settings, std::string_view name) noexcept;
// nullptr where there is none of that name.
const Settings* find_section(const Sections& sections, std::string_view name) noexcept;

// A file that is not there is an empty text.
Result<ProfileFiles> parse_profile_files(std::string_view config, std::string_view credentials);

}  // namespace wirespeed::s3
