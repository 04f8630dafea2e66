"""A graph that goes on while it is asked."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from wirespeed import _native, kernels
from wirespeed.errors import InvalidArgumentError
from wirespeed.graph._columns import column_of_values
from wirespeed.graph._edges import EdgeGraph
from wirespeed.graph._loaded import HashedGraph, LoadedGraph, objects_of

#: ``(source, target)``, and a type and a weight where there are any.
Ends: TypeAlias = Sequence[Any]
#: The same; the last item may be a mapping of properties: ``(0, 5, "KNOWS", {"since": 2020})``.
Edge: TypeAlias = Sequence[Any]
#: As a column has them: ``None``, a bool, a number, a text, a time, a list, a dict of a struct's fields.
Value: TypeAlias = Any


class Version(NamedTuple):
    """A graph that stays as it is, and its epoch: how many batches of changes it has."""

    graph: EdgeGraph
    epoch: int


class AnswerAt(NamedTuple):
    """An answer, and the epoch of the graph that gave it."""

    value: Any
    epoch: int


class VersionedGraph:
    """A graph that goes on while it is asked: readers pin a version, a writer's changes become the next behind them.

    ::

        versions = graph.VersionedGraph(g)
        epoch = versions.apply(added_edges=[(0, 5, "KNOWS")], properties={"age": {5: 40}})
        versions.wait(epoch)                                  # only to read what was just written
        pinned = versions.pin()
        pinned.graph.levels(0), pinned.epoch

    Each batch of changes has a number, its epoch; a version of epoch n has all batches up to n. A merge takes all
    batches that wait, and about as long as making the graph did; memory holds two versions meanwhile, and those that
    are pinned.

    Thread-safe; reading never waits for a merge. A forked process may read, changes belong into the one that made it.

    :param graph: the first version, with epoch 0.
    :param weighted: that added edges have weights, for a graph that does not tell: one without edges or weights.
    """

    def __init__(self, graph: EdgeGraph, *, weighted: bool | None = None) -> None:
        self._native = _native.versioned_graph(graph._native, weighted)
        self._newest = Version(graph, 0)
        self._keys = _keys_of(graph)
        self._writing = threading.Lock()

    def __repr__(self) -> str:
        pinned = self.pin()
        return f"<VersionedGraph: {pinned.graph!r} at epoch {pinned.epoch}>"

    @property
    def node_count(self) -> int:
        """Nodes with those whose batch still waits: what the next added node will be."""
        return self._native.node_count

    @property
    def last_epoch(self) -> int:
        """That of the newest batch, merged or not."""
        return self._native.last_epoch

    def pin(self) -> Version:
        """The newest version; it lives as long as it is held."""
        return self._version(self._native.pin())

    def ask(self, question: Callable[[Any], Any]) -> AnswerAt:
        """What the question says of the newest version, and that version's epoch."""
        pinned = self.pin()
        return AnswerAt(question(pinned.graph), pinned.epoch)

    def apply(
        self,
        *,
        added_nodes: int | Sequence[Any] = 0,
        removed_nodes: Iterable[int] = (),
        removed_edges: Iterable[Ends] = (),
        added_edges: Iterable[Edge] = (),
        labels: Mapping[int, Iterable[str]] | None = None,
        properties: Mapping[str, Mapping[int, Value]] | None = None,
        relationship_properties: Mapping[str, Mapping[tuple[Any, ...], Value]] | None = None,
    ) -> int:
        """Adds a batch of changes, done in this order, and returns the epoch that it will have. Merging goes on behind.

        Nodes are numbers, which never move: added ones follow :attr:`node_count`, a removed one stays a number without
        relationships, labels and values.

        :param added_nodes: how many; of a :class:`LoadedGraph`, their keys.
        :param removed_edges: all of that type between the two; where there is none, nothing.
        :param added_edges: with the properties that relationships of the graph have; those that are not said are null.
        :param labels: all labels that a node has from now on.
        :param properties: values of nodes by property; ``None`` takes one away.
        :param relationship_properties: values by property and ``(source, target, type)``: of all relationships of that
            type between the two. ``weight`` is the weight, unless there is a property of that name.
        :raises NotFoundError: a node or a property of relationships is not there. Then nothing of the batch is done.
        :raises InvalidArgumentError: a relationship's property cannot have the value. Likewise.
        :raises Error: an earlier batch could not be merged, and nobody has taken its error (:meth:`wait`,
            :meth:`take_failures`).
        """
        changes = (
            list(removed_nodes),
            [_edge(one) for one in removed_edges],
            [_edge(one) for one in added_edges],
            [(node, list(names)) for node, names in (labels or {}).items()],
            [(node, name, value) for name, values in (properties or {}).items() for node, value in values.items()],
            [
                (*_edge(ends)[:3], name, value)
                for name, values in (relationship_properties or {}).items()
                for ends, value in values.items()
            ],
        )
        with self._writing:
            if self._keys is None:
                return self._native.apply(_count(added_nodes), *changes)
            with self._keys.added(added_nodes) as count:
                return self._native.apply(count, *changes)

    def wait(self, epoch: int, *, timeout: float | None = None, cancel: _native.CancelToken | None = None) -> Version:
        """The first version that has that epoch, or a later one.

        :raises Error: that batch could not be merged. Only its nodes are there then, without anything.
        """
        return self._version(self._native.wait(epoch, timeout, cancel))

    def take_failures(self) -> dict[int, str]:
        """What is wrong with each batch that could not be merged, told once."""
        return dict(self._native.take_failures())

    def _version(self, parts: tuple[_native.EdgeGraph, list[str], list[str], int]) -> Version:
        native, types, labels, epoch = parts
        newest = self._newest
        if newest.epoch == epoch:
            return newest
        ids = None if self._keys is None else self._keys.first(native.node_count)
        kind = HashedGraph if isinstance(newest.graph, HashedGraph) else LoadedGraph
        graph = EdgeGraph(native, types, labels) if ids is None else kind(native, types, labels, ids)
        made = Version(graph, epoch)
        if epoch > newest.epoch:
            self._newest = made
        return made


