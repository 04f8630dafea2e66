// Graphs for tests: written to a snapshot in a directory that goes with the object.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "wirespeed/graph/builder.hpp"
#include "wirespeed/graph/graph.hpp"

namespace wirespeed::graph {

class ToyDirectory {
 public:
  explicit ToyDirectory(std::string_view name);
  ~ToyDirectory();
  ToyDirectory(const ToyDirectory&) = delete;
  ToyDirectory& operator=(const ToyDirectory&) = delete;

  std::filesystem::path snapshot() const { return path_ / kSnapshotName; }
  const std::filesystem::path& path() const noexcept { return path_; }

  // Builds with `fill`, then opens.
  Graph build(const std::function<void(Builder&)>& fill, unsigned threads = 1) const;

 private:
  std::filesystem::path path_;
};

// A little of everything: three artists (one without a record), two labels of records, five releases with title, year,
// country and formats, two genres; BY, ON, IS, ALIAS_OF, and persons CREDITED_ON{role}.
void fill_toy_graph(Builder& builder);

// A node by its name, kNoNode without one.
NodeId named(const Graph& graph, std::string_view label, std::string_view name);

// The names of neighbours, as "Jeff Mills, Various".
std::string names(const Graph& graph, const Neighbors& neighbors);

}  // namespace wirespeed::graph
