"""Walks over providers that are described once and made many times."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from typing import Any, Literal, TypeAlias, cast

from wirespeed import _native
from wirespeed._native import CancelToken
from wirespeed.errors import InvalidArgumentError
from wirespeed.graph._builder import Sides
from wirespeed.graph._traversal import Batches, Paths, Rows, Subgraph, WalkTree

#: A cache that is shared, or what each walk makes one of for itself: what it keeps, and how many bytes.
Kept: TypeAlias = "_native.NodeCache | tuple[tuple[str, ...], int] | None"


class RemoteTraversal:
    """What :func:`traversal_over` described. Any number of threads may walk at once.

    A walk begins at a node or at several, which share its uniqueness. Every call ends at ``timeout`` seconds, when
    ``cancel`` is set, and at Ctrl-C; ends quietly after ``limit`` rows; fails with code "limit" where it finds more
    than ``max_rows`` or has to hold more than ``memory`` bytes (4 GiB), caches aside.
    """

    def __init__(self, native: _native.RemoteTraversal, kept: Kept) -> None:
        self._native = native
        self._kept = kept
        self._lock = threading.Lock()
        self._report: dict[str, int] = {}

    def count(
        self,
        root: Any,
        *,
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> int:
        """How many nodes the walk returns."""
        bounds = _native.WalkBounds(limit, max_rows, memory)
        return int(self._noted(self._native.count(ids_of(root), self._cache(), bounds, timeout, cancel))[0])

    def nodes(
        self,
        root: Any,
        *,
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """The nodes that the walk returns, in its order: int64."""
        bounds = _native.WalkBounds(limit, max_rows, memory)
        return self._noted(self._native.nodes(ids_of(root), self._cache(), bounds, timeout, cancel))[0]

    def paths(
        self,
        root: Any,
        *,
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        relationships: bool = False,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Paths:
        """The way to each node that the walk returns, with its relationships, as the store numbers them, if they are
        asked for.

        :raises Error: with code "unsupported": the provider does not tell who relationships are.
        """
        bounds = _native.WalkBounds(limit, max_rows, memory)
        found = self._native.paths(ids_of(root), self._cache(), bounds, relationships, timeout, cancel)
        return Paths(*self._noted(found))

    def table(
        self,
        root: Any,
        *,
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> _native.ColumnTable:
        """What the walk returns as Arrow columns: node (int64), depth and, in a dictionary, those labels that walks may
        name.

        ``pyarrow.table(t)``, ``polars.DataFrame(t)`` and others take it.
        """
        bounds = _native.WalkBounds(limit, max_rows, memory)
        found = self._native.table(ids_of(root), self._cache(), bounds, timeout, cancel)
        return cast("_native.ColumnTable", self._noted(found)[0])

    def batches(
        self,
        root: Any,
        *,
        rows: int = 65_536,
        what: Rows = "nodes",
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Any]:
        """What the walk returns, ``rows`` at a time, as :meth:`nodes`, :meth:`paths` or :meth:`table` would.

        The walk goes no further than it is asked to, and holds a session of the store until it is over or forgotten.
        ``timeout`` is for each batch. Where it or Ctrl-C ended one, nothing is lost: the next one begins with what was
        found for it. What a provider or an evaluator raises ends the walk.
        """
        bounds = _native.WalkBounds(limit, max_rows, memory)
        walk = self._native.open(ids_of(root), self._cache(), what, bounds, timeout, cancel)
        walks = itertools.chain([1], itertools.repeat(0))  # it is counted with its first batch

        def take(*how: Any) -> Any:
            found = self._noted(walk.next(*how), next(walks))
            return found if what == "paths" and found[0] is not None else found[0]

        return Batches(take, rows, what, timeout, cancel)

    def spanning_tree(
        self,
        root: Any,
        *,
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        relationships: bool = True,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> WalkTree:
        """The nodes that are returned and those on the shortest ways to them, each with its parent (int64; -1 of a
        start, which is at depth 0).

        Goes breadth first and enters a node once, whatever order and uniqueness were described.

        :param relationships: whether those by which nodes were reached are told, as the store numbers them
            (-2**63 of a start).
        :raises Error: with code "unsupported": the provider does not tell who relationships are.
        """
        bounds = _native.WalkBounds(limit, max_rows, memory)
        found = self._native.spanning_tree(ids_of(root), self._cache(), bounds, relationships, timeout, cancel)
        return WalkTree(*self._noted(found))

    def subgraph(
        self,
        root: Any,
        *,
        relationships: Literal["walked", "all"] = "walked",
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Subgraph:
        """The nodes that are returned and relationships between them: those that the walk looked along, or all; of
        types that the provider names. ``types`` are places among them.

        Goes breadth first and enters a node once, whatever order and uniqueness were described.

        :raises Error: with code "unsupported": the provider does not tell who relationships are.
        """
        bounds = _native.WalkBounds(limit, max_rows, memory)
        found = self._native.subgraph(ids_of(root), self._cache(), relationships == "all", bounds, timeout, cancel)
        return Subgraph(*self._noted(found))

    def report(self) -> dict[str, int]:
        """What all its walks took: ``walks``; ``calls`` of the provider; labels and properties read from it and found
        in the cache; nodes ``expanded``, which is reading their relationships, ``relationships`` that came, and
        ``relationship_hits``, nodes whose relationships were in the cache; ``dangling``: relationships to nodes that
        are not there, which are not followed."""
        with self._lock:
            return {"walks": 0, **self._report}

    def _noted(self, answer: tuple[Any, ...], walks: int = 1) -> tuple[Any, ...]:
        """The answer without its last, what it took of the store."""
        *found, report = answer
        with self._lock:
            for name, count in {"walks": walks, **report}.items():
                self._report[name] = self._report.get(name, 0) + count
        return tuple(found)

    def _cache(self) -> _native.NodeCache | None:
        if not isinstance(self._kept, tuple):
            return self._kept
        kinds, max_bytes = self._kept
        return _native.NodeCache("labels" in kinds, "properties" in kinds, "relationships" in kinds, max_bytes)


class RemoteTwoSided:
    """What :func:`two_sided_over` described."""

    def __init__(self, native: _native.RemoteTwoSided, start: RemoteTraversal) -> None:
        self._native = native
        self._start = start

    def paths(
        self,
        starts: Any,
        ends: Any,
        *,
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        relationships: bool = False,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Paths:
        """Ways from a start to an end, in the order in which the sides meet."""
        bounds = _native.WalkBounds(limit, max_rows, memory)
        cache = self._start._cache()
        found = self._native.paths(ids_of(starts), ids_of(ends), cache, bounds, relationships, timeout, cancel)
        return Paths(*self._start._noted(found))


def two_sided_over(
    start: RemoteTraversal,
    end: RemoteTraversal | None = None,
    *,
    sides: Sides = "alternating",
    collisions: Literal["standard", "shortest"] = "standard",
    min_length: int = 0,
    max_length: int | None = None,
) -> RemoteTwoSided:
    """A walk over a provider from both ends, as :meth:`EdgeGraph.two_sided` makes one in memory.

    Both sides ask the provider of ``start``, by its cache, and are counted in its report.

    :raises Error: with code "unsupported": the provider does not tell who relationships are.
    """
    native = _native.remote_two_sided(
        start._native, None if end is None else end._native, sides, collisions, min_length, max_length
    )
    return RemoteTwoSided(native, start)


def ids_of(nodes: Any) -> Any:
    import numpy

    array = numpy.atleast_1d(numpy.asarray(nodes))
    if array.size == 0:
        return numpy.empty(0, dtype=numpy.int64)
    if array.dtype.kind not in "iu":
        raise InvalidArgumentError(f"nodes: expected integers, found {array.dtype}")
    return numpy.ascontiguousarray(array, dtype=numpy.int64)
