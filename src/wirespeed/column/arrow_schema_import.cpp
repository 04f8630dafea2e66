#include <charconv>

#include "wirespeed/column/arrow_import.hpp"

namespace wirespeed::column {
namespace {

constexpr int kMaxDepth = 64;

struct Known {
  std::string_view format;
  Layout layout;
  std::int64_t per_second = 0;
};

// Formats without a parameter behind them.
constexpr Known kPlain[] = {
    {"n", Layout::null},
    {"b", Layout::boolean},
    {"c", Layout::int8},
    {"C", Layout::uint8},
    {"s", Layout::int16},
    {"S", Layout::uint16},
    {"i", Layout::int32},
    {"I", Layout::uint32},
    {"l", Layout::int64},
    {"L", Layout::uint64},
    {"e", Layout::float16},
    {"f", Layout::float32},
    {"g", Layout::float64},
    {"u", Layout::text},
    {"U", Layout::large_text},
    {"vu", Layout::text_view},
    {"z", Layout::bytes},
    {"Z", Layout::large_bytes},
    {"vz", Layout::bytes_view},
    {"tdD", Layout::date32},
    {"tdm", Layout::date64, 1000},
    {"tts", Layout::time32, 1},
    {"ttm", Layout::time32, 1000},
    {"ttu", Layout::time64, 1'000'000},
    {"ttn", Layout::time64, 1'000'000'000},
    {"tDs", Layout::duration, 1},
    {"tDm", Layout::duration, 1000},
    {"tDu", Layout::duration, 1'000'000},
    {"tDn", Layout::duration, 1'000'000'000},
    {"tiM", Layout::months},
    {"tiD", Layout::day_time},
    {"tin", Layout::month_day_nano},
    {"+l", Layout::list},
    {"+L", Layout::large_list},
    {"+s", Layout::structure},
    {"+m", Layout::map},
};

// Formats that go on with a parameter.
constexpr Known kPrefixes[] = {
    {"d:", Layout::decimal},
    {"w:", Layout::fixed_bytes},
    {"+w:", Layout::fixed_list},
    {"tss:", Layout::timestamp, 1},
    {"tsm:", Layout::timestamp, 1000},
    {"tsu:", Layout::timestamp, 1'000'000},
    {"tsn:", Layout::timestamp, 1'000'000'000},
    {"+ud:", Layout::dense_union},
    {"+us:", Layout::sparse_union},
};

template <typename T>
bool parse(std::string_view text, T& out) noexcept {
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, out);
  return error == std::errc() && at == end;
}

bool is_two_digits(std::string_view text, std::int64_t& out) noexcept {
  return text.size() == 2 && parse(text, out) && out >= 0;
}

// UTC in its usual spellings, or +hh:mm.
bool parse_offset(std::string_view zone, std::int64_t& seconds) noexcept {
  seconds = 0;
  if (zone == "UTC" || zone == "Z" || zone == "Etc/UTC") return true;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return false;
  std::int64_t hours = 0;
  std::int64_t minutes = 0;
  if (!is_two_digits(zone.substr(1, 2), hours) || !is_two_digits(zone.substr(4), minutes)) return false;
  seconds = (hours * 3600 + minutes * 60) * (zone[0] == '-' ? -1 : 1);
  return true;
}

bool parse_type_ids(std::string_view list, std::vector<std::int8_t>& out) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    int id = 0;
    if (!parse(list.substr(0, end), id) || id < 0 || id > 127) return false;
    out.push_back(static_cast<std::int8_t>(id));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return true;
}

//  precision,scale or precision,scale,bits
bool parse_decimal(std::string_view text, ImportedColumn& column) noexcept {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return false;
  const std::size_t second = std::min(text.find(',', comma + 1), text.size());
  std::int64_t bits = 128;
  if (second != text.size() && !parse(text.substr(second + 1), bits)) return false;
  column.width = bits / 8;
  return parse(text.substr(0, comma), column.precision) && column.precision > 0 &&
         parse(text.substr(comma + 1, second - comma - 1), column.scale) &&
         (bits == 32 || bits == 64 || bits == 128 || bits == 256);
}

bool set_parameter(ImportedColumn& column, std::string_view text) {
  switch (column.layout) {
    case Layout::fixed_bytes:
    case Layout::fixed_list:
      return parse(text, column.width) && column.width >= 0;
    case Layout::decimal:
      return parse_decimal(text, column);
    case Layout::timestamp:
      column.zone = text;
      column.has_offset = parse_offset(text, column.offset_seconds);
      return true;
    default:
      return parse_type_ids(text, column.type_ids);
  }
}

bool set_layout(ImportedColumn& column, std::string_view format) {
  for (const Known& known : kPlain) {
    if (format != known.format) continue;
    column.layout = known.layout;
    column.per_second = known.per_second;
    return true;
  }
  for (const Known& known : kPrefixes) {
    if (!format.starts_with(known.format)) continue;
    column.layout = known.layout;
    column.per_second = known.per_second;
    return set_parameter(column, format.substr(known.format.size()));
  }
  return false;
}

// Whether the children are as many as the layout asks for.
bool has_its_children(const ImportedColumn& column) noexcept {
  const std::size_t count = column.children.size();
  switch (column.layout) {
    case Layout::list:
    case Layout::large_list:
    case Layout::fixed_list:
      return count == 1;
    case Layout::map:
      return count == 1 && column.children[0].layout == Layout::structure && column.children[0].children.size() == 2;
    case Layout::structure:
      return true;
    case Layout::dense_union:
    case Layout::sparse_union:
      return count == column.type_ids.size();
    default:
      return count == 0;
  }
}

bool is_index(Layout layout) noexcept { return layout >= Layout::int8 && layout <= Layout::uint64; }

class MetadataReader {
 public:
  explicit MetadataReader(const char* at) noexcept : at_(at) {}

  std::int32_t count() noexcept {
    const auto value = load_le<std::int32_t>(at_);
    at_ += sizeof value;
    return value;
  }
  std::string_view text() noexcept {
    const auto size = static_cast<std::size_t>(count());
    const std::string_view text(at_, size);
    at_ += size;
    return text;
  }

 private:
  const char* at_;
};

//  | int32 pairs | (int32 size, key, int32 size, value)* |
void read_extension(const char* metadata, ImportedColumn& column) {
  if (metadata == nullptr) return;
  MetadataReader reader(metadata);
  for (std::int32_t left = reader.count(); left > 0; --left) {
    const std::string_view key = reader.text();
    const std::string_view value = reader.text();
    if (key == "ARROW:extension:name") column.extension = value;
    if (key == "ARROW:extension:metadata") column.extension_data = value;
  }
}

struct SchemaImport {
  std::string_view operation;

  Result<ImportedColumn> column(const ArrowSchema& schema, int depth) const {
    ImportedColumn column;
    column.name = schema.name == nullptr ? "" : schema.name;
    column.format = schema.format == nullptr ? "" : schema.format;
    column.nullable = (schema.flags & ARROW_FLAG_NULLABLE) != 0;
    read_extension(schema.metadata, column);
    if (depth == kMaxDepth) {
      return fail(Errc::limit, "{}: column '{}' is nested more than {} deep", operation, column.name, kMaxDepth);
    }
    if (!set_layout(column, column.format)) return unknown(column);
    auto done = children(column, schema, depth);
    if (!done) return std::unexpected(std::move(done).error());
    if (has_its_children(column) && (schema.dictionary == nullptr || is_index(column.layout))) return column;
    return fail(Errc::invalid_argument,
                "{}: the schema of column '{}' (Arrow format '{}') contradicts itself with {} children", operation,
                column.name, column.format, schema.n_children);
  }

  Result<void> children(ImportedColumn& parent, const ArrowSchema& schema, int depth) const {
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
      auto child = column(*schema.children[i], depth + 1);
      if (!child) return std::unexpected(std::move(child).error());
      parent.children.push_back(std::move(*child));
    }
    if (schema.dictionary == nullptr) return {};
    auto values = column(*schema.dictionary, depth + 1);
    if (!values) return std::unexpected(std::move(values).error());
    parent.dictionary.push_back(std::move(*values));
    return {};
  }

  Result<ImportedColumn> unknown(const ImportedColumn& column) const {
    const std::string_view what = column.format == "+r"                              ? "run-end encoded"
                                  : column.format == "+vl" || column.format == "+vL" ? "a list view"
                                                                                     : "of an unknown type";
    return fail(Errc::unsupported, "{}: column '{}' is {} (Arrow format '{}'), which is not read; cast it first",
                operation, column.name, what, column.format);
  }
};

}  // namespace

Result<ImportedColumn> import_schema(const ArrowSchema& schema, std::string_view operation) {
  return SchemaImport{operation}.column(schema, 0);
}

}  // namespace wirespeed::column
