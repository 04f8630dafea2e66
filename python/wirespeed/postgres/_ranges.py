"""How a table or the rows of a query are cut into ranges."""

from __future__ import annotations

import datetime
import decimal
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from wirespeed.errors import InvalidArgumentError, NotFoundError
from wirespeed.postgres._errors import NotSupportedError, ProgrammingError
from wirespeed.postgres._session import Session
from wirespeed.postgres._sql import literal, qualified, quoted

__all__ = ["Source", "ranges_of"]

_PART = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
_NAME = re.compile(rf"\s*{_PART}(?:\s*\.\s*{_PART})?\s*")
_NO_FUNCTION = "42883"
_MEASURED = (int, float, decimal.Decimal, datetime.date, datetime.datetime, datetime.timedelta)
_FIRST_WITH_RANGES = 14  # the server that reads a range of ctid without reading the rest

_FIND = """
    SELECT c.oid, n.nspname, c.relname, c.relkind::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1)"""
# The tables whose rows a table has: its own, and those of its children. Without those that have no rows by themselves.
_PIECES = """
    WITH RECURSIVE tree AS (
        SELECT $1::oid AS oid UNION SELECT i.inhrelid FROM pg_inherits i JOIN tree ON i.inhparent = tree.oid)
    SELECT n.nspname, c.relname, c.relkind::text, coalesce(a.amname, ''),
           CASE WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid) / current_setting('block_size')::int
                ELSE 0 END
    FROM tree JOIN pg_class c ON c.oid = tree.oid JOIN pg_namespace n ON n.oid = c.relnamespace
         LEFT JOIN pg_am a ON a.oid = c.relam
    WHERE c.relkind <> 'p' ORDER BY c.oid"""
_COLUMNS = """
    SELECT attname FROM pg_attribute WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped ORDER BY attnum"""
_HISTOGRAM = """
    SELECT histogram_bounds::text::text[] FROM pg_stats
    WHERE schemaname = $1 AND tablename = $2 AND attname = $3 AND histogram_bounds IS NOT NULL
    ORDER BY inherited DESC LIMIT 1"""


@dataclass(frozen=True)
class Source:
    """What is to be read."""

    text: str
    params: Sequence[Any] = ()
    columns: Sequence[str] | None = None
    """Of a table; all unless said."""

    @property
    def is_name(self) -> bool:
        return _NAME.fullmatch(self.text) is not None

    def check(self) -> None:
        if self.is_name and self.params:
            raise InvalidArgumentError("partitions: expected params only for a query, found some for a table")
        if not self.is_name and self.columns is not None:
            raise InvalidArgumentError("partitions: expected columns only for a table; name them in the query")


@dataclass(frozen=True)
class _Table:
    oid: int
    schema: str
    name: str
    kind: str
    columns: list[str]

    @property
    def selected(self) -> str:
        return ", ".join(quoted(column) for column in self.columns)


def ranges_of(session: Session, source: Source, n: int, column: str | None, bounds: Sequence[Any] | None) -> list[str]:
    """The query of each partition, to be run with the source's parameters. There are about ``n``, which together give
    each row once.

    :param column: whose values cut the rows; None: a table's pages do.
    :param bounds: of that column: where one range ends and the next begins.
    """
    if n < 1:
        raise InvalidArgumentError(f"partitions: expected n >= 1, found {n}")
    source.check()
    if bounds is not None and column is None:
        raise InvalidArgumentError("partitions: expected column= with bounds=, found none")
    table = _find(session, source) if source.is_name else None
    if column is None:
        return _page_ranges(session, table, n)
    if bounds is None:
        bounds = _histogram(session, table, column, n) or _between_extremes(session, source, table, column, n)
    return _key_ranges(source, table, column, [_constant(bound) for bound in bounds])


def _find(session: Session, source: Source) -> _Table:
    found = session.query(_FIND, [source.text.strip()]).one_or_none()
    if found is None:
        raise NotFoundError(f"partitions: no table {source.text.strip()}; is its schema in the search path?")
    there = [name for (name,) in session.query(_COLUMNS, [found[0]]).rows()]
    missing = [name for name in source.columns or () if name not in there]
    if missing:
        raise NotFoundError(f"partitions: table {source.text.strip()} has no column {', '.join(missing)}")
    oid, schema, name, kind = found
    return _Table(oid, schema, name, kind, list(there if source.columns is None else source.columns))


# --- by pages ---------------------------------------------------------------------------------------------------------


