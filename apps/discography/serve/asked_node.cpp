#include "asked_node.hpp"

#include <algorithm>

#include "wirespeed/http/line.hpp"
#include "wirespeed/music/resolve.hpp"

namespace discography {
namespace {

using wirespeed::graph::LabelId;
using wirespeed::graph::NodeId;
namespace search = wirespeed::search;
namespace questions = wirespeed::music;

std::string lower(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), wirespeed::http::lower);
  return lowered;
}

bool is_lower_of(std::string_view text, std::string_view name) {
  return std::ranges::equal(text, name, {}, {}, wirespeed::http::lower);
}

std::string known_labels(const Music& music) {
  std::string all;
  for (std::size_t i = 0; i < music.graph().label_count(); ++i) {
    all += (i == 0 ? "" : ", ") + lower(music.graph().label_name(static_cast<LabelId>(i)));
  }
  return all;
}

// `what` is "artist", or "node" for any label.
Problem nothing_found(const Question& question, std::string_view what, std::string_view text, search::LabelSet labels) {
  const Music& music = question.music();
  const auto near = questions::suggest(music, text, labels, question.stop);
  if (!near) return problem_of(near.error());
  const std::string hint = *near ? fmt::format("; did you mean \"{}\" ({}:{})?", music.name_of(**near),
                                               lower(music.graph().node(**near).label_name()), music.id_text(**near))
                                 : "";
  return problem(ProblemKind::unknown_node, "expected the id or the name of {} {}, found \"{}\"{}",
                 what == "artist" ? "an" : "a", what, text, hint);
}

}  // namespace

std::expected<LabelId, Problem> asked_label(const Question& question, std::string_view label, std::string_view where) {
  const auto& graph = question.music().graph();
  for (std::size_t i = 0; i < graph.label_count(); ++i) {
    const auto id = static_cast<LabelId>(i);
    if (is_lower_of(label, graph.label_name(id))) return id;
  }
  return std::unexpected(Problem{where.empty() ? ProblemKind::unknown_label : ProblemKind::bad_parameter,
                                 fmt::format("expected one of {}, found \"{}\"", known_labels(question.music()), label),
                                 std::string(where)});
}

std::expected<NodeId, Problem> asked_node(const Question& question) {
  const auto label = asked_label(question, question.arguments[0], "");
  if (!label) return std::unexpected(label.error());
  return asked_node(question, *label, question.arguments[1]);
}

std::expected<NodeId, Problem> asked_node(const Question& question, LabelId label, std::string_view id) {
  if (auto ok = check_length("id", id); !ok) return std::unexpected(ok.error());
  const auto resolved = questions::resolve(question.music(), label, id, question.stop);
  if (!resolved) return std::unexpected(problem_of(resolved.error()));
  if (resolved->found()) return resolved->node;
  return std::unexpected(nothing_found(question, lower(question.music().graph().label_name(label)), id,
                                       search::only(static_cast<std::uint8_t>(label))));
}

std::expected<NodeId, Problem> asked_end(const Question& question, std::string_view parameter) {
  const auto text = question.parameters.text(parameter);
  if (!text) return std::unexpected(text.error());
  const auto resolved = questions::resolve(question.music(), *text, question.stop);
  if (!resolved) return std::unexpected(problem_of(resolved.error()));
  if (resolved->found()) return resolved->node;
  Problem nothing = nothing_found(question, "node", *text, search::kAllLabels);
  if (nothing.kind == ProblemKind::unknown_node) nothing.parameter = parameter;
  return std::unexpected(std::move(nothing));
}

}  // namespace discography
