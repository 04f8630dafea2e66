"""Walks over graphs that live elsewhere, with caches of what was read of nodes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from wirespeed import _native
from wirespeed._native import CancelToken
from wirespeed.errors import InvalidArgumentError
from wirespeed.graph._options import Condition, Evaluator, Nodes, Order, options_of
from wirespeed.graph._remote_traversal import RemoteTraversal, ids_of

if TYPE_CHECKING:
    from wirespeed.bolt import Client

Kind: TypeAlias = Literal["labels", "properties", "relationships"]

_KINDS = ("labels", "properties", "relationships")
_BOUND = 256 << 20


class Provider(Protocol):
    """A graph as a walk asks for it, of many nodes at a time. A class of yours with these is one; others are
    :class:`SqliteProvider` and :class:`Neo4jProvider`. Nodes are integers of 64 bits.

    ``label_names`` and ``type_names`` are what walks may name; ``batch``, where it is there, is how many
    nodes are asked of at a time. Calls come from another thread than the walk's, one at a time for each walk.

    Uniqueness of relationships, conditions on them and paths that name them need to know who a relationship is: then
    ``relationships`` has a pair of the node and an integer, the same from both ends, for each. A class that has
    ``relationship_property(name, ids)``, which answers like ``property``, lets conditions ask for it, and "best_first"
    for the weight: the property that the attribute ``weight`` names ("weight" where there is none; ``None``: each
    relationship weighs 1).
    """

    @property
    def label_names(self) -> Sequence[str]: ...

    @property
    def type_names(self) -> Sequence[str]: ...

    def labels(self, nodes: Any) -> Any:
        """For each node its labels (a str, or several), ``None`` where it is not there. ``nodes`` is int64."""

    def property(self, name: str, nodes: Any) -> Any:
        """For each node a bool, int, float, str or ``None``."""

    def relationships(self, nodes: Any, type: str | None, direction: Literal["out", "in"]) -> Any:
        """For each node those at the other ends of its relationships of that type (``None``: any), or pairs of one and
        the relationship's id: tuples, lists, or the rows of an array with two columns."""


class _Store:
    _native: _native.RemoteProvider

    @property
    def labels(self) -> list[str]:
        """The labels that walks may name."""
        return self._native.labels

    @property
    def types(self) -> list[str]:
        return self._native.types


