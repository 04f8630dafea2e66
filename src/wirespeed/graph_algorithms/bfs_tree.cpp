#include "wirespeed/graph_algorithms/bfs_tree.hpp"

#include "wirespeed/graph/node_set.hpp"
#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/guard.hpp"

namespace wirespeed::graph_algorithms {
namespace {

template <typename Ahead, typename Nodes>
class TreeSearch {
 public:
  TreeSearch(NodeId nodes, const Ahead& ahead, Nodes allowed, bool with_levels, const Stop& stop)
      : ahead_(ahead), allowed_(allowed), guard_("bfs_tree", {.stop = stop}), seen_(nodes) {
    tree_.parents.assign(nodes, kNoNode);
    if (with_levels) tree_.levels.assign(nodes, -1);
  }

  Result<LevelTree> run(std::span<const NodeId> roots, std::uint32_t max_depth) {
    if (auto ok = guard_.check(); !ok) return std::unexpected(ok.error());
    for (const NodeId root : roots) {
      if (!seen_.add(root)) continue;
      if (!tree_.levels.empty()) tree_.levels[root] = 0;
      queue_.push_back(root);
    }
    std::size_t begin = 0;
    for (std::uint32_t depth = 0; depth < max_depth && begin < queue_.size(); ++depth) {
      for (const std::size_t end = queue_.size(); begin < end; ++begin) {
        if (auto ok = expand(queue_[begin], static_cast<std::int32_t>(depth) + 1); !ok)
          return std::unexpected(ok.error());
      }
    }
    return std::move(tree_);
  }

 private:
  Result<void> expand(NodeId node, std::int32_t level) {
    if (guard_.spend(ahead_.degree(node))) {
      if (auto ok = guard_.check(); !ok) return ok;
    }
    ahead_.for_each(node, [&](NodeId neighbor) {
      if (!allowed_.enters(neighbor) || !seen_.add(neighbor)) return;
      tree_.parents[neighbor] = node;
      if (!tree_.levels.empty()) tree_.levels[neighbor] = level;
      if (allowed_.walks_on(neighbor)) queue_.push_back(neighbor);
    });
    return {};
  }

  const Ahead& ahead_;
  Nodes allowed_;
  Guard guard_;
  LevelTree tree_;  // by place; levels only where they are wanted
  graph::NodeSet seen_;
  std::vector<NodeId> queue_;
};

Result<LevelTree> search(const EdgeGraph& graph, std::span<const NodeId> roots, const LevelOptions& options,
                         bool with_levels, const Stop& stop) {
  if (auto ok = check_nodes(graph, roots, "bfs_tree"); !ok) return std::unexpected(ok.error());
  auto passage = Passage::compile(graph, options.filter, "bfs_tree");
  if (!passage) return std::unexpected(std::move(passage).error());
  const std::vector<NodeId> places = graph.numbering().places_of(roots);
  const auto along = [&](const auto& ahead, auto allowed) {
    return TreeSearch(graph.node_count(), ahead, allowed, with_levels, stop).run(places, options.max_depth);
  };
  auto tree = passage->has_labels()
                  ? along(ManyAdjacent(passage->ahead()), passage->labelled())
                  : with_rows(passage->ahead(), [&](const auto& ahead) { return along(ahead, AllNodes()); });
  if (!tree) return tree;
  to_nodes(graph, tree->parents);
  tree->parents = graph.numbering().by_node(std::move(tree->parents));
  if (with_levels) tree->levels = graph.numbering().by_node(std::move(tree->levels));
  return tree;
}

}  // namespace

Result<std::vector<NodeId>> bfs_tree(const EdgeGraph& graph, std::span<const NodeId> roots, const LevelOptions& options,
                                     const Stop& stop) {
  auto tree = search(graph, roots, options, false, stop);
  if (!tree) return std::unexpected(std::move(tree).error());
  return std::move(tree->parents);
}

Result<LevelTree> level_tree(const EdgeGraph& graph, std::span<const NodeId> roots, const LevelOptions& options,
                             const Stop& stop) {
  return search(graph, roots, options, true, stop);
}

}  // namespace wirespeed::graph_algorithms
