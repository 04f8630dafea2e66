#include "answers.hpp"

#include <fmt/format.h>

namespace wirespeed::bolt_replay {

using packstream::List;
using packstream::Map;
using packstream::Value;

namespace {

constexpr std::int64_t kRouteSeconds = 300;

Value number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::string address(const Peer& peer) { return fmt::format("127.0.0.1:{}", peer.port); }

std::string bookmark(const Peer& peer) { return fmt::format("replay:{}", peer.connection); }

Map hints(const Peer& peer, const Options& options) {
  Map hints;
  if (options.recv_timeout > 0) hints.append("connection.recv_timeout_seconds", number(options.recv_timeout));
  if (peer.at_least(5, 4)) hints.append("telemetry.enabled", options.telemetry);
  if (peer.at_least(5, 8)) hints.append("ssr.enabled", true);
  return hints;
}

Map role(const Peer& peer, const char* name) { return {{"role", name}, {"addresses", List{address(peer)}}}; }

Map success_status() { return {{"gql_status", "00000"}, {"status_description", "note: successful completion"}}; }

}  // namespace

Map hello_answer(const Peer& peer, const Options& options, bool utc_patch) {
  Map answer{{"server", "Neo4j/5.26.0"}, {"connection_id", fmt::format("bolt-{}", peer.connection)}};
  if (peer.at_least(5, 8)) {
    answer.append("protocol_version", fmt::format("{}.{}", peer.version.major, peer.version.minor));
  }
  if (utc_patch) answer.append("patch_bolt", List{"utc"});
  answer.append("hints", hints(peer, options));
  return answer;
}

Map logon_answer(const Peer& peer) { return peer.at_least(5, 8) ? Map{{"advertised_address", address(peer)}} : Map{}; }

Map run_answer(const Peer& peer, const Workload& workload, std::int64_t qid) {
  List fields;
  for (std::uint64_t i = 0; i < workload.columns(); ++i) fields.emplace_back(fmt::format("c{}", i));
  Map answer{{"t_first", 0}, {"fields", std::move(fields)}};
  if (qid >= 0) answer.append("qid", qid);
  if (qid < 0 && peer.at_least(5, 8)) answer.append("db", "neo4j");
  return answer;
}

Map end_answer(const Peer& peer, bool in_transaction) {
  Map answer;
  if (!in_transaction) answer.append("bookmark", bookmark(peer));
  if (peer.at_least(5, 6)) answer.append("statuses", List{success_status()});
  answer.append("type", "r");
  answer.append("t_last", 0);
  answer.append("db", "neo4j");
  return answer;
}

Map bookmark_answer(const Peer& peer) { return {{"bookmark", bookmark(peer)}}; }

Map route_answer(const Peer& peer) {
  List servers{role(peer, "WRITE"), role(peer, "READ"), role(peer, "ROUTE")};
  return {{"rt", Map{{"ttl", kRouteSeconds}, {"db", "neo4j"}, {"servers", std::move(servers)}}}};
}

Map failure_answer(const Peer& peer, std::string_view code, std::string_view text) {
  if (!peer.at_least(5, 7)) return {{"code", std::string(code)}, {"message", std::string(text)}};
  return {{"neo4j_code", std::string(code)},
          {"message", std::string(text)},
          {"gql_status", "50N42"},
          {"description", "error: general processing exception - unexpected error. " + std::string(text)}};
}

}  // namespace wirespeed::bolt_replay
