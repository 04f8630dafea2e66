#include "wirespeed/graph_remote/remote_tree.hpp"

#include <algorithm>

namespace wirespeed::graph_remote {
namespace {

constexpr std::uint8_t kOnTheWay = 1;
constexpr std::uint8_t kReturned = 2;

TraversalOptions once_broad(TraversalOptions options) {
  options.order = graph::Order::breadth_first;
  options.uniqueness = graph::Uniqueness::node_global;
  return options;
}

// A walk from all roots that enters a node once, and what it shows.
class RemoteReach {
 public:
  RemoteReach(const CompiledRemote& compiled, std::unique_ptr<RemoteCall> call, std::span<const RemoteId> roots,
              const RemoteWalkNeeds& needs, const RemoteLimits& limits)
      : call_(std::move(call)),
        walker_(make_breadth_first({.plan = compiled.plan,
                                    .reader = call_->reader(),
                                    .memory = limits.memory,
                                    .seen = std::make_shared<RemoteSeen>(compiled.plan.options()),
                                    .needs = needs},
                                   {roots.begin(), roots.end()})),
        answer_(Wanted::count, limits),
        max_rows_(limits.max_rows) {}

  // Calls found(shown) for each that is returned; `held()` are the bytes that this keeps.
  template <typename Found, typename Held>
  Result<void> run(const Found& found, const Held& held) {
    while (!answer_.is_full()) {
      const auto next = walker_->next(held());
      if (!next) return std::unexpected(next.error());
      if (!*next) return {};
      answer_.add(1);
      found(**next);
    }
    return graph::check_rows("traversal", answer_.count(), max_rows_);
  }

  const RemoteWalker& walker() const noexcept { return *walker_; }
  RemoteCall& call() noexcept { return *call_; }

 private:
  std::unique_ptr<RemoteCall> call_;
  std::unique_ptr<RemoteWalker> walker_;
  RemoteAnswer answer_;
  std::uint64_t max_rows_;
};

// The traversal as it goes here, and a call for it whose roots are there.
struct Begun {
  RemoteTraversal traversal;
  std::unique_ptr<RemoteCall> call;
};

Result<Begun> begin(const RemoteTraversal& traversal, std::span<const RemoteId> roots, NodeCache* cache,
                    const RemoteLimits& limits, const char* operation, bool relationships) {
  if (auto ok = graph::check_least_depth(traversal.plan().options(), operation); !ok) {
    return std::unexpected(std::move(ok).error());
  }
  auto once = RemoteTraversal::compile(traversal.provider(), once_broad(traversal.plan().options()));
  if (once && relationships) once = once->with_relationships();
  if (!once) return std::unexpected(std::move(once).error());
  auto call = RemoteCall::open(once->compiled(), cache, limits.stop);
  if (!call) return std::unexpected(std::move(call).error());
  if (auto ok = (*call)->check_roots(once->plan(), roots); !ok) return std::unexpected(std::move(ok).error());
  return Begun{*std::move(once), *std::move(call)};
}

RemoteTree tree_of(const std::vector<RemoteEntry>& entries, const std::vector<std::uint8_t>& marks,
                   bool relationships) {
  RemoteTree tree;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (marks[i] == 0) continue;
    const RemoteEntry& entry = entries[i];
    tree.nodes.push_back(entry.step.node);
    tree.parents.push_back(entry.parent == RemoteEntry::kStart ? -1 : entries[entry.parent].step.node);
    if (relationships) tree.relationships.push_back(entry.step.by);
    tree.depths.push_back(entry.depth);
    tree.returned.push_back((marks[i] & kReturned) != 0 ? 1 : 0);
  }
  return tree;
}

// --- subgraph --------------------------------------------------------------------------------------------------------

struct Nothing {};
using IdSet = IdTable<Nothing>;

// A relationship between nodes that were returned.
struct Between {
  RemoteRelationshipId id;
  RemoteId source;
  RemoteId target;
  std::uint32_t type;
};

// Reads all relationships between nodes, type by type.
class BetweenReader {
 public:
  BetweenReader(const CompiledRemote& compiled, NodeReader& reader, const IdSet& inside, std::uint64_t memory) noexcept
      : compiled_(compiled), reader_(reader), inside_(inside), memory_(memory) {}

