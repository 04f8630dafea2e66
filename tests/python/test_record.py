"""Records that are their own bytes: what they hold, what they refuse, how they grow, and their columns."""

from __future__ import annotations

import copy
import datetime
import gc
import inspect
import math
import mmap
import pickle
import random
import weakref
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import pandas as pd  # type: ignore[import-untyped]
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from wirespeed.errors import InvalidArgumentError, MalformedError
from wirespeed.record import (
    Addon,
    Batch,
    Fixed,
    Float32,
    Int8,
    Int16,
    Int32,
    Record,
    UInt8,
    UInt64,
    Utc,
    record,
)

UTC = datetime.timezone.utc
MOMENT = datetime.datetime(2026, 11, 22, 18, 32, 3, 123456)
SEED = random.randrange(2**32)


@record
class Point(Record):
    """A place."""

    x: float
    y: float

    def length(self) -> float:
        return math.hypot(self.x, self.y)

    @property
    def is_origin(self) -> bool:
        return self.x == 0 and self.y == 0

    @classmethod
    def origin(cls) -> Any:
        return cls(0.0, 0.0)

    def own_class(self) -> type:
        return __class__  # type: ignore[name-defined, no-any-return]


@record
class Simple(Record):
    number: int
    ratio: float
    time: datetime.datetime
    code: Annotated[str, Fixed(20)]


@record
class Every(Record):
    flag: bool
    tiny: Int8
    small: Int16
    middle: Int32
    big: int
    byte: UInt8
    huge: UInt64
    single: Float32
    double: float
    day: datetime.date
    local: datetime.datetime
    moment: Utc
    span: datetime.timedelta
    code: Annotated[str, Fixed(6)]
    digest: Annotated[bytes, Fixed(4)]
    text: str
    blob: bytes
    numbers: list[Int32]
    array: npt.NDArray[np.float64]
    words: list[str]
    blobs: list[bytes]
    days: list[datetime.date]
    codes: list[Annotated[str, Fixed(3)]]
    at: Point
    path: list[Point]


EVERY: dict[str, Any] = {
    "flag": True,
    "tiny": -128,
    "small": 32767,
    "middle": -(2**31),
    "big": -(2**63),
    "byte": 255,
    "huge": 2**64 - 1,
    "single": 0.5,
    "double": 1e300,
    "day": datetime.date(1, 1, 1),
    "local": MOMENT,
    "moment": MOMENT.replace(tzinfo=UTC),
    "span": datetime.timedelta(days=-1, microseconds=1),
    "code": "Zoë",
    "digest": b"\x00\x01\x00\x00",
    "text": "Jesper Dahlbäck 🎵",
    "blob": b"\x00\xff",
    "numbers": [1, -2, 3],
    "array": [0.5, float("inf")],
    "words": ["", "a", "ö"],
    "blobs": [b"", b"x"],
    "days": [datetime.date(9999, 12, 31)],
    "codes": ["a", "abc"],
    "at": Point(1.0, 2.0),
    "path": [Point(3.0, 4.0), Point(5.0, 6.0)],
}


@record
class Note(Record):
    id: int
    rank: Int32 | None
    title: str | None
    when: datetime.datetime | None
    is_read: bool | None = None
    tags: list[str] = []  # noqa: RUF012  it becomes bytes
    limit: int = 10


@record
class Carrier(Record):
    id: int
    cache: Addon[dict[str, int]] = None
    score: Addon[float] = 1.5


def names_of(made: Any) -> list[str]:
    return list(made.keys())


def plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


def check_every(made: Any) -> None:
    assert {name: plain(made[name]) for name in names_of(made)} == EVERY


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
    assert (Point.__name__, Point.__module__) == ("Point", __name__)
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


def test_bytes_are_shared() -> None:
    data = bytes(Point(1.0, 2.0))
    made = Point.from_bytes(data)
    assert bytes(made) is data
    assert memoryview(made).obj is made
    assert bytes(memoryview(made)) == data


def test_a_record_is_read_from_the_middle_of_other_bytes() -> None:
    data = b"head" + bytes(Every(**EVERY)) + b"tail"
    made = Every.from_bytes(memoryview(data)[4:-4])
    check_every(made)
    del data
    check_every(made)


def test_bytes_that_may_change_are_copied() -> None:
    data = bytearray(bytes(Point(1.0, 2.0)))
    made = Point.from_bytes(data)
    data[:] = bytes(len(data))
    assert made == Point(1.0, 2.0)
    data.append(0)  # nobody holds it


def test_a_mapped_file_is_shared(tmp_path: Path) -> None:
    path = tmp_path / "records"
    path.write_bytes(bytes(Point.batch([Point(float(i), 0.0) for i in range(100)])))
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        batch = Point.batch(mapped)
        assert [point.x for point in batch] == [float(i) for i in range(100)]
        with pytest.raises(BufferError):
            mapped.close()
        del batch
        gc.collect()


def test_nested_records_keep_the_bytes() -> None:
    path = Every.from_bytes(bytes(Every(**EVERY))).path
    gc.collect()
    assert path == [Point(3.0, 4.0), Point(5.0, 6.0)]
    array = Every(**EVERY).array
    gc.collect()
    assert array.tolist() == EVERY["array"]


def test_bytes_cut_anywhere_are_refused() -> None:
    data = bytes(Every(**EVERY))
    for n in range(len(data)):
        with pytest.raises(MalformedError):
            Every.from_bytes(data[:n])


