"""Records that are their own bytes: shared, damaged, of an older class, and many in one piece."""

from __future__ import annotations

import gc
import mmap
import random
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from record_samples import EVERY, SEED, Every, Point, Simple, check_every, names_of
from wirespeed.errors import MalformedError
from wirespeed.record import (
    Batch,
    Int32,
    Record,
    record,
)


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
    with pytest.raises(MalformedError, match="from_list: item 1: "):
        Point.from_list([listed[0], b"x"])
    with pytest.raises(TypeError, match="from_list: item 1: expected bytes or a record, found NoneType"):
        Point.from_list([listed[0], None])


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
