#include "wirespeed/graph_algorithms/profiles.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <span>

#include "wirespeed/graph_algorithms/best_nodes.hpp"
#include "wirespeed/graph_algorithms/steps.hpp"

namespace wirespeed::graph_algorithms {
namespace {

struct Entry {
  std::uint32_t holder;
  float part;  // of the holder's vector
};

constexpr std::size_t kEntriesPerCheck = std::size_t{1} << 16;

// What a node reaches by all steps, and from how many nodes of the step before the last.
class ProfileWalk {
 public:
  ProfileWalk(const EdgeGraph& graph, const std::vector<ManyAdjacent>& steps)
      : nodes_(graph.node_count()), steps_(steps), counter_(graph.node_count()) {}

  Result<CountedNodes> run(NodeId node, Pace& pace) {
    std::vector<NodeId> from{node};
    for (std::size_t i = 0; i + 1 < steps_.size(); ++i) {
      auto next = step(steps_[i], from, nodes_, pace);
      if (!next) return std::unexpected(next.error());
      from = *std::move(next);
    }
    auto found = counter_.count(steps_.back(), from, pace);
    if (found) leave_out(*found, node);
    return found;
  }

 private:
  static void leave_out(CountedNodes& found, NodeId node) {
    const auto own = std::ranges::find(found.nodes, node);
    if (own == found.nodes.end()) return;
    found.counts.erase(found.counts.begin() + (own - found.nodes.begin()));
    found.nodes.erase(own);
  }

  NodeId nodes_;
  const std::vector<ManyAdjacent>& steps_;
  StepCounter counter_;
};

double length_of(const CountedNodes& vector) noexcept {
  double squares = 0;
  for (const std::uint32_t count : vector.counts) squares += static_cast<double>(count) * count;
  return std::sqrt(squares);
}

}  // namespace

// Who has each thing: the entries of thing i are [offsets[i], offsets[i + 1]), by holder.
struct Profiles::Dimension {
  double weight = 1;
  std::vector<ManyAdjacent> steps;
  std::vector<std::uint64_t> offsets{};
  LargeVector<Entry> entries{};
};

// Who has a thing that the asked node has, too, and what that counts.
struct Profiles::List {
  std::span<const Entry> entries;
  double part;
};

// Vectors are made holder by holder, then sorted by what is in them.
class Profiles::Maker {
 public:
  Maker(const EdgeGraph& graph, std::span<const NodeId> holders, Dimension& dimension)
      : graph_(graph), holders_(holders), dimension_(dimension) {}

  Result<void> make(const Stop& stop) {
    Pace pace(stop, "profiles");
    ProfileWalk walk(graph_, dimension_.steps);
    dimension_.offsets.assign(graph_.node_count() + std::size_t{1}, 0);
    for (std::uint32_t holder = 0; holder < holders_.size(); ++holder) {
      const auto vector = walk.run(holders_[holder], pace);
      if (!vector) return std::unexpected(vector.error());
      keep(holder, *vector);
      if (!pace.is_due(1)) continue;
      if (auto ok = pace.check(); !ok) return ok;
    }
    sort();
    return {};
  }

 private:
  void keep(std::uint32_t holder, const CountedNodes& vector) {
    const double length = length_of(vector);
    for (std::size_t i = 0; i < vector.nodes.size(); ++i) {
      things_.push_back(vector.nodes[i]);
      entries_.push_back({holder, static_cast<float>(vector.counts[i] / length)});
      ++dimension_.offsets[vector.nodes[i] + std::size_t{1}];
    }
  }

  void sort() {
    std::vector<std::uint64_t>& offsets = dimension_.offsets;
    std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
    std::vector<std::uint64_t> next(offsets.begin(), offsets.end() - 1);
    dimension_.entries.resize(entries_.size());
    for (std::size_t i = 0; i < entries_.size(); ++i) dimension_.entries[next[things_[i]]++] = entries_[i];
  }

  const EdgeGraph& graph_;
  std::span<const NodeId> holders_;
  Dimension& dimension_;
  LargeVector<NodeId> things_;
  LargeVector<Entry> entries_;  // of things_[i] in the vector of a holder
};

// Arrays of a sum for each holder, all 0: what a question has lent it gives back as it was.
class Profiles::Sums {
 public:
  explicit Sums(std::size_t holders) : holders_(holders) {}

  LargeVector<double> lend() {
    const std::scoped_lock lock(mutex_);
    return free_.empty() ? LargeVector<double>(holders_) : std::exchange(free_, {});
  }
  // What several questions at once have had is more than one needs, and is let go.
  void give_back(LargeVector<double> sums) {
    const std::scoped_lock lock(mutex_);
    free_ = std::move(sums);
  }

