// What comes back, and what its metadata says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wirespeed/bolt/error.hpp"
#include "wirespeed/bolt/protocol.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::bolt {

// | Bn | tag | fields... |
struct Message {
  Response response;
  ByteView fields;  // of a RECORD the list of its values
};

// An error of code malformed for anything that is no response.
Result<Message> read_message(ByteView message);

// The map that SUCCESS and FAILURE carry.
Result<packstream::Map> read_metadata(const Message& message, packstream::Version version);

// What the server says of itself, in answer to HELLO.
struct ServerInfo {
  std::string agent;                              // "Neo4j/5.26.0"
  std::string connection_id;                      // for its logs
  std::optional<std::int64_t> receive_timeout_s;  // silence that means it is gone
  bool wants_telemetry = false;
  bool routes_server_side = false;
  bool has_utc_patch = false;  // 4.4: times as 5.0 has them
};

ServerInfo read_server_info(const packstream::Map& metadata);

struct RoutingServers {
  std::int64_t ttl_s = 0;
  std::string database;
  std::vector<std::string> routers;
  std::vector<std::string> readers;
  std::vector<std::string> writers;
};

// In answer to ROUTE.
Result<RoutingServers> read_routing(const packstream::Map& metadata);

}  // namespace wirespeed::bolt
