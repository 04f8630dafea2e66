// A graph that lives elsewhere, as a walk asks for it: labels, a property, and relationships of many nodes at a time.
//
//   std::shared_ptr<Provider> provider = value_or_throw(SqliteProvider::open({.path = "music.db"}));
//   auto session = value_or_throw(provider->open(stop));
//   value_or_throw(session->read_labels(nodes, masks, stop));
//
// A provider is asked by any number of threads; a session belongs to one call at a time and, where the store can, sees
// one state of it from its first read to its end.
#pragma once

#include <cstdint>
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

// Bit i: it has the label names().labels[i]. The highest bit: it is there; of a node that is not, all are 0.
using LabelMask = std::uint64_t;
inline constexpr LabelMask kPresent = LabelMask{1} << 63;
inline constexpr std::size_t kMaxLabels = 63;

// What filters may speak of. Labels beyond kMaxLabels cannot be in it; nodes may have others, which no walk sees.
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

// Those of node i of a question: targets[offsets[i]] to targets[offsets[i + 1]], in the order of the ways.
struct Neighbors {
  std::vector<std::size_t> offsets{0};
  std::vector<RemoteId> targets{};

  std::span<const RemoteId> of(std::size_t i) const noexcept {
    return std::span(targets).subspan(offsets[i], offsets[i + 1] - offsets[i]);
  }
  void clear() {
    offsets.assign(1, 0);
    targets.clear();
  }
};

class ProviderSession {
 public:
  ProviderSession() = default;
  ProviderSession(const ProviderSession&) = delete;
  ProviderSession& operator=(const ProviderSession&) = delete;
  virtual ~ProviderSession() = default;

  // A node may stand in a question several times. REQUIRES: masks.size() == nodes.size()
  virtual Result<void> read_labels(std::span<const RemoteId> nodes, std::span<LabelMask> masks, const Stop& stop) = 0;
  // Appends a value for each node; null where it is not there.
  virtual Result<void> read_property(std::string_view name, std::span<const RemoteId> nodes, Values& values,
                                     const Stop& stop) = 0;
  // Appends the neighbours of each node, itself not by ways that skip loops. REQUIRES: neighbors is empty
  virtual Result<void> read_neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                      Neighbors& neighbors, const Stop& stop) = 0;
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
  virtual Result<std::unique_ptr<ProviderSession>> open(const Stop& stop) = 0;
};

}  // namespace wirespeed::graph_remote
