// Ranges of ids as a table of SQLite's, so that one statement reads what belongs to all of them: each range is a step
// of a join, where it would be a statement to bind, start and end.
//
//   SELECT ... FROM wirespeed_runs AS run CROSS JOIN nodes AS n WHERE n.id BETWEEN +run.first AND +run.last
//
// (A + leaves the comparison to the other side's affinity, as for a bound parameter.)
#pragma once

#include <cstdint>
#include <span>

#include <sqlite3.h>

namespace wirespeed::graph_remote {

inline constexpr const char* kRunsTable = "wirespeed_runs";

struct IdRun {
  std::int64_t first;
  std::int64_t last;
};

// Makes the table known to the connection: it has what `*runs` is when a statement begins, and that stays until it
// ends. Borrows `runs` for as long as the connection lasts. A code of SQLite's.
int add_runs_table(sqlite3* database, const std::span<const IdRun>* runs) noexcept;

}  // namespace wirespeed::graph_remote
