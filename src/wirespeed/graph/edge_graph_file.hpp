// A graph of edges as a file that is mapped: docs/graph_edges.md, "Graphs in files".
//
//   value_or_throw(graph.save("music.graph"));
//   const EdgeGraph same = value_or_throw(EdgeGraph::open("music.graph"));
//
//   edges/description           names, sizes and forms of everything (edge_graph_description.hpp)
//   edges/types/<i>/out, /in    rows (row_file.hpp); edges/types/<i>/edge_numbers  u32
//   edges/classes               u16, of each place
//   edges/node_at, /place_of    u32, where places are not ids
//   edges/by_node/<i>           columns (column_file.hpp), as edges/by_edge/<i> and edges/keys
//
// Opening reads the file once, front to back: checksums, and whatever could lead out of the arrays. Nothing is copied
// but small things; processes that open one file share its pages. The file must not be changed in place while it is
// open: save() writes a new one and renames it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/edge_graph.hpp"

namespace wirespeed::graph {

// What a file keeps beside the graph, for whoever saves it.
struct GraphExtras {
  std::optional<NodeProperty> keys{};  // the nodes' names in the world that they came from
  std::string note{};
};

struct SavedGraph {
  EdgeGraph graph;
  GraphExtras extras;
};

// Replaces the file at once or not at all. Fails for keys that are not one for each node.
Result<void> save_edge_graph(const EdgeGraph& graph, const std::filesystem::path& path, const GraphExtras& extras = {},
                             const Stop& stop = {});

// Fails for a file that was cut, altered, or written by another version.
Result<SavedGraph> open_edge_graph(const std::filesystem::path& path, const Stop& stop = {});

}  // namespace wirespeed::graph
