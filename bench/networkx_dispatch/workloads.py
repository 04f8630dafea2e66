"""Which graph, which question, and how a call is measured: shared by prepare.py and the contenders."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import numpy.typing as npt

from harness import clock, contender

SIZES = (100_000, 1_000_000)
EDGES_PER_NODE = 5
BETWEENNESS_SOURCES = 4
PAIRS = 20
SEED = 3
TOLERANCE = 1e-6  # NetworkX's own, for each node
SOURCE = 0

Question: TypeAlias = Callable[[Any, str], Any]
Edges: TypeAlias = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]


def edges_of(count: int) -> tuple[int, Edges]:
    """Nodes, and edges with weights; each pair of nodes once, no loops."""
    rng = np.random.default_rng(SEED)
    nodes = count // EDGES_PER_NODE
    ends = np.sort(rng.integers(0, nodes, (count + count // 10, 2)), axis=1)
    ends = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    ends = rng.permutation(ends)[:count]
    return nodes, (ends[:, 0], ends[:, 1], rng.integers(1, 100, count))


def graph_of(count: int) -> Any:
    nodes, (sources, targets, weights) = edges_of(count)
    graph: Any = nx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_weighted_edges_from(zip(sources.tolist(), targets.tolist(), weights.tolist(), strict=True))
    return graph


def pairs(nodes: int) -> list[tuple[int, int]]:
    rng = random.Random(SEED)
    return [(rng.randrange(nodes), rng.randrange(nodes)) for _ in range(PAIRS)]


def _one_pair(graph: Any, backend: str) -> list[int]:
    """NetworkX's own choice of a backend, so that it may leave a pair where it is."""
    with nx.config.backend_priority(algos=[] if backend == "networkx" else [backend]):
        return [len(nx.shortest_path(graph, a, b)) - 1 for a, b in pairs(len(graph))]


def _dict(result: Any) -> Any:
    """Some backends give a mapping that makes its items when they are asked for."""
    return result if type(result) is dict else dict(result.items())


QUESTIONS: dict[str, Question] = {
    "pagerank": lambda graph, backend: _dict(nx.pagerank(graph, weight=None, tol=TOLERANCE, backend=backend)),
    "betweenness": lambda graph, backend: _dict(
        nx.betweenness_centrality(graph, k=BETWEENNESS_SOURCES, seed=SEED, backend=backend)
    ),
    "lengths": lambda graph, backend: _dict(nx.single_source_shortest_path_length(graph, SOURCE, backend=backend)),
    "dijkstra": lambda graph, backend: _dict(nx.single_source_dijkstra_path_length(graph, SOURCE, backend=backend)),
    "bfs_tree": lambda graph, backend: nx.bfs_tree(graph, SOURCE, backend=backend),
    "components": lambda graph, backend: list(nx.connected_components(graph, backend=backend)),
    "pair": _one_pair,
}


def name(question: str, count: int) -> str:
    return f"{question}_{count}"


def parts(variant: str) -> tuple[str, int]:
    question, count = variant.rsplit("_", 1)
    return question, int(count)


MEASURES = {"pagerank": TOLERANCE, "betweenness": 1e-9}  # how far off a node may be on the average


def exact_of(data: Path) -> Path:
    """Where prepare.py writes what a measure is of each node."""
    return data.with_suffix(".npy")


def digest(question: str, result: Any, data: Path) -> dict[str, Any]:
    """What results have in common whoever gave them."""
    if question in MEASURES:
        values = np.array([result[node] for node in range(len(result))])
        off = np.abs(values - np.load(exact_of(data))).sum()
        return {"answer": [len(values), bool(off <= 2 * len(values) * MEASURES[question])]}
    if question in ("lengths", "dijkstra"):
        return {"answer": [len(result), int(sum(result.values()))]}
    if question == "bfs_tree":
        return {"answer": [result.number_of_nodes(), result.number_of_edges()]}
    return {"answer": sorted(map(len, result)) if question == "components" else list(result)}


def measured(call: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What a call gave and took; garbage of others is gone before, and its own counts."""
    gc.collect()
    return clock.measured(call)


def begin(backend: str, kept: bool) -> None:
    """`kept`: the backend's graph is there from an earlier call."""
    nx.config.warnings_to_ignore.add("cache")

    def start(data: Path) -> contender.Calls:
        question, count = parts(data.read_text())
        graph = graph_of(count)
        gc.freeze()  # a program's other objects are not looked through each time

        def ask() -> Any:
            return QUESTIONS[question](graph, backend)

        def calls(checking: bool) -> contender.Outcome:
            if checking:
                return contender.Outcome(digest(question, ask(), data))
            if not kept:
                graph.__networkx_cache__.clear()
            _, call = measured(ask)
            counters = {} if kept or backend != "wirespeed" else beside(graph, call, ask)
            return contender.Outcome(call=call, counters=counters)

        return calls

    contender.stay(start)


def beside(graph: Any, first: dict[str, float], ask: Callable[[], Any]) -> dict[str, float]:
    """The first call without the algorithm, as parts of what a list of the edges takes."""
    _, again = measured(ask)
    _, edges = measured(lambda: list(graph.edges()))
    return {
        "reading_ms": 1000 * (first["wall"] - again["wall"]),
        "edges_ms": 1000 * edges["wall"],
        "reading_over_edges": (first["wall"] - again["wall"]) / edges["wall"],
    }
