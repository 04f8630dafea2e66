// From a connection string's meaning to a session with a server: addresses, TLS, authentication, and a choice among
// several hosts. And the way back: asking a server to end what such a session does.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "wirespeed/net/stream.hpp"
#include "wirespeed/postgres/connection_info.hpp"
#include "wirespeed/postgres/error.hpp"
#include "wirespeed/postgres/request.hpp"
#include "wirespeed/postgres/responses.hpp"

namespace wirespeed::postgres_client {

// Where and how to ask for a session's work to be ended: at the same address, encrypted if the session is.
struct CancelTarget {
  postgres::BackendKey key{};
  net::Address address{};
  net::SocketOptions socket{};
  std::shared_ptr<const net::TlsContext> tls{};  // none: not encrypted
  bool tls_at_once = false;                      // sslnegotiation=direct
  std::string server_name{};
};

// A session that is ready for queries.
struct Opened {
  net::Stream stream;
  std::vector<std::uint8_t> received{};  // what came behind the server's readiness
  CancelTarget cancel{};
  std::vector<postgres::ParameterStatus> parameters{};
  std::vector<postgres::Notice> notices{};
  postgres::TransactionStatus status = postgres::TransactionStatus::idle;
  std::uint32_t protocol = postgres::kProtocol30;
  postgres::Host host{};  // which of them it is
};

// Tries the hosts in their order (or none: load_balance_hosts) until one is what target_session_attrs asks for. A
// server that answers and refuses the login ends the search. Cannot be taken up again after a stop.
postgres::Outcome<Opened> open(const postgres::ConnectionInfo& info, const Stop& stop);

// Returns when the server has taken the request. Whether there was still something to end, nobody can know.
postgres::Outcome<void> cancel(const CancelTarget& target, const Stop& stop);

}  // namespace wirespeed::postgres_client
