#include "wirespeed/graph/walk_tree.hpp"

#include <algorithm>

#include "wirespeed/graph/branch_walk.hpp"

namespace wirespeed::graph {
namespace {

// A walk from all starts that enters a node once, and what it shows.
class Reach {
 public:
  Reach(const Traversal& traversal, std::vector<NodeId> starts, BranchWalkNeeds needs, const WalkLimits& limits)
      : options_(once_broad(traversal.options())),
        max_rows_(limits.max_rows),
        answer_(Wanted::count, limits),
        visited_(std::make_shared<Visited>(Uniqueness::node_global, traversal.graph().node_count(), 0, 1)),
        walk_(traversal.plan(), options_, std::move(starts), visited_, needs),
        guard_(traversal.plan(), limits) {}

  // Calls found(place of the branch) for each that is returned.
  template <typename Found>
  Result<void> run(const Found& found) {
    while (!answer_.is_full()) {
      const auto next = walk_.next(guard_, 0);
      if (!next) return std::unexpected(next.error());
      if (!*next) return {};
      answer_.add(1);
      found((*next)->branch);
    }
    return check_rows("traversal", answer_.count(), max_rows_);
  }
  const BranchWalk& walk() const noexcept { return walk_; }

 private:
  static TraversalOptions once_broad(TraversalOptions options) {
    options.order = Order::breadth_first;
    options.uniqueness = Uniqueness::node_global;
    return options;
  }

  TraversalOptions options_;
  std::uint64_t max_rows_;
  WalkAnswer answer_;
  std::shared_ptr<Visited> visited_;
  BranchWalk walk_;
  WalkGuard guard_;
};

// --- tree ------------------------------------------------------------------------------------------------------------

constexpr std::uint8_t kOnTheWay = 1;
constexpr std::uint8_t kReturned = 2;

WalkTree tree_of(const Numbering& numbering, const std::vector<Branch>& branches,
                 const std::vector<std::uint8_t>& marks) {
  WalkTree tree;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (marks[i] == 0) continue;
    const Branch& branch = branches[i];
    tree.nodes.push_back(numbering.node_at(branch.node));
    const bool is_start = branch.parent == Branch::kStart;
    tree.parents.push_back(is_start ? -1 : std::int64_t{numbering.node_at(branches[branch.parent].node)});
    tree.relationships.push_back(branch.relationship);
    tree.depths.push_back(branch.depth);
    tree.returned.push_back((marks[i] & kReturned) != 0 ? 1 : 0);
  }
  return tree;
}

// --- subgraph --------------------------------------------------------------------------------------------------------

void add(Subgraph& part, const BranchWalk::Followed& one) {
  part.relationships.push_back(one.id);
  part.sources.push_back(one.source);
  part.targets.push_back(one.target);
  part.types.push_back(one.type);
}

void add_walked(Subgraph& part, const NodeSet& inside, std::span<const BranchWalk::Followed> followed) {
  std::vector<BranchWalk::Followed> between;
  std::ranges::copy_if(followed, std::back_inserter(between), [&](const BranchWalk::Followed& one) {
    return inside.contains(one.source) && inside.contains(one.target);
  });
  std::ranges::sort(between, {}, &BranchWalk::Followed::id);
  const auto repeated = std::ranges::unique(between, {}, &BranchWalk::Followed::id);
  between.erase(repeated.begin(), repeated.end());
  for (const BranchWalk::Followed& one : between) add(part, one);
}

Result<void> add_all(Subgraph& part, const NodeSet& inside, const EdgeGraph& graph, const WalkLimits& limits) {
  std::vector<NodeId> nodes = part.nodes;
  std::ranges::sort(nodes);
  std::uint32_t steps = 0;
  for (std::uint32_t type = 0; type < graph.relationships().size(); ++type) {
    const Relationships& one = graph.relationships()[type];
    for (const NodeId node : nodes) {
      const RowSpan row = one.out.span_of(node);
      for (std::uint32_t place = row.begin; place < row.begin + row.size; ++place) {
        if (++steps % kStepsPerCheck == 0) {
          if (auto ok = limits.stop.check("subgraph"); !ok) return ok;
        }
        const NodeId target = one.out.targets()[place];
        if (inside.contains(target)) add(part, {node, target, type, one.first + place});
      }
    }
  }
  return {};
}

}  // namespace

Result<void> check_least_depth(const TraversalOptions& options, const char* operation) {
  if (options.min_depth <= 1) return {};
  return fail(Errc::invalid_argument,
              "{}: expected a min_depth of 0 or 1, found {}: nodes that are met above it would be lost; ask for paths",
              operation, options.min_depth);
}

Result<WalkTree> spanning_tree(const Traversal& traversal, const Starts& starts, const WalkLimits& limits) {
  auto places = places_of(traversal.graph(), starts);
  if (!places) return std::unexpected(std::move(places).error());
  if (auto ok = check_least_depth(traversal.options(), "spanning_tree"); !ok) return std::unexpected(ok.error());
  Reach reach(traversal, *std::move(places), {.with_ids = true, .keeps_branches = true}, limits);
  std::vector<std::uint8_t> marks;
  auto ok = reach.run([&](std::uint32_t found) {
    const std::vector<Branch>& branches = reach.walk().branches();
    marks.resize(branches.size());
    marks[found] = kReturned | kOnTheWay;
    for (std::uint32_t i = branches[found].parent; i != Branch::kStart && marks[i] == 0; i = branches[i].parent) {
      marks[i] = kOnTheWay;
    }
  });
  if (!ok) return std::unexpected(std::move(ok).error());
  return tree_of(traversal.graph().numbering(), reach.walk().branches(), marks);
}

Result<Subgraph> subgraph(const Traversal& traversal, const Starts& starts, SubgraphKind kind,
                          const WalkLimits& limits) {
  const EdgeGraph& graph = traversal.graph();
  auto places = places_of(graph, starts);
  if (!places) return std::unexpected(std::move(places).error());
  if (auto ok = check_least_depth(traversal.options(), "subgraph"); !ok) return std::unexpected(ok.error());
  Reach reach(traversal, *std::move(places), {.keeps_followed = kind == SubgraphKind::walked}, limits);
  Subgraph part;
  NodeSet inside(graph.node_count());
  auto ok = reach.run([&](std::uint32_t found) {
    part.nodes.push_back(reach.walk().branches()[found].node);
    inside.add(part.nodes.back());
  });
  if (!ok) return std::unexpected(std::move(ok).error());
  if (kind == SubgraphKind::walked) {
    add_walked(part, inside, reach.walk().followed());
  } else if (auto all = add_all(part, inside, graph, limits); !all) {
    return std::unexpected(std::move(all).error());
  }
  for (std::vector<NodeId>* ids : {&part.nodes, &part.sources, &part.targets}) graph.numbering().to_nodes(*ids);
  return part;
}

}  // namespace wirespeed::graph
