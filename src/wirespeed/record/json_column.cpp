#include "wirespeed/record/json_column.hpp"

#include <array>

#include "wirespeed/record/json_codec.hpp"

namespace wirespeed::record {
namespace {

using column::ArrayView;
using column::ImportedColumn;
using column::Item;
using column::Layout;

// Bytes of numbers.
std::int64_t width_of(Layout layout, std::int64_t width) noexcept {
  switch (layout) {
    case Layout::int8:
    case Layout::uint8:
      return 1;
    case Layout::int16:
    case Layout::uint16:
    case Layout::float16:
      return 2;
    case Layout::int32:
    case Layout::uint32:
    case Layout::float32:
    case Layout::date32:
    case Layout::time32:
    case Layout::months:
      return 4;
    case Layout::decimal:
    case Layout::fixed_bytes:
      return width;
    case Layout::text_view:
    case Layout::bytes_view:
    case Layout::month_day_nano:
      return 16;
    default:
      return 8;
  }
}

Item item_of(Layout layout) noexcept {
  switch (layout) {
    case Layout::boolean:
      return Item::bit;
    case Layout::int8:
      return Item::int8;
    case Layout::int16:
      return Item::int16;
    case Layout::int32:
      return Item::int32;
    case Layout::uint8:
      return Item::uint8;
    case Layout::uint16:
      return Item::uint16;
    case Layout::uint32:
      return Item::uint32;
    case Layout::uint64:
      return Item::uint64;
    case Layout::float32:
      return Item::float32;
    case Layout::float64:
      return Item::float64;
    case Layout::text:
    case Layout::bytes:
      return Item::text;
    case Layout::large_text:
    case Layout::large_bytes:
      return Item::large_text;
    case Layout::text_view:
    case Layout::bytes_view:
      return Item::text_view;
    case Layout::fixed_bytes:
      return Item::bytes;
    default:
      return Item::int64;
  }
}

bool has_offsets(Layout layout) noexcept {
  switch (layout) {
    case Layout::text:
    case Layout::large_text:
    case Layout::bytes:
    case Layout::large_bytes:
    case Layout::list:
    case Layout::large_list:
    case Layout::map:
      return true;
    default:
      return false;
  }
}

std::int64_t offset_width(Layout layout) noexcept {
  return layout == Layout::large_text || layout == Layout::large_bytes || layout == Layout::large_list ? 8 : 4;
}

const std::uint8_t* bytes_at(const ImportedColumn& column, std::size_t buffer) noexcept {
  return static_cast<const std::uint8_t*>(column.buffers[buffer]);
}

// Where the items are. REQUIRES: there are any
void point_at(JsonColumn& out, const ImportedColumn& column) {
  const Layout layout = column.layout;
  if (layout == Layout::null || layout == Layout::structure || layout == Layout::fixed_list) return;
  if (has_offsets(layout)) {
    out.offsets = bytes_at(column, 1) + column.first * offset_width(layout);
    if (layout != Layout::list && layout != Layout::large_list && layout != Layout::map) out.data = bytes_at(column, 2);
  } else if (layout == Layout::boolean) {
    out.data = bytes_at(column, 1);
  } else if (layout == Layout::dense_union || layout == Layout::sparse_union) {
    out.data = bytes_at(column, 0) + column.first;
    if (layout == Layout::dense_union) out.offsets = bytes_at(column, 1) + column.first * 4;
  } else {
    out.data = bytes_at(column, 1);
    if (out.data != nullptr) out.data += column.first * out.stride;
    if (out.stride == 16) out.buffers = column.buffers + 2;
  }
}

struct Null {
  static bool write(JsonOut& out, const JsonColumn&, std::int64_t) {
    out.put("null");
    return true;
  }
};

void set_moments(JsonColumn& out, const ImportedColumn& column) {
  switch (column.layout) {
    case Layout::date32:
      out.per_second = 0;
      return set_narrow_time(out, Meaning::days);
    case Layout::date64:
      return set_time(out, Meaning::days);
    case Layout::time32:
      return set_narrow_time(out, Meaning::time);
    case Layout::time64:
      return set_time(out, Meaning::time);
    case Layout::duration:
      return set_time(out, Meaning::duration);
    default:
      return set_time(out, column.zone.empty() ? Meaning::moment : Meaning::instant);
  }
}

void set_alternatives(JsonColumn& out, const ImportedColumn& column) {
  out.alternatives.assign(128, -1);
  for (std::size_t i = 0; i < column.type_ids.size(); ++i) {
    out.alternatives[static_cast<std::size_t>(column.type_ids[i])] = static_cast<std::int8_t>(i);
  }
}

bool is_uuid(const ImportedColumn& column) noexcept { return column.extension == "arrow.uuid" && column.width == 16; }

void set_layout(JsonColumn& out, const ImportedColumn& column) {
  switch (column.layout) {
    case Layout::null:
      return set_codec<Null>(out);
    case Layout::float16:
      return set_half(out);
    case Layout::decimal:
      return set_decimal(out);
    case Layout::text:
    case Layout::large_text:
    case Layout::text_view:
      return set_text(out, item_of(column.layout));
    case Layout::bytes:
    case Layout::large_bytes:
    case Layout::bytes_view:
    case Layout::fixed_bytes:
      return is_uuid(column) ? set_uuid(out) : set_binary(out, item_of(column.layout));
    case Layout::date32:
    case Layout::date64:
    case Layout::time32:
    case Layout::time64:
    case Layout::timestamp:
    case Layout::duration:
      return set_moments(out, column);
    case Layout::months:
    case Layout::day_time:
    case Layout::month_day_nano:
      return set_interval(out, column.layout);
    case Layout::dense_union:
    case Layout::sparse_union:
      set_alternatives(out, column);
      [[fallthrough]];
    case Layout::list:
    case Layout::large_list:
    case Layout::fixed_list:
    case Layout::structure:
    case Layout::map:
      return set_nested(out, column.layout);
    default:
      return set_number(out, item_of(column.layout));
  }
}

bool can_be_key(Layout layout) noexcept {
  switch (layout) {
    case Layout::null:
    case Layout::list:
    case Layout::large_list:
    case Layout::fixed_list:
    case Layout::structure:
    case Layout::map:
    case Layout::dense_union:
    case Layout::sparse_union:
      return false;
    default:
      return true;
  }
}

Result<void> check_keys(const ImportedColumn& column) {
  if (column.layout != Layout::map) return {};
  const ImportedColumn& keys = column.children[0].children[0];
  if (can_be_key(keys.dictionary.empty() ? keys.layout : keys.dictionary[0].layout)) return {};
  return fail(Errc::unsupported, "column '{}': expected a map with keys that are text or numbers, found {}",
              column.name, to_string(column));
}

// Text and bytes as views on whatever they lie in.
void set_ticks(JsonColumn& out, Meaning meaning) {
  out.has_nat = true;
  set_time(out, meaning == Meaning::value ? Meaning::moment : meaning);
}

void set_item(JsonColumn& out, const ArrayView& view, Meaning meaning) {
  if (meaning == Meaning::json) return set_json(out, view.item);
  if (view.item == Item::ticks || (view.item == Item::int64 && meaning != Meaning::value))
    return set_ticks(out, meaning);
  if (is_text(view.item)) return set_text(out, view.item);
  set_number(out, view.item);
}

}  // namespace

Result<JsonColumn> json_column(const ImportedColumn& column, const JsonOptions& options) {
  if (auto ok = check_keys(column); !ok) return std::unexpected(std::move(ok).error());
  JsonColumn out{.name = column.name, .options = options, .length = column.length};
  out.stride = width_of(column.layout, column.width);
  out.width = column.layout == Layout::fixed_list ? column.width : out.stride;
  out.first = column.first;
  out.validity = column.validity;
  out.per_second = column.per_second;
  out.scale = column.scale;
  if (column.length != 0) point_at(out, column);
  const auto& parts = column.dictionary.empty() ? column.children : column.dictionary;
  out.children.reserve(parts.size());
  for (const ImportedColumn& part : parts) {
    auto child = json_column(part, options);
    if (!child) return child;
    out.children.push_back(std::move(*child));
  }
  if (column.dictionary.empty()) {
    set_layout(out, column);
  } else {
    set_dictionary(out, item_of(column.layout));
  }
  return out;
}

Result<JsonColumn> json_column(std::string name, const ArrayView& view, const JsonOptions& options, Meaning meaning,
                               std::int64_t per_second) {
  JsonColumn out{.name = std::move(name), .options = options, .length = view.length, .data = view.data};
  out.stride = view.item == Item::text_view ? 16 : view.stride;
  out.width = view.width;
  out.offsets = view.offsets;
  out.buffers = view.buffers;
  out.validity = view.validity;
  out.first = view.first;
  out.per_second = per_second;
  if (view.dictionary == nullptr) {
    set_item(out, view, meaning);
    return out;
  }
  auto values = json_column({}, *view.dictionary, options, meaning, per_second);
  if (!values) return values;
  out.children.push_back(std::move(*values));
  set_dictionary(out, view.item);
  return out;
}

}  // namespace wirespeed::record
