"""What NetworkX is told of the backend. It is asked for whenever NetworkX is imported, so nothing is imported here, and
the file is installed once more beside the package, as ``_wirespeed_networkx``."""

from __future__ import annotations

from typing import Any

_NOTES = {
    "shortest_path": "A single pair is searched in NetworkX's own graph: nothing is converted for it.",
    "pagerank": "Not for multigraphs.",
    "clustering": "Without weights.",
    "strongly_connected_components": "In the order in which NetworkX gives them.",
}
FUNCTIONS = (
    *("all_pairs_dijkstra", "all_pairs_dijkstra_path", "all_pairs_dijkstra_path_length", "harmonic_centrality"),
    *("all_pairs_shortest_path", "all_pairs_shortest_path_length", "ancestors", "betweenness_centrality"),
    *("bfs_edges", "bfs_layers", "bfs_predecessors", "bfs_successors", "bfs_tree", "bidirectional_dijkstra"),
    *("bidirectional_shortest_path", "closeness_centrality", "clustering", "connected_components", "core_number"),
    *("descendants", "descendants_at_distance", "dijkstra_path", "dijkstra_path_length", "has_path", "is_connected"),
    *("is_strongly_connected", "is_weakly_connected", "multi_source_dijkstra"),
    *("multi_source_dijkstra_path", "multi_source_dijkstra_path_length", "node_connected_component"),
    *("number_connected_components", "number_strongly_connected_components", "number_weakly_connected_components"),
    *("pagerank", "shortest_path", "shortest_path_length", "single_source_dijkstra", "single_source_dijkstra_path"),
    *("single_source_dijkstra_path_length", "single_source_shortest_path", "single_source_shortest_path_length"),
    *("single_target_shortest_path", "single_target_shortest_path_length", "strongly_connected_components"),
    *("transitivity", "triangles", "weakly_connected_components", "all_shortest_paths", "all_simple_edge_paths"),
    *("all_pairs_all_shortest_paths", "single_source_all_shortest_paths", "all_simple_paths", "shortest_simple_paths"),
    *("astar_path", "astar_path_length", "edge_betweenness_centrality", "onion_layers", "louvain_communities"),
    *("louvain_partitions", "label_propagation_communities", "modularity"),
)


def get_info() -> dict[str, Any]:
    functions = {name: {"additional_docs": _NOTES[name]} if name in _NOTES else {} for name in FUNCTIONS}
    return {
        "backend_name": "wirespeed",
        "project": "wirespeed",
        "package": "wirespeed",
        "short_summary": "Graphs in native memory; conversion and answers without a Python loop.",
        "functions": functions,
    }
