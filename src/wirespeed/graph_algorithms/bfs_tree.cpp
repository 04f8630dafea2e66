#include "wirespeed/graph_algorithms/bfs_tree.hpp"

#include "wirespeed/graph/node_set.hpp"
#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/guard.hpp"

namespace wirespeed::graph_algorithms {
namespace {

template <typename Ahead, typename Nodes>
class TreeSearch {
 public:
  TreeSearch(NodeId nodes, const Ahead& ahead, Nodes allowed, const Stop& stop)
      : ahead_(ahead), allowed_(allowed), guard_("bfs_tree", {.stop = stop}), parents_(nodes, kNoNode), seen_(nodes) {}

  Result<std::vector<NodeId>> run(std::span<const NodeId> roots, std::uint32_t max_depth) {
    if (auto ok = guard_.check(); !ok) return std::unexpected(ok.error());
    for (const NodeId root : roots) {
      if (seen_.add(root)) queue_.push_back(root);
    }
    std::size_t begin = 0;
    for (std::uint32_t depth = 0; depth < max_depth && begin < queue_.size(); ++depth) {
      for (const std::size_t end = queue_.size(); begin < end; ++begin) {
        if (auto ok = expand(queue_[begin]); !ok) return std::unexpected(ok.error());
      }
    }
    return std::move(parents_);
  }

 private:
  Result<void> expand(NodeId node) {
    if (guard_.spend(ahead_.degree(node))) {
      if (auto ok = guard_.check(); !ok) return ok;
    }
    ahead_.for_each(node, [&](NodeId neighbor) {
      if (!allowed_.enters(neighbor) || !seen_.add(neighbor)) return;
      parents_[neighbor] = node;
      if (allowed_.walks_on(neighbor)) queue_.push_back(neighbor);
    });
    return {};
  }

  const Ahead& ahead_;
  Nodes allowed_;
  Guard guard_;
  std::vector<NodeId> parents_;
  graph::NodeSet seen_;
  std::vector<NodeId> queue_;
};

}  // namespace

Result<std::vector<NodeId>> bfs_tree(const EdgeGraph& graph, std::span<const NodeId> roots, const LevelOptions& options,
                                     const Stop& stop) {
  if (auto ok = check_nodes(graph, roots, "bfs_tree"); !ok) return std::unexpected(ok.error());
  auto passage = Passage::compile(graph, options.filter, "bfs_tree");
  if (!passage) return std::unexpected(std::move(passage).error());
  const std::vector<NodeId> places = graph.numbering().places_of(roots);
  const auto search = [&](const auto& ahead, auto allowed) {
    return TreeSearch(graph.node_count(), ahead, allowed, stop).run(places, options.max_depth);
  };
  auto parents = passage->has_labels()
                     ? search(ManyAdjacent(passage->ahead()), passage->labelled())
                     : with_rows(passage->ahead(), [&](const auto& ahead) { return search(ahead, AllNodes()); });
  if (!parents) return parents;
  to_nodes(graph, *parents);
  return graph.numbering().by_node(*std::move(parents));
}

}  // namespace wirespeed::graph_algorithms
