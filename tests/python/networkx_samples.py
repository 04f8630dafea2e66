"""Graphs of NetworkX at random, and calls of which both NetworkX and the backend say the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, ValuesView
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import pytest

from wirespeed.networkx._stock import function_of

Call = Callable[..., Any]
SEEDS = range(6)
KINDS = (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph)


# NetworkX warns once when it uses the graph that it kept.
quiet_cache = pytest.mark.filterwarnings("ignore:Note. conversions to backend graphs are saved:UserWarning")


class Thing:
    """A node with a hash and an equality of its own."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __hash__(self) -> int:
        return hash(self.number % 7)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Thing) and other.number == self.number

    def __repr__(self) -> str:
        return f"Thing({self.number})"


NAMINGS: dict[str, Call] = {
    "near": lambda i: i,
    "negative": lambda i: i - 20,
    "far": lambda i: i * 10**15 - 3,
    "huge": lambda i: 2**70 + i,
    "text": lambda i: f"node {i}",
    "tuple": lambda i: (i, "x"),
    "mixed": lambda i: (i, str(i), float(i) + 0.5, (i,))[i % 4],
    "thing": Thing,
}


def made(seed: int, kind: Any = nx.Graph, naming: str = "near", weight: Call | None = None) -> Any:
    rng = random.Random(seed)
    names = [NAMINGS[naming](i) for i in range(40)]
    rng.shuffle(names)
    graph = kind()
    graph.add_nodes_from(names)
    for _ in range((20, 45, 60, 120)[seed % 4]):
        edge = {} if weight is None or rng.random() < 0.2 else {"weight": weight(rng)}
        graph.add_edge(rng.choice(names), rng.choice(names), **edge)
    return graph


def whole(rng: random.Random) -> int:
    return rng.randrange(5)


def real(rng: random.Random) -> float:
    return rng.random()


def outcome(function: Any, *args: Any, **kwargs: Any) -> Any:
    """What a call says: its result, iterators as lists, or its error."""
    try:
        result = function(*args, **kwargs)
        return list(result) if isinstance(result, Iterator | ValuesView) else result
    except Exception as error:
        return type(error), str(error)


def in_order(value: Any) -> Any:
    """With the order of dicts, which == does not look at."""
    if isinstance(value, nx.Graph):
        return [list(value.nodes(data=True)), list(value.edges(data=True))]
    if isinstance(value, dict):
        return [(key, in_order(one)) for key, one in value.items()]
    return value


def both(name: str, graph: Any, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
    """What NetworkX says, and what the backend says."""
    function = function_of(name)
    expected, found = (outcome(function, graph, *args, backend=by, **kwargs) for by in ("networkx", "wirespeed"))
    return expected, found


def check(name: str, graph: Any, *args: Any, **kwargs: Any) -> None:
    expected, found = both(name, graph, *args, **kwargs)
    assert in_order(found) == in_order(expected), (name, args, kwargs)


def near(name: str, graph: Any, *args: Any, **kwargs: Any) -> None:
    """As check(), of floats that are added in another order."""
    expected, found = both(name, graph, *args, **kwargs)
    if isinstance(expected, dict):
        assert list(found) == list(expected), (name, args, kwargs)
        assert found == pytest.approx(expected, nan_ok=True), (name, args, kwargs)
    else:
        assert found == (pytest.approx(expected) if isinstance(expected, float) else expected), (name, args, kwargs)
