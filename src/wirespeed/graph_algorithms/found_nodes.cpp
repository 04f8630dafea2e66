#include "wirespeed/graph_algorithms/found_nodes.hpp"

#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"

namespace wirespeed::graph_algorithms {
namespace {

template <typename Adjacent>
class Search {
 public:
  Search(NodeId nodes, const Adjacent& adjacent, const Stop& stop)
      : adjacent_(adjacent), pace_(stop, "find nodes"), is_found_(nodes) {}

  Result<FoundNodes> run(std::span<const NodeId> sources, std::uint32_t max_depth) {
    for (const NodeId source : sources) find(source, kNoNode);
    std::size_t begin = 0;
    for (std::uint32_t depth = 0; begin < found_.nodes.size(); ++depth) {
      const std::size_t end = found_.nodes.size();
      found_.levels.push_back(static_cast<std::uint32_t>(begin));
      if (depth < max_depth) {
        if (auto ok = expand(begin, end); !ok) return std::unexpected(ok.error());
      }
      begin = end;
    }
    found_.levels.push_back(static_cast<std::uint32_t>(begin));
    return std::move(found_);
  }

 private:
  Result<void> expand(std::size_t begin, std::size_t end) {
    for (std::size_t turn = begin; turn < end && found_.nodes.size() < is_found_.size(); ++turn) {
      const NodeId node = found_.nodes[turn];
      if (pace_.is_due(adjacent_.degree(node) + 1)) {
        if (auto ok = pace_.check(); !ok) return ok;
      }
      adjacent_.for_each(node, [&](NodeId neighbor) { find(neighbor, static_cast<std::uint32_t>(turn)); });
    }
    return {};
  }

  void find(NodeId node, std::uint32_t finder) {
    if (is_found_[node] != 0) return;
    is_found_[node] = 1;
    found_.nodes.push_back(node);
    found_.finders.push_back(finder);
  }

  const Adjacent& adjacent_;
  Pace pace_;
  std::vector<std::uint8_t> is_found_;
  FoundNodes found_;
};

}  // namespace

Result<FoundNodes> find_nodes(const EdgeGraph& graph, std::span<const NodeId> sources, Direction direction,
                              std::uint32_t max_depth, const Stop& stop) {
  if (auto ok = check_nodes(graph, sources, "find nodes"); !ok) return std::unexpected(ok.error());
  std::vector<NodeId> places = graph.numbering().places_of(sources);
  auto found = with_adjacent(graph, direction, [&](const auto& adjacent) {
    return Search(graph.node_count(), adjacent, stop).run(places, max_depth);
  });
  if (found) graph.numbering().to_nodes(found->nodes);
  return found;
}

}  // namespace wirespeed::graph_algorithms
