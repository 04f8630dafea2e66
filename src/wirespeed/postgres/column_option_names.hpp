// ColumnOptions by name, as bindings and drivers are told them:
//
//   text           utf8, large_utf8, utf8_view
//   numeric        automatic, text, float64
//   out_of_range   null, extreme, text
//   dictionary     never, adaptive, always
//   arrays         adaptive, lists, structs
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wirespeed/postgres/column_decoder.hpp"

namespace wirespeed::postgres {

// False: there is no such option. An error names the values that there are.
Result<bool> set_column_option(ColumnOptions& options, std::string_view name, std::string_view value);

// Its value; null: there is no such option.
std::optional<std::string> column_option(const ColumnOptions& options, std::string_view name);

}  // namespace wirespeed::postgres
