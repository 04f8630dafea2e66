#include "wirespeed/graph_algorithms/scope.hpp"

#include <algorithm>

#include "wirespeed/graph_algorithms/adjacent.hpp"

namespace wirespeed::graph_algorithms {
namespace {

std::vector<Way> all_ways(const EdgeGraph& graph, Direction direction) {
  std::vector<Way> ways;
  ways.reserve(2 * graph.relationships().size());
  for (std::uint32_t type = 0; type < graph.relationships().size(); ++type) {
    if (direction != Direction::in) ways.push_back({type, Direction::out});
    if (direction != Direction::out) ways.push_back({type, Direction::in});
  }
  return ways;
}

}  // namespace

Result<std::vector<Way>> ways_of(const EdgeGraph& graph, const Scope& scope, const char* operation) {
  if (scope.relationships.empty()) return all_ways(graph, scope.direction);
  auto turns = graph::parse_relationships(graph, scope.relationships);
  if (!turns) return std::unexpected(std::move(turns).error());
  if (turns->size() == 1) return std::move(turns->front());
  return fail(Errc::invalid_argument, "{}: expected relationships without turns, found {} between commas in \"{}\"",
              operation, turns->size(), scope.relationships);
}

std::vector<Way> reversed(std::vector<Way> ways) {
  for (Way& way : ways) way.direction = opposite(way.direction);
  return ways;
}

std::vector<Way> from_both_ends(const std::vector<Way>& ways) {
  std::vector<Way> both;
  both.reserve(2 * ways.size());
  for (const Way& way : ways) {
    for (const Way& end : {Way{way.type, Direction::out}, Way{way.type, Direction::in}}) {
      if (std::ranges::find(both, end) == both.end()) both.push_back(end);
    }
  }
  return both;
}

bool is_undirected(const std::vector<Way>& ways) {
  return std::ranges::all_of(reversed(ways),
                             [&](const Way& back) { return std::ranges::find(ways, back) != ways.end(); });
}

std::vector<const Rows*> rows_along(const EdgeGraph& graph, const std::vector<Way>& ways) {
  std::vector<const Rows*> rows;
  rows.reserve(ways.size());
  for (const Way& way : ways) rows.push_back(&graph.relationships()[way.type].rows(way.direction));
  return rows;
}

}  // namespace wirespeed::graph_algorithms
