// What the parts of write_shape() share. Internal to it.
#pragma once

#include <vector>

#include "wirespeed/base/parallel.hpp"
#include "wirespeed/discogs/graph_shape.hpp"
#include "wirespeed/discogs/shape_numbers.hpp"
#include "wirespeed/graph/builder.hpp"

namespace wirespeed::discogs {

struct ShapeState {
  GraphInput& input;
  SectionWriter& writer;
  graph::Builder builder;
  unsigned threads;
  Stop stop;
  ShapeParts* parts = nullptr;  // null: none are kept
  Numbers people{}, genres{}, styles{}, roles{};
  std::vector<std::uint32_t> popularity{};  // by node: releases and masters that speak of it
  ShapeReport report{};

  graph::NodeRange range(NodeLabel label) const { return builder.range(to_label_id(label)); }
};

// The steps, in their order. Each REQUIRES those before it.
Result<void> add_labels(ShapeState& state);         // numbers all nodes
Result<void> translate_ids(ShapeState& state);      // external ids in the blocks become nodes; kNoReference kNoNode
Result<void> add_properties(ShapeState& state);     // and frees years, formats and catalog numbers
Result<void> add_relationships(ShapeState& state);  // and frees all lists
Result<void> add_search(ShapeState& state);         // and frees what is left

// work(i) for each i in [0, count) on state.threads threads; the error of the smallest i that failed.
template <typename Work>
Result<void> parallel_try(const ShapeState& state, std::size_t count, const Work& work) {
  std::vector<Result<void>> results(count);
  parallel_for(state.threads, count, [&](std::size_t i) { results[i] = work(i); });
  for (auto& result : results) {
    if (!result) return std::move(result);
  }
  return {};
}

}  // namespace wirespeed::discogs
