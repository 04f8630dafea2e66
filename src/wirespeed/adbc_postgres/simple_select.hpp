// Queries that can be cut by the places of their rows: those that read one table, row by row.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wirespeed::adbc_postgres {

// SELECT columns FROM table [WHERE condition], or TABLE table. What stands in it is as it was written.
struct SimpleSelect {
  std::string columns;
  std::string table;
  std::string condition{};  // none: empty

  // With one more condition. Where `condition` was more than one (an ORDER BY behind it), the server refuses this.
  std::string where(std::string_view further) const;
};

// None for all other queries: functions, aliases of the table, joins, DISTINCT, ... REQUIRES: the server takes `sql`
std::optional<SimpleSelect> parse_simple_select(std::string_view sql);

}  // namespace wirespeed::adbc_postgres
