"""References to Python's objects are given back: PostgreSQL's values and waits, records, constants of SQL and JSON."""

from __future__ import annotations

import copy
import datetime
import pickle
import uuid
from contextlib import suppress
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

import postgres_task_waits as task_waits
from postgres_silent_peer import silent_connection
from reference_counts import Work, check, counted, fresh, only_new_objects
from wirespeed import _native, errors, postgres, sql
from wirespeed import record as records
from wirespeed.postgres import Interval, Path, Range
from wirespeed.sql._core import constants

__all__ = ["only_new_objects"]
pytestmark = counted


_postgres_values: Any = vars(_native)["_postgres_values"]
CATALOG = _postgres_values.TypeCatalog()
INT4, TEXT, TEXTS, NUMERIC, JSONB, DATES, INT4RANGE = 23, 25, 1009, 1700, 3802, 1182, 3904
ONE = uuid.UUID(int=1)
VALUES: list[tuple[Any, int]] = [
    (5, INT4),
    ("text", TEXT),
    (["a", None, "c"], TEXTS),
    ([["a"], ["c"]], TEXTS),
    (Decimal("12.34"), NUMERIC),
    ({"a": [1, None]}, JSONB),
    (ONE, 2950),
    (b"bytes", 17),
    (datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc), 1184),
    (datetime.date(2020, 1, 1), 1082),
    (datetime.time(1, tzinfo=datetime.timezone(datetime.timedelta(hours=1))), 1266),
    (datetime.timedelta(days=1), 1186),
    (Interval(1, 2, 3), 1186),
    (Range(1, 5), INT4RANGE),
    ([Range(1, 5)], 4451),
    (((1.0, 2.0), 3.0), 718),
    (Path([(1.0, 2.0)], True), 602),
    (np.arange(5), 1016),
    (np.array(["a", "b"]), TEXTS),
]
REFUSED: list[tuple[Any, int]] = [
    (2**40, INT4),
    ([1, [2]], TEXTS),
    ([["a"], ["b", "c"]], TEXTS),
    (object(), NUMERIC),
    ({"a": object()}, JSONB),
    ((1, 2, 3), INT4RANGE),
    ((1, (2,), 3), 718),
    (np.array([2**40]), 1007),
]


@pytest.mark.parametrize(("value", "oid"), VALUES, ids=lambda v: str(v)[:20])
def test_values_of_postgres_both_ways(value: Any, oid: int) -> None:
    data, is_text = CATALOG.encode(value, oid)
    assert not is_text
    check(lambda: (CATALOG.encode(value, oid), CATALOG.decode(data, oid)))


@pytest.mark.parametrize(("value", "oid"), REFUSED, ids=lambda v: str(v)[:20])
def test_values_that_are_refused(value: Any, oid: int) -> None:
    def refuse() -> None:
        with suppress(errors.Error, TypeError):
            CATALOG.encode(value, oid)

    check(refuse)


def test_values_that_go_as_text() -> None:
    check(lambda: CATALOG.encode(["2020-01-01", None, datetime.date(2020, 1, 1)], DATES))


@pytest.mark.parametrize(("value", "oid"), VALUES, ids=lambda v: str(v)[:20])
def test_values_that_are_cut(value: Any, oid: int) -> None:
    data, _ = CATALOG.encode(value, oid)

    def decode_all() -> None:
        for end in range(len(data)):
            with suppress(errors.Error, ValueError):
                CATALOG.decode(data[:end], oid)

    check(decode_all)


WAITS = (
    *(task_waits.makes, task_waits.fails, task_waits.expires),
    *(task_waits.is_cancelled, task_waits.is_dropped, task_waits.is_forgotten),
)


@pytest.mark.parametrize("wait", WAITS, ids=lambda wait: str(wait.__name__))
def test_waits_of_tasks(wait: task_waits.Wait) -> None:
    with silent_connection() as connection:
        check(lambda: task_waits.run(connection, wait))


ROWS: list[Any] = [[i, f"text {i}", ONE, Decimal(i), datetime.date(2020, 1, 1), object()] for i in range(200)]
DTYPES = ["int64", "utf8", "uuid", "decimal128(10, 2)", "date32", object]


def test_records_as_columns() -> None:
    check(lambda: postgres.columns_from_records(ROWS, DTYPES).to_pandas())
    check(lambda: postgres.columns_from_records(ROWS).to_numpy())
    check(lambda: postgres.columns_from_records(ROWS[:0], DTYPES).to_arrow())


def test_records_that_do_not_fit() -> None:
    def refuse(rows: list[Any]) -> None:
        with pytest.raises(errors.InvalidArgumentError):
            postgres.columns_from_records(rows, DTYPES)

    check(lambda: refuse([*ROWS, ["x", *ROWS[0][1:]]]))
    check(lambda: refuse([*ROWS, ROWS[0][:3]]))


@records.record
class Inner(records.Record):
    number: int
    words: list[str]


