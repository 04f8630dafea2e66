#include "wirespeed/graph_algorithms/profiles.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "wirespeed/graph_algorithms/best_nodes.hpp"
#include "wirespeed/graph_algorithms/steps.hpp"

namespace wirespeed::graph_algorithms {
namespace {

struct Entry {
  NodeId node;
  float part;  // of the node's vector
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

// Who has each thing: the entries of thing i are [offsets[i], offsets[i + 1]), by id.
struct Profiles::Dimension {
  double weight = 1;
  std::vector<ManyAdjacent> steps;
  std::vector<std::uint64_t> offsets;
  LargeVector<Entry> entries;
};

// Vectors are made node by node, then sorted by what is in them.
class Profiles::Maker {
 public:
  Maker(const EdgeGraph& graph, Dimension& dimension) : graph_(graph), dimension_(dimension) {}

  Result<void> make(const Stop& stop) {
    Pace pace(stop, "profiles");
    ProfileWalk walk(graph_, dimension_.steps);
    dimension_.offsets.assign(graph_.node_count() + std::size_t{1}, 0);
    for (NodeId node = 0; node < graph_.node_count(); ++node) {
      if (dimension_.steps.front().degree(node) != 0) {
        const auto vector = walk.run(node, pace);
        if (!vector) return std::unexpected(vector.error());
        keep(node, *vector);
      }
      if (!pace.is_due(1)) continue;
      if (auto ok = pace.check(); !ok) return ok;
    }
    sort();
    return {};
  }

 private:
  void keep(NodeId node, const CountedNodes& vector) {
    const double length = length_of(vector);
    for (std::size_t i = 0; i < vector.nodes.size(); ++i) {
      things_.push_back(vector.nodes[i]);
      entries_.push_back({node, static_cast<float>(vector.counts[i] / length)});
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
  Dimension& dimension_;
  LargeVector<NodeId> things_;
  LargeVector<Entry> entries_;  // of things_[i] in the vector of a node
};

Result<Profiles> Profiles::make(const EdgeGraph& graph, const std::vector<ProfileDimension>& dimensions,
                                const Stop& stop) {
  Profiles profiles(graph);
  for (const ProfileDimension& wanted : dimensions) {
    auto steps = steps_of(graph, wanted.relationships);
    if (!steps) return std::unexpected(steps.error());
    auto dimension = std::make_shared<Dimension>();
    dimension->weight = wanted.weight;
    dimension->steps = *std::move(steps);
    if (auto ok = Maker(graph, *dimension).make(stop); !ok) return std::unexpected(ok.error());
    profiles.dimensions_.push_back(std::move(dimension));
  }
  return profiles;
}

Result<Similar> Profiles::similar(NodeId node, std::size_t k, const Stop& stop) const {
  if (auto ok = check_node(*graph_, node, "similar"); !ok) return std::unexpected(ok.error());
  node = graph_->numbering().place_of(node);
  Pace pace(stop, "similar");
  NodeTable<double> scores(graph_->node_count());
  std::vector<NodeId> others;
  for (const auto& dimension : dimensions_) {
    const auto own = ProfileWalk(*graph_, dimension->steps).run(node, pace);
    if (!own) return std::unexpected(own.error());
    const double length = length_of(*own);
    for (std::size_t i = 0; i < own->nodes.size(); ++i) {
      const double part = dimension->weight * own->counts[i] / length;
      const auto first = dimension->offsets[own->nodes[i]];
      const auto last = dimension->offsets[own->nodes[i] + std::size_t{1}];
      for (std::uint64_t at = first; at < last; ++at) {
        if ((at - first) % kEntriesPerCheck == 0) {
          if (auto ok = pace.check(); !ok) return std::unexpected(ok.error());
        }
        const Entry& entry = dimension->entries[at];
        double& score = scores[entry.node];
        if (score == 0) others.push_back(entry.node);
        score += part * static_cast<double>(entry.part);
      }
    }
  }
  BestNodes<double> best(k);
  for (const NodeId other : others) {
    const double score = std::exchange(scores[other], 0);
    if (other != node && score != 0 && best.may_enter(score)) best.add(score, graph_->numbering().node_at(other));
  }
  Similar found;
  best.take(found.nodes, found.scores);
  return found;
}

std::size_t Profiles::bytes() const noexcept {
  std::size_t bytes = 0;
  for (const auto& dimension : dimensions_) {
    bytes += dimension->entries.size() * sizeof(Entry) + dimension->offsets.size() * sizeof(std::uint64_t);
  }
  return bytes;
}

}  // namespace wirespeed::graph_algorithms
