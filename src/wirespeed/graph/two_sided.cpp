#include "wirespeed/graph/two_sided.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "wirespeed/graph/branch_walk.hpp"

namespace wirespeed::graph {
namespace {

// A path, from the start to the end.
struct Path {
  std::vector<NodeId> nodes{};
  std::vector<RelationshipId> relationships{};
};

// --- one side --------------------------------------------------------------------------------------------------------

class Side {
 public:
  Side(const WalkPlan& plan, const TraversalOptions& options, std::vector<NodeId> starts,
       std::shared_ptr<Visited> visited, const WalkLimits& limits)
      : walk_(plan, options, std::move(starts), std::move(visited),
              {.with_ids = true, .keeps_branches = true, .shows_all = true}),
        guard_(plan, limits) {}

  // The next branch; none: there is none any more. What is held besides counts with what the side holds.
  Result<std::optional<std::uint32_t>> next(std::uint64_t held_besides) {
    if (waiting_) return std::exchange(waiting_, std::nullopt);
    const auto shown = walk_.next(guard_, held_besides + index_bytes());
    if (!shown) return std::unexpected(shown.error());
    if (!*shown) return std::nullopt;
    return (*shown)->branch;
  }
  void put_back(std::uint32_t branch) noexcept { waiting_ = branch; }

  const std::vector<Branch>& branches() const noexcept { return walk_.branches(); }
  std::uint32_t depth_of(std::uint32_t branch) const noexcept { return branches()[branch].depth; }

  // Its branches at the node; null: none.
  const std::vector<std::uint32_t>* find(NodeId node) const noexcept {
    const auto found = here_.find(node);
    return found == here_.end() ? nullptr : &found->second;
  }
  void keep(std::uint32_t branch) {
    here_[branches()[branch].node].push_back(branch);
    ++kept_;
  }

  // What it holds, what both sides share aside.
  std::uint64_t bytes() const noexcept { return walk_.bytes() + index_bytes(); }

  std::uint32_t level = 0;

 private:
  static constexpr std::uint64_t kBytesPerNode = 112;  // a bucket, a link, and a vector's first allocation

  std::uint64_t index_bytes() const noexcept {
    return here_.size() * kBytesPerNode + kept_ * 2 * sizeof(std::uint32_t);  // vectors are up to half empty
  }

  BranchWalk walk_;
  WalkGuard guard_;
  std::unordered_map<NodeId, std::vector<std::uint32_t>> here_;  // its branches by their node
  std::uint64_t kept_ = 0;
  std::optional<std::uint32_t> waiting_;
};

// From the side's start to the branch.
Path path_to(const Side& side, std::uint32_t branch) {
  Path path;
  for (std::uint32_t i = branch; i != Branch::kStart; i = side.branches()[i].parent) {
    const Branch& one = side.branches()[i];
    path.nodes.push_back(one.node);
    if (one.parent != Branch::kStart) path.relationships.push_back(one.relationship);
  }
  std::ranges::reverse(path.nodes);
  std::ranges::reverse(path.relationships);
  return path;
}

// --- both ------------------------------------------------------------------------------------------------------------

class Meeting {
 public:
  Meeting(const TwoSidedOptions& options, std::array<Side, 2>& sides, const WalkLimits& limits)
      : options_(options), sides_(sides), limits_(limits) {}

  // Until there are no more branches, or enough paths.
  Result<Paths> run() {
    while (found_.size() < limits_.rows) {
      auto branch = next();
      if (!branch) return std::unexpected(std::move(branch).error());
      if (!*branch) break;
      if (auto ok = meet(**branch); !ok) return std::unexpected(std::move(ok).error());
    }
    return std::move(found_);
  }

 private:
  using Next = Result<std::optional<std::uint32_t>>;

  // Of the side that is `turn_` afterwards.
  Next next() { return options_.sides == Sides::alternating ? next_alternating() : next_of_level(); }

  Next next_of(std::size_t side) { return sides_[side].next(sides_[1 - side].bytes() + paths_bytes_); }

  Next next_alternating() {
    for (int tried = 0; tried < 2; ++tried) {
      turn_ = 1 - turn_;
      auto branch = next_of(turn_);
      if (!branch || *branch) return branch;
    }
    return std::nullopt;
  }

  Next next_of_level() {
    std::array<bool, 2> ended{};
    while (!ended[0] || !ended[1]) {
      Side& side = sides_[turn_];
      const auto branch = next_of(turn_);
      if (!branch) return branch;
      if (*branch && side.depth_of(**branch) <= side.level) return branch;
      if (*branch) side.put_back(**branch);
      ended[turn_] = !*branch;
      turn_ = 1 - turn_;
      if (options_.sides == Sides::level_stop_on_result && found_.size() > 0) return std::nullopt;
      if (turn_ == 0) {
        ++sides_[0].level;
        ++sides_[1].level;
      }
    }
    return std::nullopt;
  }

