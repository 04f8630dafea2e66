"""References to Python's objects are given back: PackStream's values, and records of the Neo4j driver and of our own
client.
"""

from __future__ import annotations

import copy
import datetime
import importlib
import pickle
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import neo4j
import pytest
from neo4j.spatial import CartesianPoint, WGS84Point
from neo4j.time import Date, DateTime, Duration, Time

from neo4j_both import accelerated
from reference_counts import check, counted, fresh, only_new_objects, refused
from replay_server import Replay
from wirespeed import bolt, errors
from wirespeed.bolt._core import unpack_record
from wirespeed.bolt._hydrate import hooks as bolt_hooks
from wirespeed.neo4j._engine import Messages, append_message
from wirespeed.packstream import Structure, swap_endian, v1, v2

__all__ = ["only_new_objects"]
pytestmark = counted


def node(i: int) -> Structure:
    return Structure(
        b"N", i, [f"Label{i}"], {"name": f"n{i}", "none": None, "date": Structure(b"D", i % 9999)}, f"4:{i}"
    )


def relationship(i: int) -> Structure:
    return Structure(b"R", i, i + 1, i + 2, "KNOWS", {"since": i}, f"5:{i}", f"4:{i + 1}", f"4:{i + 2}")


def path(i: int) -> Structure:
    unbound = Structure(b"r", i, "KNOWS", {"since": i}, f"5:{i}")
    return Structure(b"P", [node(i), node(i + 1)], [unbound], [1, 1])


# All that the driver's hooks of Bolt 5 know; the numbers are in range or, behind them, are not.
STRUCTURES: dict[str, Callable[[int], Structure]] = {
    "node": node,
    "node of another shape": lambda i: Structure(b"N", i, i),
    "relationship": relationship,
    "path": path,
    "date": lambda i: Structure(b"D", i % 99_999),
    "date out of range": lambda i: Structure(b"D", 10**9 + i),
    "time": lambda i: Structure(b"T", i, i % 7 * 3600),
    "time without its zone": lambda i: Structure(b"T", i, f"{i}"),
    "local time": lambda i: Structure(b"t", i),
    "datetime": lambda i: Structure(b"I", i, i, 3600),
    "datetime in a zone": lambda i: Structure(b"i", i, i, "Europe/Berlin"),
    "datetime in a zone that is none": lambda i: Structure(b"i", i, i, "Nowhere/At all"),
    "local datetime": lambda i: Structure(b"d", i, i),
    "duration": lambda i: Structure(b"E", i, i + 1, i + 2, 999),
    "point": lambda i: Structure(b"X", 7203, float(i), 2.0),
    "point in space": lambda i: Structure(b"Y", 4979, float(i), 2.0, 3.0),
    "point on no map": lambda i: Structure(b"X", i, float(i), 2.0),
    "unknown": lambda i: Structure(b"?", i, [i + 1]),
}


def scope() -> Any:
    return importlib.import_module("neo4j._codec.hydration.bolt.v2").HydrationHandler().new_hydration_scope()


@pytest.mark.parametrize("kind", STRUCTURES)
def test_structures_under_the_driver_s_hooks(kind: str) -> None:
    def work() -> None:
        hooks = scope().hydration_hooks
        data = bytearray(v1.pack([STRUCTURES[kind](i) for i in (fresh(), fresh(), 1_000_000, 1_000_000)]))
        refused(lambda: v1.unpack(data, 0, hooks))

    check(work)


@pytest.mark.parametrize("kind", STRUCTURES)
def test_structures_without_hooks_with_one_and_with_one_that_raises(kind: str) -> None:
    def work() -> None:
        data = bytearray(v1.pack({"key": STRUCTURES[kind](fresh())}))
        v1.unpack(data, 0)
        v1.unpack(data, 0, {Structure: lambda structure: [structure]})
        refused(lambda: v1.unpack(data, 0, {Structure: lambda structure: [][fresh()]}))
        refused(lambda: v1.unpack(data, 0, "no hooks"))  # type: ignore[arg-type]

    check(work)


def everything() -> list[Any]:
    i = fresh()
    return [
        None,
        True,
        i,
        i / 3,
        f"{i}",
        f"{i}é",
        f"{i}🎵",
        b"%d" % i,
        {"key": [i, {}]},
        [[i]],
        node(i),
        bytearray(b"x"),
    ]


def test_values_both_ways() -> None:
    def work() -> None:
        value = [*everything(), uuid.uuid4()]
        assert v2.unpack(bytearray(v2.pack(value)), 0)[0][2] == value[2]
        v1.pack(value=everything(), dehydration_hooks=None)
        swap_endian(2, b"%d" % fresh() * 2)

    check(work)


def test_bytes_that_end_at_any_place() -> None:
    def work() -> None:
        data = v2.pack([*everything(), uuid.uuid4()])
        for end in range(len(data)):
            refused(lambda: v2.unpack(bytearray(data[:end]), 0))  # noqa: B023

    check(work)


class Unknown:
    pass


class Shrinking(list[Any]):
    def __len__(self) -> int:
        return 99


