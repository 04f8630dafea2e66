// /api/node, /api/explore and /api/trends: one node, and what is next to it.
#include <numeric>

#include "../music_json.hpp"
#include "asked_node.hpp"

namespace discography {
namespace {

using wirespeed::JsonWriter;
namespace graph = wirespeed::graph;

constexpr std::uint32_t kMaxNeighborOffset = 1'000'000'000;

void add_about(JsonWriter& json, const Music& music, graph::NodeId id) {
  json.key("node");
  add_node(json, music, id);
  json.member("stub", music.graph().node(id).is_stub()).member("popularity", music.popularity(id));
  add_properties(json, music, id);
}

// Which categories are asked for; what is left out fits all.
struct Filter {
  std::optional<graph::TypeId> type;
  std::optional<graph::Direction> direction;
  std::optional<graph::LabelId> label;

  bool fits(const graph::Category& category) const {
    return (!type || *type == category.type) && (!direction || *direction == category.direction) &&
           (!label || *label == category.label);
  }
};

std::expected<graph::Direction, Problem> asked_direction(std::string_view text) {
  if (text == "out") return graph::Direction::out;
  if (text == "in") return graph::Direction::in;
  return std::unexpected(bad_parameter("direction", "expected out or in, found \"{}\"", text));
}

std::expected<Filter, Problem> asked_filter(const Question& question) {
  Filter filter;
  if (const auto text = question.parameters.find("type")) {
    const auto type = question.music().type(*text);
    if (!type) return std::unexpected(bad_parameter("type", "{}", type.error().message));
    filter.type = *type;
  }
  if (const auto text = question.parameters.find("direction")) {
    const auto direction = asked_direction(*text);
    if (!direction) return std::unexpected(direction.error());
    filter.direction = *direction;
  }
  if (const auto text = question.parameters.find("label")) {
    const auto label = asked_label(question, *text, "label");
    if (!label) return std::unexpected(label.error());
    filter.label = *label;
  }
  return filter;
}

}  // namespace

Reply answer_node(const Question& question) {
  const auto node = asked_node(question);
  if (!node) return std::unexpected(node.error());
  JsonWriter json;
  json.begin_object();
  add_about(json, question.music(), *node);
  json.end_object();
  return answer(json);
}

Reply answer_explore(const Question& question) {
  const auto limit = question.parameters.number("limit", {0, 200, 10});
  if (!limit) return std::unexpected(limit.error());
  const auto offset = question.parameters.number("offset", {0, kMaxNeighborOffset, 0});
  if (!offset) return std::unexpected(offset.error());
  const auto filter = asked_filter(question);
  if (!filter) return std::unexpected(filter.error());
  const auto node = asked_node(question);
  if (!node) return std::unexpected(node.error());
  JsonWriter json;
  json.begin_object();
  add_about(json, question.music(), *node);
  json.member("limit", *limit).member("offset", *offset).key("categories").begin_array();
  for (const graph::Category& category : question.music().graph().explore(*node)) {
    if (filter->fits(category)) add_category(json, question.music(), category, {*offset, *limit});
  }
  json.end_array().end_object();
  return answer(json);
}

Reply answer_trends(const Question& question) {
  const auto node = asked_node(question);
  if (!node) return std::unexpected(node.error());
  const graph::Trend trend = question.music().graph().trends(*node);
  JsonWriter json;
  json.begin_object().key("node");
  add_node(json, question.music(), *node);
  json.member("total", std::accumulate(trend.counts.begin(), trend.counts.end(), std::uint64_t{0}));
  json.key("years").begin_array();
  for (std::size_t i = 0; i < trend.years.size(); ++i) {
    json.begin_object().member("year", trend.years[i]).member("count", trend.counts[i]).end_object();
  }
  json.end_array().end_object();
  return answer(json);
}

}  // namespace discography
