#include "wirespeed/adbc_postgres/read_options.hpp"

#include <charconv>

#include "wirespeed/postgres/column_option_names.hpp"

namespace wirespeed::adbc_postgres {
namespace {

Answer<bool> set_count(std::string_view key, std::string_view value, std::size_t& out) {
  auto count = parse_integer(key, value);
  if (!count) return std::unexpected(std::move(count).error());
  if (*count < 1) return refuse(status::kInvalidArgument, "option {}: expected at least 1, found {}", key, *count);
  out = static_cast<std::size_t>(*count);
  return true;
}

}  // namespace

Answer<bool> parse_switch(std::string_view key, std::string_view value) {
  if (value == option::kEnabled) return true;
  if (value == option::kDisabled) return false;
  return refuse(status::kInvalidArgument, "option {}: expected \"true\" or \"false\", found \"{}\"", key, value);
}

Answer<std::int64_t> parse_integer(std::string_view key, std::string_view value) {
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (failed == std::errc() && end == value.data() + value.size()) return number;
  return refuse(status::kInvalidArgument, "option {}: expected an integer, found \"{}\"", key, value);
}

Answer<bool> set_read_option(ReadOptions& options, std::string_view key, std::string_view value) {
  if (!key.starts_with(kOwnOptionPrefix)) return false;
  const std::string_view name = key.substr(kOwnOptionPrefix.size());
  if (name == "batch_rows") return set_count(key, value, options.limits.rows);
  if (name == "batch_bytes") return set_count(key, value, options.limits.bytes);
  if (name == "partitions") return set_count(key, value, options.partitions);
  auto is_set = postgres::set_column_option(options.columns, name, value);
  if (!is_set) return refuse(status::kInvalidArgument, "option {}{}", kOwnOptionPrefix, is_set.error().message);
  return *is_set;
}

std::optional<std::string> read_option(const ReadOptions& options, std::string_view key) {
  if (!key.starts_with(kOwnOptionPrefix)) return std::nullopt;
  const std::string_view name = key.substr(kOwnOptionPrefix.size());
  if (name == "batch_rows") return std::to_string(options.limits.rows);
  if (name == "batch_bytes") return std::to_string(options.limits.bytes);
  if (name == "partitions") return std::to_string(options.partitions);
  return postgres::column_option(options.columns, name);
}

}  // namespace wirespeed::adbc_postgres
