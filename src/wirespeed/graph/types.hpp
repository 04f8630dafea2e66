// The small words of the graph: ids, ranges, directions.
#pragma once

#include <cstdint>
#include <limits>

namespace wirespeed::graph {

// A node: dense over the whole graph. The nodes of a label are one contiguous range, its block, in ascending order of
// their external ids.
using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = 0xFFFFFFFF;

// A node's id in the world it came from; unique inside its label only.
using ExternalId = std::uint32_t;

enum class LabelId : std::uint16_t {};
enum class TypeId : std::uint16_t {};

constexpr std::size_t index_of(LabelId label) noexcept { return static_cast<std::size_t>(label); }
constexpr std::size_t index_of(TypeId type) noexcept { return static_cast<std::size_t>(type); }

// Seen from the node that is asked: out follows relationships from source to target.
enum class Direction : std::uint8_t { out, in, both };

struct NodeRange {
  NodeId begin = 0;
  NodeId end = 0;

  constexpr std::uint32_t size() const noexcept { return end - begin; }
  constexpr bool contains(NodeId node) const noexcept { return node >= begin && node < end; }
  friend constexpr bool operator==(const NodeRange&, const NodeRange&) = default;
};

// "No value" of a number column: the lowest value of a signed type, the highest of an unsigned one. It cannot be
// stored.
template <typename T>
inline constexpr T kNull =
    std::numeric_limits<T>::is_signed ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();

// "No value" of a dictionary column.
inline constexpr std::uint32_t kNoCode = 0xFFFFFFFF;

}  // namespace wirespeed::graph
