// How results become columns, as options say it: wirespeed.postgresql.<name> of a database, a connection or a
// statement, which each begin with what the one above it has.
//
//   batch_rows, batch_bytes                           where a batch ends
//   text, numeric, out_of_range, dictionary, arrays   postgres/column_option_names.hpp
//   partitions                                        into how many parts ExecutePartitions cuts a table
#pragma once

#include <optional>
#include <string_view>

#include "wirespeed/adbc_postgres/failure.hpp"
#include "wirespeed/postgres/row_columns.hpp"

namespace wirespeed::adbc_postgres {

inline constexpr std::string_view kOwnOptionPrefix = "wirespeed.postgresql.";

struct ReadOptions {
  postgres::ColumnOptions columns{};
  postgres::BatchLimits limits{.rows = std::size_t{1} << 16U, .bytes = std::size_t{16} << 20U};
  std::size_t partitions = 0;  // 0: as many as the processors are
};

// False: the key is none of these.
Answer<bool> set_read_option(ReadOptions& options, std::string_view key, std::string_view value);
// Null: the same.
std::optional<std::string> read_option(const ReadOptions& options, std::string_view key);

// As options of every kind are read.
Answer<bool> parse_switch(std::string_view key, std::string_view value);
Answer<std::int64_t> parse_integer(std::string_view key, std::string_view value);

}  // namespace wirespeed::adbc_postgres
