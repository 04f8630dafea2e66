// The addresses that hosts stand for, in the order in which they are tried.
#pragma once

#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/net/address.hpp"
#include "wirespeed/postgres/connection_info.hpp"

namespace wirespeed::postgres_client {

// Of one host; shuffled when `shuffle`. A host name has at least one.
Result<std::vector<net::Address>> addresses_of(const postgres::Host& host, bool shuffle, const Stop& stop);

// The hosts in the order in which they are tried.
std::vector<const postgres::Host*> order_of(const postgres::ConnectionInfo& info);

// The host by that one of its addresses: whoever wants the same server again may be given another one for its name,
// where that has several.
postgres::Host pinned(const postgres::Host& host, const net::Address& address, std::size_t addresses);

}  // namespace wirespeed::postgres_client
