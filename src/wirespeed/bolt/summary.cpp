#include "wirespeed/bolt/summary.hpp"

#include "wirespeed/bolt/metadata.hpp"

namespace wirespeed::bolt {
namespace {

using packstream::List;
using packstream::Map;
using packstream::Value;

std::optional<Position> position_of(const Map& map, std::string_view key) {
  const Map* position = map_in(map, key);
  return position == nullptr ? std::nullopt : std::optional(read_position(*position));
}

Counters read_counters(const Map& stats) {
  Counters counters;
  for (const auto& [name, value] : stats.entries()) {
    if (const auto* count = value.get<std::int64_t>(); count != nullptr) {
      counters.counts.emplace_back(name, *count);
      if (name != "system-updates" && *count > 0) counters.contains_updates = true;
    }
  }
  counters.contains_updates = flag_in(stats, "contains-updates", counters.contains_updates);
  counters.contains_system_updates = flag_in(stats, "contains-system-updates", integer_in(stats, "system-updates") > 0);
  return counters;
}

Notification read_notification(const Map& map) {
  return {text_in(map, "code"),     text_in(map, "title"),    text_in(map, "description"),
          text_in(map, "severity"), text_in(map, "category"), position_of(map, "position")};
}

Status read_status(const Map& map) {
  Status status;
  status.gql_status = text_in(map, "gql_status");
  status.description = text_in(map, "status_description");
  if (const Map* record = map_in(map, "diagnostic_record"); record != nullptr) status.diagnostic_record = *record;
  status.neo4j_code = text_in(map, "neo4j_code");
  status.title = text_in(map, "title");
  status.notification_description = text_in(map, "description");
  status.position = position_of(status.diagnostic_record, "_position");
  return status;
}

Notification as_notification(const Status& status) {
  return {status.neo4j_code,       status.title,   status.notification_description, status.severity(),
          status.classification(), status.position};
}

template <typename T>
std::vector<T> read_all(const Map& map, std::string_view key, T (*read)(const Map&)) {
  std::vector<T> all;
  const List* list = list_in(map, key);
  if (list == nullptr) return all;
  for (const Value& value : *list) {
    if (const Map* entry = value.get<Map>(); entry != nullptr) all.push_back(read(*entry));
  }
  return all;
}

Value value_in(const Map& map, std::string_view key) {
  const Value* value = map.find(key);
  return value == nullptr ? Value() : *value;
}

}  // namespace

std::int64_t Counters::count(std::string_view name) const noexcept {
  for (const auto& [known, value] : counts) {
    if (known == name) return value;
  }
  return 0;
}

std::string Status::severity() const { return text_in(diagnostic_record, "_severity"); }
std::string Status::classification() const { return text_in(diagnostic_record, "_classification"); }

Summary read_summary(const Map& run, const Map& end) {
  Summary summary;
  summary.query_type = text_in(end, "type");
  summary.database = text_in(end, "db");
  if (summary.database.empty()) summary.database = text_in(run, "db");
  summary.bookmark = text_in(end, "bookmark");
  if (const Map* stats = map_in(end, "stats"); stats != nullptr) summary.counters = read_counters(*stats);
  summary.notifications = read_all<Notification>(end, "notifications", read_notification);
  summary.statuses = read_all<Status>(end, "statuses", read_status);
  for (const Status& status : summary.statuses) {
    if (status.is_notification()) summary.notifications.push_back(as_notification(status));
  }
  summary.plan = value_in(end, "plan");
  summary.profile = value_in(end, "profile");
  summary.available_after_ms = integer_in(run, "t_first", -1);
  summary.consumed_after_ms = integer_in(end, "t_last", -1);
  return summary;
}

}  // namespace wirespeed::bolt
