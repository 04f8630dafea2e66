#include "wirespeed/graph/property.hpp"

namespace wirespeed::graph {
namespace {

Value text_value(std::string_view text) { return text.empty() ? Value() : Value(text); }

template <typename T>
Value number_value(std::span<const T> values, std::uint32_t place) {
  if (place >= values.size() || values[place] == kNull<T>) return {};
  return std::int64_t{values[place]};
}

Value dictionary_value(const Property& property, std::uint32_t place) {
  const std::uint32_t code = place < property.codes.size() ? property.codes[place] : 0;
  return code == 0 ? Value() : text_value(property.texts[code - 1]);
}

Value list_value(const Property& property, std::uint32_t place) {
  const RowSpan row = property.lists.row(place);
  if (row.size == 0) return {};
  TextList list;
  list.reserve(row.size);
  for (std::uint32_t i = 0; i < row.size; ++i) list.push_back(property.texts[property.codes[row.begin + i]]);
  return list;
}

}  // namespace

Value Property::value(std::uint32_t place) const {
  switch (kind) {
    case PropertyKind::text:
      return text_value(texts[place]);
    case PropertyKind::i16:
      return number_value(i16, place);
    case PropertyKind::i32:
      return number_value(i32, place);
    case PropertyKind::u32:
      return number_value(u32, place);
    case PropertyKind::dictionary:
      return dictionary_value(*this, place);
    case PropertyKind::text_list:
      return list_value(*this, place);
  }
  return {};
}

}  // namespace wirespeed::graph
