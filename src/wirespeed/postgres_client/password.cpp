#include "wirespeed/postgres_client/password.hpp"

#include <sys/stat.h>

#include "wirespeed/base/file.hpp"

namespace wirespeed::postgres_client {
namespace {

bool is_default_socket(const postgres::Host& host) {
  return host.is_socket() && (host.name.empty() || host.name == "/var/run/postgresql" || host.name == "/tmp");
}

std::string name_in_file(const postgres::Host& host) {
  if (is_default_socket(host)) return "localhost";
  return host.name.empty() ? host.address : host.name;
}

// Why the file may not be used; empty when it may.
std::string objection(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return fmt::format(" (the password file {}: {})", path, errno_text(errno));
  if (!S_ISREG(status.st_mode)) return fmt::format(" (the password file {} is no file)", path);
  if ((status.st_mode & 0077U) == 0) return {};
  return fmt::format(" (the password file {} is not used, for others may read it: run chmod 0600)", path);
}

}  // namespace

PasswordFound find_password(const postgres::ConnectionInfo& info, const postgres::Host& host) {
  if (info.password || info.passfile.empty()) return {info.password, {}};
  if (std::string why = objection(info.passfile); !why.empty()) return {std::nullopt, std::move(why)};
  const auto text = read_file(info.passfile);
  if (!text) return {std::nullopt, fmt::format(" ({})", text.error().message)};
  const std::string name = name_in_file(host);
  const std::string port = std::to_string(host.port);
  return {postgres::find_password(*text, {name, port, info.database, info.user}), {}};
}

}  // namespace wirespeed::postgres_client
