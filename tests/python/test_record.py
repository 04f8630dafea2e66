"""Records: what they hold, what they refuse, what they are to Python."""

from __future__ import annotations

import copy
import datetime
import gc
import inspect
import pickle
import random
import weakref
from typing import Any

import numpy as np
import pytest

from record_samples import EVERY, MOMENT, SEED, UTC, Carrier, Every, Note, Point, Simple, check_every
from wirespeed.errors import InvalidArgumentError
from wirespeed.record import (
    Record,
    record,
)


def test_what_went_in_comes_out() -> None:
    made = Every(**EVERY)
    check_every(made)
    check_every(Every.from_bytes(bytes(made)))
    check_every(Every(*EVERY.values()))


def test_values_have_their_types() -> None:
    made = Every(**EVERY)
    assert {name: type(made[name]) for name in ("flag", "big", "double", "text", "blob", "numbers")} == {
        "flag": bool,
        "big": int,
        "double": float,
        "text": str,
        "blob": bytes,
        "numbers": list,
    }
    assert made.moment.tzinfo is UTC
    assert made.array.dtype == np.float64
    assert not made.array.flags.writeable


def test_random_values_come_out_as_they_went_in() -> None:
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    for _ in range(300):
        text = "".join(chance.choices("abcäöü漢字🎵\0 ", k=chance.randrange(40)))
        values: dict[str, Any] = {
            "id": chance.randrange(-(2**63), 2**63),
            "rank": chance.choice([None, chance.randrange(-(2**31), 2**31)]),
            "title": chance.choice([None, text]),
            "when": chance.choice(
                [None, MOMENT + datetime.timedelta(microseconds=chance.randrange(-(10**15), 10**15))]
            ),
            "is_read": chance.choice([None, True, False]),
            "tags": [text[:i] for i in range(chance.randrange(5))],
            "limit": chance.randrange(100),
        }
        made = Note(**values)
        assert Note.from_bytes(bytes(made)).to_dict() == values


def test_a_field_cannot_be_set() -> None:
    made = Point(1.0, 2.0)
    with pytest.raises(AttributeError):
        made.x = 3.0
    with pytest.raises(AttributeError):
        made.z = 3.0  # type: ignore[attr-defined]


def test_methods_of_the_class_stay() -> None:
    made = Point(3.0, 4.0)
    assert made.length() == 5.0
    assert not made.is_origin
    assert Point.origin().is_origin
    assert made.own_class() is Point
    assert Point.__doc__ == "A place."
    assert (Point.__name__, Point.__module__) == ("Point", "record_samples")
    assert isinstance(made, Record)


def test_records_tell_what_they_are() -> None:
    assert repr(Point(1.0, 2.0)) == "Point(x=1.0, y=2.0)"
    assert list(inspect.signature(Note).parameters)[:2] == ["id", "rank"]
    assert dict(Point(1.0, 2.0)) == {"x": 1.0, "y": 2.0}
    match Point(1.0, 2.0):
        case Point(x, y):
            assert (x, y) == (1.0, 2.0)


def test_what_can_be_left_out_is() -> None:
    note = Note(1)  # type: ignore[call-arg]
    assert note.to_dict() == {
        "id": 1,
        "rank": None,
        "title": None,
        "when": None,
        "is_read": None,
        "tags": [],
        "limit": 10,
    }


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, '"x"'),
        ({"x": 1.0}, '"y"'),
        ({"x": 1.0, "y": None}, "not optional"),
        ({"x": 1.0, "y": "2"}, "expected float, found str"),
        ({"x": 1.0, "y": 2.0, "z": 3.0}, "'z'"),
    ],
)
def test_a_call_that_is_wrong_says_how(arguments: dict[str, Any], expected: str) -> None:
    with pytest.raises(TypeError, match=expected):
        Point(**arguments)


def test_a_field_given_twice_is_an_error() -> None:
    with pytest.raises(TypeError, match="several"):
        Point(1.0, 2.0, x=3.0)  # type: ignore[misc]
    with pytest.raises(TypeError, match="at most 2"):
        Point(1.0, 2.0, 3.0)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tiny", 128),
        ("tiny", -129),
        ("byte", -1),
        ("huge", 2**64),
        ("huge", -1),
        ("big", 2**63),
        ("code", "1234567"),
        ("digest", b"123"),
        ("local", MOMENT.replace(tzinfo=UTC)),
        ("moment", MOMENT),
        ("codes", ["1234"]),
        ("numbers", [2**31]),
    ],
)
def test_a_value_that_does_not_fit_is_refused(field: str, value: Any) -> None:
    with pytest.raises(InvalidArgumentError, match=f"{field}=") as raised:
        Every(**{**EVERY, field: value})
    assert "expected" in str(raised.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("flag", 1),
        ("big", 1.0),
        ("big", "1"),
        ("double", "1"),
        ("text", b"1"),
        ("blob", "1"),
        ("day", MOMENT),
        ("local", datetime.date(2026, 1, 1)),
        ("span", 1),
        ("words", "abc"),
        ("words", [1]),
        ("numbers", 5),
        ("at", (1.0, 2.0)),
        ("path", [None]),
    ],
)
def test_a_value_of_another_type_is_refused(field: str, value: Any) -> None:
    with pytest.raises(TypeError):
        Every(**{**EVERY, field: value})


