"""Searches of a graph in memory take rows and bytes as traversals do, and fail in their words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import wirespeed
from wirespeed.graph import EdgeGraph, from_edges


def wide() -> EdgeGraph:
    """From 0 over any of 1 to 400 to 401, and so on to 802."""
    middles = range(1, 401)
    sources = [0] * 400 + [*middles] + [401] * 400 + [401 + i for i in middles]
    targets = [*middles] + [401] * 400 + [401 + i for i in middles] + [802] * 400
    return from_edges(sources, targets, nodes=803)


def line() -> EdgeGraph:
    """So long that a search looks at its limits."""
    return from_edges(range(19_999), range(1, 20_000), nodes=20_000)


MANY_ROWS: dict[str, Callable[..., Any]] = {
    "all_shortest_paths": lambda g, **limits: g.all_shortest_paths(0, 802, **limits),
    "shortest_paths": lambda g, **limits: g.shortest_paths(0, 802, 50, **limits),
    "simple_paths": lambda g, **limits: g.simple_paths(0, 802, **limits),
    "neighborhood": lambda g, **limits: g.neighborhood(0, 2, **limits),
    "co_occurring": lambda g, **limits: g.co_occurring(1, "<,>", **limits),
}
MUCH_MEMORY: dict[str, Callable[..., Any]] = {
    **MANY_ROWS,
    "shortest_path": lambda _, **limits: line().shortest_path(0, 19_999, **limits),
    "distances": lambda g, **limits: g.distances(0, **limits),
    "levels_from_each": lambda g, **limits: g.levels_from_each([0, 1], **limits),
}


@pytest.mark.parametrize("name", MANY_ROWS)
def test_more_rows_than_there_may_be_are_an_error(name: str) -> None:
    with pytest.raises(wirespeed.Error, match=f"{name}: expected at most 7 rows, found more; give a limit") as refused:
        MANY_ROWS[name](wide(), max_rows=7)
    assert refused.value.code == "limit"


@pytest.mark.parametrize("name", MUCH_MEMORY)
def test_more_bytes_than_may_be_held_are_an_error(name: str) -> None:
    with pytest.raises(wirespeed.Error, match=f"{name}: expected to hold at most 90 bytes at a time") as refused:
        MUCH_MEMORY[name](wide(), memory=90)
    assert refused.value.code == "limit"


def test_a_limit_ends_a_search_before_there_are_too_many_rows() -> None:
    g = wide()
    assert len(g.all_shortest_paths(0, 802, limit=7, max_rows=7)) == 7
    assert len(g.simple_paths(0, 802, limit=7, max_rows=7)) == 7
    assert len(g.shortest_paths(0, 802, 7, max_rows=7)) == 7
    assert len(g.neighborhood(0, 2, limit=7, max_rows=7)[0]) == 7
    assert len(g.co_occurring(1, "<,>", k=7, max_rows=7)[0]) == 7
    assert len(g.simple_paths(0, 802, limit=7, memory=1 << 30)) == 7
