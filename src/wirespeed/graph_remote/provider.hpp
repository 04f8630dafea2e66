// A graph that lives elsewhere, as a walk asks for it: labels, a property, and relationships of many nodes at a time.
// Who a relationship is and what properties it has is for those walks whose description speaks of that; a provider may
// do without.
//
//   std::shared_ptr<Provider> provider = value_or_throw(SqliteProvider::open({.path = "music.db"}));
//   auto session = value_or_throw(provider->open(stop));
//   value_or_throw(session->read_labels(nodes, masks, stop));
//
// A provider is asked by any number of threads; a session belongs to one call at a time and, where the store can, sees
// one state of it from its first read to its end.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/types.hpp"
#include "wirespeed/graph_remote/values.hpp"

namespace wirespeed::graph_remote {

using graph::Direction;

// A node as its store numbers it.
using RemoteId = std::int64_t;

// A relationship as its store numbers it, from whichever end it is seen.
using RemoteRelationshipId = std::int64_t;
inline constexpr RemoteRelationshipId kNoRelationship = std::numeric_limits<RemoteRelationshipId>::min();  // no store's

// What a node has of 63 labels, a page of all that walks may name. Bit i of page p: it has the label
// names().labels[63 * p + i]. The highest bit, of whichever page: it is there; of a node that is not, all are 0.
//
// A walk asks for the pages that have the labels it names. That is one, with few exceptions: most stores have no more,
// and walks over others seldom name labels of several.
using LabelMask = std::uint64_t;
using LabelPage = std::uint32_t;
inline constexpr LabelMask kPresent = LabelMask{1} << 63;
inline constexpr std::size_t kLabelsOfPage = 63;

// What filters may speak of. Nodes may have other labels, which no walk sees.
struct Names {
  std::vector<std::string> labels;
  std::vector<std::string> types;
};

// A type of relationships in one direction.
struct RemoteWay {
  std::string type{};  // empty: any
  Direction direction = Direction::out;
  bool skips_loops = false;  // those from a node to itself are another way's of the step, which follows them from it

  friend bool operator==(const RemoteWay&, const RemoteWay&) = default;
};

// What a walk asks of relationships besides their ends.
struct RelationshipNeeds {
  bool ids = false;
  std::vector<std::string> properties{};

  bool any() const noexcept { return ids || !properties.empty(); }
  friend bool operator==(const RelationshipNeeds&, const RelationshipNeeds&) = default;
};

// A node, and the relationship by which it is reached, where that was asked for; starts are reached by none.
struct RemoteStep {
  RemoteId node = 0;
  RemoteRelationshipId by = kNoRelationship;
};

// Those of one node.
struct NeighborRow {
  std::span<const RemoteId> nodes{};
  std::span<const RemoteRelationshipId> relationships{};  // empty, or one for each
  std::span<const double> weights{};                      // likewise

  bool empty() const noexcept { return nodes.empty(); }
  std::size_t size() const noexcept { return nodes.size(); }
  RemoteStep operator[](std::size_t i) const noexcept {
    return {nodes[i], relationships.empty() ? kNoRelationship : relationships[i]};
  }
  double weight(std::size_t i) const noexcept { return weights.empty() ? 1 : weights[i]; }
};

// Those of node i of a question: targets[offsets[i]] to targets[offsets[i + 1]], in the order of the ways. What was
// asked of their relationships stands beside them.
struct Neighbors {
  std::vector<std::size_t> offsets{0};
  std::vector<RemoteId> targets{};
  std::vector<RemoteRelationshipId> relationships{};
  std::vector<Values> properties{};  // as many as were asked for
  std::vector<double> weights{};     // what RelationshipQuestions makes of one of them

  NeighborRow of(std::size_t i) const noexcept {
    const auto part = [begin = offsets[i], end = offsets[i + 1]]<typename T>(const std::vector<T>& all) {
      return all.empty() ? std::span<const T>() : std::span(all).subspan(begin, end - begin);
    };
    return {part(targets), part(relationships), part(weights)};
  }
  void clear() {
    offsets.assign(1, 0);
    targets.clear();
    relationships.clear();
    weights.clear();
    for (Values& values : properties) values.clear();
  }
  std::uint64_t bytes() const noexcept {
    std::uint64_t bytes = sizeof(std::size_t) * offsets.size() + sizeof(double) * weights.size() +
                          sizeof(RemoteId) * (targets.size() + relationships.size());
    for (const Values& values : properties) bytes += sizeof(Cell) * values.cells.size() + values.texts.size();
    return bytes;
  }
  // Empty, for so many properties.
  void begin(std::size_t of_properties) {
    clear();
    properties.resize(of_properties);
  }
};

class ProviderSession {
 public:
  ProviderSession() = default;
  ProviderSession(const ProviderSession&) = delete;
  ProviderSession& operator=(const ProviderSession&) = delete;
  virtual ~ProviderSession() = default;

  // The pages of each node, one after the other. A node may stand in a question several times.
  // REQUIRES: masks.size() == nodes.size() * pages.size()
  virtual Result<void> read_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                                   std::span<LabelMask> masks, const Stop& stop) = 0;
  // Appends a value for each node; null where it is not there.
  virtual Result<void> read_property(std::string_view name, std::span<const RemoteId> nodes, Values& values,
                                     const Stop& stop) = 0;
  // Appends the neighbours of each node, itself not by ways that skip loops. REQUIRES: neighbors is empty
  virtual Result<void> read_neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                      Neighbors& neighbors, const Stop& stop) = 0;
  // The same, and who the relationships are and what they have: an id for each where ids are needed, a value for each
  // property. Only asked for what check_relationships() lets through. REQUIRES: as many neighbors.properties, empty
  virtual Result<void> read_relationships(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                          const RelationshipNeeds& needs, Neighbors& neighbors, const Stop& stop);
};

class Provider {
 public:
  Provider() = default;
  Provider(const Provider&) = delete;
  Provider& operator=(const Provider&) = delete;
  virtual ~Provider() = default;

  virtual const Names& names() const noexcept = 0;
  // How many nodes it likes to be asked of at a time.
  virtual std::size_t batch() const noexcept = 0;
  // Fails for a property that the store does not have, where it knows.
  virtual Result<void> check_property(std::string_view name) const = 0;
  // The property of relationships that is their weight; empty: each weighs 1.
  virtual std::string_view weight() const noexcept { return "weight"; }
  // Fails for what the store does not tell of relationships. Unless a provider says otherwise: anything but their ends.
  virtual Result<void> check_relationships(const RelationshipNeeds& needs) const;
  virtual Result<std::unique_ptr<ProviderSession>> open(const Stop& stop) = 0;
};

}  // namespace wirespeed::graph_remote
