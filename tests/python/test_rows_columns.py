"""Rows and objects of Python become typed columns: tuples, dicts, attributes; what is of several kinds is told."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import random
import sys
import threading
import zoneinfo
from collections import namedtuple
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from wirespeed import kernels
from wirespeed.errors import InvalidArgumentError
from wirespeed.kernels import attributes_to_columns, rows_to_columns

UTC = dt.timezone.utc
NOON = dt.datetime(2024, 2, 29, 12, 0, 0, 5)
Point = namedtuple("Point", "x y")


@dataclasses.dataclass
class Plain:
    x: Any
    y: Any


@dataclasses.dataclass
class Slotted:
    __slots__ = ("x", "y")
    x: Any
    y: Any


class Below(Slotted):
    __slots__ = ("z",)


class Computed:
    def __init__(self, x: Any, y: Any) -> None:
        self._y = y
        self.x = x

    @property
    def y(self) -> Any:
        return self._y


class Answering:
    """Has what it is asked for, although it has slots."""

    __slots__ = ("x", "y")

    def __init__(self, x: Any, y: Any) -> None:
        self.x = x
        self.y = y

    def __getattribute__(self, name: str) -> Any:
        value = object.__getattribute__(self, name)
        return value * 2 if name == "x" else value


def random_rows(seed: int, count: int) -> list[tuple[Any, ...]]:
    dice = random.Random(seed)
    return [
        (
            dice.choice([None, dice.getrandbits(60) - 2**59]),
            dice.choice([None, dice.gauss(0, 1), 5.0]),
            dice.choice([None, True, False]),
            dice.choice([None, "x" * dice.randrange(9), "\u00fc\U0001f600" * dice.randrange(4)]),
            dice.choice([None, NOON + dt.timedelta(microseconds=dice.getrandbits(50))]),
            dice.choice([None, dt.date(1970, 1, 1) + dt.timedelta(days=dice.randrange(20_000))]),
            dice.choice([None, dt.timedelta(microseconds=dice.getrandbits(62) - 2**61)]),
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 7, 127, 128, 129, 1000, 5000])
def test_rows_at_random_come_back_from_their_columns(count: int) -> None:
    rows = random_rows(count, count)
    made = rows_to_columns(rows, list("abcdefg"))
    assert len(made) == count
    assert [tuple(row.values()) for row in made.to_arrow().to_pylist()] == rows


def test_columns_are_those_that_pandas_makes_of_the_records() -> None:
    rows = [(i, i * 0.5, f"t{i}", NOON, i % 2 == 0) for i in range(2000)]
    ours = rows_to_columns(rows, names=list("abcde")).to_pandas()
    theirs = pd.DataFrame.from_records(rows, columns=list("abcde"))
    pd.testing.assert_frame_equal(ours, theirs, check_dtype=False)


def test_a_column_by_its_name() -> None:
    made = rows_to_columns([(1, "a"), (2, "b")], ["n", "t"])
    assert made["n"].tolist() == [1, 2]
    assert made["t"].tolist() == ["a", "b"]
    with pytest.raises(KeyError, match="q"):
        made["q"]


@pytest.mark.parametrize(
    "rows",
    [
        [(1, "a"), (2, None)],
        [[1, "a"], [2, None]],
        [Point(1, "a"), Point(2, None)],
        [{"x": 1, "y": "a"}, {"x": 2}],
        [{"x": 1, "y": "a"}, (2, None)],
    ],
    ids=["tuples", "lists", "named tuples", "dicts", "mixed"],
)
def test_any_sequence_and_any_dict_is_a_row(rows: list[Any]) -> None:
    made = rows_to_columns(rows, ["x", "y"])
    assert made.to_arrow().to_pylist() == [{"x": 1, "y": "a"}, {"x": 2, "y": None}]


def test_dicts_have_names_of_their_own() -> None:
    assert rows_to_columns([{"b": 1, "a": 2.5}]).names == ["b", "a"]
    assert rows_to_columns([{"b": 1, "a": 2.5}], ["a"]).to_numpy()["a"].tolist() == [2.5]


@pytest.mark.parametrize("kind", [Plain, Slotted, Below, Computed, Point])
def test_attributes_of_any_objects_are_columns(kind: Any) -> None:
    objects = [kind(i, f"t{i}") if i % 3 else kind(None, None) for i in range(300)]
    made = attributes_to_columns(objects, ["y", "x"], {"x": "int32"})
    assert made.types == ["text", "i4"]
    assert made["x"].tolist() == [i if i % 3 else None for i in range(300)]
    assert made["y"].tolist() == [f"t{i}" if i % 3 else None for i in range(300)]


def test_objects_of_several_classes_have_their_own_slots() -> None:
    class Other:
        __slots__ = ("pad", "x", "y")

        def __init__(self, x: Any, y: Any) -> None:
            self.x, self.y, self.pad = x, y, None

    kinds = [Plain, Slotted, Other, Below, Computed]
    objects = [kinds[i % 5](i, i * 2) for i in range(500)]
    made = attributes_to_columns(objects, ["x", "y"])
    assert made["x"].tolist() == list(range(500))
    assert made["y"].tolist() == list(range(0, 1000, 2))


def test_what_a_class_says_of_its_attributes_is_believed_before_its_slots() -> None:
    assert attributes_to_columns([Answering(1, 2)], ["x", "y"]).to_arrow().to_pylist() == [{"x": 2, "y": 2}]


def test_an_attribute_that_is_not_there_is_named_with_its_row() -> None:
    empty = Slotted.__new__(Slotted)
    for one in (empty, 5):
        with pytest.raises(
            InvalidArgumentError, match=f"row 1: expected an attribute 'x', found none in .*{type(one).__name__}"
        ):
            attributes_to_columns([Slotted(1, 2), one], ["x"])


def test_errors_of_a_property_are_raised_as_they_are() -> None:
    class Broken:
        @property
        def x(self) -> int:
            raise OSError("not today")

    with pytest.raises(OSError, match="not today"):
        attributes_to_columns([Broken()], ["x"])


class Level(enum.IntEnum):
    LOW = 1


KINDS: list[tuple[list[Any], str]] = [
    ([1, None, 2], "i8"),
    ([1, 2.5], "f8"),
    ([1, 2**70, 0.5], "f8"),
    ([2**70, 1], "object"),
    ([True], "bool"),
    ([np.int64(1), 2], "i8"),
    ([np.float32(1), 2], "f8"),
    ([np.bool_(True), False], "bool"),
    ([Level.LOW, 5], "i8"),
    ([pd.NaT, NOON], "M8[us]"),
    ([pd.NaT], "M8[us]"),
    ([NOON.replace(tzinfo=UTC), pd.NaT], "M8[us, UTC]"),
    ([pd.NaT, dt.date(2020, 1, 1)], "date"),
    ([pd.NA, "a"], "text"),
    ([dt.date(2020, 1, 1)], "date"),
    ([NOON.replace(tzinfo=UTC)], "M8[us, UTC]"),
    ([dt.timedelta(1), None, pd.NaT], "m8[us]"),
    ([pd.Timedelta("1s"), np.timedelta64(1, "D")], "m8[us]"),
    ([dt.timedelta(1), dt.timedelta.max], "object"),
    ([Decimal(1), Decimal(2)], "object"),
    ([[1], [2]], "object"),
    ([None], "object"),
]


@pytest.mark.parametrize(("values", "expected"), KINDS, ids=lambda value: str(value)[:24])
def test_a_type_is_found_that_all_values_have(values: list[Any], expected: str) -> None:
    assert rows_to_columns([(value,) for value in values]).types == [expected]


@pytest.mark.parametrize("dtype", ["m8[us]", "<m8[us]", "timedelta64[us]", "duration[us]", np.dtype("m8[us]"), "infer"])
def test_durations_are_a_type_of_their_own(dtype: Any) -> None:
    spans = [dt.timedelta(days=-2, microseconds=7), None, np.timedelta64(90, "s"), pd.NaT, pd.Timedelta("1h")]
    expected = [spans[0], None, dt.timedelta(seconds=90), None, dt.timedelta(hours=1)]
    made = rows_to_columns([(span,) for span in spans], ["took"], [dtype])
    assert made.types == ["m8[us]"]
    assert made["took"].dtype == np.dtype("m8[us]")
    assert made["took"].tolist() == expected
    assert made.to_arrow().column("took").type == pa.duration("us")
    assert made.to_arrow().column("took").to_pylist() == expected
    assert made.to_pandas()["took"].equals(pd.Series(expected, dtype="m8[us]"))


def test_durations_and_moments_are_not_mistaken_for_each_other() -> None:
    assert rows_to_columns([(NOON,)], dtypes={"x": "<M8[us]"}).types == ["M8[us]"]
    for value, dtype in ((NOON, "m8[us]"), (dt.timedelta(1), "M8[us]"), (dt.timedelta.max, "m8[us]"), (5, "m8[us]")):
        with pytest.raises(InvalidArgumentError, match=r'row 0, column "x": expected datetime\.'):
            rows_to_columns([(value,)], dtypes={"x": dtype})
    with pytest.raises(InvalidArgumentError, match=r"expected a type such as .*, timedelta64"):
        rows_to_columns([(dt.timedelta(1),)], dtypes={"x": "m8[ns]"})


@pytest.mark.parametrize("lead", [0, 5, 3000])
@pytest.mark.parametrize(
    ("before", "odd", "names"),
    [
        (1, "a", "int.*found str"),
        (1, True, "int.*found bool"),
        (True, 1, "bool.*found int"),
        ("a", b"a", "str.*found bytes"),
        (NOON, NOON.replace(tzinfo=UTC), "datetime.*found datetime.datetime, one of them with a time zone"),
        (NOON, NOON.date(), "datetime.datetime.*found datetime.date"),
        (dt.timedelta(1), NOON, "datetime.timedelta.*found datetime.datetime"),
        (0.5, Decimal(1), "float.*found decimal.Decimal"),
        (Decimal(1), [1], "Decimal.*found list"),
    ],
)
def test_values_of_several_kinds_are_an_error_that_says_where(lead: int, before: Any, odd: Any, names: str) -> None:
    rows = [(i, before) for i in range(lead + 1)] + [(0, None), (0, odd)]
    with pytest.raises(InvalidArgumentError, match=f'rows_to_columns: row {lead + 2}, column "b": expected .*{names}'):
        rows_to_columns(rows, ["a", "b"])
    made = rows_to_columns(rows, ["a", "b"], mixed="object")
    assert made.types == ["i8", "object"]
    assert made["b"].tolist() == [row[1] for row in rows]


class Turning(dt.tzinfo):
    """A zone whose clocks differ by the day."""

    def utcoffset(self, when: dt.datetime | None) -> dt.timedelta:
        return dt.timedelta(hours=when.day % 12 if when else 0)

    def dst(self, when: dt.datetime | None) -> None:
        return None

    def tzname(self, when: dt.datetime | None) -> str:
        return "turning"


class Moving(zoneinfo.ZoneInfo):
    """One that says it keeps its distance, and does not."""

    def utcoffset(self, when: dt.datetime | None) -> dt.timedelta:
        return dt.timedelta(hours=when.day % 12 if when else 0)


ZONES = {
    "utc": [UTC],
    "a ZoneInfo of one distance": [zoneinfo.ZoneInfo("UTC"), zoneinfo.ZoneInfo("Etc/GMT+5")],
    "a ZoneInfo with summer time": [zoneinfo.ZoneInfo("Europe/Berlin")],
    "distances": [dt.timezone(dt.timedelta(hours=hours)) for hours in (-5, 0, 9)],
    "a class of one's own": [Turning()],
    "a class below ZoneInfo": [Moving("UTC")],
    "all in turns": [UTC, zoneinfo.ZoneInfo("UTC"), Turning(), zoneinfo.ZoneInfo("Europe/Berlin"), UTC],
}


@pytest.mark.parametrize("zones", ZONES.values(), ids=ZONES)
def test_each_moment_is_taken_by_the_clocks_of_its_zone(zones: list[dt.tzinfo]) -> None:
    days = [NOON + dt.timedelta(days=17 * i) for i in range(300)]
    moments = [day.replace(tzinfo=zones[i % len(zones)]) for i, day in enumerate(days)]
    made = rows_to_columns([(moment,) for moment in moments], ["at"], ["datetime64[us, UTC]"])
    expected = [moment.astimezone(UTC).replace(tzinfo=None) for moment in moments]
    assert made["at"].astype("M8[us]").tolist() == expected


def test_moments_with_and_without_a_zone_are_told_apart_wherever_they_stand() -> None:
    moments = [NOON, NOON.replace(tzinfo=zoneinfo.ZoneInfo("Etc/GMT+5")), NOON, NOON.replace(tzinfo=UTC), NOON]
    made = rows_to_columns([(moment,) for moment in moments], ["at"], ["datetime64[us]"])
    assert made["at"].tolist() == [NOON, NOON + dt.timedelta(hours=5), NOON, NOON, NOON]
    with pytest.raises(InvalidArgumentError, match=r"row 2, .* expected datetime.datetime with a zone"):
        rows_to_columns([(moments[1],), (moments[3],), (NOON,)], ["at"], ["datetime64[us, UTC]"])


def test_a_column_that_begins_with_many_nulls_has_the_type_of_what_follows() -> None:
    made = rows_to_columns([(None, i) for i in range(2000)] + [(1.5, 0)])
    assert made.types == ["f8", "i8"]


def test_a_dtype_that_does_not_fit_is_told_with_row_and_column() -> None:
    with pytest.raises(InvalidArgumentError, match=r'rows_to_columns: row 1, column "n": expected an int .* found str'):
        rows_to_columns([(1,), ("x",)], ["n"], ["int32"])
    with pytest.raises(InvalidArgumentError, match="attributes_to_columns: row 0, column"):
        attributes_to_columns([Plain("x", 1)], ["x"], ["float64"])
    with pytest.raises(InvalidArgumentError, match="expected mixed to be 'error' or 'object', found 'text'"):
        rows_to_columns([(1,)], mixed="text")  # type: ignore[arg-type]


def test_frames_of_others_take_the_columns() -> None:
    made = rows_to_columns([(1, "a"), (2, None)], ["n", "t"])
    assert pl.DataFrame(made).rows() == [(1, "a"), (2, None)]


def test_references_are_given_back() -> None:
    things = [object() for _ in range(3)]
    objects = [Slotted(thing, 5) for thing in things] + [Plain(things[0], 1)]
    dicts = [{"x": thing, "y": 5} for thing in things]
    before = [sys.getrefcount(thing) for thing in things]
    for _ in range(5):
        attributes_to_columns(objects, ["x", "y"])
        rows_to_columns(dicts)
        for bad in ([*objects, 5], [*objects, Plain(1, "no")]):
            with pytest.raises(InvalidArgumentError):
                attributes_to_columns(bad, ["x", "y"], {"x": object, "y": int})
    assert [sys.getrefcount(thing) for thing in things] == before


def test_a_value_that_changes_its_object_while_it_is_read_does_no_harm() -> None:
    class Float:
        def __init__(self, owner: Slotted) -> None:
            self.owner = owner

        def __float__(self) -> float:
            self.owner.x = self.owner.y = None
            return 1.5

    objects = []
    for _ in range(300):
        one = Slotted(None, "y" * 40)
        one.x = Float(one)
        objects.append(one)
    made = attributes_to_columns(objects, ["x", "y"], ["float64", "str"])
    assert made["x"].tolist() == [1.5] * 300
    assert made["y"].tolist() == ["y" * 40] * 300


def test_threads_make_columns_of_the_same_rows() -> None:
    rows = random_rows(9, 3000)
    expected = rows_to_columns(rows).to_arrow()
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(rows_to_columns(rows).to_arrow())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(table.equals(expected) for table in found)
    assert len(found) == 4


# --- arrays of objects ------------------------------------------------------------------------------------------------


def objects_of(values: list[Any]) -> Any:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


@pytest.mark.parametrize("count", [0, 3, 1000, 50_000])
def test_nulls_and_truths_are_told_by_the_objects(count: int) -> None:
    values = [None if i % 3 == 0 else i % 2 == 0 for i in range(count)]
    for objects in (values, tuple(values), objects_of(values)):
        assert kernels.is_null(objects).tolist() == [value is None for value in values]
        assert kernels.is_not_null(objects).tolist() == [value is not None for value in values]
        assert kernels.as_bool(objects).tolist() == [bool(value) for value in values]


def test_objects_that_are_not_next_to_each_other_are_found() -> None:
    array = objects_of([None, True, None, False, True])
    assert kernels.as_bool(array[::-2]).tolist() == [True, False, False]
    assert kernels.is_null(array[::2]).tolist() == [True, True, False]


def test_booleans_of_numpy_are_booleans() -> None:
    assert kernels.as_bool([np.True_, np.False_, None]).tolist() == [True, False, False]


@pytest.mark.parametrize("odd", [1, "x", 0.0])
def test_what_is_no_truth_value_is_told_with_its_row(odd: Any) -> None:
    with pytest.raises(TypeError, match=f"row 2: expected True, False or None, found {type(odd).__name__}"):
        kernels.as_bool([True, None, odd])


def test_lengths_of_what_holds_others() -> None:
    values: list[Any] = [[1, 2], None, (), "abc", b"x", np.zeros((4, 2)), {"a": 1}, {1, 2, 3}]
    assert kernels.nested_lengths(objects_of(values)).tolist() == [2, 0, 0, 3, 1, 4, 1, 3]
    with pytest.raises(TypeError, match="row 1: expected what has a length, or None, found int"):
        kernels.nested_lengths([[], 5])


def test_arrays_of_numbers_are_no_arrays_of_objects() -> None:
    for function in (kernels.as_bool, kernels.is_null, kernels.is_not_null, kernels.nested_lengths):
        with pytest.raises(TypeError, match="expected an array of objects"):
            function(np.zeros(3))
        with pytest.raises(TypeError, match="not iterable"):
            function(5)
