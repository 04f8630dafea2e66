#include "wirespeed/bolt/columns_source.hpp"

#include <charconv>
#include <span>

#include "wirespeed/packstream/encoder.hpp"

namespace wirespeed::bolt {
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

bool set_parameter(SourceColumn& column, std::string_view text) {
  switch (column.layout) {
    case Layout::fixed_bytes:
    case Layout::fixed_list:
      return parse(text, column.width) && column.width >= 0;
    case Layout::timestamp:
      column.zone = text;
      column.has_offset = parse_offset(text, column.offset_seconds);
      return true;
    default:
      return parse_type_ids(text, column.type_ids);
  }
}

bool set_layout(SourceColumn& column, std::string_view format) {
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

bool is_text(Layout layout) noexcept {
  return layout == Layout::text || layout == Layout::large_text || layout == Layout::text_view;
}

bool is_union(Layout layout) noexcept { return layout == Layout::dense_union || layout == Layout::sparse_union; }

// Whether the children are as many as the layout asks for.
bool has_its_children(const SourceColumn& column) noexcept {
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

bool is_text_of_map(const SourceColumn& column) noexcept {
  const SourceColumn& key = column.children[0].children[0];
  return is_text(key.dictionary.empty() ? key.layout : key.dictionary[0].layout);
}

bool is_index(Layout layout) noexcept { return layout >= Layout::int8 && layout <= Layout::uint64; }

std::vector<std::uint8_t> key_of(const std::string& name) {
  packstream::VectorOutput output;
  packstream::Encoder<packstream::VectorOutput> encoder(output);
  (void)encoder.text(name);
  return output.take();
}

Result<SourceColumn> describe(const ArrowSchema& schema, int depth) {
  SourceColumn column;
  column.name = schema.name == nullptr ? "" : schema.name;
  if (depth == kMaxDepth)
    return fail(Errc::limit, "rows: column '{}' is nested more than {} deep", column.name, kMaxDepth);
  const std::string_view format = schema.format == nullptr ? "" : schema.format;
  if (!set_layout(column, format)) {
    return fail(Errc::unsupported,
                "rows: column '{}' is of a type (Arrow format '{}') that Bolt has no form for; cast it "
                "first, as to float64 or text",
                column.name, format);
  }
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    auto child = describe(*schema.children[i], depth + 1);
    if (!child) return child;
    column.children.push_back(std::move(*child));
  }
  if (schema.dictionary != nullptr) {
    auto values = describe(*schema.dictionary, depth + 1);
    if (!values) return values;
    column.dictionary.push_back(std::move(*values));
  }
  if (!has_its_children(column) || (schema.dictionary != nullptr && !is_index(column.layout))) {
    return fail(Errc::invalid_argument,
                "rows: the schema of column '{}' (Arrow format '{}') contradicts itself with {} "
                "children",
                column.name, format, schema.n_children);
  }
  if (column.layout == Layout::map && !is_text_of_map(column)) {
    return fail(Errc::unsupported,
                "rows: the keys of a map must be text, as they are in Bolt; found others in column '{}'", column.name);
  }
  column.key = key_of(column.name);
  return column;
}

std::int64_t buffers_of(Layout layout) noexcept {
  switch (layout) {
    case Layout::null:
      return 0;
    case Layout::structure:
    case Layout::fixed_list:
    case Layout::sparse_union:
      return 1;
    case Layout::text:
    case Layout::large_text:
    case Layout::bytes:
    case Layout::large_bytes:
      return 3;
    default:
      return 2;  // views have more behind them
  }
}

Result<void> mismatch(const SourceColumn& column) {
  return fail(Errc::invalid_argument, "rows: a batch of the stream is not of its schema, in column '{}'", column.name);
}

}  // namespace

Result<SourceColumn> describe(const ArrowSchema& schema) { return describe(schema, 0); }

Result<void> bind(SourceColumn& column, const ArrowArray& array) {
  if (array.n_children != static_cast<std::int64_t>(column.children.size()) ||
      array.n_buffers < buffers_of(column.layout) || (array.dictionary != nullptr) != !column.dictionary.empty()) {
    return mismatch(column);
  }
  column.first = array.offset;
  column.buffers = array.buffers;
  const bool nullable = column.layout != Layout::null && !is_union(column.layout) && array.null_count != 0;
  column.validity = nullable ? static_cast<const std::uint8_t*>(array.buffers[0]) : nullptr;
  for (std::size_t i = 0; i < column.children.size(); ++i) {
    auto bound = bind(column.children[i], *array.children[i]);
    if (!bound) return bound;
  }
  return column.dictionary.empty() ? Result<void>() : bind(column.dictionary[0], *array.dictionary);
}

}  // namespace wirespeed::bolt
