"""What the official driver must make of the replay server's values: the twin of its values.cpp and structures.cpp."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Any

import pytz  # type: ignore[import-untyped]
from neo4j.spatial import CartesianPoint, WGS84Point
from neo4j.time import Date, DateTime, Duration, Time

TEXT = "qwertyuiopasdfghjklzxcvbnmQWERTYUIOPASDFGHJKLZXCVBNMM"
DAY = 86_400
NANOSECONDS = 10**9


def epoch_date(days: int) -> Date:
    return Date.from_ordinal(Date(1970, 1, 1).to_ordinal() + days)


def hours(i: int) -> int:
    return i % 25 - 12


def offset(i: int) -> tzinfo:
    return pytz.FixedOffset(hours(i) * 60)  # type: ignore[no-any-return]


def time_of_day(i: int) -> Time:
    return Time.from_ticks(i * 1_000_000_007 % (DAY * NANOSECONDS))


def moment(i: int) -> DateTime:
    """The UTC of a DateTime, naive."""
    second, nanosecond = 946_684_800 + i * 86_399, i * 1_000_003 % NANOSECONDS
    return DateTime(1970, 1, 1) + Duration(days=second // DAY, seconds=second % DAY, nanoseconds=nanosecond)


def at_offset(i: int) -> DateTime:
    return (moment(i) + Duration(hours=hours(i))).replace(tzinfo=offset(i))


def in_tokyo(i: int) -> DateTime:
    return pytz.timezone("Asia/Tokyo").localize(moment(i) + Duration(hours=9))  # type: ignore[no-any-return]


def person(i: int) -> dict[str, Any]:
    return {
        "name": f"name {i}",
        "email": f"person{i}@example.org",
        "city": f"city {i % 100}",
        "age": i % 90,
        "visits": i * 1009,
        "score": i / 2,
        "active": i % 2 == 0,
        "joined": epoch_date(10_000 + i % 10_000),
    }


def mixed(row: int, column: int) -> Any:
    text = f"value {row}"
    return [row, row / 2, text, row % 2 == 0, None if row % 10 == 0 else text][column % 5]


def changing(row: int, column: int) -> Any:
    return [row, row / 2, f"value {row}", None, True][(row + column) % 5]


VALUES: dict[str, Callable[[int], Any]] = {
    "ints": lambda i: i,
    "floats": lambda i: i / 2,
    "strings": lambda i: f"value {i}",
    "booleans": lambda i: i % 2 == 0,
    "nulls": lambda i: None,
    "bytes": lambda i: bytes([i % 256, 0, 255]),
    "maps": lambda i: {"id": i, "tags": ["a", None]},
    "dates": lambda i: epoch_date(i * 37 % 30_000),
    "times": lambda i: time_of_day(i).replace(tzinfo=offset(i)),
    "local_times": time_of_day,
    "datetimes": at_offset,
    "zoned_datetimes": in_tokyo,
    "local_datetimes": moment,
    "durations": lambda i: Duration(months=i % 50, days=i, seconds=i * 7, nanoseconds=i % 999),
    "points": lambda i: (CartesianPoint if i % 2 else WGS84Point)((float(i % 180), float(i % 90))),
    "points3d": lambda i: (CartesianPoint if i % 2 else WGS84Point)((float(i % 180), float(i % 90), float(i))),
}


def rows(shape: str, width: int, length: int) -> list[list[Any]]:
    """Of shapes without nodes and relationships."""
    cell = {"mixed": mixed, "changing": changing}.get(shape)
    if shape == "list_of_strings":
        return [[[TEXT] * width]] * length
    if shape == "list_of_ints":
        return [[list(range(width))]] * length
    if cell is None:
        return [[VALUES[shape](row * width + column) for column in range(width)] for row in range(length)]
    return [[cell(row, column) for column in range(width)] for row in range(length)]
