#include "wirespeed/postgres/connection_info.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace wirespeed::postgres {
namespace {

using Strings = std::vector<std::string>;

// Variables that are settings of a session.
constexpr std::array kSettings = std::to_array<std::pair<const char*, const char*>>(
    {{"PGTZ", "TimeZone"}, {"PGDATESTYLE", "DateStyle"}, {"PGGEQO", "geqo"}});

const std::string& value_of(const Conninfo& info, std::string_view keyword) {
  static const std::string none;
  const auto found = info.find(keyword);
  return found == info.end() ? none : found->second;
}

std::unexpected<wirespeed::Error> bad(const char* keyword, std::string_view expected, std::string_view found) {
  return fail(Errc::invalid_argument, "connection string, {}: expected {}, found \"{}\"", keyword, expected, found);
}

// As std::string, without anything being escaped: "a,,b" has three parts.
Strings split(std::string_view text, char separator) {
  Strings parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

template <typename T>
struct Choice {
  std::string_view name;
  T value;
};

// `into` stays as it is when the keyword says nothing.
template <typename T, std::size_t N>
Result<void> choose(const Conninfo& info, const char* keyword, const Choice<T> (&choices)[N], T& into) {
  const std::string& said = value_of(info, keyword);
  if (said.empty()) return {};
  std::string names;
  for (const auto& choice : choices) {
    if (choice.name == said) {
      into = choice.value;
      return {};
    }
    names += names.empty() ? "" : ", ";
    names += choice.name;
  }
  return bad(keyword, "one of " + names, said);
}

Result<void> read_integer(const Conninfo& info, const char* keyword, int& into) {
  const std::string& said = value_of(info, keyword);
  if (said.empty()) return {};
  const auto [end, error] = std::from_chars(said.data(), said.data() + said.size(), into);
  if (error == std::errc() && end == said.data() + said.size()) return {};
  return bad(keyword, "an integer", said);
}

Result<void> read_flag(const Conninfo& info, const char* keyword, bool& into) {
  int number = into ? 1 : 0;
  if (auto ok = read_integer(info, keyword, number); !ok) return ok;
  into = number != 0;
  return {};
}

Result<std::uint16_t> port_of(const std::string& text) {
  if (text.empty()) return kDefaultPort;
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error == std::errc() && end == text.data() + text.size() && port != 0) return port;
  // A word here may be the front of a password that had a slash in it: it is not repeated.
  const bool number = text.find_first_not_of("0123456789") == std::string::npos;
  return bad("port", "a number of 1 to 65535", number ? std::string_view(text) : "a word");
}

// host, hostaddr and port are lists; a single port is everybody's.
Result<std::vector<Host>> hosts_of(const Conninfo& info) {
  const Strings names = split(value_of(info, "host"), ',');
  const Strings addresses = split(value_of(info, "hostaddr"), ',');
  const Strings ports = split(value_of(info, "port"), ',');
  const bool has_addresses = !value_of(info, "hostaddr").empty();
  const bool has_names = !value_of(info, "host").empty();
  if (has_names && has_addresses && names.size() != addresses.size()) {
    return bad("hostaddr", fmt::format("{} addresses for {} hosts", names.size(), names.size()),
               value_of(info, "hostaddr"));
  }
  std::vector<Host> hosts(has_addresses ? addresses.size() : names.size());
  if (ports.size() != 1 && ports.size() != hosts.size()) {
    return bad("port", fmt::format("one port, or {} for as many hosts", hosts.size()), value_of(info, "port"));
  }
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const auto port = port_of(ports.size() == 1 ? ports[0] : ports[i]);
    if (!port) return std::unexpected(port.error());
    hosts[i] = {has_names ? names[i] : std::string(), has_addresses ? addresses[i] : std::string(), *port};
  }
  return hosts;
}

Result<void> read_require_auth(const Conninfo& info, AuthMethods& methods) {
  constexpr Choice<std::optional<AuthMethod>> kMethods[] = {
      {"none", AuthMethod::none}, {"password", AuthMethod::password},
      {"md5", AuthMethod::md5},   {"scram-sha-256", AuthMethod::scram_sha_256},
      {"gss", std::nullopt},      {"sspi", std::nullopt},
      {"oauth", std::nullopt}};
  const std::string& said = value_of(info, "require_auth");
  if (said.empty()) return {};
  const bool negated = said.starts_with('!');
  methods = negated ? AuthMethods::all() : AuthMethods::nothing();
  for (std::string name : split(said, ',')) {
    if (name.starts_with('!') != negated)
      return bad("require_auth", "a list of methods, all or none of them with \"!\"", said);
    if (negated) name.erase(0, 1);
    std::optional<AuthMethod> method;
    if (auto ok = choose({{"require_auth", name.empty() ? "(nothing)" : name}}, "require_auth", kMethods, method); !ok)
      return ok;
    if (!method) continue;  // one that we never do: it allows nothing and needs no ban
    negated ? methods.forbid(*method) : methods.allow(*method);
  }
  return {};
}

