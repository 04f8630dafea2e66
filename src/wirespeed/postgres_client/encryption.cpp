#include "wirespeed/postgres_client/encryption.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "wirespeed/postgres/request.hpp"
#include "wirespeed/postgres_client/failures.hpp"

namespace wirespeed::postgres_client {
namespace {

using postgres::Error;
using postgres::Outcome;
using postgres::SslCertificates;
using postgres::SslMode;
using postgres::TlsSettings;

constexpr const char* kProtocolName = "postgresql";  // as registered for ALPN

bool exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

// Nobody else may read a key: its owner alone, or root and a group when it is root's.
Result<void> check_key(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) {
    return fail(Errc::invalid_argument, "TLS: the client's key {}: {}", path, errno_text(errno));
  }
  const mode_t forbidden = status.st_uid == 0 ? 0037 : 0077;
  if (S_ISREG(status.st_mode) && (status.st_mode & forbidden) == 0) return {};
  return fail(
      Errc::invalid_argument,
      "TLS: the client's key {} may be read by others (mode {:04o}): expected 0600, or 0640 where root owns it; "
      "run chmod 0600",
      path, status.st_mode & 07777U);
}

bool has_own_roots(const TlsSettings& settings) {
  return !settings.root_certificate.empty() && settings.root_certificate != "system";
}

// sslmode=require with a CA at hand is as good as verify-ca, and always was.
SslMode effective_mode(const TlsSettings& settings) {
  const bool has_roots = has_own_roots(settings) && exists(settings.root_certificate);
  return settings.mode == SslMode::require && has_roots ? SslMode::verify_ca : settings.mode;
}

Result<void> add_trust(const TlsSettings& settings, net::TlsOptions& options) {
  const SslMode mode = effective_mode(settings);
  options.verify = mode >= SslMode::verify_ca;
  options.verify_host = mode == SslMode::verify_full;
  if (!options.verify) return {};
  options.crl_file = settings.crl_file;
  options.crl_folder = settings.crl_folder;
  if (settings.root_certificate == "system") return {};
  options.ca_file = settings.root_certificate;
  if (!options.ca_file.empty() && exists(options.ca_file)) return {};
  return fail(Errc::invalid_argument,
              "TLS: sslmode verifies the server's certificate, and the CA's file {} is not there; expected "
              "sslrootcert=FILE, or "
              "sslrootcert=system for the system's CAs",
              options.ca_file.empty() ? "(sslrootcert)" : options.ca_file);
}

Result<void> add_identity(const TlsSettings& settings, net::TlsOptions& options) {
  if (settings.certificate.empty() || settings.certificates == SslCertificates::disable) return {};
  options.certificate_file = settings.certificate;
  options.key_file = settings.key.empty() ? settings.certificate : settings.key;
  options.key_password = settings.key_password;
  return check_key(options.key_file);
}

std::unexpected<Error> not_believed(wirespeed::Error error) {
  return std::unexpected(Error(std::move(error), Error::Kind::authentication));
}

}  // namespace

Outcome<std::shared_ptr<const net::TlsContext>> make_tls(const TlsSettings& settings) {
  if (settings.mode == SslMode::disable) return nullptr;
  net::TlsOptions options;
  options.send_server_name = settings.server_name;
  options.protocol = kProtocolName;
  options.min_version = settings.min_version;
  options.max_version = settings.max_version;
  auto ok = add_trust(settings, options);
  if (ok) ok = add_identity(settings, options);
  if (!ok) return std::unexpected(Error(std::move(ok).error()));
  return net::TlsContext::make(options);
}

Outcome<bool> server_takes_tls(net::Stream& stream, const Stop& stop) {
  postgres::Bytes request;
  postgres::append_ssl_request(request);
  if (auto ok = stream.write_all(ByteView(request), stop); !ok) return lost(std::move(ok).error());
  std::array<std::uint8_t, 16> answer{};
  const auto n = stream.read_some(answer, stop);
  if (!n) return lost(n.error());
  if (*n == 1 && (answer[0] == 'S' || answer[0] == 'N')) return answer[0] == 'S';
  if (*n == 0) {
    return lost(
        {Errc::io, fmt::format("ask for TLS at {}: the server closed the connection; is PostgreSQL listening there?",
                               stream.peer().text())});
  }
  return not_believed(
      {Errc::malformed, fmt::format("ask for TLS at {}: expected one byte, S or N, found {} bytes with {:#04x} in "
                                    "front; is this a PostgreSQL server, and is nobody in between?",
                                    stream.peer().text(), *n, answer[0])});
}

Outcome<void> start_tls(net::Stream& stream, const std::shared_ptr<const net::TlsContext>& context,
                        const std::string& server_name, bool at_once, const Stop& stop) {
  if (auto ok = stream.start_tls(context, server_name, stop); !ok) return lost(std::move(ok).error());
  const std::string_view agreed = stream.tls()->protocol();
  if (agreed == kProtocolName || (agreed.empty() && !at_once)) return {};
  return not_believed(
      {Errc::malformed,
       fmt::format("TLS with {}: expected that the server agrees to speak \"{}\" (ALPN), found \"{}\"{}",
                   stream.peer().text(), kProtocolName, agreed,
                   at_once ? "; sslnegotiation=direct needs PostgreSQL 17 or newer" : "")});
}

}  // namespace wirespeed::postgres_client
