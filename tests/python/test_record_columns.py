"""Records as columns and frames, and back."""

from __future__ import annotations

import datetime
import sys
import sysconfig
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from record_samples import EVERY, MOMENT, Every, Note, Point, Simple, names_of
from wirespeed.errors import InvalidArgumentError, MalformedError


def some_simple(n: int) -> list[Simple]:
    return [Simple(i, i / 2, MOMENT + datetime.timedelta(seconds=i), f"code {i}") for i in range(n)]


@pytest.mark.parametrize("n", [0, 1, 7, 5000])
def test_columns_are_what_the_records_hold(n: int) -> None:
    records = some_simple(n)
    for source in (records, [bytes(r) for r in records], Simple.batch(records), bytes(Simple.batch(records))):
        columns = Simple.to_columns(source)
        assert columns["number"].dtype == np.int64
        assert columns["time"].dtype == np.dtype("M8[us]")
        assert columns["code"].dtype == np.dtype("S20")
        assert columns["number"].tolist() == [r.number for r in records]
        assert columns["ratio"].tolist() == [r.ratio for r in records]
        assert columns["time"].tolist() == [r.time for r in records]
        assert [code.decode() for code in columns["code"].tolist()] == [r.code for r in records]


def test_every_type_becomes_a_column() -> None:
    columns = Every.to_columns([Every(**EVERY)] * 3)
    arrow = pa.table(Every.to_arrow([Every(**EVERY)] * 3)).to_pylist()
    nested = {"at": EVERY["at"].to_dict(), "path": [point.to_dict() for point in EVERY["path"]]}
    assert arrow == [{**EVERY, **nested}] * 3
    assert columns["day"].dtype == np.dtype("M8[D]")
    assert columns["span"].dtype == np.dtype("m8[us]")
    assert columns["digest"].dtype == np.dtype("V4")
    assert columns["day"].tolist() == [EVERY["day"]] * 3
    assert columns["span"].tolist() == [EVERY["span"]] * 3
    assert columns["path"].tolist() == [EVERY["path"]] * 3
    assert columns["huge"].tolist() == [2**64 - 1] * 3
    assert columns["single"].dtype == np.float32


def test_missing_values_are_masked() -> None:
    notes = [Note(1, 5, "a", MOMENT, True), Note(2, None, None, None, None)]
    columns = Note.to_columns(notes)
    assert columns["rank"].tolist() == [5, None]
    assert isinstance(columns["rank"], np.ma.MaskedArray)
    assert not isinstance(columns["id"], np.ma.MaskedArray)
    assert columns["title"].tolist() == ["a", None]
    assert columns["when"].mask.tolist() == [False, True]  # type: ignore[attr-defined]
    assert not isinstance(Note.to_columns(notes[:1])["rank"], np.ma.MaskedArray)
    arrow = pa.table(Note.to_arrow(notes)).to_pylist()
    assert arrow == [note.to_dict() for note in notes]


def test_frames_are_what_pandas_makes_of_the_values() -> None:
    notes = [Note(i, i if i % 3 else None, f"t{i}", MOMENT, bool(i % 2)) for i in range(10)]
    frame = Note.to_pandas([bytes(note) for note in notes])
    assert frame["id"].tolist() == [note.id for note in notes]
    assert frame["rank"].isna().tolist() == [note.rank is None for note in notes]
    assert frame["title"].tolist() == [note.title for note in notes]
    assert frame["when"].dtype == np.dtype("M8[us]")
    assert str(Note.to_pandas(notes, nullable=True)["rank"].dtype) == "Int32"
    simple = Simple.to_pandas(some_simple(3))
    assert simple["code"].tolist() == ["code 0", "code 1", "code 2"]


KINDS: dict[str, Callable[[Any], Any]] = {
    "bytes": bytes,
    "a record": lambda one: one,
    "a bytearray": lambda one: bytearray(bytes(one)),
    "a memoryview": lambda one: memoryview(bytes(one)),
}


@pytest.mark.parametrize("first", KINDS)
@pytest.mark.parametrize("then", KINDS)
@pytest.mark.parametrize("count", [3, 3000])
def test_items_of_several_kinds_are_all_taken(first: str, then: str, count: int) -> None:
    ones = [Simple(i, i / 2, MOMENT, "ë" if i % 5 == 0 else "e") for i in range(count)]
    items = [KINDS[first if i < 2 else then](one) for i, one in enumerate(ones)]
    made = Simple.to_columns(items)
    assert made["number"].tolist() == list(range(count))
    assert [code.decode() for code in made["code"].tolist()] == [one.code for one in ones]
    assert Simple.from_list(items) == ones
    assert list(Simple.batch(items)) == ones


