#include "wirespeed/s3/profile_file.hpp"

#include "wirespeed/s3/shell_words.hpp"

namespace wirespeed::s3 {
namespace {

// Where the config file's section belongs, if we know its kind: "profile 'my own'", "sso-session work".
void place(ProfileFiles& files, const std::string& section, Settings settings) {
  if (section == "default") {
    files.config.insert_or_assign(section, std::move(settings));
    return;
  }
  const auto words = split_shell_words(section);
  if (!words || words->size() != 2) return;
  const std::string& kind = words->front();
  Sections* into = kind == "profile"       ? &files.config
                   : kind == "sso-session" ? &files.sso_sessions
                   : kind == "services"    ? &files.services
                                           : nullptr;
  if (into != nullptr) into->insert_or_assign(words->back(), std::move(settings));
}

}  // namespace

std::optional<std::string_view> find_option(const Settings& settings, std::string_view name) noexcept {
  const auto found = settings.find(name);
  if (found == settings.end()) return std::nullopt;
  return found->second;
}

const Settings* find_section(const Sections& sections, std::string_view name) noexcept {
  const auto found = sections.find(name);
  return found == sections.end() ? nullptr : &found->second;
}

std::optional<std::string_view> ProfileFiles::option(std::string_view profile, std::string_view name) const noexcept {
  const Settings* settings = find_section(profiles, profile);
  return settings == nullptr ? std::nullopt : find_option(*settings, name);
}

Result<ProfileFiles> parse_profile_files(std::string_view config, std::string_view credentials) {
  auto sections = parse_ini(config);
  if (!sections) return fail(sections.error().code, "config file: {}", sections.error().message);
  auto profiles = parse_ini(credentials);
  if (!profiles) return fail(profiles.error().code, "credentials file: {}", profiles.error().message);

  ProfileFiles files;
  for (auto& [section, settings] : *sections) place(files, section, std::move(settings));
  files.credentials = std::move(*profiles);
  files.profiles = files.config;
  for (const auto& [name, settings] : files.credentials) {
    Settings& merged = files.profiles[name];
    for (const auto& [option, value] : settings) merged.insert_or_assign(option, value);
  }
  return files;
}

}  // namespace wirespeed::s3
