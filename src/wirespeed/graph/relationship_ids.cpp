#include "wirespeed/graph/relationship_ids.hpp"

namespace wirespeed::graph {
namespace {

std::vector<std::uint32_t> begins_of(NodeId nodes, const Rows& rows) {
  std::vector<std::uint32_t> begins(nodes);
  for (NodeId node = 0; node < nodes; ++node) begins[node] = rows.span_of(node).begin;
  return begins;
}

}  // namespace

// A row of targets is in the order of its sources' ids, wherever they lie.
LargeVector<std::uint32_t> places_in_out(NodeId nodes, const Numbering& numbering, const Rows& out, const Rows& in) {
  std::vector<std::uint32_t> next = begins_of(nodes, in);
  LargeVector<std::uint32_t> places(in.size());
  for (NodeId source = 0; source < nodes; ++source) {
    const RowSpan row = out.span_of(numbering.place_of(source));
    for (std::uint32_t place = row.begin; place < row.begin + row.size; ++place) {
      places[next[out.targets()[place]]++] = place;
    }
  }
  return places;
}

LargeVector<std::uint32_t> edge_numbers(NodeId nodes, const Numbering& numbering, const Rows& out,
                                        std::span<const NodeId> sources, std::span<const std::uint32_t> edges) {
  std::vector<std::uint32_t> next = begins_of(nodes, out);
  LargeVector<std::uint32_t> numbers(out.size());
  for (const std::uint32_t edge : edges) numbers[next[numbering.place_of(sources[edge])]++] = edge;
  return numbers;
}

}  // namespace wirespeed::graph
