#include "wirespeed/s3_client/surroundings.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "wirespeed/base/file.hpp"

extern "C" char** environ;  // NOLINT: POSIX declares it nowhere

namespace wirespeed::s3_client {
namespace {

bool counts(std::string_view name) noexcept {
  static constexpr std::array kProxies = {"http_proxy",  "https_proxy", "no_proxy",      "HTTP_PROXY",
                                          "HTTPS_PROXY", "NO_PROXY",    "REQUEST_METHOD"};
  return name.starts_with("AWS_") || std::ranges::find(kProxies, name) != kProxies.end();
}

std::string home_of_user() {
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') return home;
  std::array<char, 4096> text{};
  passwd entry{};
  passwd* found = nullptr;
  ::getpwuid_r(::geteuid(), &entry, text.data(), text.size(), &found);
  return found == nullptr ? std::string() : std::string(found->pw_dir);
}

std::string path_of(std::string_view variable, std::string_view in_home, const Surroundings& around) {
  if (const auto path = around.variable(variable)) return expanded(*path, around);
  return around.home.empty() ? std::string() : fmt::format("{}/{}", around.home, in_home);
}

Result<std::string> read_if_there(const std::string& path) {
  std::error_code ignored;
  if (path.empty() || !std::filesystem::is_regular_file(path, ignored)) return std::string();
  return read_file(path);
}

}  // namespace

std::optional<std::string_view> Surroundings::variable(std::string_view name) const noexcept {
  const auto found = variables.find(name);
  if (found == variables.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

Surroundings surroundings() {
  Surroundings around{.home = home_of_user()};
  for (char** at = ::environ; at != nullptr && *at != nullptr; ++at) {
    const std::string_view text(*at);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos && counts(text.substr(0, equals))) {
      around.variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return around;
}

std::string expanded(std::string_view path, const Surroundings& around) {
  if (path != "~" && !path.starts_with("~/")) return std::string(path);
  return fmt::format("{}{}", around.home, path.substr(1));
}

std::string config_path(const Surroundings& around) { return path_of("AWS_CONFIG_FILE", ".aws/config", around); }

std::string credentials_path(const Surroundings& around) {
  return path_of("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials", around);
}

Result<s3::ProfileFiles> read_profile_files(const Surroundings& around) {
  const auto config = read_if_there(config_path(around));
  if (!config) return std::unexpected(config.error());
  const auto credentials = read_if_there(credentials_path(around));
  if (!credentials) return std::unexpected(credentials.error());
  auto files = s3::parse_profile_files(*config, *credentials);
  if (files) return files;
  return fail(files.error().code, "{} (read from {} and {})", files.error().message, config_path(around),
              credentials_path(around));
}

ProfileName profile_name(std::string_view chosen, const Surroundings& around) {
  if (!chosen.empty()) return {std::string(chosen), true};
  for (const char* name : {"AWS_DEFAULT_PROFILE", "AWS_PROFILE"}) {
    if (const auto value = around.variable(name)) return {std::string(*value), true};
  }
  return {"default", false};
}

}  // namespace wirespeed::s3_client