def test_what_cannot_be_packed() -> None:
    strange: list[Callable[[], Any]] = [
        Unknown,
        lambda: "\ud800",
        lambda: 1 << 99,
        lambda: {fresh(): 1},
        Shrinking,
        lambda: Structure(b"N", *range(16)),
    ]

    def work() -> None:
        for made in strange:
            refused(lambda: v1.pack([fresh(), {"key": made()}]))  # noqa: B023
            refused(lambda: v1.pack([fresh(), {"key": made()}], scope().dehydration_hooks))  # noqa: B023
        refused(lambda: v1.pack(fresh(), other=fresh()))  # type: ignore[call-arg]
        refused(lambda: v1.unpack(bytearray(b"\x01"), fresh()))
        refused(lambda: v1.unpack(b"%d" % fresh(), 0))  # type: ignore[arg-type]

    check(work)


def temporal(i: int) -> list[Any]:
    zone = datetime.timezone(datetime.timedelta(hours=i % 9))
    native = datetime.datetime(2000, 1, 1, 2, 3, 4, i % 1_000_000)
    own = DateTime.from_native(native)
    points: list[Any] = [CartesianPoint, WGS84Point]
    values = [Date(2000, 1, 1 + i % 28), Time(1, 2, i % 60), own, Duration(months=i), points[0]((float(i), 1.0))]
    values += [points[1]((1.0, 2.0, float(i))), native, native.replace(tzinfo=zone), native.date(), native.time()]
    return [*values, datetime.timedelta(i % 9999), (i, i), {"in": {"a": (i,)}}]


def test_values_under_the_driver_s_hooks() -> None:
    def work() -> None:
        hooks = scope().dehydration_hooks
        for value in [*temporal(fresh()), datetime.time(1, tzinfo=datetime.timezone.utc)]:
            refused(lambda: v1.pack(value, hooks))  # noqa: B023
        wire = bytearray()
        append_message(wire, b"\x10", ["RETURN 1", {"x": temporal(fresh())}, {}], hooks, 99, 1)
        refused(lambda: append_message(wire, b"\x10", [Unknown()], hooks, 99, 1))

    check(work)


def test_a_structure_itself() -> None:
    def work() -> None:
        one = node(fresh())
        twin = pickle.loads(pickle.dumps(copy.deepcopy(one)))
        assert repr(twin) == repr(one) and twin == one and twin != path(fresh()) and len(one) == 4
        one[0] = one.fields  # a cycle
        assert one.tag == b"N" and "..." in repr(one)
        refused(lambda: Structure(b"two", fresh()))
        refused(lambda: one.__delitem__(0))  # type: ignore[attr-defined]

    check(work)


def messages(*bodies: bytes) -> Any:
    """Of one connection, that have arrived."""
    made = Messages(1)
    made.feed(b"".join(len(body).to_bytes(2, "big") + body + b"\0\0" for body in bodies))
    return made


@pytest.mark.parametrize("kind", STRUCTURES)
def test_records_of_a_connection(kind: str) -> None:
    def work() -> None:
        hooks, keys = scope().hydration_hooks, ("a", f"key {fresh()}")
        good = b"\xb1\x71" + v1.pack([fresh(), STRUCTURES[kind](fresh())])
        waiting = messages(good, good, good[:-1], b"\xb1\x70" + v1.pack({"has_more": fresh()}), b"\x01")
        for result in (Unknown(), object()):  # the latter cannot be referred to weakly
            refused(lambda: waiting.records(hooks, keys, result))  # noqa: B023
        for _ in range(3):
            refused(lambda: waiting.pop(hooks))

    check(work)


@pytest.mark.parametrize("kind", STRUCTURES)
def test_structures_of_our_own_client(kind: str) -> None:
    def work() -> None:
        packed = v1.pack([STRUCTURES[kind](fresh())])
        for utc in (True, False):
            refused(lambda: unpack_record(packed, bolt.Record, bolt_hooks(utc), utc))  # noqa: B023
        refused(lambda: unpack_record(packed[:-1], bolt.Record, bolt_hooks(True), True))

    check(work)


@pytest.mark.parametrize("shape", ["everything 5x5", "relationships 1x9", "paths 1x9", "ints 3x50", "broken 1x3"])
def test_records_of_the_accelerated_driver(bolt_replay: Replay, shape: str) -> None:
    def run() -> None:
        with neo4j.GraphDatabase.driver(bolt_replay.uri) as driver, driver.session() as session:
            check(lambda: refused(lambda: session.run(f"REPLAY {shape}", x=temporal(fresh())).values()))

    accelerated(run)


@pytest.mark.parametrize("shape", ["everything 5x5", "relationships 1x9", "paths 1x9", "ints 3x50", "ints 1x9 fail=5"])
def test_records_and_columns_of_our_own_client(bolt_replay: Replay, shape: str) -> None:
    def work() -> None:
        with suppress(errors.Error):
            list(client.query(f"REPLAY {shape}", {"x": everything()[:9]}))
        with suppress(errors.Error):
            client.query(f"REPLAY {shape}").to_arrow()

    with bolt.connect(bolt_replay.uri) as client:
        check(work)
