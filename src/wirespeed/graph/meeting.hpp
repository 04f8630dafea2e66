// How two walks make paths where they meet, wherever their graph is. A Source is one side's walk:
//
//   using Node, Relationship;
//   Result<std::optional<std::uint32_t>> next(std::uint64_t held_besides);   // the next branch; none: that was all
//   Node node_of(branch); Relationship relationship_of(branch); std::uint32_t depth_of(branch), parent_of(branch);
//   std::uint64_t bytes();                                                   // what both sides share aside
#pragma once

#include <array>
#include <optional>
#include <set>
#include <unordered_map>

#include "wirespeed/graph/two_sided.hpp"
#include "wirespeed/graph/visited.hpp"

namespace wirespeed::graph {

// From the start to the end.
template <typename Node, typename Relationship>
struct WholePath {
  std::vector<Node> nodes{};
  std::vector<Relationship> relationships{};
};

template <typename Source>
class MeetingSide {
 public:
  using Node = typename Source::Node;
  using Path = WholePath<Node, typename Source::Relationship>;

  template <typename... Parts>
  explicit MeetingSide(std::in_place_t, Parts&&... parts) : source_(std::forward<Parts>(parts)...) {}

  // What is held besides counts with what the side holds.
  Result<std::optional<std::uint32_t>> next(std::uint64_t held_besides) {
    if (waiting_) return std::exchange(waiting_, std::nullopt);
    return source_.next(held_besides + index_bytes());
  }
  void put_back(std::uint32_t branch) noexcept { waiting_ = branch; }

  Node node_of(std::uint32_t branch) const noexcept { return source_.node_of(branch); }
  std::uint32_t depth_of(std::uint32_t branch) const noexcept { return source_.depth_of(branch); }

  // Its branches at the node; null: none.
  const std::vector<std::uint32_t>* find(Node node) const noexcept {
    const auto found = here_.find(node);
    return found == here_.end() ? nullptr : &found->second;
  }
  void keep(std::uint32_t branch) {
    here_[node_of(branch)].push_back(branch);
    ++kept_;
  }

  // From the side's start to the branch.
  Path path_to(std::uint32_t branch) const {
    Path path;
    for (std::uint32_t i = branch; i != Branch::kStart; i = source_.parent_of(i)) {
      path.nodes.push_back(source_.node_of(i));
      if (source_.parent_of(i) != Branch::kStart) path.relationships.push_back(source_.relationship_of(i));
    }
    std::ranges::reverse(path.nodes);
    std::ranges::reverse(path.relationships);
    return path;
  }

  std::uint64_t bytes() const noexcept { return source_.bytes() + index_bytes(); }

  std::uint32_t level = 0;

 private:
  static constexpr std::uint64_t kBytesPerNode = 112;  // a bucket, a link, and a vector's first allocation

  std::uint64_t index_bytes() const noexcept {
    return here_.size() * kBytesPerNode + kept_ * 2 * sizeof(std::uint32_t);  // vectors are up to half empty
  }

  Source source_;
  std::unordered_map<Node, std::vector<std::uint32_t>> here_;  // its branches by their node
  std::uint64_t kept_ = 0;
  std::optional<std::uint32_t> waiting_;
};

template <typename Source>
class Meeting {
 public:
  using Side = MeetingSide<Source>;
  using Path = typename Side::Path;
  using Paths = BasicPaths<typename Source::Node, typename Source::Relationship>;

  // Borrows all. The first side is the start's.
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
  using Node = typename Source::Node;
  using Relationship = typename Source::Relationship;
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
    const std::vector<std::uint32_t>* const there = other.find(own.node_of(branch));
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
    Path path = sides_[0].path_to(from_start);
    const Path rest = sides_[1].path_to(from_end);
    path.nodes.insert(path.nodes.end(), rest.nodes.rbegin() + 1, rest.nodes.rend());
    path.relationships.insert(path.relationships.end(), rest.relationships.rbegin(), rest.relationships.rend());
    if (!keeps_rule(options_.start.uniqueness, path.nodes, path.relationships)) return {};
    return take(path, length);
  }

  // What distinguishes paths is their start and their relationships.
  Result<void> take(const Path& path, std::uint64_t length) {
    if (!returned_.emplace(path.nodes.front(), path.relationships).second) return {};
    paths_bytes_ += 2 * (sizeof(Node) + sizeof(Relationship)) * path.nodes.size() + 64;
    first_length_ = first_length_.value_or(length);
    found_.nodes.insert(found_.nodes.end(), path.nodes.begin(), path.nodes.end());
    found_.relationships.insert(found_.relationships.end(), path.relationships.begin(), path.relationships.end());
    found_.offsets.push_back(static_cast<std::int64_t>(found_.nodes.size()));
    if (auto ok = check_rows("two_sided", found_.size(), limits_.max_rows); !ok) return ok;
    return check_memory("two_sided", sides_[0].bytes() + sides_[1].bytes() + paths_bytes_, limits_.memory,
                        "max_length");
  }

  const TwoSidedOptions& options_;
  std::array<Side, 2>& sides_;
  const WalkLimits& limits_;
  std::size_t turn_ = options_.sides == Sides::alternating ? 1 : 0;
  std::optional<std::uint64_t> first_length_;
  std::set<std::pair<Node, std::vector<Relationship>>> returned_;
  std::uint64_t paths_bytes_ = 0;
  std::uint32_t meetings_ = 0;
  Paths found_;
};

}  // namespace wirespeed::graph
