// What a snapshot's bytes are spent on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wirespeed::graph {

struct Model;

// Bytes of the mapped sections "graph/..."; the resident share is at most this.
struct MemoryReport {
  struct Label {
    std::string name;
    std::uint64_t nodes = 0;  // with stubs
    std::uint64_t ids = 0;    // external id <-> node, stub flags
    std::uint64_t names = 0;  // the name property and its index
    std::uint64_t other = 0;  // other properties
  };
  struct Type {
    std::string name;
    std::uint64_t relationships = 0;
    std::uint64_t ends = 0;       // source nodes + target nodes, so rows of both directions
    std::uint64_t neighbors = 0;  // bytes of neighbours, both directions
    std::uint64_t rows = 0;       // bytes of what finds a node's row, both directions
    std::uint64_t values = 0;     // bytes of relationship values, both directions
    std::uint64_t topology() const noexcept { return neighbors + rows; }
  };

  std::vector<Label> labels;
  std::vector<Type> types;

  std::uint64_t topology = 0;  // neighbours and rows of all types
  std::uint64_t ids = 0;
  std::uint64_t names = 0;
  std::uint64_t other = 0;  // properties, relationship values, dictionaries, trends, the description
  std::uint64_t total() const noexcept { return topology + ids + names + other; }
};

MemoryReport report_memory(const Model& model);

}  // namespace wirespeed::graph
