#include "wirespeed/s3_client/client_settings.hpp"

#include "wirespeed/http/response.hpp"

namespace wirespeed::s3_client {
namespace {

using s3::ProfileFiles;

std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
  return upper;
}

std::optional<std::string> filled(std::optional<std::string_view> value) {
  if (!value || value->empty()) return std::nullopt;
  return std::string(*value);
}

bool ignores_endpoints(const ProfileFiles& files, std::string_view profile, const Surroundings& around) {
  const auto said = around.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
  return http::same_name(said.value_or(files.option(profile, "ignore_configured_endpoint_urls").value_or("false")),
                         "true");
}

Result<std::optional<std::string>> endpoint_of_services(std::string_view service, const ProfileFiles& files,
                                                        std::string_view profile) {
  const auto name = files.option(profile, "services");
  if (!name) return std::nullopt;
  const s3::Settings* section = s3::find_section(files.services, *name);
  if (section == nullptr) {
    return fail(Errc::not_found,
                "s3: profile \"{}\" names a section [services {}], which the config file does not have", profile,
                *name);
  }
  return filled(s3::find_option(*section, fmt::format("{}.endpoint_url", service)));
}

}  // namespace

std::optional<std::string> configured_region(const ProfileFiles& files, std::string_view profile,
                                             const Surroundings& around) {
  for (const char* name : {"AWS_DEFAULT_REGION", "AWS_REGION"}) {
    if (const auto value = around.variable(name)) return std::string(*value);
  }
  return filled(files.option(profile, "region"));
}

Result<std::optional<std::string>> configured_endpoint(std::string_view service, const ProfileFiles& files,
                                                       std::string_view profile, const Surroundings& around) {
  if (ignores_endpoints(files, profile, around)) return std::nullopt;
  for (const std::string& name :
       {fmt::format("AWS_ENDPOINT_URL_{}", upper_case(service)), std::string("AWS_ENDPOINT_URL")}) {
    if (const auto value = around.variable(name)) return std::string(*value);
  }
  auto of_services = endpoint_of_services(service, files, profile);
  if (!of_services || *of_services) return of_services;
  return filled(files.option(profile, "endpoint_url"));
}

std::string configured_ca_file(const ProfileFiles& files, std::string_view profile, const Surroundings& around) {
  const auto path = around.variable("AWS_CA_BUNDLE");
  return expanded(path.value_or(files.option(profile, "ca_bundle").value_or("")), around);
}

Result<void> check_profile(const ProfileName& profile, const ProfileFiles& files, const Surroundings& around) {
  if (!profile.chosen || files.profiles.contains(profile.name)) return {};
  return fail(Errc::not_found, "s3: profile \"{}\" is neither in {} nor in {}", profile.name, config_path(around),
              credentials_path(around));
}

Result<ClientSettings> read_client_settings(std::string_view profile, const Surroundings& around) {
  const auto files = read_profile_files(around);
  if (!files) return std::unexpected(files.error());
  const ProfileName name = profile_name(profile, around);
  if (auto known = check_profile(name, *files, around); !known) return std::unexpected(std::move(known).error());
  auto endpoint = configured_endpoint("s3", *files, name.name, around);
  if (!endpoint) return std::unexpected(std::move(endpoint).error());
  return ClientSettings{.profile = name.name,
                        .region = configured_region(*files, name.name, around),
                        .endpoint_url = std::move(*endpoint),
                        .ca_file = configured_ca_file(*files, name.name, around),
                        .addressing_style = filled(files->option(name.name, "s3.addressing_style"))};
}

}  // namespace wirespeed::s3_client
