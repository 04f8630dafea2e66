// Where paths may lead: along which relationships, and through which nodes.
//
//   const Passage passage = value_or_throw(Passage::compile(graph, {.relationships = "BY>|<BY", .labels = "-Genre"}));
//
// The ends of a path are never tried by their labels; what is between them must be walked on from (label_filter.hpp).
#pragma once

#include <string>
#include <vector>

#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

struct PathFilter {
  Direction direction = Direction::out;  // of all relationships, where none are named
  std::string relationships{};           // relationship_pattern.hpp, without turns; empty: all
  std::string labels{};                  // label_filter.hpp, without turns; empty: all nodes
};

// No node is left out: what most questions ask, and what costs nothing.
struct AllNodes {
  static constexpr bool enters(NodeId /*node*/) noexcept { return true; }
  static constexpr bool walks_on(NodeId /*node*/) noexcept { return true; }
};

// What is said of a node by its class.
class LabelledNodes {
 public:
  LabelledNodes(const std::uint16_t* class_of, const std::uint8_t* verdicts) noexcept
      : class_of_(class_of), verdicts_(verdicts) {}

  bool enters(NodeId node) const noexcept { return verdicts_[class_of_[node]] != 0; }
  bool walks_on(NodeId node) const noexcept { return verdicts_[class_of_[node]] == kWalksOn; }

  static constexpr std::uint8_t kEnters = 1;
  static constexpr std::uint8_t kWalksOn = 2;

 private:
  const std::uint16_t* class_of_;
  const std::uint8_t* verdicts_;  // 0: left out
};

// Borrows the graph.
class Passage {
 public:
  // Fails for a pattern that cannot be read, one with turns, and names that the graph does not have.
  static Result<Passage> compile(const EdgeGraph& graph, const PathFilter& filter, const char* operation);

  const std::vector<const Rows*>& ahead() const noexcept { return ahead_; }
  const std::vector<const Rows*>& back() const noexcept { return back_; }

  bool has_labels() const noexcept { return !verdicts_.empty(); }
  bool walks_on(NodeId node) const noexcept { return verdicts_.empty() || labelled().walks_on(node); }
  bool enters(NodeId node) const noexcept { return verdicts_.empty() || labelled().enters(node); }
  // REQUIRES: has_labels(). Borrows this.
  LabelledNodes labelled() const noexcept { return {class_of_, verdicts_.data()}; }

 private:
  Passage() = default;
  Result<void> add_relationships(const EdgeGraph& graph, const PathFilter& filter, const char* operation);
  Result<void> add_labels(const EdgeGraph& graph, const PathFilter& filter, const char* operation);

  std::vector<const Rows*> ahead_;
  std::vector<const Rows*> back_;
  const std::uint16_t* class_of_ = nullptr;
  std::vector<std::uint8_t> verdicts_;  // by class
};

}  // namespace wirespeed::graph_algorithms
