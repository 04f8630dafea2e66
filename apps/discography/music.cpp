#include "music.hpp"

#include <variant>

namespace discography {

namespace graph = wirespeed::graph;

void add_node_members(wirespeed::JsonWriter& json, const Music& music, graph::NodeId id) {
  const auto node = music.graph().node(id);
  json.member("label", node.label_name()).key("id");
  const auto external = node.external_id();
  external ? json.value(*external) : json.null();
  json.key("name");
  node.name().empty() ? json.null() : json.value(node.name());
}

void add_value(wirespeed::JsonWriter& json, const graph::Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    json.value(*text);
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    json.value(*number);
  } else if (const auto* list = std::get_if<graph::TextList>(&value)) {
    json.begin_array();
    for (const auto item : *list) json.value(item);
    json.end_array();
  } else {
    json.null();
  }
}

}  // namespace discography
