// Columns as constants of SQL: what a server that is sent no parameters reads.
//
//   IN (1, 2, 'it''s', E'a\\b', '2020-01-01'::date, NULL)     as_sql, with ", " between them
//   '{1,2,"a \"b\"",2020-01-01,NULL}'                          as_array_item, between braces
//
// Texts in as_sql mean the same whatever standard_conforming_strings says, and in each client encoding: a character
// that some encoder turns into a backslash is written as an escape. Items of an array are text to the server, and have
// to be quoted once more, as a whole.
#pragma once

#include <string>
#include <string_view>

#include "wirespeed/base/error.hpp"
#include "wirespeed/column/array_view.hpp"

namespace wirespeed::postgres {

enum class ConstantKind : std::uint8_t {
  boolean,
  integer,
  float32,
  float64,
  date,         // int32 or ticks of days
  timestamp,    // ticks of ConstantStyle::unit
  timestamptz,  // the same, in UTC
  interval,     // the same
  text,
  bytea,  // of any item that is text
};

enum class TimeUnit : std::uint8_t { second, millisecond, microsecond, nanosecond };

enum class ConstantForm : std::uint8_t { as_sql, as_array_item };

struct ConstantStyle {
  ConstantKind kind = ConstantKind::integer;
  ConstantForm form = ConstantForm::as_sql;
  TimeUnit unit = TimeUnit::microsecond;
  std::string_view separator = ",";
};

// All items, with the separator between them; NULL for those that are not there, and for NaT. Fails for text that holds
// a zero byte or is no UTF-8, for times beyond PostgreSQL's, and for items that are not of the kind.
Result<std::string> constants(const column::ArrayView& items, const ConstantStyle& style);

}  // namespace wirespeed::postgres
