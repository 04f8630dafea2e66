// Edges as they are written, before they are sorted: what a pass over records gathers for one relationship type.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

// Kept in chunks, so growing never copies and a builder can free them while it reads. Endpoints are NodeIds, or
// whatever Builder::translate() makes NodeIds of. Not thread-safe: one for each thread, then append() in a fixed order.
class EdgeList {
 public:
  static constexpr std::size_t kChunkEdges = std::size_t{1} << 16;

  struct Chunk {
    std::vector<std::uint32_t> sources;
    std::vector<std::uint32_t> targets;
    std::vector<std::uint32_t> values;  // as many as edges, or none
  };

  // The form for callers who have whole arrays. REQUIRES: equal sizes; values may be empty.
  static EdgeList from_arrays(std::span<const std::uint32_t> sources, std::span<const std::uint32_t> targets,
                              std::span<const std::uint32_t> values = {});

  void add(std::uint32_t source, std::uint32_t target);
  // `value` is a code of the type's Dictionary. REQUIRES: all edges of a list have values, or none.
  void add(std::uint32_t source, std::uint32_t target, std::uint32_t value);

  // Moves all edges of `other` behind ours.
  void append(EdgeList&& other);

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  std::vector<Chunk>& chunks() noexcept { return chunks_; }
  const std::vector<Chunk>& chunks() const noexcept { return chunks_; }

 private:
  Chunk& open_chunk();

  std::vector<Chunk> chunks_;
  std::size_t size_ = 0;
};

}  // namespace wirespeed::graph