Result<void> read_protocol(const Conninfo& info, ConnectionInfo& out) {
  constexpr Choice<std::uint32_t> kVersions[] = {
      {"3.0", 3U << 16U}, {"3.2", (3U << 16U) | 2U}, {"latest", (3U << 16U) | 2U}};
  auto ok = choose(info, "min_protocol_version", kVersions, out.min_protocol);
  out.max_protocol = std::max(out.max_protocol, out.min_protocol);
  if (ok) ok = choose(info, "max_protocol_version", kVersions, out.max_protocol);
  if (ok && out.max_protocol < out.min_protocol) {
    return bad("max_protocol_version", "no less than min_protocol_version", value_of(info, "max_protocol_version"));
  }
  return ok;
}

Result<void> read_tls_version(const Conninfo& info, const char* keyword, std::string& into) {
  constexpr Choice<std::string_view> kVersions[] = {
      {"TLSv1", "TLSv1"}, {"TLSv1.1", "TLSv1.1"}, {"TLSv1.2", "TLSv1.2"}, {"TLSv1.3", "TLSv1.3"}};
  std::string_view version = into;
  if (auto ok = choose(info, keyword, kVersions, version); !ok) return ok;
  into = std::string(version);
  return {};
}

Result<void> check_tls(const Conninfo& info, TlsSettings& tls) {
  const bool weak = tls.mode < SslMode::verify_full;
  if (tls.root_certificate == "system" && weak) {
    if (!value_of(info, "sslmode").empty()) {
      return bad("sslmode",
                 "verify-full where sslrootcert is system (any server has a certificate that such a CA signed)",
                 value_of(info, "sslmode"));
    }
    tls.mode = SslMode::verify_full;
  }
  if (tls.negotiation == SslNegotiation::direct && tls.mode < SslMode::require) {
    return bad("sslmode", "require, verify-ca or verify-full where sslnegotiation is direct",
               value_of(info, "sslmode").empty() ? "prefer" : value_of(info, "sslmode"));
  }
  return {};
}

Result<void> read_tls(const Conninfo& info, TlsSettings& tls) {
  constexpr Choice<SslMode> kModes[] = {{"disable", SslMode::disable},     {"allow", SslMode::allow},
                                        {"prefer", SslMode::prefer},       {"require", SslMode::require},
                                        {"verify-ca", SslMode::verify_ca}, {"verify-full", SslMode::verify_full}};
  constexpr Choice<SslNegotiation> kNegotiations[] = {{"postgres", SslNegotiation::postgres},
                                                      {"direct", SslNegotiation::direct}};
  constexpr Choice<SslCertificates> kCertificates[] = {
      {"disable", SslCertificates::disable}, {"allow", SslCertificates::allow}, {"require", SslCertificates::require}};
  tls.root_certificate = value_of(info, "sslrootcert");
  tls.crl_file = value_of(info, "sslcrl");
  tls.crl_folder = value_of(info, "sslcrldir");
  tls.certificate = value_of(info, "sslcert");
  tls.key = value_of(info, "sslkey");
  tls.key_password = value_of(info, "sslpassword");
  auto ok = choose(info, "sslmode", kModes, tls.mode);
  if (ok) ok = choose(info, "sslnegotiation", kNegotiations, tls.negotiation);
  if (ok) ok = choose(info, "sslcertmode", kCertificates, tls.certificates);
  if (ok) ok = read_flag(info, "sslsni", tls.server_name);
  if (ok) ok = read_tls_version(info, "ssl_min_protocol_version", tls.min_version);
  if (ok) ok = read_tls_version(info, "ssl_max_protocol_version", tls.max_version);
  return ok ? check_tls(info, tls) : ok;
}

Result<void> read_keep_alive(const Conninfo& info, KeepAlive& keep_alive) {
  auto ok = read_flag(info, "keepalives", keep_alive.on);
  if (ok) ok = read_integer(info, "keepalives_idle", keep_alive.idle_seconds);
  if (ok) ok = read_integer(info, "keepalives_interval", keep_alive.interval_seconds);
  if (ok) ok = read_integer(info, "keepalives_count", keep_alive.count);
  if (ok) ok = read_integer(info, "tcp_user_timeout", keep_alive.user_timeout_ms);
  return ok;
}

