// What summaries say, by version: as Neo4j 5.26 says it.
#pragma once

#include <string_view>

#include "options.hpp"
#include "query.hpp"

namespace wirespeed::bolt_replay {

struct Peer {
  BoltVersion version;
  std::uint64_t connection;  // number
  std::uint16_t port;        // of the server

  bool at_least(int major, int minor) const noexcept { return version >= BoltVersion{major, minor}; }
};

packstream::Map hello_answer(const Peer& peer, const Options& options, bool utc_patch);
packstream::Map logon_answer(const Peer& peer);
// qid < 0: not in a transaction.
packstream::Map run_answer(const Peer& peer, const Workload& workload, std::int64_t qid);
// Of PULL and DISCARD, at the end of a result.
packstream::Map end_answer(const Peer& peer, bool in_transaction);
packstream::Map bookmark_answer(const Peer& peer);
packstream::Map route_answer(const Peer& peer);
packstream::Map failure_answer(const Peer& peer, std::string_view code, std::string_view text);

}  // namespace wirespeed::bolt_replay
