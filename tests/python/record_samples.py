"""Records for the tests, and what is true of them."""

from __future__ import annotations

import datetime
import math
import random
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt

from wirespeed.record import (
    Addon,
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
