"""References to Python's objects are given back: kernels over arrays of all libraries, and over objects."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from reference_counts import Work, check, counted, fresh, only_new_objects
from wirespeed import errors, kernels

__all__ = ["only_new_objects"]
pytestmark = counted


NAMES = ["a", "a longer text of 24 bytes", None, "a"] * 5
COLUMNS: dict[str, Any] = {
    "int64": np.arange(20) % 3,
    "U": np.array(["a", "b"] * 10),
    "objects": np.array(NAMES, object),
    "big endian": np.arange(20).astype(">i4"),
    "long floats": np.arange(20, dtype=np.longdouble) % 3,
    "list": [1, 2, 1, 2] * 5,
    "pyarrow": pa.array(NAMES),
    "chunks": pa.chunked_array([NAMES[:8], NAMES[8:]]),
    "dictionary": pa.array(NAMES).dictionary_encode(),
    "polars": pl.Series(NAMES),
    "pandas": pd.Series(NAMES),
    "encoded": kernels.encode(np.array(NAMES, object)),
    "encoded Arrow": kernels.encode(pa.array(NAMES)),
}


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_groups_and_all_their_parts(column: Any) -> None:
    def use() -> None:
        groups = kernels.group(column, COLUMNS["int64"], sorted=True, nulls="drop")
        parts = [groups.codes, groups.first, groups.counts, groups.order, groups.offsets, groups.keys, groups.n]
        assert len(parts) == 7
        groups.slices(column)
        groups.apply(lambda a, b: len(a) + len(b), column, COLUMNS["int64"], out="i4")
        kernels.unique(column, index=True, inverse=True, counts=True)
        kernels.factorize(column)

    check(use)


@pytest.mark.parametrize("name", ["objects", "pyarrow", "polars", "int64"])
def test_columns_with_codes(name: str) -> None:
    def use() -> None:
        encoded = kernels.encode(COLUMNS[name])
        part = encoded[3:9]
        assert len(part.decode()) == len(part.codes) == 6
        assert len(encoded.values) + len(repr(encoded)) > 0
        encoded[2]

    check(use)


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_aggregates(column: Any) -> None:
    groups, numbers = kernels.group(column), COLUMNS["int64"]

    def use() -> None:
        found = groups.agg(
            n="size", low=("min", column), last=("last", column), k=("nunique", column), r=("rank", column)
        )
        assert len(found.low) == len(found["low"]) == groups.n
        groups.agg(
            s=("sum", numbers), q=("quantile", numbers, 0.5), top=("largest", numbers, 30), c=("corr", numbers, numbers)
        )
        assert len([*found.keys(), *found.values(), *found.items(), *found, *dir(found), repr(found)]) > 0

    check(use)


def test_aggregates_that_are_refused() -> None:
    groups, numbers = kernels.group(COLUMNS["int64"]), COLUMNS["int64"]

    def refuse(**aggregates: Any) -> None:
        with pytest.raises((TypeError, ValueError, OverflowError)):
            groups.agg(**aggregates)

    most = np.full(20, np.iinfo("i8").max)
    for spec in ("sum", ("total", numbers), ("sum",), 5, ("sum", COLUMNS["U"]), ("sum", numbers[:3]), ("sum", most)):
        check(partial(refuse, n="size", low=("min", COLUMNS["U"]), x=spec))
    check(partial(refuse, x=("largest", numbers, 0)))
    check(partial(refuse, x=("rank", numbers, "best")))


def test_results_of_arrow_s() -> None:
    values = kernels.unique(COLUMNS["dictionary"])
    check(lambda: (pa.array(values), pl.Series(values), values.to_numpy(), np.asarray(values), values.format))


def test_columns_that_are_refused() -> None:
    def refuse(column: Any, **options: Any) -> None:
        with pytest.raises((TypeError, ValueError)):
            kernels.group(column, **options)

    for column in (
        np.zeros((2, 2)),
        np.array([1, "a"], object),
        np.zeros(2, complex),
        np.array([1], np.longdouble) / 3,
        pa.array([[1]]),
        "abc",
        None,
    ):
        check(partial(refuse, column))
    check(lambda: refuse(COLUMNS["objects"], nulls="error"))
    check(lambda: refuse(COLUMNS["objects"], nulls="keep"))
    check(lambda: refuse(COLUMNS["objects"], sort=True))
    groups = kernels.group(COLUMNS["int64"])
    check(lambda: suppressed(lambda: groups.apply(lambda v: 1 / 0, COLUMNS["int64"])))
    check(lambda: suppressed(lambda: groups.slices(COLUMNS["int64"][:3])))


def suppressed(work: Work) -> None:
    with suppress(ValueError, ZeroDivisionError):
        work()


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_sets_lookups_joins_and_sorts(column: Any) -> None:
    def use() -> None:
        for ask in (kernels.isin, kernels.setdiff_index, kernels.intersect, kernels.difference, kernels.union):
            ask(column, column)
        kernels.union(column, column, sorted=True)
        kernels.map_values(column, column, COLUMNS["objects"])
        kernels.map_values(column, column[:0], COLUMNS["pyarrow"][:0])
        kernels.join_index((column, column), (column, column), how="outer", nulls="equal")
        kernels.join_index(column, column, "semi")
        kernels.sort_index(column, column, descending=[True, False], nulls="first")

    check(use)


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_rows_that_are_filtered_taken_and_joined(column: Any) -> None:
    mask = COLUMNS["int64"] > 0

    def use() -> None:
        kernels.filter({"a": column, "b": mask}, mask, ("b", "==", True))
        kernels.filter([column, column], mask)
        kernels.filter(np.asarray(column) if isinstance(column, list) else column, mask)
        kernels.take((column, column), np.array([3, 2]))
        suppressed(lambda: kernels.take(column, np.array([3, -1])))
        kernels.concat([column, column])

    check(use)


def test_times_intervals_and_lists() -> None:
    times, later = np.arange(20).astype("M8[s]"), np.arange(20, 40).astype("M8[ms]")
    text = np.array(["a", "b"] * 10, object)

    def use() -> None:
        kernels.isin(times, later)
        kernels.filter(times, (times, ">", np.datetime64(5, "s")))
        kernels.asof_index(times, times, left_by=text, right_by=text, tolerance=np.timedelta64(5, "ms"))
        kernels.interval_overlaps(times, times)
        kernels.interval_overlaps(pa.array(times), pa.array(times), COLUMNS["int64"][:1])
        kernels.explode(np.arange(5), empty="keep")
        kernels.searchsorted_inrange(times, times, side="right")

    check(use)


def test_sets_and_filters_that_are_refused() -> None:
    def refuse(work: Work) -> None:
        with pytest.raises((TypeError, ValueError, LookupError, OverflowError)):
            work()

    ids, text = COLUMNS["int64"], COLUMNS["pyarrow"]
    for work in (
        lambda: kernels.isin(ids, text),
        lambda: kernels.isin(ids),  # type: ignore[call-arg]
        lambda: kernels.isin(ids, values=ids, other=ids),  # type: ignore[call-arg]
        lambda: kernels.intersect(ids, object()),
        lambda: kernels.filter({"a": ids}, ("b", "==", 3)),
        lambda: kernels.filter({"a": ids}, ("a", "=", 3)),
        lambda: kernels.filter({"a": ids}, ("a", "==", object())),
        lambda: kernels.filter({"a": ids, "b": text}, np.array([True])),
        lambda: kernels.take([ids, text], np.array([100])),
        lambda: kernels.take(ids, np.array([-1])),
        lambda: kernels.concat([ids, text]),
        lambda: kernels.map_values(ids, ids, ids[:3]),
        lambda: kernels.join_index((ids, text), (ids, ids)),
        lambda: kernels.join_index(ids, ids, how="cross"),  # type: ignore[call-overload]
        lambda: kernels.sort_index(ids, descending=[True, False]),
        lambda: kernels.asof_index(ids, ids, tolerance="1s"),
        lambda: kernels.explode(ids),
        lambda: kernels.interval_overlaps(ids, -ids),
    ):
        check(partial(refuse, work))


class Slotted:
    __slots__ = ("number", "text", "thing")

    def __init__(self, number: object, text: object, thing: object) -> None:
        self.number, self.text, self.thing = number, text, thing


ATTRIBUTES = ["number", "text", "thing"]
OBJECTS: list[Any] = [Slotted(i + 10**6, f"text {i}", object()) for i in range(200)]


def moment_in_a_zone(i: int) -> dt.datetime:
    zones = (zoneinfo.ZoneInfo("UTC"), dt.timezone(dt.timedelta(hours=i % 20)), zoneinfo.ZoneInfo("Europe/Berlin"))
    return dt.datetime(2024, 1, 1 + i % 30, tzinfo=zones[i % 3])


def test_objects_as_columns() -> None:
    dicts = [{"number": fresh(), "text": "t"} for _ in range(50)]
    check(lambda: kernels.attributes_to_columns(OBJECTS, ATTRIBUTES).to_pandas())
    check(lambda: kernels.rows_to_columns(dicts).to_numpy())
    check(lambda: kernels.rows_to_columns([(moment_in_a_zone(i),) for i in range(50)], ["at"], ["datetime64[us, UTC]"]))
    check(lambda: kernels.rows_to_columns([*dicts, {"number": "x"}], mixed="object").to_numpy())


def test_objects_that_do_not_fit() -> None:
    def refuse(objects: list[Any]) -> None:
        with pytest.raises(errors.InvalidArgumentError):
            kernels.attributes_to_columns(objects, ATTRIBUTES)

    check(lambda: refuse([*OBJECTS, Slotted("x", "y", None)]))
    check(lambda: refuse([*OBJECTS, object()]))
    check(lambda: refuse([*OBJECTS, Slotted.__new__(Slotted)]))


def test_arrays_of_objects() -> None:
    objects = np.array([None, True, "x", [1, 2]] * 50, object)
    check(lambda: (kernels.is_null(objects), kernels.is_not_null(list(objects)), kernels.as_bool(objects[:2])))
    check(lambda: kernels.nested_lengths(objects[3::4]))

    def refuse() -> None:
        for function in (kernels.as_bool, kernels.nested_lengths):
            with pytest.raises(TypeError):
                function(objects)

    check(refuse)