@records.record
class Packed(records.Record):
    number: int
    ratio: float | None
    text: str
    blob: bytes
    when: datetime.datetime
    inner: Inner
    inners: list[Inner]
    numbers: list[int]
    addon: records.Addon[object] = None


def packed() -> Packed:
    inner = Inner(fresh(), [f"w{fresh()}"])
    made = Packed(fresh(), None, f"t{fresh()}", b"b", datetime.datetime(2026, 1, 1), inner, [inner], [fresh()])
    made.addon = [made]
    return made


PACKED = [bytes(packed()) for _ in range(3)]
MAKE: Any = Packed
MAKE_INNER: Any = Inner


@pytest.mark.parametrize(
    "work",
    [
        packed,
        lambda: repr(packed()),
        lambda: packed().to_dict(),
        lambda: packed().replace(number=fresh()),
        lambda: copy.copy(packed()),
        lambda: pickle.loads(pickle.dumps(packed())),
        lambda: hash(packed()) == hash(packed()) or packed() == packed(),
        lambda: Packed.from_bytes(bytearray(PACKED[0])).inner.words,
        lambda: Packed.from_bytes(memoryview(PACKED[0])).inners[0].words,
        lambda: Packed.from_list(PACKED),
        lambda: Packed.from_list(Packed.batch(PACKED)),
        lambda: list(Packed.batch(PACKED)[::-1]),
        lambda: bytes(Packed.batch(PACKED)[1:]),
        lambda: Packed.to_columns([*PACKED, memoryview(PACKED[0]), packed()]),
        lambda: Packed.to_arrow(PACKED),
        lambda: list(Packed.from_columns(Packed.to_columns(PACKED))),
    ],
)
def test_records(work: Work) -> None:
    check(work)


@pytest.mark.parametrize(
    "work",
    [
        lambda: MAKE(number=f"{fresh()}"),
        lambda: MAKE(fresh(), 1.0, f"t{fresh()}"),
        lambda: MAKE(**{f"n{fresh()}": 1}),
        lambda: MAKE_INNER(fresh(), [f"w{fresh()}", fresh()]),
        lambda: MAKE_INNER(2**64 + fresh(), []),
        lambda: Packed.from_bytes(PACKED[0][:-8]),
        lambda: Packed.from_bytes(b"", trusted=True),
        lambda: Packed.from_list([PACKED[0], b""]),
        lambda: Packed.to_columns([PACKED[0], bytes(fresh() % 9)]),
        lambda: Packed.batch(PACKED[0][8:]),
        lambda: packed()[f"n{fresh()}"],
        lambda: setattr(packed(), "number", fresh()),
        lambda: Inner.from_columns(number=[f"{fresh()}"], words=[[]]),
    ],
)
def test_records_that_are_refused(work: Work) -> None:
    def refused() -> None:
        with suppress(errors.Error, TypeError, AttributeError, KeyError):
            work()

    check(refused)


def test_arrays_as_constants() -> None:
    texts = np.array(["a", "it's", "b\\", "\u00a5"])
    for array in (np.arange(300), np.arange(300.0), texts, texts.astype(object), pa.array([*texts, None])):
        check(lambda array=array: sql.in_list(array))  # type: ignore[misc]
        check(lambda array=array: sql.array(array))  # type: ignore[misc]


def test_arrays_that_are_no_constants() -> None:
    def refuse(array: Any) -> None:
        with pytest.raises((errors.InvalidArgumentError, TypeError)):
            constants(array, 8, 0, 2, ",")

    for array in (np.array(["a\0b"]), np.arange(3), pa.array([[1]]), np.array([object()]), "text"):
        check(lambda array=array: refuse(array))  # type: ignore[misc]


JSON: dict[str, Any] = {
    "a": np.arange(20),
    "t": np.array([f"t{i}" for i in range(20)]),
    "m": np.ma.array(np.arange(20), mask=np.arange(20) % 3 == 0),
    "o": [None, "x", 1.5, [1, {"k": ONE}], datetime.datetime(2020, 1, 1), Decimal(1), b"x", (1,), 2**70, True] * 2,
    "p": pa.array([{"l": [i]} for i in range(20)]),
}


@pytest.mark.parametrize("orient", ["records", "columns", "lines"])
def test_columns_as_json(orient: Any) -> None:
    table = pa.table({"p": JSON["p"]})
    check(lambda: (records.to_json(JSON, orient), records.to_json(table, orient)))


def test_what_has_no_json() -> None:
    def refuse(column: Any) -> None:
        with pytest.raises(errors.InvalidArgumentError):
            records.to_json({**JSON, "bad": column})

    check(lambda: refuse([object()] * 20))
    check(lambda: refuse([{(1,): 2}] * 20))
    check(lambda: refuse(["\ud800"] * 20))
    check(lambda: refuse(np.array([b"\xff"] * 20)))
    check(lambda: refuse(pa.array([b"\xff"] * 20).cast("large_binary")[:5]))
