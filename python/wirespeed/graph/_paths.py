"""Ways between the nodes of a graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from wirespeed import _native
from wirespeed._native import CancelToken
from wirespeed.graph._questions import Direction, Questions, floats_of, nodes_of
from wirespeed.graph._traversal import Paths


class MeasuredPaths(Paths):
    """Paths, and how long each is: ``distances``, float64."""

    def __init__(self, offsets: Any, nodes: Any, distances: Any) -> None:
        super().__init__(offsets, nodes)
        self.distances = distances


class Ways(Questions):
    """Of all these: paths are nodes, both ends included, and differ in their nodes.

    ``relationships`` names the types to follow, with their directions (``"KNOWS>|<LIKES"``); without it ``direction``
    counts, for all. ``labels`` says what lies between the ends: ``-A`` does not, ``+A`` or ``A`` does, and nothing
    else; the ends are not tried.

    Every call ends at ``timeout`` seconds, when ``cancel`` is set, and at Ctrl-C; fails with code "limit" where it
    finds more than ``max_rows`` paths or has to hold more than ``memory`` bytes (4 GiB).
    """

    def shortest_path(
        self,
        source: int,
        target: int,
        direction: Direction = "out",
        *,
        relationships: str = "",
        labels: str = "",
        weighted: bool = False,
        max_depth: int | None = None,
        heuristic: Any | Callable[[int], float] | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """The path of the fewest relationships, or with ``weighted`` of the least sum of weights: uint32; None: no way.

        It is searched from both ends; with a ``heuristic`` (A*) from the source alone.

        :param max_depth: relationships on the path at most; not with weights.
        :param heuristic: what is left from a node to the target, at most: a number for each node, or a function of the
            node, which takes a hundred times as long. If it says too much, the path may not be the shortest.
        :raises InvalidArgumentError: a weight is below 0.
        """
        is_function = callable(heuristic)
        return self._native.shortest_path(
            source,
            target,
            direction,
            relationships=relationships,
            labels=labels,
            weighted=weighted,
            max_depth=max_depth,
            estimates=None if heuristic is None or is_function else floats_of(heuristic),
            heuristic=heuristic if is_function else None,
            bounds=_native.WalkBounds(None, None, memory),
            timeout=timeout,
            cancel=cancel,
        )

    def all_shortest_paths(
        self,
        source: int,
        target: int,
        direction: Direction = "out",
        *,
        relationships: str = "",
        labels: str = "",
        weighted: bool = False,
        max_depth: int | None = None,
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Paths:
        """All paths that are as short as the shortest, or ``limit`` of them.

        :raises InvalidArgumentError: a weight is below 0.
        """
        offsets, nodes = self._native.all_shortest_paths(
            source,
            target,
            direction,
            relationships=relationships,
            labels=labels,
            weighted=weighted,
            max_depth=max_depth,
            bounds=_native.WalkBounds(limit, max_rows, memory),
            timeout=timeout,
            cancel=cancel,
        )
        return Paths(offsets, nodes)

    def shortest_paths(
        self,
        source: int,
        target: int,
        k: int,
        direction: Direction = "out",
        *,
        relationships: str = "",
        labels: str = "",
        weighted: bool = False,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> MeasuredPaths:
        """The k shortest paths that pass no node twice, the shortest first, with their distances.

        :raises InvalidArgumentError: a weight is below 0.
        """
        offsets, nodes, distances = self._native.shortest_paths(
            source,
            target,
            k,
            direction,
            relationships=relationships,
            labels=labels,
            weighted=weighted,
            bounds=_native.WalkBounds(None, max_rows, memory),
            timeout=timeout,
            cancel=cancel,
        )
        return MeasuredPaths(offsets, nodes, distances)

    def simple_paths(
        self,
        source: int,
        targets: int | Iterable[int],
        max_depth: int | None = None,
        direction: Direction = "out",
        *,
        relationships: str = "",
        labels: str = "",
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Paths:
        """All paths that pass no node twice, or ``limit`` of them, to one target or several, by the order of nodes.

        There may be very many: give ``max_depth``, ``limit`` or ``timeout``. A path may pass one target and end at
        another.
        """
        offsets, nodes = self._native.simple_paths(
            source,
            nodes_of(targets, "targets"),
            direction,
            relationships=relationships,
            labels=labels,
            max_depth=max_depth,
            bounds=_native.WalkBounds(limit, max_rows, memory),
            timeout=timeout,
            cancel=cancel,
        )
        return Paths(offsets, nodes)
