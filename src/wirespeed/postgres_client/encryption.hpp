// TLS as PostgreSQL does it: asked for on a plain connection, or spoken from the first byte.
#pragma once

#include <memory>
#include <string>

#include "wirespeed/net/stream.hpp"
#include "wirespeed/postgres/connection_info.hpp"
#include "wirespeed/postgres/error.hpp"

namespace wirespeed::postgres_client {

// What TLS needs of files, which are read now. nullptr for sslmode=disable.
postgres::Outcome<std::shared_ptr<const net::TlsContext>> make_tls(const postgres::TlsSettings& settings);

// Asks the server whether it speaks TLS on this connection. Anything but its one byte of an answer is an error: what
// came in plain text must never be taken for what was encrypted (CVE-2021-23222).
postgres::Outcome<bool> server_takes_tls(net::Stream& stream, const Stop& stop);

// Shakes hands. `at_once`: without having asked; such a server must agree to speak PostgreSQL's protocol (ALPN).
postgres::Outcome<void> start_tls(net::Stream& stream, const std::shared_ptr<const net::TlsContext>& context,
                                  const std::string& server_name, bool at_once, const Stop& stop);

}  // namespace wirespeed::postgres_client