Result<void> read_target(const Conninfo& info, ConnectionInfo& out) {
  constexpr Choice<SessionTarget> kTargets[] = {{"any", SessionTarget::any},
                                                {"read-write", SessionTarget::read_write},
                                                {"read-only", SessionTarget::read_only},
                                                {"primary", SessionTarget::primary},
                                                {"standby", SessionTarget::standby},
                                                {"prefer-standby", SessionTarget::prefer_standby}};
  constexpr Choice<bool> kBalancing[] = {{"disable", false}, {"random", true}};
  constexpr Choice<ChannelBinding> kBindings[] = {
      {"disable", ChannelBinding::disable}, {"prefer", ChannelBinding::prefer}, {"require", ChannelBinding::require}};
  auto ok = choose(info, "target_session_attrs", kTargets, out.target);
  if (ok) ok = choose(info, "load_balance_hosts", kBalancing, out.shuffle_hosts);
  if (ok) ok = choose(info, "channel_binding", kBindings, out.channel_binding);
  return ok;
}

Result<void> read_timeout(const Conninfo& info, std::optional<std::chrono::seconds>& timeout) {
  int seconds = 0;
  if (auto ok = read_integer(info, "connect_timeout", seconds); !ok) return ok;
  if (seconds > 0) timeout = std::chrono::seconds(seconds);
  return {};
}

// An encoding's name as PostgreSQL compares it.
std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c != '-' && c != '_') plain += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  return plain;
}

Result<void> read_encoding(const Conninfo& info, std::string& encoding) {
  const std::string& name = value_of(info, "client_encoding");
  const std::string plain = plain_name(name);
  if (plain.empty() || plain == "utf8" || plain == "unicode" || plain == "auto") return {};
  if (plain != "sqlascii") {
    return bad("client_encoding",
               "UTF8, for texts become UTF-8 in columns and in Python, or SQL_ASCII, with which they come as they are",
               name);
  }
  encoding = "SQL_ASCII";
  return {};
}

// What libpq can and we cannot is refused, not ignored.
Result<void> refuse_unsupported(const Conninfo& info) {
  const std::string& replication = value_of(info, "replication");
  if (!replication.empty() && replication != "false" && replication != "off" && replication != "no" &&
      replication != "0") {
    return bad("replication", "none: streaming replication is not supported", replication);
  }
  const std::string& gss = value_of(info, "gssencmode");
  if (!gss.empty() && gss != "disable" && gss != "prefer") {
    return bad("gssencmode", "disable or prefer: encryption by GSSAPI is not supported, use sslmode=verify-full", gss);
  }
  return {};
}

void read_settings(const Conninfo& info, const Environment& environment, ConnectionInfo& out) {
  std::string name = value_of(info, "application_name");
  if (name.empty()) name = value_of(info, "fallback_application_name");
  if (!name.empty()) out.settings.emplace_back("application_name", name);
  if (!value_of(info, "options").empty()) out.settings.emplace_back("options", value_of(info, "options"));
  for (const auto& [variable, setting] : kSettings) {
    const auto found = environment.find(variable);
    if (found != environment.end()) out.settings.emplace_back(setting, found->second);
  }
}

}  // namespace

std::string Host::text() const {
  if (is_socket()) return fmt::format("{}:{}", name.empty() ? "the default Unix socket" : name, port);
  const std::string& shown = name.empty() ? address : name;
  return shown.find(':') == std::string::npos ? fmt::format("{}:{}", shown, port) : fmt::format("[{}]:{}", shown, port);
}

std::string ConnectionInfo::text() const {
  std::string text = fmt::format("user={} dbname={} host=", user, database);
  for (std::size_t i = 0; i < hosts.size(); ++i) text += (i == 0 ? "" : ",") + hosts[i].text();
  return text;
}

Result<ConnectionInfo> understand(Conninfo info, const Environment& environment, const std::string& os_user) {
  add_missing(info, conninfo_of(environment));
  auto hosts = hosts_of(info);
  if (!hosts) return std::unexpected(std::move(hosts).error());
  ConnectionInfo out{.hosts = *std::move(hosts), .database = value_of(info, "dbname"), .user = value_of(info, "user")};
  if (out.user.empty()) out.user = os_user;
  if (out.database.empty()) out.database = out.user;
  if (const std::string& password = value_of(info, "password"); !password.empty()) out.password = password;
  out.passfile = value_of(info, "passfile");
  out.require_peer = value_of(info, "requirepeer");
  read_settings(info, environment, out);
  auto ok = refuse_unsupported(info);
  if (ok) ok = read_encoding(info, out.client_encoding);
  if (ok) ok = read_tls(info, out.tls);
  if (ok) ok = read_require_auth(info, out.require_auth);
  if (ok) ok = read_protocol(info, out);
  if (ok) ok = read_keep_alive(info, out.keep_alive);
  if (ok) ok = read_target(info, out);
  if (ok) ok = read_timeout(info, out.timeout);
  if (!ok) return std::unexpected(std::move(ok).error());
  return out;
}

}  // namespace wirespeed::postgres
