"""The tables of all tasks: each column told twice, as SQL that makes it in the server and as NumPy that says what is
right. Row i is of the integers below the number of rows, and the columns come in the order of these lists."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy
import pyarrow  # type: ignore[import-untyped]

INT, FLOAT, TIME, LOCAL_TIME, DAY, BOOL, TEXT = "int", "float", "time", "local time", "day", "bool", "text"
TYPES = {TIME: pyarrow.timestamp("us", "UTC"), LOCAL_TIME: pyarrow.timestamp("us"), DAY: pyarrow.date32()}
START = 1_577_836_800_000_000  # 2020-01-01 in microseconds since 1970
DISTINCT = 100  # values of a column of `lowcard`


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    sql: str  # of i
    values: Callable[[Any], Any]  # of an int64 array of i; of texts the number behind the prefix
    prefix: str = ""
    null_every: int = 0  # row i is null where i is a multiple

    def array(self, rows: int) -> pyarrow.Array:
        i = numpy.arange(rows, dtype=numpy.int64)
        found = self.values(i)
        nulls = i % self.null_every == 0 if self.null_every else None
        if self.kind == TEXT:
            texts = [self.prefix + str(value) for value in found.tolist()]
            return pyarrow.array(texts, pyarrow.large_string(), mask=nulls)
        if self.kind == DAY:
            found = found.astype("i4")
        made = pyarrow.array(found, mask=nulls)
        return made.cast(TYPES[self.kind]) if self.kind in TYPES else made

    @property
    def expression(self) -> str:
        return f"CASE WHEN i % {self.null_every} = 0 THEN NULL ELSE {self.sql} END" if self.null_every else self.sql


def integer(name: str, k: int) -> Column:
    return Column(name, INT, f"i * {k * 7919} - {k}", lambda i: i * (k * 7919) - k)


def double(name: str, k: int) -> Column:
    return Column(name, FLOAT, f"(i % 100003) * 0.25::float8 + {k}", lambda i: (i % 100003) * 0.25 + k)


def real(name: str, k: int) -> Column:
    return Column(
        name, FLOAT, f"((i % 4096) * 0.25::float8 + {k})::float4", lambda i: ((i % 4096) * 0.25 + k).astype("f4")
    )


def moment(name: str, k: int) -> Column:
    step = k * 1_000_003  # microseconds
    return Column(
        name,
        TIME,
        f"timestamptz '2020-01-01 00:00:00+00' + i * {step} * interval '1 microsecond'",
        lambda i: START + i * step,
    )


def truth(name: str, k: int) -> Column:
    return Column(name, BOOL, f"i % {k + 2} = 0", lambda i: i % (k + 2) == 0)


def text(name: str, k: int) -> Column:
    """Of 6 to 14 characters, but for one in ten that is shorter."""
    most = 10 ** (5 + k % 9)
    return Column(
        name, TEXT, f"'s' || (i * 7919 * 1000003 + {k * 104729}) % {most}",
        lambda i: (i * 7919 * 1000003 + k * 104729) % most, "s",
    )  # fmt: skip


def repeated(name: str, k: int) -> Column:
    return Column(
        name, TEXT, f"'category ' || (i * {k} + i / 7) % {DISTINCT}", lambda i: (i * k + i // 7) % DISTINCT, "category "
    )


TABLES: dict[str, list[Column]] = {
    "wide": [
        Column("id", INT, "i", lambda i: i),
        *(integer(f"n{k}", k) for k in range(1, 10)),
        *(double(f"f{k}", k) for k in range(1, 5)),
        *(moment(f"t{k}", k) for k in range(1, 5)),
        *(truth(f"b{k}", k) for k in range(1, 3)),
        *(text(f"s{k}", k) for k in range(1, 21)),
    ],
    "bars": [
        moment("at", 60),
        Column("number", INT, "i::int4", lambda i: i),
        Column("trades", INT, "(i % 1000)::int4", lambda i: i % 1000),
        *(real(name, k) for k, name in enumerate(("open", "high", "low", "close"))),
    ],
    "points": [Column("id", INT, "i", lambda i: i), text("name", 9), double("value", 1), moment("at", 7)],
    "rows": [
        Column("id", INT, "i", lambda i: i),
        Column("number", INT, "(i * 7 % 1000003)::int4", lambda i: (i * 7 % 1_000_003).astype("i4")),
        double("f1", 1),
        double("f2", 2),
        truth("flag", 1),
        Column(
            "at",
            LOCAL_TIME,
            "timestamp '2020-01-01 00:00:00' + i * 1000003 * interval '1 microsecond'",
            lambda i: START + i * 1_000_003,
        ),
        Column("day", DAY, "date '1970-01-01' + (i % 20000)::int4", lambda i: i % 20_000),
        text("name", 6),
        repeated("label", 3),
        replace(text("note", 8), null_every=10),
    ],
    "lowcard": [Column("id", INT, "i", lambda i: i), *(repeated(f"c{k}", k) for k in (3, 7, 11))],
}


def table_name(kind: str, rows: int) -> str:
    """One whose columns are told otherwise is another table."""
    told = "\0".join(f"{column.name} {column.expression}" for column in TABLES[kind])
    return f"{kind}_{rows}_{zlib.crc32(told.encode()):08x}"


def create(table: str, kind: str, rows: int) -> str:
    parts = ", ".join(f'{column.expression} AS "{column.name}"' for column in TABLES[kind])
    return f"CREATE TABLE {table} AS SELECT {parts} FROM (SELECT generate_series(0, {rows - 1}::int8) AS i) AS g"


def expected(kind: str, rows: int) -> pyarrow.Table:
    return pyarrow.table({column.name: column.array(rows) for column in TABLES[kind]})
