"""Graphs whose nodes have keys of the world they came from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from wirespeed import _native, kernels
from wirespeed.errors import NotFoundError
from wirespeed.graph._edges import EdgeGraph
from wirespeed.graph._epoch import Epoch
from wirespeed.graph._saved import note_of, saved_keys

#: What no node is numbered.
NONE = 0xFFFFFFFF


class LoadedGraph(EdgeGraph):
    """A graph that was loaded: node i is the integer i in questions and answers, and ``ids[i]`` is its key.

    Keys are of any type that arrays have; they are turned into names only where they are asked for.
    """

    def __init__(
        self,
        native: _native.EdgeGraph,
        types: list[str],
        labels: list[str],
        ids: Any,
        *,
        dropped: int = 0,
        epoch: Epoch | None = None,
    ) -> None:
        super().__init__(native, types, labels)
        #: The key of each node, as they were given: NumPy's or Arrow's.
        self.ids = ids
        #: Relationships that were left out, for one of their ends is not there.
        self.dropped = dropped
        #: Of which state of its source it is a copy; ``None`` where the source has no states.
        self.epoch = epoch
        self._places: dict[Any, int] | None = None

    @classmethod
    def of(cls, graph: EdgeGraph, ids: Any, *, dropped: int = 0, epoch: Epoch | None = None) -> LoadedGraph:
        return cls(graph._native, graph._types, graph._labels, ids, dropped=dropped, epoch=epoch)

    def at(self, epoch: Epoch) -> LoadedGraph:
        """The same graph, found to be a copy of a later state, too."""
        same = LoadedGraph.of(self, self.ids, dropped=self.dropped, epoch=epoch)
        same._places = self._places
        return same

    def node(self, key: Any) -> int:
        """The node with that key. The first call makes a dict of all keys; for many at once see :meth:`nodes_of`.

        :raises NotFoundError: there is none.
        """
        place = self._numbered().get(key)
        if place is None:
            raise NotFoundError(f"node: expected the key of a node, found {key!r}")
        return place

    def _numbered(self) -> dict[Any, int]:
        if self._places is None:
            self._places = {one: place for place, one in enumerate(_items(self.ids))}
        return self._places

    def nodes_of(self, keys: Any) -> Any:
        """The nodes with those keys: uint32; 0xFFFFFFFF where there is none."""
        return places_of(keys, self.ids)

    def keys_of(self, nodes: Any) -> Any:
        """The keys of nodes, in the kind of array that :attr:`ids` is: what answers are called."""
        import numpy

        return kernels.take({"ids": self.ids}, numpy.asarray(nodes))["ids"]

    def _extras(self) -> tuple[Any, str, str]:
        return *saved_keys(self.ids), note_of(self.dropped, self.epoch)

    def __repr__(self) -> str:
        named = f", {self.epoch.store_id} at {self.epoch.last_transaction}" if self.epoch is not None else ""
        return f"<LoadedGraph: {self.node_count:,} nodes, {self.relationship_count:,} relationships{named}>"


class HashedGraph(LoadedGraph):
    """Keys are objects of Python, looked up by its own rules, those of a dict."""

    @classmethod
    def named(
        cls, graph: EdgeGraph, ids: Any, places: dict[Any, int], *, dropped: int = 0, epoch: Epoch | None = None
    ) -> LoadedGraph:
        named = cls.of(graph, ids, dropped=dropped, epoch=epoch)
        named._places = places
        return named

    def nodes_of(self, keys: Any) -> Any:
        return hashed_places(keys, self._numbered())

    def keys_of(self, nodes: Any) -> Any:
        import numpy

        return self.ids[numpy.asarray(nodes)]


def objects_of(keys: Collection[Any]) -> Any:
    """An array of the keys, one by one: a tuple is a key, not a row."""
    import numpy

    ids = numpy.empty(len(keys), dtype=object)
    for place, key in enumerate(keys):
        ids[place] = key
    return ids


def hashed_places(keys: Iterable[Any], places: dict[Any, int]) -> Any:
    import numpy

    return numpy.array([places.get(key, NONE) for key in keys], dtype=numpy.uint32)


def places_of(keys: Any, ids: Any) -> Any:
    """Where each key stands in ids: uint32; NONE where it does not."""
    import numpy

    if len(keys) == 0 or len(ids) == 0:
        return numpy.full(len(keys), NONE, dtype=numpy.uint32)
    found = kernels.map_values(keys, ids, numpy.arange(len(ids), dtype=numpy.uint32), NONE)
    return numpy.asarray(found).astype(numpy.uint32, copy=False)


def _items(ids: Any) -> list[Any]:
    for method in ("to_pylist", "tolist", "to_list"):
        if hasattr(ids, method):
            return list(getattr(ids, method)())
    return _items(ids.to_numpy())
