// Arrow columns into a table, by COPY: all of them or none.
#pragma once

#include <memory>
#include <string>

#include "wirespeed/adbc_postgres/session.hpp"
#include "wirespeed/column/arrow_import.hpp"

namespace wirespeed::adbc_postgres {

enum class IngestMode : std::uint8_t {
  create,         // a new table; an error where there is one
  append,         // to the table that is there
  replace,        // a new table; one that is there goes
  create_append,  // a new table where there is none
};

struct IngestTarget {
  std::string catalog{};
  std::string schema{};
  std::string table{};
  IngestMode mode = IngestMode::create;
  bool is_temporary = false;

  std::string sql_name() const;
};

// How many rows were written. Columns go to those of the same name; what the table has besides gets its default.
// REQUIRES: the session's turn
Answer<std::int64_t> ingest(const std::shared_ptr<Session>& session, const IngestTarget& target,
                            column::ImportedStream stream);

// With the types that hold what such columns have.
Answer<std::string> create_table(const IngestTarget& target, const column::ImportedColumn& root);

}  // namespace wirespeed::adbc_postgres
