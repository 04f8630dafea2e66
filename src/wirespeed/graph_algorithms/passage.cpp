#include "wirespeed/graph_algorithms/passage.hpp"

#include "wirespeed/graph/graph_patterns.hpp"
#include "wirespeed/graph_algorithms/adjacent.hpp"

namespace wirespeed::graph_algorithms {
namespace {

std::uint8_t code_of(const graph::Verdict& verdict) noexcept {
  if (verdict.walk_on) return LabelledNodes::kWalksOn;
  return verdict.include ? LabelledNodes::kEnters : 0;
}

Error no_turns(const char* operation, const char* what, std::string_view pattern) {
  return fail(Errc::invalid_argument,
              "{}: {}: expected alternatives between bars, found turns between commas: \"{}\"; a traversal takes turns",
              operation, what, pattern)
      .error();
}

}  // namespace

Result<void> Passage::add_relationships(const EdgeGraph& graph, const PathFilter& filter, const char* operation) {
  if (filter.relationships.empty()) {
    ahead_ = rows_of(graph, filter.direction);
    back_ = rows_of(graph, opposite(filter.direction));
    return {};
  }
  const auto turns = graph::parse_relationships(graph, filter.relationships);
  if (!turns) return std::unexpected(turns.error());
  if (turns->size() != 1) return std::unexpected(no_turns(operation, "relationships", filter.relationships));
  const std::vector<graph::Way>& ways = turns->front();
  ahead_.reserve(ways.size());
  back_.reserve(ways.size());
  for (const graph::Way way : ways) {
    ahead_.push_back(&graph.relationships()[way.type].rows(way.direction));
    back_.push_back(&graph.relationships()[way.type].rows(opposite(way.direction)));
  }
  return {};
}

Result<void> Passage::add_labels(const EdgeGraph& graph, const PathFilter& filter, const char* operation) {
  if (filter.labels.empty()) return {};
  const auto labels = graph::parse_labels(graph.labels(), filter.labels);
  if (!labels) return std::unexpected(labels.error());
  if (labels->size() != 1) return std::unexpected(no_turns(operation, "labels", filter.labels));
  class_of_ = graph.classes().of_node.data();
  verdicts_.reserve(graph.classes().all.size());
  for (const graph::NodeClass& one : graph.classes().all) verdicts_.push_back(code_of(labels->front()[one.labels]));
  return {};
}

Result<Passage> Passage::compile(const EdgeGraph& graph, const PathFilter& filter, const char* operation) {
  Passage passage;
  if (auto ok = passage.add_relationships(graph, filter, operation); !ok) return std::unexpected(ok.error());
  if (auto ok = passage.add_labels(graph, filter, operation); !ok) return std::unexpected(ok.error());
  return passage;
}

}  // namespace wirespeed::graph_algorithms
