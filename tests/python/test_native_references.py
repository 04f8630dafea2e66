"""The native code that counts references by hand gives each of them back: what it is asked to do many times over leaves
no more objects behind than doing it once.
"""

from __future__ import annotations

import copy
import datetime
import gc
import importlib
import itertools
import pickle
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

import neo4j
import numpy as np
import pytest
from neo4j.exceptions import DriverError
from neo4j.spatial import CartesianPoint, WGS84Point
from neo4j.time import Date, DateTime, Duration, Time

import postgres_task_waits as task_waits
from neo4j_both import accelerated
from postgres_silent_peer import silent_connection
from replay_server import Replay
from wirespeed import _native, bolt, errors, postgres
from wirespeed.bolt._core import unpack_record
from wirespeed.bolt._hydrate import hooks as bolt_hooks
from wirespeed.neo4j._engine import Messages, append_message
from wirespeed.packstream import Structure, swap_endian, v1, v2
from wirespeed.postgres import Interval, Path, Range

Work = Callable[[], object]
ROUNDS = 40
# Shared by all: a reference too many to one of these is no block more.
SHARED = (None, True, False, (), Structure, neo4j.Record, neo4j.graph.Node, Date, Time, DateTime, Duration, uuid.UUID)

pytestmark = pytest.mark.skipif(sys.getallocatedblocks() == 0, reason="Python's own allocator, which counts, is off")


@pytest.fixture(autouse=True)
def _only_new_objects() -> Iterator[None]:
    """The collector need not look through all that was imported each time."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def counted() -> tuple[int, int]:
    """Blocks that live, and references to what is shared."""
    gc.collect()
    return sys.getallocatedblocks(), sum(sys.getrefcount(one) for one in SHARED)


def grown(work: Work) -> tuple[int, int]:
    """By how much ROUNDS of the work let both grow."""
    blocks, references = counted()
    for _ in range(ROUNDS):
        work()
    blocks_after, references_after = counted()
    return blocks_after - blocks, references_after - references


def check(work: Work) -> None:
    """A leak shows each time; what the interpreter and the driver keep for themselves, as caches, does not."""
    grown(work)
    growth = []
    for _ in range(12):
        growth.append(grown(work))
        if max(growth[-1]) < ROUNDS * 3 // 4:
            return
    pytest.fail(f"(blocks, references) grew by {growth} in {ROUNDS} rounds each")


def test_a_leak_of_one_block_or_reference_in_a_round_is_found() -> None:
    kept: list[object] = []
    for leak in (lambda: kept.append(object()), lambda: kept.append(Structure)):
        with pytest.raises(pytest.fail.Exception, match="grew by"):
            check(leak)


numbers = itertools.count(10**6)


def fresh() -> int:
    """A number that nobody holds yet, so that keeping it shows."""
    return next(numbers)


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


def refused(work: Work) -> None:
    with suppress(ValueError, TypeError, OverflowError, RuntimeError, LookupError, DriverError, errors.Error):
        work()


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


# --- PostgreSQL's values --------------------------------------------------------------------------------------------


_postgres_values: Any = vars(_native)["_postgres_values"]
CATALOG = _postgres_values.TypeCatalog()
INT4, TEXT, TEXTS, NUMERIC, JSONB, DATES, INT4RANGE = 23, 25, 1009, 1700, 3802, 1182, 3904
ONE = uuid.UUID(int=1)
VALUES: list[tuple[Any, int]] = [
    (5, INT4),
    ("text", TEXT),
    (["a", None, "c"], TEXTS),
    ([["a"], ["c"]], TEXTS),
    (Decimal("12.34"), NUMERIC),
    ({"a": [1, None]}, JSONB),
    (ONE, 2950),
    (b"bytes", 17),
    (datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc), 1184),
    (datetime.date(2020, 1, 1), 1082),
    (datetime.time(1, tzinfo=datetime.timezone(datetime.timedelta(hours=1))), 1266),
    (datetime.timedelta(days=1), 1186),
    (Interval(1, 2, 3), 1186),
    (Range(1, 5), INT4RANGE),
    ([Range(1, 5)], 4451),
    (((1.0, 2.0), 3.0), 718),
    (Path([(1.0, 2.0)], True), 602),
    (np.arange(5), 1016),
    (np.array(["a", "b"]), TEXTS),
]
REFUSED: list[tuple[Any, int]] = [
    (2**40, INT4),
    ([1, [2]], TEXTS),
    ([["a"], ["b", "c"]], TEXTS),
    (object(), NUMERIC),
    ({"a": object()}, JSONB),
    ((1, 2, 3), INT4RANGE),
    ((1, (2,), 3), 718),
    (np.array([2**40]), 1007),
]


@pytest.mark.parametrize(("value", "oid"), VALUES, ids=lambda v: str(v)[:20])
def test_values_of_postgres_both_ways(value: Any, oid: int) -> None:
    data, is_text = CATALOG.encode(value, oid)
    assert not is_text
    check(lambda: (CATALOG.encode(value, oid), CATALOG.decode(data, oid)))


@pytest.mark.parametrize(("value", "oid"), REFUSED, ids=lambda v: str(v)[:20])
def test_values_that_are_refused(value: Any, oid: int) -> None:
    def refuse() -> None:
        with suppress(errors.Error, TypeError):
            CATALOG.encode(value, oid)

    check(refuse)


def test_values_that_go_as_text() -> None:
    check(lambda: CATALOG.encode(["2020-01-01", None, datetime.date(2020, 1, 1)], DATES))


@pytest.mark.parametrize(("value", "oid"), VALUES, ids=lambda v: str(v)[:20])
def test_values_that_are_cut(value: Any, oid: int) -> None:
    data, _ = CATALOG.encode(value, oid)

    def decode_all() -> None:
        for end in range(len(data)):
            with suppress(errors.Error, ValueError):
                CATALOG.decode(data[:end], oid)

    check(decode_all)


WAITS = (
    *(task_waits.makes, task_waits.fails, task_waits.expires),
    *(task_waits.is_cancelled, task_waits.is_dropped, task_waits.is_forgotten),
)


@pytest.mark.parametrize("wait", WAITS, ids=lambda wait: str(wait.__name__))
def test_waits_of_tasks(wait: task_waits.Wait) -> None:
    with silent_connection() as connection:
        check(lambda: task_waits.run(connection, wait))


ROWS: list[Any] = [[i, f"text {i}", ONE, Decimal(i), datetime.date(2020, 1, 1), object()] for i in range(200)]
DTYPES = ["int64", "utf8", "uuid", "decimal128(10, 2)", "date32", object]


def test_records_as_columns() -> None:
    check(lambda: postgres.columns_from_records(ROWS, DTYPES).to_pandas())
    check(lambda: postgres.columns_from_records(ROWS).to_numpy())
    check(lambda: postgres.columns_from_records(ROWS[:0], DTYPES).to_arrow())


def test_records_that_do_not_fit() -> None:
    def refuse(rows: list[Any]) -> None:
        with pytest.raises(errors.InvalidArgumentError):
            postgres.columns_from_records(rows, DTYPES)

    check(lambda: refuse([*ROWS, ["x", *ROWS[0][1:]]]))
    check(lambda: refuse([*ROWS, ROWS[0][:3]]))