def _page_ranges(session: Session, table: _Table | None, n: int) -> list[str]:
    if table is None:
        raise InvalidArgumentError(
            "partitions: a query's rows can only be cut by the values of a column: give column= (a number, a date or a "
            "time; bounds= for any other type)"
        )
    if table.kind not in "rpm":
        raise InvalidArgumentError(
            f"partitions: {table.name} is a view or a foreign table, which has no pages to cut by: give column="
        )
    if (version := _major(session)) < _FIRST_WITH_RANGES:
        raise NotSupportedError(
            f"partitions: this server, {version}, would read the whole table for each range of pages "
            f"(from {_FIRST_WITH_RANGES} on it does not): give column=, one with an index"
        )
    # Until the transaction ends nobody moves its rows to other pages (CLUSTER, VACUUM FULL), or its children's.
    session.execute(f"SELECT FROM {qualified(table.name, table.schema)} LIMIT 0")
    pieces = session.query(_PIECES, [table.oid]).rows()
    strange = [name for _, name, kind, method, _ in pieces if kind in "rm" and method != "heap"]
    if strange:
        raise InvalidArgumentError(f"partitions: the pages of {', '.join(strange)} are not a heap's: give column=")
    pages = sum(piece[4] for piece in pieces)
    return [
        query
        for schema, name, kind, _, own in pieces
        for query in _piece_ranges(table, schema, name, kind, own, round(n * own / max(pages, 1)))
    ]


def _piece_ranges(table: _Table, schema: str, name: str, kind: str, pages: int, n: int) -> list[str]:
    """Of one table without its children. The last range is open: the table may have grown within the snapshot."""
    only = "ONLY " if kind == "r" else ""
    everything = f"SELECT {table.selected} FROM {only}{qualified(name, schema)}"
    n = min(n, pages)
    if n < 2:
        return [everything]
    starts = [f"'({pages * i // n},0)'::tid" for i in range(n)]
    return [
        f"{everything} WHERE ctid < {starts[1]}",
        *(f"{everything} WHERE ctid >= {start} AND ctid < {end}" for start, end in pairwise(starts[1:])),
        f"{everything} WHERE ctid >= {starts[-1]}",
    ]


def _major(session: Session) -> int:
    digits = re.match(r"\d+", session.server_version)
    return int(digits[0]) if digits else _FIRST_WITH_RANGES


# --- by keys ----------------------------------------------------------------------------------------------------------


def _key_ranges(source: Source, table: _Table | None, column: str, bounds: list[str]) -> list[str]:
    """NULLs are in the first range, whatever sorts behind the last bound (NaN, infinity) in the last."""
    where = _from(source, table)
    everything = f"SELECT {'*' if table is None else table.selected} FROM {where}"
    if not bounds:
        return [everything]
    key = quoted(column)
    return [
        f"{everything} WHERE {key} < {bounds[0]} OR {key} IS NULL",
        *(f"{everything} WHERE {key} >= {start} AND {key} < {end}" for start, end in pairwise(bounds)),
        f"{everything} WHERE {key} >= {bounds[-1]}",
    ]


def _from(source: Source, table: _Table | None) -> str:
    if table is not None:
        return qualified(table.name, table.schema)
    # The newline ends a comment that the query may end with.
    return f"({source.text.strip().rstrip(';')}\n) AS partitioned"


def _histogram(session: Session, table: _Table | None, column: str, n: int) -> list[str] | None:
    """Bounds between which there are about equally many rows, as ANALYZE has seen them."""
    if table is None:
        return None
    found = session.query(_HISTOGRAM, [table.schema, table.name, column]).one_or_none()
    if found is None or len(found[0]) <= n:
        return None
    values = found[0]
    return _distinct([values[len(values) * i // n] for i in range(1, n)])


def _between_extremes(session: Session, source: Source, table: _Table | None, column: str, n: int) -> list[Any]:
    """Bounds equally far from each other."""
    lowest, highest = _extremes(session, source, table, column)
    if lowest is None or n == 1:
        return []
    try:
        return _distinct([_step(lowest, highest, i, n) for i in range(1, n)])
    except TypeError:
        raise InvalidArgumentError(_give_bounds(column, f"values as {type(lowest).__name__}")) from None


def _extremes(session: Session, source: Source, table: _Table | None, column: str) -> tuple[Any, Any]:
    key = quoted(column)
    try:
        found = session.query(f"SELECT min({key}), max({key}) FROM {_from(source, table)}", source.params).one()
    except ProgrammingError as refused:
        if refused.sqlstate != _NO_FUNCTION:
            raise
        raise InvalidArgumentError(_give_bounds(column, "a type without least and greatest values")) from refused
    return found[0], found[1]


def _give_bounds(column: str, found: str) -> str:
    return (
        f"partitions: column {column}: expected numbers, dates or times, found {found}: give bounds=, the values where "
        "one piece ends and the next begins"
    )


def _step(lowest: Any, highest: Any, i: int, n: int) -> Any:
    if not _is_measured(lowest):
        raise TypeError
    distance = highest - lowest
    return lowest + (distance * i // n if isinstance(distance, int) else distance * i / n)


def _is_measured(value: Any) -> bool:
    return isinstance(value, _MEASURED) and not isinstance(value, bool)


def _distinct(bounds: Sequence[Any]) -> list[Any]:
    return list(dict.fromkeys(bounds))


def _constant(bound: Any) -> str:
    """As text, which the server reads as what the column is."""
    if isinstance(bound, (bytes, bytearray, memoryview)):
        return literal("\\x" + bytes(bound).hex())
    return literal(bound.isoformat() if isinstance(bound, (datetime.date, datetime.time)) else str(bound))
