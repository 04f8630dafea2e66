"""Where changes of a graph in Neo4j are found, and what they make of a copy."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wirespeed import kernels
from wirespeed._limits import Limits
from wirespeed.graph._load_neo4j import Neo4jSource, Snapshot, node_columns, quoted, rows_of, table_of

if TYPE_CHECKING:
    from wirespeed.bolt import BookmarkManager, Client


@dataclass
class Changes:
    """What a copy has to become: tables as those of a :class:`Snapshot`; whatever is deleted goes first."""

    nodes: dict[str, Any] = field(default_factory=dict)  # by label
    deleted: list[Any] = field(default_factory=list)  # keys
    ends: dict[str, Any] = field(default_factory=dict)  # by type
    deleted_ends: dict[str, Any] = field(default_factory=dict)


class Delta(ABC):
    """Knows up to where changes have been taken; belongs to one copy."""

    @abstractmethod
    def begin(self, client: Client, source: Neo4jSource, limits: Limits) -> None:
        """Everything is about to be read: changes from here on are to be taken."""

    @abstractmethod
    def changes(
        self, client: Client, source: Neo4jSource, limits: Limits, bookmarks: BookmarkManager
    ) -> Changes | None:
        """What came since; ``None``: it cannot be said."""

    def apply(
        self, client: Client, source: Neo4jSource, snapshot: Snapshot, limits: Limits, bookmarks: BookmarkManager
    ) -> Snapshot | None:
        changes = self.changes(client, source, limits, bookmarks)
        return None if changes is None else _changed(source, snapshot, changes)


class UpdatedAt(Delta):
    """Nodes and relationships carry the time of their last change, which every writer sets; best with an index.

    The order of such times is not that of commits: what was changed up to ``overlap`` before the last time that was
    seen is taken again. Deleted things leave nothing behind: either they stay for a while with the property
    ``deleted`` set, or they show in the store's counts, and everything is read anew.

    :param property: a moment, or a number; ``overlap`` is in seconds, or in its unit.
    :param deleted: the property which says that a thing is gone.
    """

    def __init__(self, property: str = "updated_at", *, overlap: float = 10.0, deleted: str | None = None) -> None:
        self._property = property
        self._overlap = overlap
        self._deleted = deleted
        self._cursor: Any = None

    def begin(self, client: Client, source: Neo4jSource, limits: Limits) -> None:
        self._cursor = None
        for match, name in self._matches(source):
            self._advance(rows_of(client, source, f"{match} RETURN max({name}.{quoted(self._property)})", limits)[0][0])

    def changes(
        self, client: Client, source: Neo4jSource, limits: Limits, bookmarks: BookmarkManager
    ) -> Changes | None:
        params = {"cursor": self._cursor, "overlap": self._overlap}
        changes = Changes()
        cursor = self._cursor
        for label in source.labels:
            columns = node_columns(source) + self._more("n")
            query = f"MATCH (n:{quoted(label)}) WHERE {self._since('n', cursor)} RETURN {columns}"
            live = self._live(table_of(client, source, query, limits, params, bookmarks))
            changes.nodes[label], gone = live
            changes.deleted += gone["key"].to_pylist()
        key = quoted(source.key)
        for type_ in source.types:
            query = (
                f"MATCH (a)-[r:{quoted(type_)}]->(b) WHERE {self._since('r', cursor)} "
                f"RETURN a.{key} AS source, b.{key} AS target{self._more('r')}"
            )
            changes.ends[type_], changes.deleted_ends[type_] = self._live(
                table_of(client, source, query, limits, params, bookmarks)
            )
        return changes

    def _matches(self, source: Neo4jSource) -> list[tuple[str, str]]:
        nodes = [(f"MATCH (n:{quoted(label)})", "n") for label in source.labels]
        return nodes + [(f"MATCH ()-[r:{quoted(type_)}]->()", "r") for type_ in source.types]

    def _since(self, name: str, cursor: Any) -> str:
        changed = f"{name}.{quoted(self._property)}"
        if cursor is None:
            return f"{changed} IS NOT NULL"
        if isinstance(cursor, int | float):
            return f"{changed} >= $cursor - $overlap"
        return f"{changed} >= $cursor - duration({{seconds: $overlap}})"

    def _more(self, name: str) -> str:
        gone = "false" if self._deleted is None else f"coalesce({name}.{quoted(self._deleted)}, false) <> false"
        return f", {name}.{quoted(self._property)} AS changed, {gone} AS gone"

    def _live(self, table: Any) -> tuple[Any, Any]:
        """Those that are there, and those that are gone. Takes notice of when they changed."""
        import pyarrow  # type: ignore[import-untyped]

        for value in table["changed"].to_pylist():
            self._advance(value)
        gone = pyarrow.array(table["gone"].to_pylist(), type=pyarrow.bool_())
        bare = table.drop_columns(["changed", "gone"])
        there = pyarrow.array([not one for one in gone.to_pylist()], type=pyarrow.bool_())
        return bare.filter(there), bare.filter(gone)

    def _advance(self, value: Any) -> None:
        if value is not None and (self._cursor is None or value > self._cursor):
            self._cursor = value


class Outbox(Delta):
    """Writers leave a node for each change, in the transaction that makes it::

        CREATE (:Outbox {seq: 17, op: "node", key: 5})
        CREATE (:Outbox {seq: 18, op: "relationship", type: "BY", source: 7, target: 5})

    ``op`` is ``node`` (made or changed: it is read again), ``node_deleted``, ``relationship`` or
    ``relationship_deleted``; ``seq`` counts up by one. Entries may be deleted once all copies have them: a copy that
    misses one reads everything anew.
    """

    def __init__(self, label: str = "Outbox") -> None:
        self._label = label
        self._cursor = 0

    def begin(self, client: Client, source: Neo4jSource, limits: Limits) -> None:
        self._cursor = self._last(client, source, limits)

    def changes(
        self, client: Client, source: Neo4jSource, limits: Limits, bookmarks: BookmarkManager
    ) -> Changes | None:
        query = (
            f"MATCH (o:{quoted(self._label)}) WHERE o.seq > $cursor "
            "RETURN o.seq, o.op, o.key, o.type, o.source, o.target ORDER BY o.seq"
        )
        rows = rows_of(client, source, query, limits, {"cursor": self._cursor}, bookmarks)
        if [row[0] for row in rows] != list(range(self._cursor + 1, self._cursor + 1 + len(rows))):
            return None
        if not rows and self._last(client, source, limits) != self._cursor and self._cursor != 0:
            return None
        last_of_nodes = {row[2]: row[1] for row in rows if row[1] in ("node", "node_deleted")}
        last_of_ends = {row[3:6]: row[1] for row in rows if row[1] in ("relationship", "relationship_deleted")}
        if len({row[1] for row in rows} - {"node", "node_deleted", "relationship", "relationship_deleted"}):
            return None
        changes = self._changes(client, source, last_of_nodes, last_of_ends, limits, bookmarks)
        self._cursor += len(rows)
        return changes

    def _changes(
        self,
        client: Client,
        source: Neo4jSource,
        nodes: dict[Any, str],
        ends: dict[Any, str],
        limits: Limits,
        bookmarks: BookmarkManager,
    ) -> Changes:
        changes = Changes(deleted=list(nodes))  # those that are there come again
        again = [key for key, op in nodes.items() if op == "node"]
        for label in source.labels:
            query = f"MATCH (n:{quoted(label)}) WHERE n.{quoted(source.key)} IN $keys RETURN {node_columns(source)}"
            changes.nodes[label] = table_of(client, source, query, limits, {"keys": again}, bookmarks)
        for type_ in source.types:
            of_type = [(start, end, op) for (one, start, end), op in ends.items() if one == type_]
            changes.deleted_ends[type_] = _pairs([(start, end) for start, end, _ in of_type])
            changes.ends[type_] = _pairs([(start, end) for start, end, op in of_type if op == "relationship"])
        return changes

    def _last(self, client: Client, source: Neo4jSource, limits: Limits) -> int:
        return int(rows_of(client, source, f"MATCH (o:{quoted(self._label)}) RETURN max(o.seq)", limits)[0][0] or 0)


# --- applying --------------------------------------------------------------------------------------------------------


def _changed(source: Neo4jSource, snapshot: Snapshot, changes: Changes) -> Snapshot:
    made = Snapshot()
    for label in source.labels:
        new = changes.nodes[label]
        replaced = changes.deleted + new["key"].to_pylist()
        made.nodes[label] = _joined(_without_keys(snapshot.nodes[label], replaced), new)
    for type_ in source.types:
        new = changes.ends[type_]
        replaced_ends = _joined(changes.deleted_ends[type_], new)
        made.ends[type_] = _joined(_without_ends(snapshot.ends[type_], replaced_ends), new)
    return made


def _joined(first: Any, second: Any) -> Any:
    import pyarrow

    return pyarrow.concat_tables([first, second], promote_options="permissive")


def _pairs(pairs: list[tuple[Any, Any]]) -> Any:
    import pyarrow

    return pyarrow.table({"source": [one[0] for one in pairs], "target": [one[1] for one in pairs]})


def _without_keys(table: Any, keys: list[Any]) -> Any:
    import numpy
    import pyarrow

    if not keys or not len(table):
        return table
    there = numpy.asarray(kernels.isin(table["key"], pyarrow.array(keys, type=table["key"].type)))
    return table.filter(pyarrow.array(~there))


def _without_ends(table: Any, gone: Any) -> Any:
    import numpy
    import pyarrow

    if not len(table) or not len(gone):
        return table
    both = _joined(table, gone)
    codes = numpy.asarray(kernels.factorize(both["source"], both["target"])[0])
    return table.filter(pyarrow.array(~numpy.isin(codes[: len(table)], codes[len(table) :])))
