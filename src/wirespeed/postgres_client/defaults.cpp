#include "wirespeed/postgres_client/defaults.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "wirespeed/base/file.hpp"

extern "C" char** environ;  // NOLINT: POSIX declares it nowhere

namespace wirespeed::postgres_client {
namespace {

using postgres::ConnectionInfo;
using postgres::Conninfo;
using postgres::Environment;

bool exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

std::string value_or(const auto& map, std::string_view key, const std::string& otherwise) {
  const auto found = map.find(key);
  return found == map.end() || found->second.empty() ? otherwise : found->second;
}

Environment postgres_variables() {
  Environment variables;
  for (char** at = ::environ; at != nullptr && *at != nullptr; ++at) {
    const std::string_view text(*at);
    const std::size_t equals = text.find('=');
    if (text.starts_with("PG") && equals != std::string_view::npos)
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

// The user's own file, then the system's, as far as they are named.
std::vector<std::string> service_files(const Conninfo& info, const Surroundings& around) {
  const std::string own = around.home.empty() ? std::string() : around.home + "/.pg_service.conf";
  std::vector<std::string> files{value_or(info, "servicefile", value_or(around.environment, "PGSERVICEFILE", own))};
  const std::string folder = value_or(around.environment, "PGSYSCONFDIR", "/etc/postgresql-common");
  files.push_back(folder + "/pg_service.conf");
  return files;
}

Result<void> add_service(Conninfo& info, const Surroundings& around) {
  const std::string service = value_or(info, "service", value_or(around.environment, "PGSERVICE", {}));
  if (service.empty()) return {};
  const auto files = service_files(info, around);
  for (const std::string& file : files) {
    if (!exists(file)) continue;
    const auto text = read_file(file);
    if (!text) return std::unexpected(text.error());
    const auto found = postgres::find_service(*text, service);
    if (!found) return fail(found.error().code, "{}: {}", file, found.error().message);
    if (!*found) continue;
    postgres::add_missing(info, **found);
    return {};
  }
  return fail(Errc::not_found, "connection string: service \"{}\" is neither in {} nor in {}", service, files[0],
              files[1]);
}

void use_if_there(std::string& path, const std::string& otherwise) {
  if (path.empty() && exists(otherwise)) path = otherwise;
}

void add_files(ConnectionInfo& info, const std::string& home) {
  if (home.empty()) return;
  use_if_there(info.passfile, home + "/.pgpass");
  const std::string folder = home + "/.postgresql/";
  use_if_there(info.tls.root_certificate, folder + "root.crt");
  if (info.tls.crl_folder.empty()) use_if_there(info.tls.crl_file, folder + "root.crl");
  if (info.tls.certificate.empty()) {
    use_if_there(info.tls.certificate, folder + "postgresql.crt");
  }
  if (!info.tls.certificate.empty()) use_if_there(info.tls.key, folder + "postgresql.key");
}

}  // namespace

Surroundings surroundings() {
  Surroundings around{.environment = postgres_variables()};
  std::array<char, 4096> text{};
  passwd entry{};
  passwd* found = nullptr;
  ::getpwuid_r(::geteuid(), &entry, text.data(), text.size(), &found);
  if (found != nullptr) around.user = found->pw_name;
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home != '\0') {
    around.home = home;
  } else if (found != nullptr) {
    around.home = found->pw_dir;
  }
  return around;
}

Result<ConnectionInfo> read_connection_info(std::string_view text, const Conninfo& more, const Surroundings& around) {
  const auto said = postgres::parse_conninfo(text);
  if (!said) return std::unexpected(said.error());
  Conninfo info = more;
  for (const auto& entry : info) {
    if (auto known = postgres::check_keyword(entry.first); !known) return std::unexpected(std::move(known).error());
  }
  postgres::add_missing(info, *said);
  if (auto ok = add_service(info, around); !ok) return std::unexpected(std::move(ok).error());
  auto understood = postgres::understand(std::move(info), around.environment, around.user);
  if (understood) add_files(*understood, around.home);
  return understood;
}

Result<ConnectionInfo> read_connection_info(std::string_view text, const Conninfo& more) {
  return read_connection_info(text, more, surroundings());
}

}  // namespace wirespeed::postgres_client
