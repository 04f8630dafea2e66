#include <iterator>

#include "wirespeed/column/arrow_import.hpp"

namespace wirespeed::column {
namespace {

// By Layout.
constexpr const char* kNames[] = {
    "null",
    "bool",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float16",
    "float32",
    "float64",
    "decimal",
    "utf8",
    "large_utf8",
    "utf8_view",
    "binary",
    "large_binary",
    "binary_view",
    "fixed_size_binary",
    "date32",
    "date64",
    "time32",
    "time64",
    "timestamp",
    "duration",
    "interval[months]",
    "interval[days, milliseconds]",
    "interval[months, days, nanoseconds]",
    "list",
    "large_list",
    "fixed_size_list",
    "struct",
    "map",
    "union",
    "union",
};
static_assert(std::size(kNames) == static_cast<std::size_t>(Layout::sparse_union) + 1);

const char* name_of(Layout layout) noexcept { return kNames[static_cast<std::size_t>(layout)]; }

const char* unit_of(const ImportedColumn& column) noexcept {
  switch (column.per_second) {
    case 1:
      return "s";
    case 1000:
      return "ms";
    case 1'000'000:
      return "us";
    default:
      return "ns";
  }
}

std::string children_of(const ImportedColumn& column, bool names) {
  std::string text = "<";
  for (const ImportedColumn& child : column.children) {
    if (&child != &column.children.front()) text += ", ";
    if (names) text += child.name + ": ";
    text += to_string(child);
  }
  return text + ">";
}

// What stands behind the name.
std::string parameters_of(const ImportedColumn& column) {
  switch (column.layout) {
    case Layout::decimal:
      return fmt::format("{}({}, {})", column.width * 8, column.precision, column.scale);
    case Layout::fixed_bytes:
      return fmt::format("[{}]", column.width);
    case Layout::time32:
    case Layout::time64:
    case Layout::duration:
      return fmt::format("[{}]", unit_of(column));
    case Layout::timestamp:
      return fmt::format("[{}{}{}]", unit_of(column), column.zone.empty() ? "" : ", ", column.zone);
    case Layout::fixed_list:
      return fmt::format("{}[{}]", children_of(column, false), column.width);
    case Layout::list:
    case Layout::large_list:
      return children_of(column, false);
    case Layout::map:
      return children_of(column.children[0], false);
    case Layout::structure:
    case Layout::dense_union:
    case Layout::sparse_union:
      return children_of(column, true);
    default:
      return "";
  }
}

}  // namespace

std::string to_string(const ImportedColumn& column) {
  const std::string text = name_of(column.layout) + parameters_of(column);
  return column.dictionary.empty() ? text : fmt::format("dictionary<{}, {}>", text, to_string(column.dictionary[0]));
}

}  // namespace wirespeed::column
