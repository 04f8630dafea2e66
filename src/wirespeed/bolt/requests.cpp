#include "wirespeed/bolt/requests.hpp"

#include <utility>

#include "wirespeed/bolt/message_writer.hpp"

namespace wirespeed::bolt {
namespace {

using packstream::Map;
using packstream::Value;

// Entries of a map that is written once all of them are known.
using Entries = std::vector<std::pair<std::string_view, Value>>;

void append_text(Entries& entries, std::string_view key, const std::string& value) {
  if (!value.empty()) entries.emplace_back(key, value);
}

packstream::List list_of(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

void write(MessageWriter& writer, const Entries& entries) {
  for (const auto& [key, value] : entries) {
    writer.text(key);
    writer.value(value);
  }
}

void append_credentials(Entries& entries, const Credentials& credentials) {
  entries.emplace_back("scheme", credentials.scheme);
  append_text(entries, "principal", credentials.principal);
  const bool is_basic = credentials.scheme == "basic";
  if (is_basic || !credentials.credentials.empty()) entries.emplace_back("credentials", credentials.credentials);
  append_text(entries, "realm", credentials.realm);
  if (credentials.parameters.size() > 0) entries.emplace_back("parameters", credentials.parameters);
}

Outcome<void> append_notifications(Entries& entries, const NotificationFilter& filter, ProtocolVersion version) {
  if (!filter.is_set()) return {};
  if (version < kBolt52) {
    return fail(Errc::unsupported,
                "notification filters: expected Bolt 5.2 or newer (Neo4j 5.7), found {}; connect without them",
                version.text());
  }
  append_text(entries, "notifications_minimum_severity", filter.minimum_severity);
  if (filter.disabled) {
    const bool by_category = version < kBolt55;
    entries.emplace_back(by_category ? "notifications_disabled_categories" : "notifications_disabled_classifications",
                         list_of(*filter.disabled));
  }
  return {};
}

Map agent() { return {{"product", "wirespeed"}, {"platform", "Linux; x86_64"}, {"language", "C++/23"}}; }

Outcome<Entries> entries_of(const TransactionConfig& config, ProtocolVersion version) {
  Entries entries;
  if (!config.bookmarks.empty()) entries.emplace_back("bookmarks", list_of(config.bookmarks));
  if (config.timeout_ms) entries.emplace_back("tx_timeout", *config.timeout_ms);
  if (config.mode == AccessMode::read) entries.emplace_back("mode", "r");
  append_text(entries, "db", config.database);
  append_text(entries, "imp_user", config.impersonated_user);
  if (auto ok = append_notifications(entries, config.notifications, version); !ok) {
    return std::unexpected(std::move(ok).error());
  }
  return entries;
}

Outcome<void> write_config(MessageWriter& writer, const TransactionConfig& config, ProtocolVersion version) {
  auto entries = entries_of(config, version);
  if (!entries) return std::unexpected(std::move(entries).error());
  const bool has_metadata = !config.metadata.empty();
  writer.map(entries->size() + (has_metadata ? 1 : 0));
  write(writer, *entries);
  if (has_metadata) {
    writer.text("tx_metadata");
    writer.raw(config.metadata);
  }
  return {};
}

}  // namespace

Credentials Credentials::basic(std::string user, std::string password, std::string realm) {
  return {"basic", std::move(user), std::move(password), std::move(realm), {}};
}

Credentials Credentials::bearer(std::string token) { return {"bearer", {}, std::move(token), {}, {}}; }

Credentials Credentials::kerberos(std::string ticket) { return {"kerberos", {}, std::move(ticket), {}, {}}; }

Credentials Credentials::custom(std::string scheme, std::string principal, std::string credentials, std::string realm,
                                Map parameters) {
  return {std::move(scheme), std::move(principal), std::move(credentials), std::move(realm), std::move(parameters)};
}

Outcome<Bytes> encode_hello(const Hello& hello, ProtocolVersion version) {
  Entries entries{{"user_agent", hello.user_agent}};
  if (hello.routing) entries.emplace_back("routing", *hello.routing);
  if (version >= kBolt53) entries.emplace_back("bolt_agent", agent());
  if (version < kBolt50) entries.emplace_back("patch_bolt", packstream::List{"utc"});
  if (version < kBolt51) append_credentials(entries, hello.credentials);
  if (auto ok = append_notifications(entries, hello.notifications, version); !ok) {
    return std::unexpected(std::move(ok).error());
  }
  MessageWriter writer(Request::hello, 1);
  writer.map(entries.size());
  write(writer, entries);
  return writer.take("HELLO");
}

Outcome<Bytes> encode_logon(const Credentials& credentials) {
  Entries entries;
  append_credentials(entries, credentials);
  MessageWriter writer(Request::logon, 1);
  writer.map(entries.size());
  write(writer, entries);
  return writer.take("LOGON");
}

Outcome<Bytes> encode_begin(const TransactionConfig& config, ProtocolVersion version) {
  MessageWriter writer(Request::begin, 1);
  if (auto ok = write_config(writer, config, version); !ok) return std::unexpected(std::move(ok).error());
  return writer.take("BEGIN");
}

Outcome<Bytes> encode_route(const Map& routing, const std::vector<std::string>& bookmarks, const std::string& database,
                            const std::string& impersonated_user) {
  Entries extra;
  append_text(extra, "db", database);
  append_text(extra, "imp_user", impersonated_user);
  MessageWriter writer(Request::route, 3);
  writer.value(routing);
  writer.texts(bookmarks);
  writer.map(extra.size());
  write(writer, extra);
  return writer.take("ROUTE");
}

Outcome<Bytes> encode_telemetry(TelemetryApi api) {
  MessageWriter writer(Request::telemetry, 1);
  writer.integer(static_cast<std::int64_t>(api));
  return writer.take("TELEMETRY");
}

Outcome<Bytes> encode_pull(Request pull_or_discard, std::int64_t records, std::int64_t result) {
  MessageWriter writer(pull_or_discard, 1);
  writer.map(result == kLastResult ? 1 : 2);
  writer.text("n");
  writer.integer(records);
  if (result != kLastResult) {
    writer.text("qid");
    writer.integer(result);
  }
  return writer.take(to_string(pull_or_discard));
}

Bytes encode_bare(Request request) { return {packstream::marker::kStructure, static_cast<std::uint8_t>(request)}; }

Outcome<Run> encode_run(std::string_view query, const TransactionConfig* auto_commit, ProtocolVersion version) {
  MessageWriter head(Request::run, 3);
  head.text(query);
  MessageWriter tail;
  if (auto_commit == nullptr) {
    tail.map(0);
  } else if (auto ok = write_config(tail, *auto_commit, version); !ok) {
    return std::unexpected(std::move(ok).error());
  }
  auto head_bytes = head.take("RUN");
  auto tail_bytes = tail.take("RUN");
  if (!head_bytes) return std::unexpected(std::move(head_bytes).error());
  if (!tail_bytes) return std::unexpected(std::move(tail_bytes).error());
  return Run{*std::move(head_bytes), *std::move(tail_bytes)};
}

Outcome<Bytes> encode_parameters(const Map& parameters, ProtocolVersion version) {
  auto bytes = packstream::encode(parameters, version.packstream());
  if (!bytes) return std::unexpected(Error(std::move(bytes).error()));
  return *std::move(bytes);
}

}  // namespace wirespeed::bolt
