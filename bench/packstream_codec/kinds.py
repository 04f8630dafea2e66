"""The values of each kind, from a fixed seed, and what tells them apart. Times and points are the driver's."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from typing import Any

import neo4j.spatial
import neo4j.time
import pytz

SIZES = {
    "ints": 20_000,
    "floats": 20_000,
    "strings": 20_000,
    "maps": 5_000,
    "lists": 8_000,
    "nodes": 2_000,
    "dates": 5_000,
    "times": 5_000,
    "datetimes": 5_000,
    "durations": 5_000,
    "points": 5_000,
}
ONLY_DECODED = ("nodes",)  # a query hands them out, no parameter takes them


def make(kind: str, n: int) -> list[Any]:
    """Nodes as (id, labels, properties): nobody but a driver can make one."""
    return [MAKERS[kind](random.Random(f"{kind} {i}"), i) for i in range(n)]


def _time(chance: random.Random) -> neo4j.time.Time:
    zone = pytz.FixedOffset(chance.randrange(-12, 13) * 60)
    return neo4j.time.Time(*_clock(chance), tzinfo=zone)


def _clock(chance: random.Random) -> tuple[int, int, int, int]:
    return chance.randrange(24), chance.randrange(60), chance.randrange(60), chance.randrange(10**9)


def _date(chance: random.Random) -> tuple[int, int, int]:
    return chance.randrange(1900, 2100), chance.randrange(1, 13), chance.randrange(1, 29)


def _node(chance: random.Random, i: int) -> Any:
    labels = ["Person", chance.choice(["Reader", "Writer"])]
    return i, labels, {"name": f"name {i}", "age": chance.randrange(90), "score": chance.random(), "city": "Rome"}


MAKERS: dict[str, Callable[[random.Random, int], Any]] = {
    "ints": lambda chance, _: chance.randrange(-(2 ** chance.randrange(1, 63)), 2 ** chance.randrange(1, 63)),
    "floats": lambda chance, _: chance.random(),
    "strings": lambda chance, i: f"a name of usual length {i}" if chance.random() < 0.9 else f"ein Öl {i}",
    "maps": lambda chance, i: {"id": i, "name": f"name {i}", "age": i % 90, "score": i / 2, "city": f"city {i % 100}"},
    "lists": lambda chance, i: [i, i + 1, i + 2],
    "nodes": _node,
    "dates": lambda chance, _: neo4j.time.Date(*_date(chance)),
    "times": lambda chance, _: _time(chance),
    "datetimes": lambda chance, _: neo4j.time.DateTime(*_date(chance), *_clock(chance)),
    "durations": lambda chance, i: neo4j.time.Duration(months=i % 50, days=i, seconds=i * 7, nanoseconds=i % 999),
    "points": lambda chance, _: neo4j.spatial.WGS84Point((chance.random() * 180, chance.random() * 90)),
}


def digest(values: list[Any]) -> str:
    return hashlib.sha256("\n".join(map(_text, values)).encode()).hexdigest()


def _text(value: Any) -> str:
    if isinstance(value, tuple) and len(value) == 3 and isinstance(value[1], list):
        number, labels, properties = value
        return repr((f"4:node:{number}", sorted(labels), sorted(properties.items())))
    if hasattr(value, "element_id"):
        return repr((value.element_id, sorted(value.labels), sorted(value.items())))
    if isinstance(value, neo4j.spatial.Point):
        return repr((value.srid, tuple(value)))
    return repr(value)
