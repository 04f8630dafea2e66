// How a connection comes about.
#include "wirespeed/net/connecting.hpp"
#include "wirespeed/s3_client/connection.hpp"
#include "wirespeed/s3_client/proxy.hpp"
#include "wirespeed/s3_client/route.hpp"

namespace wirespeed::s3_client {
namespace {

s3::Error unavailable(Error error) { return {std::move(error), s3::Error::Kind::unavailable, s3::Retry::soon}; }

}  // namespace

Progress Connection::connect(net::Address address) {
  address_ = std::move(address);
  ++tries_;
  transport_.close();
  stage_ = Stage::connecting;
  check_at_ = shared_.now + shared_.options.connect_timeout;
  auto socket = net::start_connect(address_, {});
  if (!socket) return fail_with(unavailable(std::move(socket).error()));
  transport_.adopt(*std::move(socket));
  return Progress::waiting;
}

Progress Connection::step_connect() {
  if (!transport_.may_write()) return Progress::waiting;
  if (auto finished = net::finish_connect(transport_.socket()); !finished) {
    return fail_with(unavailable(std::move(finished).error()));
  }
  check_at_ = shared_.now + shared_.options.connect_timeout;
  if (!route_.target.tls) return establish();
  return route_.proxy != nullptr ? begin_tunnel() : begin_handshake();
}

Progress Connection::begin_tunnel() {
  stage_ = Stage::tunnel;
  filled_ = 0;
  request_.head().clear();
  append_connect_request(*route_.proxy, route_.target, request_.head());
  request_.begin(nullptr);
  return step_tunnel();
}

Progress Connection::step_tunnel() {
  if (auto ok = request_.send(transport_); !ok) return fail_with(std::move(ok).error());
  if (const auto incomplete = read_head(true)) return *incomplete;
  const int status = shared_.head.status;
  if (status / 100 != 2) {
    s3::Error refused = unavailable(
        fail(Errc::io, "connect to {} through the proxy {}: it answered {} {}; see to its address and authorization",
             route_.target.address.text(), route_.through.text(), status, shared_.head.reason)
            .error());
    if (status / 100 == 4) refused.retry = s3::Retry::never;
    return fail_with(std::move(refused));
  }
  consume(shared_.head.size);
  if (filled_ > 0) {
    return fail_with(
        unavailable(fail(Errc::malformed, "connect to {} through the proxy {}: bytes came before they were due",
                         route_.target.address.text(), route_.through.text())
                        .error()));
  }
  return begin_handshake();
}

Progress Connection::begin_handshake() {
  if (shared_.options.tls == nullptr) {
    return fail_with(fail(Errc::invalid_argument, "connect to {}: TLS is asked for, and the engine has no TLS context",
                          route_.target.address.text())
                         .error());
  }
  const Target& target = route_.target;
  const std::string& host = target.server_name.empty() ? target.address.host : target.server_name;
  if (auto ok = transport_.start_tls(shared_.options.tls, host, route_.ticket); !ok) {
    return fail_with(std::move(ok).error());
  }
  stage_ = Stage::handshake;
  return step_handshake();
}

Progress Connection::step_handshake() {
  auto step = transport_.tls()->step_handshake();
  if (step) return *step == net::Handshake::done ? establish() : Progress::waiting;
  s3::Error failed = unavailable(std::move(step).error());
  if (transport_.tls()->certificate_refused()) failed.retry = s3::Retry::never;
  return fail_with(std::move(failed));
}

Progress Connection::establish() {
  stage_ = Stage::idle;
  transport_.poke();
  resting_since_ = shared_.now;
  check_at_ = shared_.now + shared_.options.idle_timeout;
  ++shared_.counts.connections_opened;
  return Progress::established;
}

}  // namespace wirespeed::s3_client
