"""The types, their values, and what is to be found right: shared by all contenders."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import psycopg
import pyarrow

from harness import contender

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "python"))

import postgres_cases as cases  # noqa: E402
import postgres_text as text  # noqa: E402

SCHEMA = "every_type"
NOT_BUILT_IN = {"xml"}  # the newest server comes without libxml
ALL = {name: case for name, case in {**cases.CASES, **cases.VECTORS}.items() if name not in NOT_BUILT_IN}
MADE = cases.TYPES.replace("pg_temp.", f"{SCHEMA}.")
SETTINGS = "SET timezone = 'UTC'; SET lc_monetary = 'C'"
RIGHT, WRONG, OPAQUE, ERROR = "right", "wrong", "opaque", "error"
LONGEST = 200  # characters; a value of 100,000 is no other test of a type, and all are read 112 times


@dataclass(frozen=True)
class Kind:
    """A type as a table of its values."""

    name: str
    number: int

    @property
    def table(self) -> str:
        return f"{SCHEMA}.t{self.number}"

    @property
    def sql(self) -> str:
        return self.name.replace("pg_temp.", f"{SCHEMA}.")

    @property
    def case(self) -> cases.Case:
        return ALL[self.name]

    @property
    def query(self) -> str:
        return f"SELECT v FROM {self.table} ORDER BY i"

    def literals(self) -> list[str | None]:
        values = [*cases.literals(self.name, self.case), *self.case.nulls]
        return [value for value in values if value is None or len(value) <= LONGEST]


KINDS = [Kind(name, number) for number, name in enumerate(ALL)]


def url() -> str:
    return f"postgresql://trusted@{contender.server('postgres')}/test?sslmode=disable"


# --- what is right ---------------------------------------------------------------------------------------------------


def said() -> dict[str, list[tuple[str | None, bool]]]:
    """Of each type the server's own texts, and whether Arrow's type for it cannot hold the value."""
    found = {}
    with psycopg.connect(url()) as connection:
        connection.execute(SETTINGS)
        for kind in KINDS:
            rows = connection.execute(f"SELECT said, beyond FROM {kind.table} ORDER BY i").fetchall()
            found[kind.name] = [(row[0], row[1]) for row in rows]
    return found


WAYS: list[text.Writer] = [text.plain, text.array_of(text.plain), text.range_of(text.plain), text.money, text.hstore]


def verdict(kind: Kind, column: Any, expected: list[tuple[str | None, bool]]) -> str:
    """Right in whatever form its reader chose, if that says the same as the server."""
    if is_opaque(kind, column.type):
        return OPAQUE
    for write in (kind.case.writer, *WAYS):
        try:
            written = write(usual(column))
        except Exception:
            continue
        if len(written) == len(expected) and all(
            same(found, value, beyond) for found, (value, beyond) in zip(written, expected, strict=True)
        ):
            return RIGHT
    return WRONG


def is_opaque(kind: Kind, found: Any) -> bool:
    storage = getattr(found, "storage_type", found)
    is_bytes = pyarrow.types.is_binary(storage) or pyarrow.types.is_large_binary(storage)
    holds_bytes = "arrow.opaque[storage_type=binary" in str(found)  # as the items of a list
    return holds_bytes or (is_bytes and kind.name != "bytea")


def usual(column: Any) -> Any:
    """In the units that postgres_text writes down."""
    kind = column.type
    if pyarrow.types.is_large_binary(kind):
        return column.cast(pyarrow.binary())
    if pyarrow.types.is_time(kind):
        return column.cast(pyarrow.time64("us"))
    if pyarrow.types.is_timestamp(kind):
        return column.cast(pyarrow.timestamp("us", kind.tz))
    return column.cast(pyarrow.date32()) if pyarrow.types.is_date64(kind) else column


def same(found: str | None, value: str | None, beyond: bool) -> bool:
    """What Arrow cannot hold may be null, or its text; numbers may have other zeros at their end."""
    if found == value or (beyond and found is None):
        return True
    if found is None or value is None:
        return False
    try:
        one, other = Decimal(found), Decimal(value)
        return one == other or (one.is_nan() and other.is_nan())
    except InvalidOperation:
        return found.rstrip() == value.rstrip()


# --- a contender -----------------------------------------------------------------------------------------------------


def judge(read: Callable[[str], pyarrow.Table]) -> Callable[[Path, bool], contender.Outcome]:
    """`read` gives a query's only column."""

    def verdict_of(kind: Kind, expected: list[tuple[str | None, bool]]) -> str:
        try:
            return verdict(kind, read(kind.query).column(0).combine_chunks(), expected)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # a panic of Rust's is none of Exception
            return ERROR

    def work(data: Path, checking: bool) -> contender.Outcome:
        assert json.loads(data.read_text())["types"] == len(KINDS)
        expected = said()
        verdicts = {kind.name: verdict_of(kind, expected[kind.name]) for kind in KINDS}
        for name, found in verdicts.items():
            if checking and found != RIGHT:
                print(f"{found}: {name}", file=sys.stderr)
        counters = {of: float(list(verdicts.values()).count(of)) for of in (RIGHT, WRONG, OPAQUE, ERROR)}
        return contender.Outcome({"types": len(verdicts)}, counters)

    return work