 private:
  std::size_t holders_;
  std::mutex mutex_;
  LargeVector<double> free_;  // under mutex_
};

Profiles::Profiles(const EdgeGraph& graph) : graph_(&graph) {}

Result<Profiles> Profiles::make(const EdgeGraph& graph, const std::vector<ProfileDimension>& dimensions,
                                const Stop& stop) {
  Profiles profiles(graph);
  std::vector<std::shared_ptr<Dimension>> made;
  for (const ProfileDimension& wanted : dimensions) {
    auto steps = steps_of(graph, wanted.relationships);
    if (!steps) return std::unexpected(steps.error());
    made.push_back(std::make_shared<Dimension>(Dimension{.weight = wanted.weight, .steps = *std::move(steps)}));
  }
  for (NodeId node = 0; node < graph.node_count(); ++node) {
    const auto may_hold = [&](const auto& dimension) { return dimension->steps.front().degree(node) != 0; };
    if (std::ranges::any_of(made, may_hold)) profiles.holders_.push_back(node);
  }
  for (const auto& dimension : made) {
    if (auto ok = Maker(graph, profiles.holders_, *dimension).make(stop); !ok) return std::unexpected(ok.error());
    profiles.dimensions_.push_back(dimension);
  }
  profiles.sums_ = std::make_shared<Sums>(profiles.holders_.size());
  return profiles;
}

Result<std::vector<Profiles::List>> Profiles::lists_of(NodeId node, Pace& pace) const {
  std::vector<List> lists;
  for (const auto& dimension : dimensions_) {
    const auto own = ProfileWalk(*graph_, dimension->steps).run(node, pace);
    if (!own) return std::unexpected(own.error());
    const double length = length_of(*own);
    for (std::size_t i = 0; i < own->nodes.size(); ++i) {
      const auto first = dimension->offsets[own->nodes[i]];
      const auto last = dimension->offsets[own->nodes[i] + std::size_t{1}];
      lists.push_back({std::span<const Entry>(dimension->entries).subspan(first, last - first),
                       dimension->weight * own->counts[i] / length});
    }
  }
  return lists;
}

Result<void> Profiles::add_up(std::span<const List> lists, LargeVector<double>& sums, Pace& pace) {
  for (const List& list : lists) {
    for (std::size_t first = 0; first < list.entries.size(); first += kEntriesPerCheck) {
      const auto some = list.entries.subspan(first, std::min(kEntriesPerCheck, list.entries.size() - first));
      for (const Entry& entry : some) sums[entry.holder] += list.part * static_cast<double>(entry.part);
      if (!pace.is_due(some.size())) continue;
      if (auto ok = pace.check(); !ok) return ok;
    }
  }
  return {};
}

// Clears the sums as it goes: where they are few, along the lists, else one after the other.
Similar Profiles::best(std::span<const List> lists, NodeId own, std::size_t k, LargeVector<double>& sums) const {
  BestNodes<double> best(k);
  const auto take = [&](std::uint32_t holder) {
    if (sums[holder] == 0) return;
    const double score = std::exchange(sums[holder], 0);
    const NodeId node = holders_[holder];
    if (best.may_enter(score) && node != own) best.add(score, graph_->numbering().node_at(node));
  };
  std::uint64_t entries = 0;
  for (const List& list : lists) entries += list.entries.size();
  if (entries < sums.size() / 2) {
    for (const List& list : lists) {
      for (const Entry& entry : list.entries) take(entry.holder);
    }
  } else {
    for (std::uint32_t holder = 0; holder < sums.size(); ++holder) take(holder);
  }
  Similar found;
  best.take(found.nodes, found.scores);
  return found;
}

Result<Similar> Profiles::similar(NodeId node, std::size_t k, const Stop& stop) const {
  if (auto ok = check_node(*graph_, node, "similar"); !ok) return std::unexpected(ok.error());
  node = graph_->numbering().place_of(node);
  Pace pace(stop, "similar");
  const auto lists = lists_of(node, pace);
  if (!lists) return std::unexpected(lists.error());
  LargeVector<double> sums = sums_->lend();
  if (auto ok = add_up(*lists, sums, pace); !ok) return std::unexpected(ok.error());  // they are not all 0
  Similar found = best(*lists, node, k, sums);
  sums_->give_back(std::move(sums));
  return found;
}

std::size_t Profiles::bytes() const noexcept {
  std::size_t bytes = holders_.size() * (sizeof(NodeId) + sizeof(double));
  for (const auto& dimension : dimensions_) {
    bytes += dimension->entries.size() * sizeof(Entry) + dimension->offsets.size() * sizeof(std::uint64_t);
  }
  return bytes;
}

}  // namespace wirespeed::graph_algorithms
