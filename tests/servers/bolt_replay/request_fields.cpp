#include "request_fields.hpp"

namespace wirespeed::bolt_replay {

using packstream::List;
using packstream::Map;

Result<List> fields_of(const Request& request) {
  const ByteView bytes = request.message;
  const std::size_t count = bytes[0] & 0x0F;
  const std::size_t wanted = request.tag() == Tag::run ? std::min<std::size_t>(count, 1) : count;
  List fields;
  for (std::size_t position = 2; fields.size() < wanted;) {
    auto field = packstream::decode_next(bytes, position);
    if (!field) return std::unexpected(field.error());
    fields.push_back(std::move(*field));
  }
  return fields;
}

std::string_view text_of_first(const List& fields) {
  const auto* text = fields.empty() ? nullptr : fields[0].get<std::string>();
  return text == nullptr ? std::string_view() : *text;
}

Map map_at(const List& fields, std::size_t i) {
  const Map* map = i < fields.size() ? fields[i].get<Map>() : nullptr;
  return map == nullptr ? Map() : *map;
}

std::string_view text_at(const Map& map, std::string_view key) {
  const auto* value = map.find(key);
  const auto* text = value == nullptr ? nullptr : value->get<std::string>();
  return text == nullptr ? std::string_view() : *text;
}

std::int64_t integer_at(const Map& map, std::string_view key, std::int64_t otherwise) {
  const auto* value = map.find(key);
  const auto* number = value == nullptr ? nullptr : value->get<std::int64_t>();
  return number == nullptr ? otherwise : *number;
}

}  // namespace wirespeed::bolt_replay