  // Holds a branch against those of the other side.
  Result<void> meet(std::uint32_t branch) {
    Side& own = sides_[turn_];
    const Side& other = sides_[1 - turn_];
    own.keep(branch);
    const std::vector<std::uint32_t>* const there = other.find(own.branches()[branch].node);
    if (there == nullptr) return {};
    for (const std::uint32_t met : *there) {
      if (found_.size() == limits_.rows) return {};
      if (++meetings_ % kStepsPerCheck == 0) {
        if (auto ok = limits_.stop.check("two_sided"); !ok) return ok;
      }
      if (auto ok = join(turn_ == 0 ? branch : met, turn_ == 0 ? met : branch); !ok) return ok;
    }
    return {};
  }

  Result<void> join(std::uint32_t from_start, std::uint32_t from_end) {
    const auto length = std::uint64_t{sides_[0].depth_of(from_start)} + std::uint64_t{sides_[1].depth_of(from_end)};
    if (length < options_.min_length || length > options_.max_length) return {};
    if (options_.collisions == Collisions::shortest && first_length_ && length != *first_length_) return {};
    Path path = path_to(sides_[0], from_start);
    const Path rest = path_to(sides_[1], from_end);
    path.nodes.insert(path.nodes.end(), rest.nodes.rbegin() + 1, rest.nodes.rend());
    path.relationships.insert(path.relationships.end(), rest.relationships.rbegin(), rest.relationships.rend());
    if (!keeps_rule(options_.start.uniqueness, path.nodes, path.relationships)) return {};
    return take(path, length);
  }

  // What distinguishes paths is their start and their relationships.
  Result<void> take(const Path& path, std::uint64_t length) {
    std::vector<std::uint32_t> key{path.nodes.front()};
    key.insert(key.end(), path.relationships.begin(), path.relationships.end());
    if (!returned_.insert(std::move(key)).second) return {};
    paths_bytes_ += 4 * sizeof(std::uint32_t) * path.nodes.size() + 64;
    first_length_ = first_length_.value_or(length);
    found_.nodes.insert(found_.nodes.end(), path.nodes.begin(), path.nodes.end());
    found_.relationships.insert(found_.relationships.end(), path.relationships.begin(), path.relationships.end());
    found_.offsets.push_back(static_cast<std::int64_t>(found_.nodes.size()));
    if (found_.size() > limits_.max_rows) {
      return fail(Errc::limit, "two_sided: expected at most {} rows, found more; give a limit or filters",
                  limits_.max_rows);
    }
    const std::uint64_t held = sides_[0].bytes() + sides_[1].bytes() + paths_bytes_;
    if (held <= limits_.memory) return {};
    return fail(Errc::limit, "two_sided: expected to hold at most {} bytes at a time, found {}; give max_length",
                limits_.memory, held);
  }

  const TwoSidedOptions& options_;
  std::array<Side, 2>& sides_;
  const WalkLimits& limits_;
  std::size_t turn_ = options_.sides == Sides::alternating ? 1 : 0;
  std::optional<std::uint64_t> first_length_;
  std::set<std::vector<std::uint32_t>> returned_;
  std::uint64_t paths_bytes_ = 0;
  std::uint32_t meetings_ = 0;
  Paths found_;
};

}  // namespace

Result<Sides> parse_sides(std::string_view name) {
  if (name == "alternating") return Sides::alternating;
  if (name == "level") return Sides::level;
  if (name == "level_stop_on_result") return Sides::level_stop_on_result;
  return fail(Errc::invalid_argument,
              "two_sided: sides: expected alternating, level or level_stop_on_result, found \"{}\"", name);
}

Result<Collisions> parse_collisions(std::string_view name) {
  if (name == "standard") return Collisions::standard;
  if (name == "shortest") return Collisions::shortest;
  return fail(Errc::invalid_argument, "two_sided: collisions: expected standard or shortest, found \"{}\"", name);
}

Result<TwoSidedTraversal> TwoSidedTraversal::compile(const EdgeGraph& graph, const TwoSidedOptions& options) {
  TwoSidedOptions both = options;
  if (!both.end) both.end = both.start;
  both.end->uniqueness = both.start.uniqueness;
  auto start = WalkPlan::compile(graph, both.start);
  if (!start) return std::unexpected(std::move(start).error());
  auto end = WalkPlan::compile(graph, *both.end, !options.end);
  if (!end) return std::unexpected(std::move(end).error());
  return TwoSidedTraversal(*std::move(start), *std::move(end), std::move(both));
}

Result<Paths> TwoSidedTraversal::paths(const Starts& starts, const Starts& ends, const WalkLimits& limits) const {
  const EdgeGraph& graph = start_.graph();
  auto from = places_of(graph, starts);
  if (!from) return std::unexpected(std::move(from).error());
  auto to = places_of(graph, ends);
  if (!to) return std::unexpected(std::move(to).error());
  const auto visited =
      std::make_shared<Visited>(options_.start.uniqueness, graph.node_count(),
                                static_cast<std::uint32_t>(graph.relationship_count()), options_.start.recent);
  std::array<Side, 2> sides{Side(start_, options_.start, *std::move(from), visited, limits),
                            Side(end_, *options_.end, *std::move(to), visited, limits)};
  auto found = Meeting(options_, sides, limits).run();
  if (found) graph.numbering().to_nodes(found->nodes);
  return found;
}

}  // namespace wirespeed::graph