  // `only`: those of these, if it is there.
  Result<std::vector<Between>> read(std::span<const RemoteId> nodes, const IdSet* only) {
    const std::vector<std::string>& types = compiled_.provider->names().types;
    for (std::uint32_t type = 0; type < std::max<std::size_t>(types.size(), 1); ++type) {
      const RemoteWay way{types.empty() ? "" : types[type]};
      if (auto ok = read_type(nodes, way, type, only); !ok) return std::unexpected(std::move(ok).error());
    }
    std::ranges::sort(found_, {}, &Between::id);
    return std::move(found_);
  }

 private:
  Result<void> read_type(std::span<const RemoteId> nodes, const RemoteWay& way, std::uint32_t type, const IdSet* only) {
    const std::size_t batch = compiled_.plan.batch();
    for (std::size_t begin = 0; begin < nodes.size(); begin += batch) {
      const auto part = nodes.subspan(begin, std::min(batch, nodes.size() - begin));
      if (auto ok = reader_.all_relationships(part, way, neighbors_); !ok) return ok;
      for (std::size_t i = 0; i < part.size(); ++i) take(part[i], neighbors_.of(i), type, only);
      const std::uint64_t held = found_.size() * sizeof(Between) + neighbors_.bytes() + inside_.bytes();
      if (auto ok = graph::check_memory("subgraph", held, memory_); !ok) return ok;
    }
    return {};
  }

  void take(RemoteId source, const NeighborRow& row, std::uint32_t type, const IdSet* only) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const RemoteStep step = row[i];
      if (inside_.find(step.node) == nullptr || (only != nullptr && only->find(step.by) == nullptr)) continue;
      found_.push_back({step.by, source, step.node, type});
    }
  }

  const CompiledRemote& compiled_;
  NodeReader& reader_;
  const IdSet& inside_;
  std::uint64_t memory_;
  Neighbors neighbors_;
  std::vector<Between> found_;
};

}  // namespace

Result<RemoteTree> spanning_tree(const RemoteTraversal& traversal, std::span<const RemoteId> roots, NodeCache* cache,
                                 const RemoteLimits& limits, bool relationships) {
  auto begun = begin(traversal, roots, cache, limits, "spanning_tree", relationships);
  if (!begun) return std::unexpected(std::move(begun).error());
  RemoteReach reach(begun->traversal.compiled(), std::move(begun->call), roots, {.keeps_entries = true}, limits);
  const std::vector<RemoteEntry>& entries = reach.walker().entries();
  std::vector<std::uint8_t> marks;
  const auto mark = [&](const RemoteShown& found) {
    marks.resize(entries.size());
    marks[found.entry] = kReturned | kOnTheWay;
    for (std::uint32_t i = entries[found.entry].parent; i != RemoteEntry::kStart && marks[i] == 0;
         i = entries[i].parent) {
      marks[i] = kOnTheWay;
    }
  };
  if (auto ok = reach.run(mark, [&] { return marks.size(); }); !ok) return std::unexpected(std::move(ok).error());
  RemoteTree tree = tree_of(entries, marks, relationships);
  tree.report = reach.call().reader().report();
  return tree;
}

Result<RemoteSubgraph> subgraph(const RemoteTraversal& traversal, std::span<const RemoteId> roots, NodeCache* cache,
                                SubgraphKind kind, const RemoteLimits& limits) {
  auto begun = begin(traversal, roots, cache, limits, "subgraph", true);
  if (!begun) return std::unexpected(std::move(begun).error());
  const bool is_walked = kind == SubgraphKind::walked;
  const CompiledRemote& compiled = begun->traversal.compiled();
  RemoteReach reach(compiled, std::move(begun->call), roots, {.keeps_followed = is_walked}, limits);
  RemoteSubgraph part;
  IdSet inside;
  const auto take = [&](const RemoteShown& found) {
    part.nodes.push_back(found.step.node);
    inside.insert(found.step.node);
  };
  const auto held = [&] { return part.nodes.size() * sizeof(RemoteId) + inside.bytes(); };
  if (auto ok = reach.run(take, held); !ok) return std::unexpected(std::move(ok).error());
  IdSet walked;
  for (const RemoteRelationshipId id : reach.walker().followed()) walked.insert(id);
  auto between = BetweenReader(compiled, reach.call().reader(), inside, limits.memory)
                     .read(part.nodes, is_walked ? &walked : nullptr);
  if (!between) return std::unexpected(std::move(between).error());
  for (const Between& one : *between) {
    part.relationships.push_back(one.id);
    part.sources.push_back(one.source);
    part.targets.push_back(one.target);
    part.types.push_back(one.type);
  }
  part.report = reach.call().reader().report();
  return part;
}

}  // namespace wirespeed::graph_remote
