#include "wirespeed/postgres/authenticator.hpp"

#include <algorithm>

namespace wirespeed::postgres {
namespace {

using Request = Authentication::Request;

bool offers(const Authentication& asked, std::string_view mechanism) {
  return std::ranges::find(asked.mechanisms, mechanism) != asked.mechanisms.end();
}

std::string list_of(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

std::unexpected<wirespeed::Error> out_of_turn(const char* what) {
  return fail(Errc::malformed, "log in: the server sent {} out of turn; is a PostgreSQL server at the other end?",
              what);
}

}  // namespace

Outcome<bool> Authenticator::answer(const Authentication& asked, Bytes& out) {
  const bool ok = asked.request == Request::ok;
  auto done = ok ? check_ok() : answer_request(asked, out);
  if (!done) return std::unexpected(Error(std::move(done).error(), Error::Kind::authentication));
  asked_ = true;
  return ok;
}

// A server that lets everybody in may be somebody else's.
Result<void> Authenticator::check_ok() const {
  if (scram_ && !scram_->server_is_proven()) {
    return fail(Errc::malformed,
                "log in: the server ended SCRAM-SHA-256 without proving that it knows the password; is this the server "
                "that was meant?");
  }
  if (facts_.binding == ChannelBinding::require && !bound_) {
    return fail(Errc::invalid_argument,
                "log in: channel_binding=require, and the server let us in without it; it asks for no "
                "SCRAM-SHA-256-PLUS for this role and address");
  }
  if (asked_ || facts_.allowed.allows(AuthMethod::none)) return {};
  return fail(Errc::invalid_argument, "log in: require_auth does not allow \"none\", and the server asked for nothing");
}

Result<void> Authenticator::answer_request(const Authentication& asked, Bytes& out) {
  switch (asked.request) {
    case Request::cleartext_password:
      return send_cleartext(out);
    case Request::md5_password:
      return send_md5(asked, out);
    case Request::sasl:
      return begin_scram(asked, out);
    case Request::sasl_continue:
    case Request::sasl_final:
      return go_on_with_scram(asked, out);
    default:
      return out_of_turn("a request for authentication");
  }
}

// REQUIRES of what follows: the method is allowed, binding can be had, and there is a password.
Result<void> Authenticator::check_method(AuthMethod method, const char* name) const {
  if (!facts_.allowed.allows(method)) {
    return fail(Errc::invalid_argument, "log in: the server asks for {}, which require_auth does not allow", name);
  }
  if (facts_.binding == ChannelBinding::require && method != AuthMethod::scram_sha_256) {
    return fail(Errc::invalid_argument,
                "log in: channel_binding=require, and the server asks for {}, which cannot be bound to the connection",
                name);
  }
  if (facts_.password) return {};
  return fail(
      Errc::invalid_argument,
      "log in: the server asks for a password ({}) of \"{}\", and none was given: expected password=, PGPASSWORD "
      "or a line in the password file{}",
      name, facts_.user, facts_.password_hint);
}

Result<void> Authenticator::send_cleartext(Bytes& out) const {
  if (auto ok = check_method(AuthMethod::password, "password"); !ok) return ok;
  return append_password(out, *facts_.password);
}

Result<void> Authenticator::send_md5(const Authentication& asked, Bytes& out) const {
  if (auto ok = check_method(AuthMethod::md5, "md5"); !ok) return ok;
  const auto hashed = md5_password(facts_.user, *facts_.password, asked.salt);
  if (!hashed) return std::unexpected(hashed.error());
  return append_password(out, *hashed);
}

Result<ScramBinding> Authenticator::choose_binding(const Authentication& asked) const {
  const bool plus = offers(asked, kScramPlus);
  if (plus && !facts_.encrypted) {
    return fail(Errc::malformed,
                "log in: the server offers SCRAM-SHA-256-PLUS on a connection without TLS; is somebody in between?");
  }
  const bool can_bind = plus && facts_.certificate_hash && facts_.binding != ChannelBinding::disable;
  if (can_bind) return ScramBinding::server_end_point;
  if (facts_.binding == ChannelBinding::require) {
    return fail(Errc::invalid_argument, "log in: channel_binding=require, and {}",
                !facts_.encrypted ? "the connection has no TLS; use sslmode=require or better"
                : plus            ? "the server's certificate has no hash to bind to"
                                  : "the server offers no SCRAM-SHA-256-PLUS (a pooler in between?)");
  }
  if (!offers(asked, kScram)) {
    return fail(Errc::unsupported, "log in: expected SCRAM-SHA-256 among the server's mechanisms, found {}",
                list_of(asked.mechanisms));
  }
  const bool could = facts_.encrypted && facts_.certificate_hash && facts_.binding != ChannelBinding::disable;
  return could ? ScramBinding::not_offered : ScramBinding::none;
}

Result<void> Authenticator::begin_scram(const Authentication& asked, Bytes& out) {
  if (scram_) return out_of_turn("AuthenticationSASL a second time");
  if (auto ok = check_method(AuthMethod::scram_sha_256, "scram-sha-256"); !ok) return ok;
  const auto binding = choose_binding(asked);
  if (!binding) return std::unexpected(binding.error());
  ScramOptions options{.password = *facts_.password, .binding = *binding};
  bound_ = *binding == ScramBinding::server_end_point;
  if (bound_) options.certificate_hash = *facts_.certificate_hash;
  auto scram = ScramClient::make(std::move(options));
  if (!scram) return std::unexpected(std::move(scram).error());
  scram_ = *std::move(scram);
  return append_sasl_initial_response(out, scram_->mechanism(), scram_->client_first());
}

Result<void> Authenticator::go_on_with_scram(const Authentication& asked, Bytes& out) {
  if (!scram_) return out_of_turn("a SASL message");
  if (asked.request == Request::sasl_final) return scram_->check_server(text_of(asked.data));
  const auto final = scram_->client_final(text_of(asked.data));
  if (!final) return std::unexpected(final.error());
  return append_sasl_response(out, *final);
}

}  // namespace wirespeed::postgres
