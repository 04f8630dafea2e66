"""How far the nodes of a graph are from each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, overload

from wirespeed import _native
from wirespeed._native import CancelToken
from wirespeed.graph._questions import Direction, Questions, ids_of, nodes_of


class Distances(Questions):
    """Where ``relationships`` names types, they say their own directions, and ``direction`` does not count."""

    def levels(
        self,
        root: int | Iterable[int],
        direction: Direction = "out",
        *,
        relationships: str = "",
        labels: str = "",
        max_depth: int | None = None,
        threads: int = 1,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """How many relationships away each node is: int32, -1 where there is no way.

        :param root: a node, or several: then from the nearest of them.
        :param relationships: ``"KNOWS>|<LIKES"``: along which, with their direction; without one both ways.
        :param labels: ``-A``: not reached; ``/A``: reached, and not walked on from; ``+A`` or ``A``: no others. The
            root is not tried.
        :param max_depth: what is farther has no level.
        :param threads: that look at large frontiers together.
        """
        return self._native.levels(
            nodes_of(root, "root"),
            direction,
            relationships=relationships,
            labels=labels,
            max_depth=max_depth,
            threads=threads,
            timeout=timeout,
            cancel=cancel,
        )

    def levels_from_each(
        self,
        roots: Iterable[int],
        direction: Direction = "out",
        *,
        relationships: str = "",
        labels: str = "",
        max_depth: int | None = None,
        threads: int = 1,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """The levels from each of many roots: int32, a row for each. 64 of them are searched in one walk.

        :param threads: walks at a time.
        """
        return self._native.levels_from_each(
            nodes_of(roots, "roots"),
            direction,
            relationships=relationships,
            labels=labels,
            max_depth=max_depth,
            threads=threads,
            bounds=_native.WalkBounds(None, None, memory),
            timeout=timeout,
            cancel=cancel,
        )

    def bfs_tree(
        self,
        root: int | Iterable[int],
        direction: Direction = "out",
        *,
        relationships: str = "",
        labels: str = "",
        max_depth: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """The node by which a breadth-first walk comes to each node: int64, -1 for a root and where there is no way.

        Nodes are walked on from in the order in which they were found.
        """
        return self._native.bfs_tree(
            nodes_of(root, "root"),
            direction,
            relationships=relationships,
            labels=labels,
            max_depth=max_depth,
            timeout=timeout,
            cancel=cancel,
        )

    @overload
    def distances(
        self,
        source: int | Iterable[int],
        targets: Any = None,
        direction: Direction = "out",
        weighted: bool = True,
        *,
        relationships: str = "",
        labels: str = "",
        max_distance: float | None = None,
        predecessors: Literal[False] = False,
        threads: int = 1,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any: ...

    @overload
    def distances(
        self,
        source: int | Iterable[int],
        targets: Any = None,
        direction: Direction = "out",
        weighted: bool = True,
        *,
        relationships: str = "",
        labels: str = "",
        max_distance: float | None = None,
        predecessors: Literal[True],
        threads: int = 1,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> tuple[Any, Any]: ...

    def distances(
        self,
        source: int | Iterable[int],
        targets: Any = None,
        direction: Direction = "out",
        weighted: bool = True,
        *,
        relationships: str = "",
        labels: str = "",
        max_distance: float | None = None,
        predecessors: bool = False,
        threads: int = 1,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """How far each node is by the sum of weights, or each of the targets: float64, inf where there is no way.

        Without weights each relationship counts 1. "both" leads along the smaller of opposite weights.

        :param source: a node, or several: then from the nearest of them.
        :param relationships: as in :meth:`levels`, and so ``labels``.
        :param max_distance: what is farther is inf.
        :param predecessors: return a pair: distances, and the node before each on its way, int64, -1 for a source and
            where there is no way.
        :param threads: that look at many nodes together, where no targets and no predecessors are asked for.
        :raises InvalidArgumentError: a weight is below 0.
        """
        wanted = None if targets is None else ids_of(targets, "targets")
        found, before = self._native.distances(
            nodes_of(source, "source"),
            wanted,
            direction,
            weighted,
            relationships=relationships,
            labels=labels,
            max_distance=max_distance,
            predecessors=predecessors,
            threads=threads,
            bounds=_native.WalkBounds(None, None, memory),
            timeout=timeout,
            cancel=cancel,
        )
        return (found, before) if predecessors else found