class SqliteProvider(_Store):
    """A graph in tables of SQLite, which are only read. Each walk sees one state of the file.

    :param path: the database file.
    :param nodes: the table of nodes, with a column for each property.
    :param id: its column of ids: integers; best its primary key.
    :param labels: its column of labels, several with ``separator`` between; ``None``: nodes have none.
    :param label_table: where labels are rows instead: the table and its columns of nodes and labels.
    :param relationships: the table of relationships, with columns ``source``, ``target`` and ``type`` (``None``: no
        types). It needs an index that begins with the source, and one with the target where walks go against them.
        Its columns are the properties of relationships.
    :param weight: its column by which "best_first" goes, and which conditions call "weight"; ``None``: each
        relationship weighs 1.
    :param relationship_id: its column that has an integer for each relationship; by default the rowid is who it is.
    :param label_names: labels that walks may name, and
    :param type_names: types; where they are not given, the tables are read for them once, to their ends.
    :param batch: how many nodes are asked of at a time.
    :param timeout: in seconds, of that search for labels and types.
    :raises IoError: the file cannot be read.
    :raises InvalidArgumentError: a table or column is not there.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        nodes: str = "nodes",
        id: str = "id",
        labels: str | None = "labels",
        separator: str = ",",
        label_table: tuple[str, str, str] | None = None,
        relationships: str = "relationships",
        source: str = "source",
        target: str = "target",
        type: str | None = "type",
        weight: str | None = "weight",
        relationship_id: str | None = None,
        label_names: Iterable[str] | None = None,
        type_names: Iterable[str] | None = None,
        batch: int = 1024,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> None:
        said: dict[str, Any] = {
            "path": os.fspath(path),
            "nodes": nodes,
            "id": id,
            "labels": labels or "",
            "separator": separator,
            "relationships": relationships,
            "source": source,
            "target": target,
            "type": type or "",
            "weight": weight or "",
            "relationship_id": relationship_id or "",
            "label_names": list(label_names or ()),
            "type_names": list(type_names or ()),
            "batch": batch,
        }
        if label_table is not None:
            said["label_table"], said["label_node"], said["label_name"] = label_table
        self._native = _native.sqlite_provider(said, timeout=timeout, cancel=cancel)


class Neo4jProvider(_Store):
    """A graph in Neo4j, over :mod:`wirespeed.bolt`: one query for each question about a part of the frontier.

    Nodes and relationships are the store's own numbers, ``id(n)`` and ``id(r)``. What is committed while a walk is
    under way, it may see.

    :param client: what :func:`wirespeed.bolt.connect` made.
    :param label_names: labels that walks may name; by default all that the database has.
    :param batch: how many nodes are asked of at a time.
    :param weight: the property of relationships by which "best_first" goes, and which conditions call "weight";
        ``None``: each weighs 1.
    """

    def __init__(
        self,
        client: Client,
        *,
        database: str | None = None,
        label_names: Iterable[str] | None = None,
        batch: int = 4096,
        weight: str | None = "weight",
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> None:
        self._native = _native.neo4j_provider(
            client._native, database or "", list(label_names or ()), batch, weight or "", timeout=timeout, cancel=cancel
        )


class NodeCache:
    """What walks have read of nodes, shared by all that it is given to.

    Nothing tells it that the store changes: whoever changes labels or properties of nodes calls :meth:`invalidate` or
    :meth:`clear`. What a walk had read before that and hands in after it is not kept. When it is full, what was
    not asked for lately makes room. Thread-safe.

    :param labels: keep labels, as bits.
    :param properties: keep the properties that conditions ask for.
    :param relationships: keep who is behind which relationships of a node, and what walks ask of these. Whoever makes,
        changes or deletes a relationship then calls :meth:`invalidate` with the nodes at both its ends.
    """

    def __init__(
        self,
        *,
        labels: bool = True,
        properties: bool = True,
        relationships: bool = False,
        max_bytes: int = _BOUND,
    ) -> None:
        self._native = _native.NodeCache(labels, properties, relationships, max_bytes)

    def invalidate(self, nodes: Any) -> None:
        """Forgets what it knows of the nodes; what it knows of their neighbours stays."""
        self._native.invalidate(ids_of(nodes))

    def clear(self) -> None:
        """Forgets everything."""
        self._native.clear()

    def report(self) -> dict[str, Any]:
        """``labels``, ``properties`` and ``relationships``, each with hits, misses, entries and bytes; entries
        ``evicted`` and ``invalidated``."""
        return self._native.report()


def traversal_over(
    provider: Provider | SqliteProvider | Neo4jProvider,
    *,
    cache: Iterable[Kind] | NodeCache | None = ("labels", "properties"),
    max_bytes: int = _BOUND,
    order: Order = "depth_first",
    uniqueness: str = "node_global",
    relationships: str = "",
    labels: str = "",
    include: Condition | None = None,
    min_depth: int = 0,
    max_depth: int | None = None,
    sequence: str = "",
    begin_sequence_at_start: bool = True,
    filter_start: bool = True,
    where: Condition | None = None,
    prune: Condition | None = None,
    relationship_where: Condition | None = None,
    end_nodes: Nodes | None = None,
    terminator_nodes: Nodes | None = None,
    allow_nodes: Nodes | None = None,
    deny_nodes: Nodes | None = None,
    recent: int | None = None,
    evaluator: Evaluator | None = None,
) -> RemoteTraversal:
    """A walk over a graph that lives elsewhere, described as by :meth:`EdgeGraph.traversal`.

    Uniqueness of relationships needs a provider that says who they are, ``relationship_where`` and the order
    "best_first" one that knows their properties: the two of this module do, and :class:`Provider` says how others do.

    :param cache: what is kept while one walk is under way; a :class:`NodeCache` is kept between walks; ``None``:
        nothing.
    :param max_bytes: the bound of a walk's own cache.
    :raises NotFoundError: a label, type or property that the provider does not have.
    :raises Error: with code "unsupported": something about relationships that the provider does not tell.
    """
    arguments = {name: value for name, value in locals().items() if name not in ("provider", "cache", "max_bytes")}
    native = _native.remote_traversal(_native_of(provider), options_of(arguments))
    if cache is None or isinstance(cache, NodeCache):
        return RemoteTraversal(native, cache._native if cache is not None else None)
    kinds = tuple(cache)
    for kind in kinds:
        if kind not in _KINDS:
            raise InvalidArgumentError(f"cache: expected 'labels', 'properties' or 'relationships', found {kind!r}")
    return RemoteTraversal(native, (kinds, max_bytes) if kinds else None)


def _native_of(provider: Any) -> _native.RemoteProvider:
    if isinstance(provider, _Store):
        return provider._native
    missing = [
        name
        for name in ("label_names", "type_names", "labels", "property", "relationships")
        if not hasattr(provider, name)
    ]
    if missing:
        raise InvalidArgumentError(f"provider: expected {', '.join(missing)}, found none in {type(provider).__name__}")
    batch = int(getattr(provider, "batch", 1024))
    weight = getattr(provider, "weight", "weight") or ""
    return _native.python_provider(provider, list(provider.label_names), list(provider.type_names), weight, batch)
