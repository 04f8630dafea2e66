#include "wirespeed/postgres_client/open.hpp"

#include <pwd.h>
#include <tuple>

#include <array>
#include <optional>

#include "wirespeed/postgres_client/candidates.hpp"
#include "wirespeed/postgres_client/encryption.hpp"
#include "wirespeed/postgres_client/failures.hpp"
#include "wirespeed/postgres_client/password.hpp"
#include "wirespeed/postgres_client/session_target.hpp"
#include "wirespeed/postgres_client/startup.hpp"

namespace wirespeed::postgres_client {
namespace {

using postgres::ConnectionInfo;
using postgres::Error;
using postgres::Host;
using postgres::Outcome;
using postgres::SessionTarget;
using postgres::SslMode;
using postgres::SslNegotiation;
using Context = std::shared_ptr<const net::TlsContext>;

constexpr std::string_view kStartingUp = "57P03";  // cannot_connect_now

enum class Encryption : std::uint8_t { none, if_offered, required };

// What sslmode tries, in its order. A Unix socket needs none and offers none.
std::vector<Encryption> encryptions(const ConnectionInfo& info, const net::Address& address) {
  if (address.is_unix()) return {Encryption::none};
  switch (info.tls.mode) {
    case SslMode::disable:
      return {Encryption::none};
    case SslMode::allow:
      return {Encryption::none, Encryption::required};
    case SslMode::prefer:
      return {Encryption::if_offered, Encryption::none};
    default:
      return {Encryption::required};
  }
}

net::SocketOptions socket_options(const postgres::KeepAlive& asked) {
  return {.keep_alive = asked.on,
          .keep_alive_idle_seconds = asked.idle_seconds,
          .keep_alive_interval_seconds = asked.interval_seconds,
          .keep_alive_count = asked.count,
          .user_timeout_ms = asked.user_timeout_ms};
}

std::string user_name(unsigned id) {
  std::array<char, 4096> text{};
  passwd entry{};
  passwd* found = nullptr;
  ::getpwuid_r(id, &entry, text.data(), text.size(), &found);
  return found == nullptr ? std::to_string(id) : std::string(found->pw_name);
}

// The earlier of both.
Stop within(const Stop& stop, const std::optional<std::chrono::seconds>& timeout) {
  Stop limited = stop;
  if (!timeout) return limited;
  const auto ends = Clock::now() + *timeout;
  if (!limited.deadline || ends < *limited.deadline) limited.deadline = ends;
  return limited;
}

// One address of one host, in every way that sslmode allows.
class Attempt {
 public:
  Attempt(const ConnectionInfo& info, const Host& host, net::Address address, const Context& context,
          const PasswordFound& password, SessionTarget target)
      : info_(info), host_(host), context_(context), password_(password), target_(target) {
    cancel_.address = std::move(address);
    cancel_.socket = socket_options(info.keep_alive);
    cancel_.server_name = host.name.empty() ? cancel_.address.host : host.name;
    cancel_.tls_at_once = info.tls.negotiation == SslNegotiation::direct;
  }

  Outcome<Opened> run(const Stop& stop) {
    std::optional<Error> first;
    for (const Encryption encryption : encryptions(info_, cancel_.address)) {
      other_may_do_ = false;
      auto opened = run(encryption, stop);
      if (opened || !other_may_do_ || is_stop(opened.error()))
        return opened ? std::move(opened) : failed(first, opened.error());
      if (!first) first = std::move(opened).error();
    }
    return std::unexpected(*std::move(first));
  }

 private:
  // Both ways failed: both reasons count.
  static std::unexpected<Error> failed(const std::optional<Error>& first, Error last) {
    if (first && !is_stop(last))
      last.message = fmt::format("{}; and with other encryption: {}", first->message, last.message);
    return std::unexpected(std::move(last));
  }

  Outcome<Opened> run(Encryption encryption, const Stop& stop) {
    auto stream = net::connect(cancel_.address, {.socket = cancel_.socket}, stop);
    if (!stream) return lost(std::move(stream).error());
    if (auto ok = check_peer(*stream); !ok) return std::unexpected(std::move(ok).error());
    if (encryption != Encryption::none) {
      if (auto ok = encrypt(*stream, encryption, stop); !ok) return std::unexpected(std::move(ok).error());
    }
    return log_in(*std::move(stream), stop);
  }

  Outcome<void> check_peer(const net::Stream& stream) const {
    if (info_.require_peer.empty() || !cancel_.address.is_unix()) return {};
    const auto id = stream.socket().peer_user();
    if (!id) return lost(id.error());
    if (user_name(*id) == info_.require_peer) return {};
    return std::unexpected(
        Error({Errc::invalid_argument,
               fmt::format("connect to {}: requirepeer expects a server of \"{}\", found one of \"{}\"",
                           cancel_.address.text(), info_.require_peer, user_name(*id))},
              Error::Kind::authentication));
  }

  Outcome<void> encrypt(net::Stream& stream, Encryption encryption, const Stop& stop) {
    if (!cancel_.tls_at_once) {
      const auto takes = server_takes_tls(stream, stop);
      if (!takes) return std::unexpected(takes.error());
      if (!*takes && encryption == Encryption::if_offered) return {};
      if (!*takes) return no_tls();
    }
    auto started = start_tls(stream, context_, cancel_.server_name, cancel_.tls_at_once, stop);
    other_may_do_ = !started && encryption == Encryption::if_offered;
    return started;
  }

