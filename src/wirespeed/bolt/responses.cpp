#include "wirespeed/bolt/responses.hpp"

#include <algorithm>

#include "wirespeed/bolt/metadata.hpp"

namespace wirespeed::bolt {
namespace {

using packstream::Map;

constexpr std::size_t kHeaderBytes = 2;

std::unexpected<wirespeed::Error> malformed(ByteView message, const char* expected) {
  const ByteView front = message.first(std::min<std::size_t>(message.size(), 4));
  return fail(
      Errc::malformed,
      "Bolt message: expected {}, found {} bytes that begin with {:02X}; the connection is of no more use, open "
      "another",
      expected, message.size(), fmt::join(front, " "));
}

bool is_response(std::uint8_t tag) noexcept {
  return tag == static_cast<std::uint8_t>(Response::success) || tag == static_cast<std::uint8_t>(Response::record) ||
         tag == static_cast<std::uint8_t>(Response::ignored) || tag == static_cast<std::uint8_t>(Response::failure);
}

std::vector<std::string>* list_of(RoutingServers& servers, std::string_view role) noexcept {
  if (role == "ROUTE") return &servers.routers;
  if (role == "READ") return &servers.readers;
  return role == "WRITE" ? &servers.writers : nullptr;
}

}  // namespace

Result<Message> read_message(ByteView message) {
  if (message.size() < kHeaderBytes || (message[0] & 0xF0) != packstream::marker::kStructure) {
    return malformed(message, "a structure");
  }
  if (!is_response(message[1])) return malformed(message, "SUCCESS, RECORD, IGNORED or FAILURE");
  const auto response = static_cast<Response>(message[1]);
  const std::size_t fields = message[0] & 0x0F;
  const bool fits = fields == 1 || (response == Response::ignored && fields == 0);
  if (!fits) return malformed(message, "a response with one field");
  return Message{response, message.subspan(kHeaderBytes)};
}

Result<Map> read_metadata(const Message& message, packstream::Version version) {
  auto value = packstream::decode(message.fields, version);
  if (!value) return std::unexpected(std::move(value).error());
  Map* map = value->get<Map>();
  if (map != nullptr) return std::move(*map);
  return fail(Errc::malformed, "Bolt {}: expected a map, found another value; open another connection",
              to_string(message.response));
}

ServerInfo read_server_info(const Map& metadata) {
  ServerInfo info;
  info.agent = text_in(metadata, "server");
  info.connection_id = text_in(metadata, "connection_id");
  const auto patches = texts_in(metadata, "patch_bolt");
  info.has_utc_patch = std::ranges::find(patches, "utc") != patches.end();
  const Map* hints = map_in(metadata, "hints");
  if (hints == nullptr) return info;
  const std::int64_t seconds = integer_in(*hints, "connection.recv_timeout_seconds");
  if (seconds > 0) info.receive_timeout_s = seconds;
  info.wants_telemetry = flag_in(*hints, "telemetry.enabled");
  info.routes_server_side = flag_in(*hints, "ssr.enabled");
  return info;
}

Result<RoutingServers> read_routing(const Map& metadata) {
  const Map* table = map_in(metadata, "rt");
  const packstream::List* servers = table == nullptr ? nullptr : list_in(*table, "servers");
  if (servers == nullptr)
    return fail(Errc::malformed, "Bolt ROUTE: expected a map rt with a list of servers, found none");
  RoutingServers routing;
  routing.ttl_s = std::max<std::int64_t>(0, integer_in(*table, "ttl"));
  routing.database = text_in(*table, "db");
  for (const packstream::Value& value : *servers) {
    const Map* server = value.get<Map>();
    auto* list = server == nullptr ? nullptr : list_of(routing, text_in(*server, "role"));
    if (list == nullptr) continue;
    for (std::string& address : texts_in(*server, "addresses")) list->push_back(std::move(address));
  }
  return routing;
}

}  // namespace wirespeed::bolt
