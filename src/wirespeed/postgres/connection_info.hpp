// A connection string, understood: where to connect, how to prove who is who, and what the session should be.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/postgres/conninfo.hpp"

namespace wirespeed::postgres {

inline constexpr std::uint16_t kDefaultPort = 5432;

enum class SslMode : std::uint8_t { disable, allow, prefer, require, verify_ca, verify_full };
enum class SslNegotiation : std::uint8_t { postgres, direct };
enum class SslCertificates : std::uint8_t { disable, allow, require };  // whether we show ours
enum class ChannelBinding : std::uint8_t { disable, prefer, require };
enum class SessionTarget : std::uint8_t { any, read_write, read_only, primary, standby, prefer_standby };

// The ways of authentication that a server may ask for.
enum class AuthMethod : std::uint8_t { none, password, md5, scram_sha_256 };

class AuthMethods {
 public:
  void allow(AuthMethod method) noexcept { bits_ |= bit(method); }
  void forbid(AuthMethod method) noexcept { bits_ &= static_cast<std::uint8_t>(~bit(method)); }
  bool allows(AuthMethod method) const noexcept { return (bits_ & bit(method)) != 0; }

  static AuthMethods all() noexcept { return AuthMethods(0x0F); }
  static AuthMethods nothing() noexcept { return AuthMethods(0); }

 private:
  explicit AuthMethods(std::uint8_t bits) noexcept : bits_(bits) {}
  static std::uint8_t bit(AuthMethod method) noexcept {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(method));
  }

  std::uint8_t bits_;
};

struct Host {
  std::string
      name{};  // a name or a number; a folder of a Unix socket ("/run/x", "@abstract"); empty: the default socket
  std::string address{};  // hostaddr: a number to connect to, the name being for certificates and passwords alone
  std::uint16_t port = kDefaultPort;

  bool is_socket() const noexcept {
    return address.empty() && (name.empty() || name.front() == '/' || name.front() == '@');
  }
  std::string text() const;  // "db.example:5432"

  friend bool operator==(const Host&, const Host&) = default;
};

struct TlsSettings {
  SslMode mode = SslMode::prefer;
  SslNegotiation negotiation = SslNegotiation::postgres;
  std::string root_certificate{};  // a file; "system"; empty: the user's default one if it is there
  std::string crl_file{};
  std::string crl_folder{};
  std::string certificate{};  // the same defaults
  std::string key{};
  std::string key_password{};
  SslCertificates certificates = SslCertificates::allow;
  bool server_name = true;             // say whom we want (SNI)
  std::string min_version{"TLSv1.2"};  // empty: whatever the library takes
  std::string max_version{};
};

struct KeepAlive {
  bool on = true;
  int idle_seconds = 0;  // 0: the system's default, here and below
  int interval_seconds = 0;
  int count = 0;
  int user_timeout_ms = 0;
};

struct ConnectionInfo {
  std::vector<Host> hosts;  // never empty
  std::string database;
  std::string user;
  std::optional<std::string> password{};
  std::string passfile{};  // empty: the user's default one
  AuthMethods require_auth = AuthMethods::all();
  ChannelBinding channel_binding = ChannelBinding::prefer;
  TlsSettings tls{};
  std::string require_peer{};                     // the user that a Unix socket's server must run as
  std::optional<std::chrono::seconds> timeout{};  // of each attempt to connect
  SessionTarget target = SessionTarget::any;
  bool shuffle_hosts = false;
  KeepAlive keep_alive{};
  std::uint32_t min_protocol = 3U << 16U;
  std::uint32_t max_protocol = 3U << 16U;
  std::string client_encoding = "UTF8";  // or SQL_ASCII: the server sends texts as it has them
  // Sent at startup beside user and database: application_name, options and what the environment says, if they were
  // said.
  std::vector<std::pair<std::string, std::string>> settings{};

  // For people and logs; has no password.
  std::string text() const;
};

// Understands `info`, after the environment has added what it says. `os_user` is the default user.
Result<ConnectionInfo> understand(Conninfo info, const Environment& environment, const std::string& os_user);

}  // namespace wirespeed::postgres
