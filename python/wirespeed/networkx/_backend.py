"""The backend as NetworkX loads it: a function for each that it takes, under its name."""

from __future__ import annotations

from typing import Any

from wirespeed.networkx._communities import (
    label_propagation_communities,
    louvain_communities,
    louvain_partitions,
    modularity,
)
from wirespeed.networkx._components import (
    connected_components,
    is_connected,
    is_strongly_connected,
    is_weakly_connected,
    node_connected_component,
    number_connected_components,
    number_strongly_connected_components,
    number_weakly_connected_components,
    strongly_connected_components,
    weakly_connected_components,
)
from wirespeed.networkx._graph import Graph, kept_of
from wirespeed.networkx._measures import (
    betweenness_centrality,
    closeness_centrality,
    clustering,
    core_number,
    edge_betweenness_centrality,
    harmonic_centrality,
    onion_layers,
    transitivity,
    triangles,
)
from wirespeed.networkx._paths import shortest_path, shortest_path_length
from wirespeed.networkx._ranks import pagerank
from wirespeed.networkx._rules import MAY_BE_PAIRS, can_run, should_run
from wirespeed.networkx._searches import (
    all_pairs_shortest_path,
    all_pairs_shortest_path_length,
    ancestors,
    bfs_edges,
    bfs_layers,
    bfs_predecessors,
    bfs_successors,
    bfs_tree,
    bidirectional_shortest_path,
    descendants,
    descendants_at_distance,
    has_path,
    single_source_shortest_path,
    single_source_shortest_path_length,
    single_target_shortest_path,
    single_target_shortest_path_length,
)
from wirespeed.networkx._ways import (
    all_pairs_all_shortest_paths,
    all_shortest_paths,
    all_simple_edge_paths,
    all_simple_paths,
    astar_path,
    astar_path_length,
    shortest_simple_paths,
    single_source_all_shortest_paths,
)
from wirespeed.networkx._weighted import (
    all_pairs_dijkstra,
    all_pairs_dijkstra_path,
    all_pairs_dijkstra_path_length,
    bidirectional_dijkstra,
    dijkstra_path,
    dijkstra_path_length,
    multi_source_dijkstra,
    multi_source_dijkstra_path,
    multi_source_dijkstra_path_length,
    single_source_dijkstra,
    single_source_dijkstra_path,
    single_source_dijkstra_path_length,
)

__all__ = [
    "all_pairs_all_shortest_paths",
    "all_pairs_dijkstra",
    "all_pairs_dijkstra_path",
    "all_pairs_dijkstra_path_length",
    "all_pairs_shortest_path",
    "all_pairs_shortest_path_length",
    "all_shortest_paths",
    "all_simple_edge_paths",
    "all_simple_paths",
    "ancestors",
    "astar_path",
    "astar_path_length",
    "betweenness_centrality",
    "bfs_edges",
    "bfs_layers",
    "bfs_predecessors",
    "bfs_successors",
    "bfs_tree",
    "bidirectional_dijkstra",
    "bidirectional_shortest_path",
    "can_run",
    "closeness_centrality",
    "clustering",
    "connected_components",
    "convert_from_nx",
    "convert_to_nx",
    "core_number",
    "descendants",
    "descendants_at_distance",
    "dijkstra_path",
    "dijkstra_path_length",
    "edge_betweenness_centrality",
    "harmonic_centrality",
    "has_path",
    "is_connected",
    "is_strongly_connected",
    "is_weakly_connected",
    "label_propagation_communities",
    "louvain_communities",
    "louvain_partitions",
    "modularity",
    "multi_source_dijkstra",
    "multi_source_dijkstra_path",
    "multi_source_dijkstra_path_length",
    "node_connected_component",
    "number_connected_components",
    "number_strongly_connected_components",
    "number_weakly_connected_components",
    "onion_layers",
    "pagerank",
    "shortest_path",
    "shortest_path_length",
    "shortest_simple_paths",
    "should_run",
    "single_source_all_shortest_paths",
    "single_source_dijkstra",
    "single_source_dijkstra_path",
    "single_source_dijkstra_path_length",
    "single_source_shortest_path",
    "single_source_shortest_path_length",
    "single_target_shortest_path",
    "single_target_shortest_path_length",
    "strongly_connected_components",
    "transitivity",
    "triangles",
    "weakly_connected_components",
]


def convert_from_nx(
    graph: Any,
    *,
    edge_attrs: dict[str, Any] | None = None,
    node_attrs: dict[str, Any] | None = None,
    preserve_edge_attrs: bool = False,
    preserve_node_attrs: bool = False,
    preserve_graph_attrs: bool = False,
    name: str | None = None,
    graph_name: str | None = None,
) -> Graph:
    attributes = list((edge_attrs or {}).items())
    if preserve_edge_attrs or len(attributes) > 1:
        raise NotImplementedError("edges keep one attribute, as their weight")
    weight, missing = attributes[0] if attributes else (None, 1)
    if name in MAY_BE_PAIRS:  # a graph is read only when it turns out to be none
        # NetworkX asks anew where there is a heuristic, for which it wants the attributes of nodes, too.
        return (kept_of(graph, weight) if missing == 1 else None) or Graph(graph, weight, missing)
    return Graph.of(graph, weight, missing)


def convert_to_nx(result: Any, *, name: str | None = None) -> Any:
    return result.to_networkx() if isinstance(result, Graph) else result
