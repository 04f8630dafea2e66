// Asking a server to end what a session does: a connection of its own, one message, no answer.
#include <array>

#include "wirespeed/postgres_client/encryption.hpp"
#include "wirespeed/postgres_client/failures.hpp"
#include "wirespeed/postgres_client/open.hpp"

namespace wirespeed::postgres_client {
namespace {

using postgres::Error;
using postgres::Outcome;

// The key must not be heard by others when the session's words were not.
Outcome<void> encrypt(net::Stream& stream, const CancelTarget& target, const Stop& stop) {
  if (!target.tls_at_once) {
    const auto takes = server_takes_tls(stream, stop);
    if (!takes) return std::unexpected(takes.error());
    if (!*takes) {
      return lost(
          {Errc::unsupported, fmt::format("cancel at {}: the server does not speak TLS any more, and the session to be "
                                          "cancelled does; nothing was sent",
                                          target.address.text())});
    }
  }
  return start_tls(stream, target.tls, target.server_name, target.tls_at_once, stop);
}

// Until the server has closed it: then it has dealt with the request. Any other end will do as well.
Outcome<void> wait_for_end(net::Stream& stream, const Stop& stop) {
  std::array<std::uint8_t, 256> ignored{};
  for (;;) {
    const auto n = stream.read_some(ignored, stop);
    if (!n && is_stop(n.error())) return lost(n.error());
    if (!n || *n == 0) return {};
  }
}

}  // namespace

Outcome<void> cancel(const CancelTarget& target, const Stop& stop) {
  if (target.key.secret.empty()) {
    return std::unexpected(Error({Errc::unsupported, "cancel: the server gave this session no key to cancel it by"}));
  }
  auto stream = net::connect(target.address, {.socket = target.socket}, stop);
  if (!stream) return lost(std::move(stream).error());
  if (target.tls != nullptr) {
    if (auto ok = encrypt(*stream, target, stop); !ok) return ok;
  }
  postgres::Bytes request;
  postgres::append_cancel_request(request, target.key.process_id, target.key.secret);
  if (auto ok = stream->write_all(ByteView(request), stop); !ok) return lost(std::move(ok).error());
  return wait_for_end(*stream, stop);
}

}  // namespace wirespeed::postgres_client