  std::unexpected<Error> no_tls() const {
    return std::unexpected(
        Error({Errc::unsupported, fmt::format("connect to {}: sslmode requires TLS, and the server does not speak it "
                                              "(ssl = off); set it up there, or use sslmode=prefer",
                                              cancel_.address.text())},
              Error::Kind::authentication));
  }

  Outcome<Opened> log_in(net::Stream stream, const Stop& stop) {
    Opened opened{.stream = std::move(stream), .cancel = cancel_, .host = host_};
    if (opened.stream.is_encrypted()) opened.cancel.tls = context_;
    Startup startup(opened.stream, info_, password_);
    auto ok = startup.run(opened, stop);
    other_may_do_ = startup.was_refused_by_rule();
    if (!ok) return std::unexpected(std::move(ok).error());
    if (auto shown = check_certificate(opened.stream); !shown) return std::unexpected(std::move(shown).error());
    return check_target(std::move(opened), stop);
  }

  Outcome<void> check_certificate(const net::Stream& stream) const {
    if (info_.tls.certificates != postgres::SslCertificates::require) return {};
    if (stream.is_encrypted() && stream.tls()->certificate_was_requested() && !info_.tls.certificate.empty()) return {};
    return std::unexpected(
        Error({Errc::invalid_argument,
               fmt::format("log in at {}: sslcertmode=require, and no certificate was asked for and shown",
                           cancel_.address.text())},
              Error::Kind::authentication));
  }

  Outcome<Opened> check_target(Opened opened, const Stop& stop) const {
    const auto wrong = mismatch(opened, target_, stop);
    if (!wrong) return std::unexpected(wrong.error());
    if (wrong->empty()) return opened;
    postgres::Bytes goodbye;
    postgres::append_terminate(goodbye);
    ByteView left(goodbye);
    std::ignore = opened.stream.write_now(left);
    return lost({Errc::not_found,
                 fmt::format("connect to {}: target_session_attrs asks for another server: {}", host_.text(), *wrong)});
  }

  const ConnectionInfo& info_;
  const Host& host_;
  const Context& context_;
  const PasswordFound& password_;
  SessionTarget target_;
  CancelTarget cancel_;
  bool other_may_do_ = false;  // the last way failed for its encryption
};

// All hosts in turn.
class Search {
 public:
  Search(const ConnectionInfo& info, Context context, SessionTarget target)
      : info_(info), context_(std::move(context)), target_(target) {}

  Outcome<Opened> run(const Stop& stop) {
    for (const Host* host : order_of(info_)) {
      auto opened = try_host(*host, stop);
      if (opened || ends_search(opened.error(), stop)) return opened;
      remember(std::move(opened).error());
    }
    return std::unexpected(*std::move(failures_));
  }

 private:
  Outcome<Opened> try_host(const Host& host, const Stop& stop) {
    const auto addresses = addresses_of(host, info_.shuffle_hosts, within(stop, info_.timeout));
    if (!addresses) return unanswered(host, Error(lost(addresses.error()).error()), stop);
    const PasswordFound password = find_password(info_, host);
    std::optional<Outcome<Opened>> last;
    for (const net::Address& address : *addresses) {
      if (last && !last->has_value()) remember(last->error());
      last = Attempt(info_, host, address, context_, password, target_).run(within(stop, info_.timeout));
      if (*last) (*last)->host = pinned(host, address, addresses->size());
      if (*last || ends_search(last->error(), stop)) return *std::move(last);
      last = unanswered(host, std::move(*last).error(), stop);
    }
    return *std::move(last);
  }

  // connect_timeout is over, but not the caller's patience: as if nobody had been there.
  std::unexpected<Error> unanswered(const Host& host, Error error, const Stop& stop) const {
    if (error.code != Errc::deadline || stop.requested() || !info_.timeout) return std::unexpected(std::move(error));
    return lost({Errc::io, fmt::format("connect to {}: no answer within connect_timeout ({} s)", host.text(),
                                       info_.timeout->count())});
  }

  // Who answered and refused us would be right again; who is not there, not ready or not what was wanted has others.
  bool ends_search(const Error& error, const Stop& stop) const {
    if (stop.requested()) return true;
    const bool timed_out = error.code == Errc::deadline && info_.timeout;
    return error.kind != Error::Kind::unavailable && error.sqlstate() != kStartingUp && !timed_out;
  }

  void remember(Error error) {
    if (failures_) error.message = failures_->message + "; " + error.message;
    failures_ = std::move(error);
  }

  const ConnectionInfo& info_;
  Context context_;
  SessionTarget target_;
  std::optional<Error> failures_;
};

}  // namespace

Outcome<Opened> open(const ConnectionInfo& info, const Stop& stop) {
  auto context = make_tls(info.tls);
  if (!context) return std::unexpected(std::move(context).error());
  auto opened = Search(info, *context, info.target).run(stop);
  if (opened || info.target != SessionTarget::prefer_standby || stop.requested()) return opened;
  return Search(info, *std::move(context), SessionTarget::any).run(stop);
}

}  // namespace wirespeed::postgres_client
