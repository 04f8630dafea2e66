// /api/path: how one node leads to another.
#include "../music_json.hpp"
#include "../path_types.hpp"
#include "asked_node.hpp"

namespace discography {
namespace {

using wirespeed::JsonWriter;
namespace graph = wirespeed::graph;

constexpr Bounds kDepth = {1, 10, 10};

}  // namespace

Reply answer_path(const Question& question) {
  const auto depth = question.parameters.number("max_depth", kDepth);
  if (!depth) return std::unexpected(depth.error());
  const std::vector<std::string_view> names = question.parameters.list("types");
  if (question.parameters.find("types") && names.empty()) {
    return std::unexpected(bad_parameter("types", "expected relationship types with commas, or all"));
  }
  const auto types = chosen_types(question.music(), {names.begin(), names.end()});
  if (!types) return std::unexpected(bad_parameter("types", "{}", types.error().message));
  const auto from = asked_end(question, "from");
  if (!from) return std::unexpected(from.error());
  const auto to = asked_end(question, "to");
  if (!to) return std::unexpected(to.error());
  const Music& music = question.music();
  const auto path = music.graph().shortest_path(*from, *to, {.types = *types, .max_depth = *depth}, question.stop);
  if (!path) return std::unexpected(problem_of(path.error()));
  JsonWriter json;
  json.begin_object().member("found", path->has_value()).key("from");
  add_node(json, music, *from);
  json.key("to");
  add_node(json, music, *to);
  json.key("length");
  *path ? json.value((*path)->steps.size()) : json.null();
  add_path(json, music, path->value_or(graph::Path{}));
  json.end_object();
  return answer(json);
}

}  // namespace discography