def read_all(made: Any) -> None:
    for name in names_of(made):
        value = made[name]
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Record):
                read_all(item)


@pytest.mark.parametrize("trusted", [False, True])
def test_damaged_bytes_are_refused_or_read_within_themselves(trusted: bool) -> None:
    data = bytes(Every(**EVERY))
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    for _ in range(5000):
        damaged = bytearray(data)
        for _ in range(chance.randrange(1, 4)):
            damaged[chance.randrange(len(data))] = chance.randrange(256)
        try:
            made = Every.from_bytes(bytes(damaged), trusted)
            for name in names_of(made):
                try:
                    read_all(made.replace() if chance.random() < 0.01 else made)
                    made[name]
                except (MalformedError, UnicodeDecodeError, OverflowError, ValueError):
                    continue
                except Exception as error:
                    assert type(error).__name__ == "Error", error
        except (MalformedError, UnicodeDecodeError, OverflowError, ValueError, TypeError):
            continue
        except Exception as error:
            assert type(error).__name__ == "Error", error


def test_bytes_of_another_class_are_refused() -> None:
    with pytest.raises(MalformedError, match="Simple"):
        Simple.from_bytes(bytes(Point(1.0, 2.0)))
    with pytest.raises(TypeError):
        Point.from_bytes(5)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Point.from_bytes()  # type: ignore[call-arg]


@record
class First(Record):
    id: int
    name: str


@record
class Second(Record):
    id: int
    name: str
    lines: Int32 = 7
    note: str | None = None
    tags: list[str] = ["new"]  # noqa: RUF012  it becomes bytes
    at: Point = Point(1.0, 1.0)


def test_old_records_are_read_with_defaults() -> None:
    old = Second.from_bytes(bytes(First(1, "a")))
    assert old.to_dict() == {
        "id": 1,
        "name": "a",
        "lines": 7,
        "note": None,
        "tags": ["new"],
        "at": Point(1.0, 1.0),
    }


def test_new_records_are_read_by_the_old_class() -> None:
    assert First.from_bytes(bytes(Second(1, "a", 5, "note"))).to_dict() == {"id": 1, "name": "a"}


def test_a_mix_of_old_and_new_records_becomes_columns() -> None:
    mixed = [bytes(First(1, "a")), bytes(Second(2, "b", 9, "x", [])), bytes(First(3, "c"))]
    columns = Second.to_columns(mixed)
    assert columns["lines"].tolist() == [7, 9, 7]
    assert columns["name"].tolist() == ["a", "b", "c"]
    assert columns["note"].tolist() == [None, "x", None]
    assert columns["tags"].tolist() == [["new"], [], ["new"]]
    assert pa.table(Second.to_arrow(mixed)).column("note").to_pylist() == [None, "x", None]
    assert First.to_columns(mixed)["id"].tolist() == [1, 2, 3]


def test_a_nested_record_grows_by_itself() -> None:
    @record
    class Outer(Record):
        inner: First

    @record
    class Newer(Record):
        inner: Second

    assert Newer.from_bytes(bytes(Outer(First(1, "a")))).inner.lines == 7


def test_other_fields_are_no_evolution() -> None:
    @record
    class Renamed(Record):
        id: int
        title: str

    with pytest.raises(MalformedError, match="fields of this schema"):
        Renamed.from_bytes(bytes(First(1, "a")))


def test_lists_of_bytes_become_records() -> None:
    points = [Point(float(i), 0.0) for i in range(10)]
    listed = [bytes(point) for point in points]
    assert Point.from_list(listed) == points
    assert Point.from_list(tuple(points)) == points
    assert Point.from_list(pa.array(listed)) == points
    assert Point.from_list(Point.batch(points)) == points
    assert Point.from_list(b"".join(listed)) == points
    assert Point.from_list([]) == []
    with pytest.raises(MalformedError):
        Point.from_list([listed[0], b"x"])


def test_a_batch_is_a_sequence_over_one_piece_of_memory() -> None:
    points = [Point(float(i), 0.0) for i in range(10)]
    batch = Point.batch(points)
    assert isinstance(batch, Batch)
    assert (len(batch), batch.type, batch.nbytes) == (10, Point, sum(len(bytes(p)) for p in points))
    assert list(batch) == points
    assert (batch[0], batch[-1]) == (points[0], points[9])
    assert list(batch[2:5]) == points[2:5]
    assert list(batch[::-3]) == points[::-3]
    assert list(batch[5:2]) == []
    assert bytes(batch) == b"".join(bytes(point) for point in points)
    assert bytes(batch[3:5]) == bytes(points[3]) + bytes(points[4])
    assert Point.batch(bytes(batch)) == batch
    assert points[3] in batch
    with pytest.raises(IndexError):
        batch[10]
    assert len(Point.batch([])) == 0


def test_a_batch_of_bytes_that_are_none_is_refused() -> None:
    data = bytes(Point.batch([Point(1.0, 2.0), Point(3.0, 4.0)]))
    for wrong in (data[:-1], data + b"\0", data[:-8], b"\0" * 16):
        with pytest.raises(MalformedError):
            Point.batch(wrong)


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


def test_frames_of_records_are_those_of_ready_arrays() -> None:
    records = some_simple(100)
    ready = pd.DataFrame({name: [r[name] for r in records] for name in names_of(records[0])})
    made = Simple.to_pandas(records)
    pd.testing.assert_frame_equal(made, ready, check_dtype=False)