@pytest.mark.parametrize("at", [0, 1, 1999, 2000, 2999])
@pytest.mark.parametrize("count", [2, 1999, 2001, 3000])
def test_the_item_that_is_no_record_is_named_wherever_it_stands(at: int, count: int) -> None:
    items = [bytes(Simple(i, 0.5, MOMENT, "a"))[: -8 if i == at else None] for i in range(count)]
    if at < count:
        with pytest.raises(MalformedError, match=f"item {at}: "):
            Simple.to_columns(items)
    else:
        assert len(Simple.to_columns(items)["number"]) == count


class Emptying:
    """Bytes that take the list apart in which they stand."""

    def __init__(self, items: list[Any], data: bytes) -> None:
        self.items, self.data = items, data

    def __buffer__(self, flags: int) -> memoryview:
        self.items.clear()
        return memoryview(self.data)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="classes in Python have no buffers")
def test_a_list_that_empties_itself_ends_there() -> None:
    data = bytes(Simple(7, 0.5, MOMENT, "a"))
    items: list[Any] = [data, data]
    items += [Emptying(items, data), data]
    is_copied_first = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
    assert Simple.to_columns(items)["number"].tolist() == [7] * (4 if is_copied_first else 3)


def test_columns_of_a_wrong_list_say_which_item() -> None:
    good = bytes(Point(1.0, 2.0))
    with pytest.raises(MalformedError, match="item 2"):
        Point.to_columns([good, good, good[:-1]])
    with pytest.raises(TypeError, match="item 1: expected bytes or a record, found int"):
        Point.to_columns([good, 5])
    with pytest.raises(InvalidArgumentError, match=r"item 1.*null"):
        Point.to_columns(pa.array([good, None]))


def test_columns_become_records_again() -> None:
    records = some_simple(50)
    assert list(Simple.from_columns(Simple.to_columns(records))) == records
    assert list(Simple.from_columns(pa.table(Simple.to_arrow(records)))) == records
    assert list(Simple.from_columns(Simple.to_pandas(records))) == records
    rows = [record.to_dict() for record in records]
    assert list(Simple.from_columns({name: [row[name] for row in rows] for name in rows[0]})) == records


def test_missing_values_stay_missing_in_columns_and_back() -> None:
    notes = [Note(i, i if i % 3 else None, f"t{i}" if i % 2 else None, MOMENT if i % 5 else None) for i in range(30)]
    for columns in (Note.to_columns(notes), pa.table(Note.to_arrow(notes)), Note.to_pandas(notes)):
        assert list(Note.from_columns(columns)) == notes


def test_every_type_comes_back_from_columns() -> None:
    records = [Every(**EVERY)] * 3
    assert list(Every.from_columns(Every.to_columns(records))) == records


def test_columns_that_are_left_out_have_defaults() -> None:
    made = Note.from_columns(id=np.arange(3))
    assert [note.limit for note in made] == [10, 10, 10]
    assert [note.rank for note in made] == [None, None, None]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"x": [1.0], "y": [1.0, 2.0]}, "one length"),
        ({"x": [1.0], "y": [1.0], "z": [1.0]}, "'z'"),
        ({"x": np.array([1.0])}, '"y"'),
        ({}, "one length"),
    ],
)
def test_columns_that_do_not_fit_are_refused(columns: dict[str, Any], expected: str) -> None:
    with pytest.raises(InvalidArgumentError, match=expected):
        Point.from_columns(columns)


def test_a_value_in_a_column_that_does_not_fit_says_where() -> None:
    with pytest.raises(InvalidArgumentError, match='"rank", row 1'):
        Note.from_columns(id=np.arange(2), rank=np.array([1, 2**40]))
    with pytest.raises(InvalidArgumentError, match='"rank", row 0'):
        Note.from_columns(id=np.arange(1), rank=np.array([1.5]))
    with pytest.raises(TypeError, match='"rank"'):
        Note.from_columns(id=np.arange(1), rank=np.array(["a"]))
    with pytest.raises(InvalidArgumentError, match='"id", row 0'):
        Note.from_columns(id=pa.array([None, 1]))


def test_frames_of_records_are_those_of_ready_arrays() -> None:
    records = some_simple(100)
    ready = pd.DataFrame({name: [r[name] for r in records] for name in names_of(records[0])})
    made = Simple.to_pandas(records)
    pd.testing.assert_frame_equal(made, ready, check_dtype=False)
