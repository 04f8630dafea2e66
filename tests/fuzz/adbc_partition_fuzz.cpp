// Any bytes as a partition's token and as a query to be cut: understood or refused, and what was understood says itself
// again.
#include <cstdlib>
#include <string>

#include "wirespeed/adbc_postgres/partitions.hpp"
#include "wirespeed/adbc_postgres/simple_select.hpp"

namespace {

using namespace wirespeed::adbc_postgres;

void check(bool holds) {
  if (!holds) std::abort();
}

bool is_within(const std::string& part, std::string_view whole) { return whole.find(part) != std::string_view::npos; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto partition = parse_partition(text)) {
    check(serialize(*partition) == text);
  } else {
    check(!partition.error().message.empty());
  }
  if (const auto select = parse_simple_select(text)) {
    check(!select->table.empty() && is_within(select->table, text) && is_within(select->condition, text));
    check(select->columns == "*" || is_within(select->columns, text));
    check(select->where("x").ends_with("x"));
    // With the condition it is one of these again.
    const auto again = parse_simple_select(select->where("x"));
    check(again && again->table.starts_with(select->table));
  }
  return 0;
}
