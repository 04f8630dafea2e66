// GetStatistics and GetStatisticNames: what ANALYZE has found, in the columns that ADBC prescribes. All of it is
// approximate, and nothing is known of a table that was never analyzed.
#pragma once

#include <vector>

#include "wirespeed/adbc_postgres/session.hpp"
#include "wirespeed/column/batch.hpp"

namespace wirespeed::adbc_postgres {

// Patterns: % for any text, _ for any character. Without: all; of schemas, those of the users.
struct StatisticsFilter {
  OptionalText catalog{};
  OptionalText schema{};
  OptionalText table{};
};

column::Schema statistics_schema();
// REQUIRES: the session's turn
Answer<column::Batch> statistics_batch(Session& session, const StatisticsFilter& filter);

// Of the statistics that are not ADBC's own.
column::Schema statistic_names_schema();
Answer<column::Batch> statistic_names_batch();

}  // namespace wirespeed::adbc_postgres
