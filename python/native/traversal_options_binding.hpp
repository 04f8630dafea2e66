// What Python says of a traversal, as the core's options. wirespeed._native.TraversalOptions holds them; whatever walks
// by such words takes that object.
#pragma once

#include <nanobind/nanobind.h>

#include <variant>

#include "edge_graph_binding.hpp"
#include "wirespeed/graph/two_sided.hpp"
#include "wirespeed/graph_algorithms/guard.hpp"

namespace wirespeed::python {

// A node, or several.
using StartNodes = std::variant<NodeId, Items<std::uint32_t>>;

graph::Starts starts_of(const StartNodes& given);

// What each call of a walk allows.
struct WalkBounds {
  std::optional<std::uint64_t> limit;
  std::optional<std::uint64_t> max_rows;
  std::optional<std::uint64_t> memory;

  graph::WalkLimits limits() const;
  graph_algorithms::SearchLimits search_limits(const Stop& stop) const;
};

// `end` may be nullptr.
graph::TwoSidedOptions two_sided_options(const graph::TraversalOptions& start, const graph::TraversalOptions* end,
                                         std::string_view sides, std::string_view collisions, std::uint32_t min_length,
                                         std::optional<std::uint32_t> max_length);

void bind_traversal_options(nb::module_& m);

}  // namespace wirespeed::python