def test_numbers_of_numpy_are_numbers() -> None:
    made = Every(
        **{
            **EVERY,
            "flag": np.bool_(True),
            "tiny": np.int64(5),
            "double": np.float32(0.5),
            "day": np.datetime64("2026-11-22"),
            "local": np.datetime64("2026-11-22T18:00:00.5"),
            "span": np.timedelta64(3, "s"),
            "numbers": np.arange(3, dtype="i2"),
            "array": np.arange(6.0)[::2],
        }
    )
    assert (made.flag, made.tiny, made.double) == (True, 5, 0.5)
    assert made.day == datetime.date(2026, 11, 22)
    assert made.local == datetime.datetime(2026, 11, 22, 18, 0, 0, 500000)
    assert made.span == datetime.timedelta(seconds=3)
    assert made.numbers == [0, 1, 2]
    assert made.array.tolist() == [0.0, 2.0, 4.0]


def test_an_array_that_would_lose_something_is_refused() -> None:
    with pytest.raises(TypeError):
        Every(**{**EVERY, "numbers": np.array([1.5])})


def test_aware_times_are_kept_as_moments() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=2))
    made = Every(**{**EVERY, "moment": datetime.datetime(2026, 1, 1, 2, tzinfo=zone)})
    assert made.moment == datetime.datetime(2026, 1, 1, tzinfo=UTC)


def test_equal_fields_make_equal_records() -> None:
    assert Point(1.0, 2.0) == Point(1.0, 2.0)
    assert Point(1.0, 2.0) != Point(1.0, 3.0)
    other: Any = (1.0, 2.0)
    assert Point(1.0, 2.0) != other
    assert hash(Point(1.0, 2.0)) == hash(Point.from_bytes(bytes(Point(1.0, 2.0))))
    assert len({Point(1.0, 2.0), Point(1.0, 2.0), Point(2.0, 1.0)}) == 2


def test_records_are_pickled_and_copied() -> None:
    made = Every(**EVERY)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        check_every(pickle.loads(pickle.dumps(made, protocol)))
    check_every(copy.copy(made))
    check_every(copy.deepcopy(made))
    batch = Point.batch([Point(1.0, 2.0), Point(3.0, 4.0)])
    assert pickle.loads(pickle.dumps(batch)) == batch


def test_a_record_is_replaced_field_by_field() -> None:
    assert Point(1.0, 2.0).replace(y=5.0) == Point(1.0, 5.0)
    with pytest.raises(TypeError, match="'z'"):
        Point(1.0, 2.0).replace(z=5.0)


def test_addon_fields_live_beside_the_bytes() -> None:
    made = Carrier(1, cache={"a": 1})
    assert (made.cache, made.score) == ({"a": 1}, 1.5)
    made.score = 2.5
    assert bytes(made) == bytes(Carrier(1))
    again = Carrier.from_bytes(bytes(made))
    assert (again.cache, again.score) == (None, 1.5)
    assert pickle.loads(pickle.dumps(made)).cache is None
    assert copy.copy(made).cache is made.cache
    assert made == again
    assert list(made.keys()) == ["id"]


def test_a_record_in_a_cycle_of_its_own_is_collected() -> None:
    class Watched:
        pass

    watched = Watched()
    made = Carrier(1)
    made.cache = [made, watched]  # type: ignore[assignment]
    gone = weakref.ref(watched)
    del made, watched
    gc.collect()
    assert gone() is None


def test_classes_that_cannot_be_records_are_refused() -> None:
    with pytest.raises(InvalidArgumentError, match=r"'a'.*complex"):

        @record
        class _Wrong:
            a: complex

    with pytest.raises(InvalidArgumentError, match="no base class but Record"):

        @record
        class _Child(datetime.date):
            z: float

    with pytest.raises(TypeError, match="base type"):

        class _Point3(Point):
            z: float

    with pytest.raises(InvalidArgumentError, match="None"):

        @record
        class _Missing:
            a: int = None  # type: ignore[assignment]

    with pytest.raises(InvalidArgumentError, match="1 to 4096 fields"):

        @record
        class _Empty:
            pass

    with pytest.raises(TypeError, match="expected int"):

        @record
        class _Default:
            a: int = "x"  # type: ignore[assignment]

    with pytest.raises(InvalidArgumentError, match="'keys'"):

        @record
        class _Taken:
            keys: int


def test_a_class_without_the_decorator_is_no_record() -> None:
    class Bare(Record):
        a: int

    with pytest.raises(TypeError, match=r"@wirespeed\.record\.record"):
        Bare()
    with pytest.raises(TypeError, match=r"@wirespeed\.record\.record"):
        Bare.from_bytes(b"")


def test_a_record_of_many_fields_is_made_and_read() -> None:
    names = [f"f{i}" for i in range(300)]
    wide: Any = record(type("Wide", (), {"__annotations__": dict.fromkeys(names, int), "__module__": __name__}))
    made = wide(*range(300))
    assert [made[name] for name in names] == list(range(300))
    assert wide(**{name: i for i, name in enumerate(names)}) == made


def test_a_time_that_python_does_not_have_is_an_error_of_reading() -> None:
    columns = Simple.from_columns(number=[1], ratio=[0.5], time=np.array([2**62], dtype="M8[us]"), code=["a"])
    with pytest.raises(Exception, match="years 1 to 9999"):
        columns[0].time  # noqa: B018
    assert Simple.to_columns(columns)["time"].view("i8").tolist() == [2**62]
