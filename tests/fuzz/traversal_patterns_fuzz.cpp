// Any text as the patterns of a traversal: read or refused, and what was read answers at every depth; compiled for a
// small graph it walks, or is refused by its names.
#include <cstdlib>
#include <string>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/graph/traversal.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::graph;

const EdgeGraph& small_graph() {
  static const std::vector<NodeId> sources{0, 0, 1, 2, 3};
  static const std::vector<NodeId> targets{1, 2, 3, 3, 0};
  static const std::vector<std::uint32_t> types{0, 1, 0, 1, 0};
  static const EdgeGraph graph =
      value_or_throw(EdgeGraph::from_edges({.nodes = 4,
                                            .edges = {sources, targets, {}},
                                            .types = types,
                                            .type_names = {"A", "B"},
                                            .labels = {{"X", "Y"}, {{0}, {1}, {0, 1}}, {0, 1, 2, 0}}}));
  return graph;
}

// What is answered between lead and period is answered again behind it.
void check_depths(const TraversalPatterns& patterns) {
  const auto has = [](const std::string& label) { return label == "X"; };
  for (std::uint32_t depth = 0; depth < 40; ++depth) {
    const auto again = static_cast<std::uint32_t>(patterns.place_of(depth));
    if (again > depth || &patterns.relationships_at(depth) != &patterns.relationships_at(again)) std::abort();
    if (patterns.verdict_at(depth, has) != patterns.verdict_at(again, has)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::size_t half = text.find('\n');
  for (const bool begins_at_start : {true, false}) {
    TraversalOptions options{.uniqueness = Uniqueness::relationship_path, .max_depth = 4};
    options.begin_sequence_at_start = begins_at_start;
    options.relationships = text.substr(0, half);
    if (half != std::string::npos) options.labels = text.substr(half + 1);
    for (const bool is_sequence : {false, true}) {
      if (is_sequence) options.sequence = text;
      if (const auto patterns = TraversalPatterns::parse(options); patterns) check_depths(*patterns);
      const auto traversal = Traversal::compile(small_graph(), options);
      if (traversal && !traversal->count(0, {.memory = 1 << 20})) std::abort();
    }
  }
  return 0;
}