class _Keys:
    """Keys that grow at their end. Those of a batch are there before its nodes are.

    Batches wait in columns of their own until a version asks for them: joining all keys takes as long as they are many.
    """

    def __init__(self, ids: Any) -> None:
        self._ids = ids
        self._added: list[Any] = []  # columns, behind _ids
        self._joining = threading.Lock()

    @contextlib.contextmanager
    def added(self, keys: Any) -> Iterator[int]:
        """How many they are; taken back where what follows fails. One caller at a time."""
        if isinstance(keys, int):
            if keys == 0:
                yield 0
                return
            raise InvalidArgumentError(f"apply: added_nodes: expected the keys of nodes, found {keys}")
        column = self._column(keys)
        if len(column) == 0:
            yield 0
            return
        self._joined([self._part(self._ids, 0), column])  # or says why they cannot be joined
        with self._joining:
            self._added.append(column)
        try:
            yield len(column)
        except BaseException:
            with self._joining:
                self._added.pop()  # no version has had these nodes, so none has joined them
            raise

    def first(self, count: int) -> Any:
        with self._joining:
            missing = count - len(self._ids)
            parts = []
            for column in self._added:
                if missing <= 0:
                    break
                parts.append(column)
                missing -= len(column)
            if parts:
                self._ids = self._joined([self._ids, *parts])
                del self._added[: len(parts)]
            ids = self._ids
        return ids if len(ids) == count else self._part(ids, count)

    def _column(self, keys: Any) -> Any:
        return column_of_values(keys) if isinstance(keys, list | tuple) else keys

    def _joined(self, parts: list[Any]) -> Any:
        return kernels.concat(parts)

    def _part(self, ids: Any, count: int) -> Any:
        """The first of them."""
        import numpy

        return kernels.take({"ids": ids}, numpy.arange(count))["ids"]


class _Objects(_Keys):
    """Keys that are objects of Python."""

    def _column(self, keys: Any) -> Any:
        return objects_of(list(keys))

    def _joined(self, parts: list[Any]) -> Any:
        import numpy

        return numpy.concatenate(parts)

    def _part(self, ids: Any, count: int) -> Any:
        return ids[:count]


def _keys_of(graph: EdgeGraph) -> _Keys | None:
    if not isinstance(graph, LoadedGraph):
        return None
    return _Objects(graph.ids) if isinstance(graph, HashedGraph) else _Keys(graph.ids)


def _count(added_nodes: Any) -> int:
    if isinstance(added_nodes, int):
        return added_nodes
    raise InvalidArgumentError(f"apply: added_nodes: expected how many, found {type(added_nodes).__name__}")


def _edge(edge: Edge) -> tuple[int, int, str, float, list[tuple[str, Value]]]:
    source, target, *more = edge
    properties = list(more.pop().items()) if more and isinstance(more[-1], Mapping) else []
    if len(more) > 2:
        raise InvalidArgumentError(
            f"apply: expected (source, target, type, weight, properties), of which only ends are needed, found {edge!r}"
        )
    return source, target, more[0] if more else "", more[1] if len(more) > 1 else 1.0, properties
