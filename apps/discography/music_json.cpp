#include "music_json.hpp"

#include <algorithm>
#include <variant>

namespace discography {
namespace {

using wirespeed::JsonWriter;
namespace graph = wirespeed::graph;

std::string_view direction_name(graph::Direction direction) {
  return direction == graph::Direction::out ? "out" : "in";
}

void add_value(JsonWriter& json, const graph::Value& value) {
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

void add_neighbor(JsonWriter& json, const Music& music, const graph::Category& category, std::size_t i) {
  begin_node(json, music, category.neighbors[i]);
  const auto value_name = music.graph().value_name(category.type);
  if (!value_name.empty()) {
    json.member(value_name, music.graph().value_text(category.type, category.neighbors.value(i)));
  }
  json.end_object();
}

}  // namespace

JsonWriter& begin_node(JsonWriter& json, const Music& music, graph::NodeId id) {
  const auto node = music.graph().node(id);
  json.begin_object().member("label", node.label_name()).key("id");
  const auto external = node.external_id();
  external ? json.value(*external) : json.null();
  json.key("name");
  return node.name().empty() ? json.null() : json.value(node.name());
}

void add_node(JsonWriter& json, const Music& music, graph::NodeId node) { begin_node(json, music, node).end_object(); }

void add_properties(JsonWriter& json, const Music& music, graph::NodeId node) {
  json.key("properties").begin_object();
  for (const auto& [name, value] : music.graph().node(node).properties()) {
    json.key(name);
    add_value(json, value);
  }
  json.end_object();
}

void add_category(JsonWriter& json, const Music& music, const graph::Category& category, Shown shown) {
  json.begin_object().member("type", music.graph().type_name(category.type));
  json.member("direction", direction_name(category.direction));
  json.member("label", music.graph().label_name(category.label)).member("count", category.count);
  json.key("neighbors").begin_array();
  const std::size_t begin = std::min(shown.offset, category.neighbors.size());
  const std::size_t end = begin + std::min(shown.limit, category.neighbors.size() - begin);
  for (std::size_t i = begin; i < end; ++i) add_neighbor(json, music, category, i);
  json.end_array().end_object();
}

void add_path(JsonWriter& json, const Music& music, const graph::Path& path) {
  json.key("nodes").begin_array();
  for (const graph::NodeId node : path.nodes) add_node(json, music, node);
  json.end_array().key("steps").begin_array();
  for (const graph::Step& step : path.steps) {
    json.begin_object().member("type", music.graph().type_name(step.type));
    json.member("direction", direction_name(step.direction)).end_object();
  }
  json.end_array();
}

void add_hits(JsonWriter& json, const Music& music, std::span<const wirespeed::search::Hit> hits) {
  json.key("hits").begin_array();
  for (const wirespeed::search::Hit& hit : hits) {
    begin_node(json, music, hit.node).member("popularity", hit.popularity);
    json.member("stub", music.graph().node(hit.node).is_stub()).end_object();
  }
  json.end_array();
}

}  // namespace discography
