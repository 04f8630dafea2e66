#include "wirespeed/graph/edge_list.hpp"

#include <algorithm>
#include <iterator>

namespace wirespeed::graph {

EdgeList EdgeList::from_arrays(std::span<const std::uint32_t> sources, std::span<const std::uint32_t> targets,
                               std::span<const std::uint32_t> values) {
  EdgeList edges;
  for (std::size_t at = 0; at < sources.size(); at += kChunkEdges) {
    const std::size_t count = std::min(kChunkEdges, sources.size() - at);
    const auto part = [&](std::span<const std::uint32_t> all) {
      const auto piece = all.empty() ? all : all.subspan(at, count);
      return std::vector<std::uint32_t>(piece.begin(), piece.end());
    };
    edges.chunks_.push_back({part(sources), part(targets), part(values)});
  }
  edges.size_ = sources.size();
  return edges;
}

void EdgeList::add(std::uint32_t source, std::uint32_t target) {
  Chunk& chunk = open_chunk();
  chunk.sources.push_back(source);
  chunk.targets.push_back(target);
}

void EdgeList::add(std::uint32_t source, std::uint32_t target, std::uint32_t value) {
  Chunk& chunk = open_chunk();
  chunk.sources.push_back(source);
  chunk.targets.push_back(target);
  chunk.values.push_back(value);
}

void EdgeList::append(EdgeList&& other) {
  std::ranges::move(other.chunks_, std::back_inserter(chunks_));
  size_ += other.size_;
  other = EdgeList();
}

// Chunks grow by doubling up to their fixed size: many short lists stay small.
EdgeList::Chunk& EdgeList::open_chunk() {
  if (chunks_.empty() || chunks_.back().sources.size() >= kChunkEdges) chunks_.emplace_back();
  ++size_;
  return chunks_.back();
}

}  // namespace wirespeed::graph
