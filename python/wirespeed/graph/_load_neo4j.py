"""Graphs out of Neo4j: keys of nodes by label, pairs of keys by type, and the state of the store that they are of."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

from wirespeed import kernels
from wirespeed._limits import Limits
from wirespeed._native import CancelToken
from wirespeed.errors import Error, InvalidArgumentError, NotFoundError
from wirespeed.graph._bookmark import transaction_of
from wirespeed.graph._epoch import Epoch
from wirespeed.graph._load_table import assemble
from wirespeed.graph._loaded import LoadedGraph

if TYPE_CHECKING:
    from wirespeed.bolt import BookmarkManager, Client, Result


class TornError(Error):
    """The store changed while it was read, each time: try when less is written, or say where changes are found."""

    code = "malformed"


@dataclass(frozen=True)
class Neo4jSource:
    """What of a database is copied.

    :param labels: labels whose nodes are taken; a node with several of them is one node. All others are left out, and
        relationships to them with them.
    :param types: types of relationships.
    :param key: the property that names a node, unique over all these labels: integers or texts, all of one kind.
    :param properties: properties of nodes to copy.
    :param database: the user's home database where it is ``None``.
    """

    labels: Sequence[str]
    types: Sequence[str]
    key: str = "id"
    properties: Sequence[str] = ()
    database: str | None = None


class Probe(NamedTuple):
    """What a store says of its state without being read."""

    store_id: str
    last_transaction: int
    nodes: dict[str, int]
    relationships: dict[str, int]
    asked: float  # on the monotonic clock: it is that of then, or of later
    bookmarks: BookmarkManager  # what is read with them is of that state, or of a later one

    def epoch(self) -> Epoch:
        return Epoch(
            self.store_id, self.last_transaction, datetime.now(timezone.utc), dict(self.nodes), dict(self.relationships)
        )


class Snapshot:
    """Tables as they were read: by label keys and properties (p0, p1, ...), by type the keys of both ends."""

    def __init__(self) -> None:
        self.nodes: dict[str, Any] = {}
        self.ends: dict[str, Any] = {}

    def check(self, source: Neo4jSource, probe: Probe) -> str:
        """What does not add up; nothing where all does."""
        for label in source.labels:
            if len(self.nodes[label]) != probe.nodes[label]:
                return f"expected {probe.nodes[label]} nodes :{label} with a key, found {len(self.nodes[label])}"
        for type_ in source.types:
            if len(self.ends[type_]) != probe.relationships[type_]:
                return f"expected {probe.relationships[type_]} relationships :{type_}, found {len(self.ends[type_])}"
        return ""


def from_neo4j(
    client: Client,
    *,
    labels: Sequence[str],
    types: Sequence[str],
    key: str = "id",
    properties: Sequence[str] = (),
    database: str | None = None,
    attempts: int = 3,
    keep_order: bool = False,
    timeout: float | None = None,
    cancel: CancelToken | None = None,
) -> LoadedGraph:
    """A copy of a graph in Neo4j: nodes by label and relationships by type, as pairs of keys alone.

    The store is probed before and after (its newest transaction, its own counts): where it has changed in between, it
    is read once more. Relationships to nodes that are not copied are left out and counted in ``dropped``. ``g.epoch``
    says of which state the copy is. It stays as it is; :class:`Neo4jCopy` follows the store.

    :param client: what :func:`wirespeed.bolt.connect` made.
    :param labels: labels whose nodes are taken, and
    :param types: types of relationships.
    :param key: the property that names a node, unique over all these labels.
    :param properties: of nodes, to be copied.
    :raises TornError: the store changed during each of ``attempts`` readings, or what was read does not add up to its
        counts, as when nodes have no key.
    """
    source = Neo4jSource(tuple(labels), tuple(types), key, tuple(properties), database)
    limits = Limits(timeout, cancel)
    snapshot, after = read_whole(client, source, attempts, limits)
    return graph_of(source, snapshot, after.epoch(), keep_order)


def read_whole(client: Client, source: Neo4jSource, attempts: int, limits: Limits) -> tuple[Snapshot, Probe]:
    """All of it, as it was at the probe."""
    why = ""
    before = probe(client, source, limits)
    for attempt in range(attempts):
        if attempt:
            time.sleep(min(0.05 * 2**attempt, 1.0))
            before = probe(client, source, limits)
        snapshot = _read(client, source, limits, before.bookmarks)
        after = probe(client, source, limits)
        if after.store_id != before.store_id:
            raise TornError(
                f"from_neo4j: the store was replaced while it was read: {before.store_id}, {after.store_id}"
            )
        changed = after.last_transaction != before.last_transaction
        why = f"transactions {before.last_transaction + 1} to {after.last_transaction} came" if changed else ""
        why = why or snapshot.check(source, after)
        if not why:
            return snapshot, after
    raise TornError(f"from_neo4j: expected one state of the store, found another each of {attempts} times: {why}")


def probe(client: Client, source: Neo4jSource, limits: Limits) -> Probe:
    """The store's name, its last transaction and its counts, which it has at hand.

    Community says no ``lastCommittedTxn``; but the bookmark of any read names the newest transaction that has been
    committed. What is read with that bookmark waits until that transaction has been applied.
    """
    asked = time.monotonic()
    store_id = None
    shown = rows_of(client, source, "SHOW DATABASES YIELD name, databaseID, home", limits)
    for name, database_id, is_home in shown:
        if name == source.database or (source.database is None and is_home):
            store_id = database_id
    if store_id is None:
        raise NotFoundError(f"from_neo4j: expected the database {source.database or '(home)'!r}, found none")
    nodes = {one: _count(client, source, f"MATCH (n:{quoted(one)})", "n", limits) for one in source.labels}
    ends = {one: _count(client, source, f"MATCH ()-[r:{quoted(one)}]->()", "r", limits) for one in source.types}
    seen = _new_bookmarks(client)
    rows_of(client, source, "RETURN 1", limits, bookmarks=seen)
    last = max((transaction_of(one) for one in seen.all()), default=None)
    if last is None:
        raise NotFoundError("from_neo4j: expected the database to name its last transaction, found no bookmark")
    return Probe(str(store_id), last, nodes, ends, asked, seen)


def _new_bookmarks(client: Client) -> BookmarkManager:
    from wirespeed.bolt import BookmarkManager

    return BookmarkManager(list(client.bookmarks.all()))


def graph_of(source: Neo4jSource, snapshot: Snapshot, epoch: Epoch, keep_order: bool) -> LoadedGraph:
    import numpy

    ids, labels, properties = _nodes_of(source, snapshot)
    ends = [snapshot.ends[type_] for type_ in source.types]
    numbers = numpy.repeat(numpy.arange(len(ends)), [len(one) for one in ends])
    names = numpy.array(list(source.types) or [""], dtype=object)
    return assemble(
        ids,
        _joined([one["source"] for one in ends]),
        _joined([one["target"] for one in ends]),
        types=names[numbers] if len(numbers) else None,
        labels=labels,
        properties=properties,
        dangling="drop",
        keep_order=keep_order,
        epoch=epoch,
    )


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def node_columns(source: Neo4jSource) -> str:
    """What a node ``n`` is read as."""
    wanted = [f"n.{quoted(source.key)} AS key"]
    return ", ".join(wanted + [f"n.{quoted(name)} AS p{i}" for i, name in enumerate(source.properties)])


def table_of(
    client: Client,
    source: Neo4jSource,
    query: str,
    limits: Limits,
    params: Mapping[str, Any] | None = None,
    bookmarks: BookmarkManager | None = None,
) -> Any:
    return _asked(client, source, query, limits, params, bookmarks).to_arrow()


def rows_of(
    client: Client,
    source: Neo4jSource,
    query: str,
    limits: Limits,
    params: Mapping[str, Any] | None = None,
    bookmarks: BookmarkManager | None = None,
) -> list[tuple[Any, ...]]:
    return [tuple(one) for one in _asked(client, source, query, limits, params, bookmarks).records()]


def _asked(
    client: Client,
    source: Neo4jSource,
    query: str,
    limits: Limits,
    params: Mapping[str, Any] | None,
    bookmarks: BookmarkManager | None,
) -> Result:
    return client.query(
        query,
        params,
        database=source.database,
        access="read",
        bookmarks=bookmarks,
        timeout=limits.left(),
        cancel=limits.cancel,
    )


def _read(client: Client, source: Neo4jSource, limits: Limits, bookmarks: BookmarkManager) -> Snapshot:
    snapshot = Snapshot()
    key = quoted(source.key)
    for label in source.labels:
        query = f"MATCH (n:{quoted(label)}) WHERE n.{key} IS NOT NULL RETURN {node_columns(source)}"
        snapshot.nodes[label] = table_of(client, source, query, limits, bookmarks=bookmarks)
    for type_ in source.types:
        query = f"MATCH (a)-[:{quoted(type_)}]->(b) RETURN a.{key} AS source, b.{key} AS target"
        snapshot.ends[type_] = table_of(client, source, query, limits, bookmarks=bookmarks)
    return snapshot


def _count(client: Client, source: Neo4jSource, match: str, name: str, limits: Limits) -> int:
    return int(rows_of(client, source, f"{match} RETURN count({name})", limits)[0][0])


# --- columns ---------------------------------------------------------------------------------------------------------


def _joined(columns: Iterable[Any]) -> Any:
    """One column of several; of those without any value the kind does not matter."""
    import numpy
    import pyarrow  # type: ignore[import-untyped]

    given = list(columns)
    kinds = sorted({str(column.type) for column in given if column.null_count < len(column)})
    if not kinds:
        return (
            numpy.empty(0, dtype=numpy.int64)
            if not any(map(len, given))
            else pyarrow.nulls(sum(map(len, given)), "int64")
        )
    if len(kinds) > 1 or kinds[0] not in ("int64", "string", "large_string"):
        raise InvalidArgumentError(
            f"from_neo4j: expected keys that are all integers or all texts, found {', '.join(kinds)}"
        )
    alike = [column if column.null_count < len(column) else pyarrow.nulls(len(column), kinds[0]) for column in given]
    return pyarrow.chunked_array([chunk for column in alike for chunk in getattr(column, "chunks", [column])])


def _nodes_of(source: Neo4jSource, snapshot: Snapshot) -> tuple[Any, list[list[str]] | None, dict[str, Any]]:
    """Each node once, with all labels that it was read under."""
    import numpy

    keys = _joined(snapshot.nodes[label]["key"] for label in source.labels)
    if len(keys) == 0:
        return keys, None, {}
    codes, ids = kernels.factorize(keys)
    numbers = numpy.asarray(codes)
    under = numpy.repeat(numpy.arange(len(source.labels)), [len(snapshot.nodes[label]) for label in source.labels])
    labels: list[list[str]] = [[] for _ in range(len(ids))]
    for node, label in zip(numbers.tolist(), under.tolist(), strict=True):
        labels[node].append(source.labels[label])
    first = numpy.unique(numbers, return_index=True)[1]
    properties = {
        name: kernels.take({name: _values([snapshot.nodes[label][f"p{i}"] for label in source.labels])}, first)[name]
        for i, name in enumerate(source.properties)
    }
    return ids, labels, properties


def _values(columns: list[Any]) -> Any:
    """Properties of one name; as texts where their kinds differ."""
    import pyarrow

    tables = [pyarrow.table({"values": column}) for column in columns]
    try:
        return pyarrow.concat_tables(tables, promote_options="permissive")["values"]
    except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError):
        texts = [None if value is None else str(value) for column in columns for value in column.to_pylist()]
        return pyarrow.chunked_array([pyarrow.array(texts, type=pyarrow.string())])
