// What a server says of a query that has ended.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "wirespeed/bolt/error.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::bolt {

// What the query changed, by the server's names ("nodes-created").
struct Counters {
  std::vector<std::pair<std::string, std::int64_t>> counts;
  bool contains_updates = false;
  bool contains_system_updates = false;

  std::int64_t count(std::string_view name) const noexcept;  // 0 for what is not there
};

// As servers up to Bolt 5.4 send it; newer ones send statuses, from which it is made.
struct Notification {
  std::string code;
  std::string title;
  std::string description;
  std::string severity;
  std::string category;
  std::optional<Position> position;
};

// As servers from Bolt 5.5 on send it.
struct Status {
  std::string gql_status;
  std::string description;
  packstream::Map diagnostic_record;
  std::string neo4j_code;  // of a notification only, as all below
  std::string title;
  std::string notification_description;
  std::optional<Position> position;

  std::string severity() const;
  std::string classification() const;
  bool is_notification() const noexcept { return !neo4j_code.empty(); }
};

struct Summary {
  std::string query_type;  // "r", "rw", "w", "s"
  std::string database;
  std::string bookmark;
  Counters counters;
  std::vector<Notification> notifications;
  std::vector<Status> statuses;
  packstream::Value plan;     // a map for EXPLAIN, null otherwise
  packstream::Value profile;  // a map for PROFILE, null otherwise
  std::int64_t available_after_ms = -1;
  std::int64_t consumed_after_ms = -1;
};

// From the metadata of RUN's answer, and of the last PULL's or DISCARD's.
Summary read_summary(const packstream::Map& run, const packstream::Map& end);

}  // namespace wirespeed::bolt
