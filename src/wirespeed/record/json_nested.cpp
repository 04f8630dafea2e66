#include <algorithm>

#include "wirespeed/base/json.hpp"
#include "wirespeed/record/json_codec.hpp"

namespace wirespeed::record {
namespace {

using column::Item;
using column::Layout;

bool write_span(JsonOut& out, const JsonColumn& items, std::int64_t begin, std::int64_t end) {
  out.put('[');
  if (!items.items(out, items, begin, end)) return false;
  out.put(']');
  return true;
}

template <typename Offset>
struct List {
  static bool write(JsonOut& out, const JsonColumn& column, std::int64_t item) {
    const Offset* offsets = static_cast<const Offset*>(column.offsets) + item;
    return write_span(out, column.children[0], offsets[0], offsets[1]);
  }
};

struct FixedList {
  static bool write(JsonOut& out, const JsonColumn& column, std::int64_t item) {
    const std::int64_t begin = (column.first + item) * column.width;
    return write_span(out, column.children[0], begin, begin + column.width);
  }
};

struct Structure {
  static bool write(JsonOut& out, const JsonColumn& column, std::int64_t item) {
    for (std::size_t i = 0; i < column.children.size(); ++i) {
      column.keys.put(out, i);
      if (!put_item(out, column.children[i], column.first + item)) return false;
    }
    out.put(column.children.empty() ? "{}" : "}");
    return true;
  }
};

bool write_key(JsonOut& out, const JsonColumn& keys, std::int64_t item) {
  if (keys.is_string) return put_item(out, keys, item);
  out.put('"');
  if (!put_item(out, keys, item)) return false;
  out.put('"');
  return true;
}

struct Map {
  static bool write(JsonOut& out, const JsonColumn& column, std::int64_t item) {
    const std::int32_t* offsets = static_cast<const std::int32_t*>(column.offsets) + item;
    const JsonColumn& entries = column.children[0];
    const JsonColumn& values = entries.children[1];
    out.put('{');
    for (std::int64_t i = offsets[0]; i < offsets[1]; ++i) {
      if (i != offsets[0]) out.put(',');
      if (!write_key(out, entries.children[0], entries.first + i)) return false;
      out.put(':');
      if (!put_item(out, values, entries.first + i)) return false;
    }
    out.put('}');
    return true;
  }
};

template <bool is_dense>
struct Union {
  static bool write(JsonOut& out, const JsonColumn& column, std::int64_t item) {
    const std::uint8_t type = column.data[item];
    const std::int8_t place = type < column.alternatives.size() ? column.alternatives[type] : std::int8_t{-1};
    if (place < 0) {
      out.set_fault(fmt::format("expected an alternative of the union, found the number {}", type));
      return false;
    }
    const JsonColumn& chosen = column.children[static_cast<std::size_t>(place)];
    if constexpr (is_dense) return put_item(out, chosen, static_cast<const std::int32_t*>(column.offsets)[item]);
    return put_item(out, chosen, column.first + item);
  }
};

template <typename Place>
struct Dictionary {
  static bool write(JsonOut& out, const JsonColumn& column, std::int64_t item) {
    const JsonColumn& values = column.children[0];
    const auto place = static_cast<std::uint64_t>(number_at<Place>(column, item));
    if (place < static_cast<std::uint64_t>(values.length)) {
      return put_item(out, values, static_cast<std::int64_t>(place));
    }
    out.set_fault(
        fmt::format("expected a place in a dictionary of {}, found {}", values.length, number_at<Place>(column, item)));
    return false;
  }
};

JsonKeys keys_of(const std::vector<JsonColumn>& fields) {
  std::vector<std::string_view> names;
  names.reserve(fields.size());
  for (const JsonColumn& field : fields) names.push_back(field.name);
  return JsonKeys(names);
}

}  // namespace

JsonKeys::JsonKeys(std::span<const std::string_view> names) {
  starts_.reserve(names.size() + 1);
  for (const std::string_view name : names) {
    starts_.push_back(text_.size());
    text_ += starts_.size() == 1 ? '{' : ',';
    append_json_string(text_, name);
    text_ += ':';
  }
  starts_.push_back(text_.size());
  text_.append(JsonOut::kStep, ' ');
}

void set_nested(JsonColumn& column, Layout layout) {
  switch (layout) {
    case Layout::list:
      return set_codec<List<std::int32_t>>(column);
    case Layout::large_list:
      return set_codec<List<std::int64_t>>(column);
    case Layout::fixed_list:
      return set_codec<FixedList>(column);
    case Layout::map:
      return set_codec<Map>(column);
    case Layout::dense_union:
      return set_codec<Union<true>>(column);
    case Layout::sparse_union:
      return set_codec<Union<false>>(column);
    default:
      column.keys = keys_of(column.children);
      return set_codec<Structure>(column);
  }
}

void set_dictionary(JsonColumn& column, Item places) {
  column.is_string = column.children[0].is_string;
  switch (places) {
    case Item::int8:
      return set_codec<Dictionary<std::int8_t>>(column);
    case Item::int16:
      return set_codec<Dictionary<std::int16_t>>(column);
    case Item::int32:
      return set_codec<Dictionary<std::int32_t>>(column);
    case Item::uint8:
      return set_codec<Dictionary<std::uint8_t>>(column);
    case Item::uint16:
      return set_codec<Dictionary<std::uint16_t>>(column);
    case Item::uint32:
      return set_codec<Dictionary<std::uint32_t>>(column);
    default:
      return set_codec<Dictionary<std::int64_t>>(column);
  }
}

}  // namespace wirespeed::record
