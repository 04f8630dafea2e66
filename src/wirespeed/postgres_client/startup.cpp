#include "wirespeed/postgres_client/startup.hpp"

#include "wirespeed/postgres_client/failures.hpp"

namespace wirespeed::postgres_client {
namespace {

using postgres::ConnectionInfo;
using postgres::Error;
using postgres::MessageType;
using postgres::Outcome;

postgres::LoginFacts facts_of(const net::Stream& stream, const ConnectionInfo& info, const PasswordFound& found) {
  postgres::LoginFacts facts{.user = info.user,
                             .password = found.password,
                             .password_hint = found.hint,
                             .allowed = info.require_auth,
                             .binding = info.channel_binding,
                             .encrypted = stream.is_encrypted()};
  if (!stream.is_encrypted()) return facts;
  if (auto hash = stream.tls()->certificate_hash(); hash) facts.certificate_hash = *std::move(hash);
  return facts;
}

// A pooler refuses what it does not know: no more than was asked for, and what every result needs.
postgres::StartupParameters parameters_of(const ConnectionInfo& info) {
  postgres::StartupParameters parameters{
      {"user", info.user}, {"database", info.database}, {"client_encoding", info.client_encoding}};
  parameters.insert(parameters.end(), info.settings.begin(), info.settings.end());
  return parameters;
}

std::string version_text(std::uint32_t version) { return fmt::format("{}.{}", version >> 16U, version & 0xFFFFU); }

// Puts what a body was read as into its place.
template <typename T>
Outcome<bool> keep(Result<T> read, auto&& put) {
  if (!read) return lost(std::move(read).error());
  put(*std::move(read));
  return true;
}

}  // namespace

Startup::Startup(net::Stream& stream, const ConnectionInfo& info, const PasswordFound& password)
    : stream_(stream), info_(info), authenticator_(facts_of(stream, info, password)), inbox_(stream) {}

Outcome<void> Startup::send(const Stop& stop) {
  if (auto ok = stream_.write_all(ByteView(out_), stop); !ok) return lost(std::move(ok).error());
  out_.clear();
  return {};
}

Outcome<void> Startup::send_startup(const Stop& stop) {
  auto ok = postgres::append_startup(out_, info_.max_protocol, parameters_of(info_));
  if (!ok) return std::unexpected(Error(std::move(ok).error()));
  return send(stop);
}

std::unexpected<Error> Startup::refused(ByteView body) {
  auto notice = postgres::parse_notice(body);
  if (!notice) return lost(std::move(notice).error());
  Error error(*std::move(notice));
  refused_by_rule_ = !authenticator_.was_asked() && error.sqlstate() == "28000";
  error.message = fmt::format("log in at {} as \"{}\": {}", stream_.peer().text(), info_.user, error.message);
  return std::unexpected(std::move(error));
}

Outcome<void> Startup::authenticate(ByteView body, const Stop& stop) {
  const auto asked = postgres::parse_authentication(body);
  if (!asked) return std::unexpected(Error(asked.error(), Error::Kind::authentication));
  auto done = authenticator_.answer(*asked, out_);
  if (!done) return std::unexpected(std::move(done).error());
  in_ = *done;
  return send(stop);
}

Outcome<void> Startup::take_negotiation(ByteView body, Opened& opened) {
  const auto negotiation = postgres::parse_negotiate_protocol_version(body);
  if (!negotiation) return lost(negotiation.error());
  opened.protocol = negotiation->version;
  const bool spoken = opened.protocol >= info_.min_protocol && opened.protocol <= info_.max_protocol;
  if (spoken && negotiation->unrecognized.empty()) return {};
  return std::unexpected(
      Error({Errc::unsupported,
             fmt::format("log in at {}: expected protocol {} or newer, the server speaks {}; see "
                         "min_protocol_version",
                         stream_.peer().text(), version_text(info_.min_protocol), version_text(opened.protocol))}));
}

Outcome<bool> Startup::take(const postgres::Message& message, Opened& opened, const Stop& stop) {
  switch (message.type) {
    case MessageType::error_response:
      return refused(message.body);
    case MessageType::notice_response:
      return keep(postgres::parse_notice(message.body),
                  [&](auto notice) { opened.notices.push_back(std::move(notice)); });
    case MessageType::negotiate_protocol_version:
      if (auto ok = take_negotiation(message.body, opened); !ok) return std::unexpected(std::move(ok).error());
      return true;
    case MessageType::authentication:
      if (in_) break;
      if (auto ok = authenticate(message.body, stop); !ok) return std::unexpected(std::move(ok).error());
      return true;
    case MessageType::parameter_status:
      if (!in_) break;
      return keep(postgres::parse_parameter_status(message.body),
                  [&](auto status) { opened.parameters.push_back(std::move(status)); });
    case MessageType::backend_key_data:
      if (!in_) break;
      return keep(postgres::parse_backend_key_data(message.body),
                  [&](auto key) { opened.cancel.key = std::move(key); });
    case MessageType::ready_for_query: {
      if (!in_) break;
      auto status = keep(postgres::parse_ready_for_query(message.body), [&](auto now) { opened.status = now; });
      if (!status) return status;
      return false;
    }
    default:
      break;
  }
  return lost({Errc::malformed,
               fmt::format("log in at {}: a {} message came out of turn; is a PostgreSQL server at the other end?",
                           stream_.peer().text(), postgres::to_string(message.type))});
}

Outcome<void> Startup::run(Opened& opened, const Stop& stop) {
  opened.protocol = info_.max_protocol;
  if (auto ok = send_startup(stop); !ok) return ok;
  for (;;) {
    auto message = inbox_.next(stop);
    if (!message) return std::unexpected(std::move(message).error());
    auto more = take(*message, opened, stop);
    if (!more) return std::unexpected(std::move(more).error());
    if (!*more) break;
  }
  opened.received = inbox_.take_rest();
  return {};
}

}  // namespace wirespeed::postgres_client
