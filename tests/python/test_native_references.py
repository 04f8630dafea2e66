"""The native code that counts references by hand gives each of them back: what it is asked to do many times over leaves
no more objects behind than doing it once.
"""

from __future__ import annotations

import asyncio
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
from functools import partial
from typing import Any

import neo4j
import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from neo4j.exceptions import DriverError
from neo4j.spatial import CartesianPoint, WGS84Point
from neo4j.time import Date, DateTime, Duration, Time

import postgres_task_waits as task_waits
from neo4j_both import accelerated
from postgres_silent_peer import silent_connection
from replay_server import Replay
from s3_stub import Stub
from wirespeed import _native, bolt, errors, graph, kernels, postgres, s3, sql
from wirespeed import record as records
from wirespeed.bolt._core import unpack_record
from wirespeed.bolt._hydrate import hooks as bolt_hooks
from wirespeed.cache import Cache, cached
from wirespeed.neo4j._engine import Messages, append_message
from wirespeed.packstream import Structure, swap_endian, v1, v2
from wirespeed.postgres import Interval, Path, Range
from wirespeed.sql._core import constants

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


@records.record
class Inner(records.Record):
    number: int
    words: list[str]


@records.record
class Packed(records.Record):
    number: int
    ratio: float | None
    text: str
    blob: bytes
    when: datetime.datetime
    inner: Inner
    inners: list[Inner]
    numbers: list[int]
    addon: records.Addon[object] = None


def packed() -> Packed:
    inner = Inner(fresh(), [f"w{fresh()}"])
    made = Packed(fresh(), None, f"t{fresh()}", b"b", datetime.datetime(2026, 1, 1), inner, [inner], [fresh()])
    made.addon = [made]
    return made


PACKED = [bytes(packed()) for _ in range(3)]
MAKE: Any = Packed
MAKE_INNER: Any = Inner


@pytest.mark.parametrize(
    "work",
    [
        packed,
        lambda: repr(packed()),
        lambda: packed().to_dict(),
        lambda: packed().replace(number=fresh()),
        lambda: copy.copy(packed()),
        lambda: pickle.loads(pickle.dumps(packed())),
        lambda: hash(packed()) == hash(packed()) or packed() == packed(),
        lambda: Packed.from_bytes(bytearray(PACKED[0])).inner.words,
        lambda: Packed.from_bytes(memoryview(PACKED[0])).inners[0].words,
        lambda: Packed.from_list(PACKED),
        lambda: Packed.from_list(Packed.batch(PACKED)),
        lambda: list(Packed.batch(PACKED)[::-1]),
        lambda: bytes(Packed.batch(PACKED)[1:]),
        lambda: Packed.to_columns([*PACKED, memoryview(PACKED[0]), packed()]),
        lambda: Packed.to_arrow(PACKED),
        lambda: list(Packed.from_columns(Packed.to_columns(PACKED))),
    ],
)
def test_records(work: Work) -> None:
    check(work)


@pytest.mark.parametrize(
    "work",
    [
        lambda: MAKE(number=f"{fresh()}"),
        lambda: MAKE(fresh(), 1.0, f"t{fresh()}"),
        lambda: MAKE(**{f"n{fresh()}": 1}),
        lambda: MAKE_INNER(fresh(), [f"w{fresh()}", fresh()]),
        lambda: MAKE_INNER(2**64 + fresh(), []),
        lambda: Packed.from_bytes(PACKED[0][:-8]),
        lambda: Packed.from_bytes(b"", trusted=True),
        lambda: Packed.from_list([PACKED[0], b""]),
        lambda: Packed.to_columns([PACKED[0], bytes(fresh() % 9)]),
        lambda: Packed.batch(PACKED[0][8:]),
        lambda: packed()[f"n{fresh()}"],
        lambda: setattr(packed(), "number", fresh()),
        lambda: Inner.from_columns(number=[f"{fresh()}"], words=[[]]),
    ],
)
def test_records_that_are_refused(work: Work) -> None:
    def refused() -> None:
        with suppress(errors.Error, TypeError, AttributeError, KeyError):
            work()

    check(refused)


# --- caches ---------------------------------------------------------------------------------------------------------


CACHE = Cache(50, ttl=3600, stale=3600, jitter=0, beta=0, error_ttl=0)


def cache_keys() -> list[Any]:
    i = fresh()
    return [i, f"{i}", f"{i}é", (i, (b"%d" % i, None, 1.5)), datetime.date(2000, 1, 1), Decimal(i), frozenset([i])]


def test_a_cache_s_entries() -> None:
    def work() -> None:
        for key in cache_keys():
            CACHE.put(key, [key], tags=("a", "b"))
            CACHE.put(key, [key, key])
            assert CACHE.get(key) == CACHE.get_or_load(key, list)
            CACHE.get_or_load((key, "loaded"), lambda: [key])  # noqa: B023
            CACHE.delete(key)
            refused(lambda: CACHE.get([key]))  # noqa: B023
            refused(lambda: CACHE.get_or_load(("bad", key), lambda: [][key]))  # noqa: B023
        CACHE.invalidate()
        CACHE.put("a", everything())
        CACHE.clear()
        CACHE.stats()

    check(work)


def test_caches_that_go() -> None:
    def work() -> None:
        cache = Cache(max_bytes=1 << 20)
        for key in cache_keys():
            cache.put(key, [key])
        cache.put("itself", cache)

    check(work)


@cached(CACHE)
def cached_function(a: Any, b: Any = 2, *, c: Any = 3) -> list[Any]:
    return [a, b, c]


@cached(CACHE)
async def cached_coroutine(a: Any) -> list[Any]:
    await asyncio.sleep(0)
    return [a]


def test_cached_functions() -> None:
    def work() -> None:
        i = fresh()
        assert cached_function(i) == cached_function(a=i, c=3)
        refused(lambda: cached_function(i, i, i, i))  # type: ignore[call-arg]
        refused(lambda: cached_function([i]))
        cached_function.delete(i)
        one = cached(CACHE, key=lambda *args: args, name=f"{i}")(lambda *args: args)
        assert one(i, i) == one(i, i)
        CACHE.clear()

    check(work)


async def cache_waits() -> None:
    """Each way in which a wait can end."""
    i = fresh()

    async def load() -> list[int]:
        await asyncio.sleep(0.001)
        return [i]

    async def fail() -> None:
        await asyncio.sleep(0.001)
        raise LookupError(i)

    async def give_up() -> None:
        await asyncio.sleep(0.001)
        raise asyncio.CancelledError

    async def ask(loader: Any) -> Any:
        return await CACHE.aget_or_load((loader.__name__, i), loader)

    for loader in (load, fail, give_up):
        tasks = [asyncio.create_task(ask(loader)) for _ in range(5)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        tasks[2].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    CACHE.aget_or_load(("dropped", i), load).close()
    await asyncio.gather(cached_coroutine(i), cached_coroutine(i))
    await cached_coroutine(i)
    CACHE.clear()


def test_tasks_that_wait_for_loads() -> None:
    with asyncio.Runner() as runner:
        check(lambda: runner.run(cache_waits()))


def test_arrays_as_constants() -> None:
    texts = np.array(["a", "it's", "b\\", "\u00a5"])
    for array in (np.arange(300), np.arange(300.0), texts, texts.astype(object), pa.array([*texts, None])):
        check(lambda array=array: sql.in_list(array))  # type: ignore[misc]
        check(lambda array=array: sql.array(array))  # type: ignore[misc]


def test_arrays_that_are_no_constants() -> None:
    def refuse(array: Any) -> None:
        with pytest.raises((errors.InvalidArgumentError, TypeError)):
            constants(array, 8, 0, 2, ",")

    for array in (np.array(["a\0b"]), np.arange(3), pa.array([[1]]), np.array([object()]), "text"):
        check(lambda array=array: refuse(array))  # type: ignore[misc]


NAMES = ["a", "a longer text of 24 bytes", None, "a"] * 5
COLUMNS: dict[str, Any] = {
    "int64": np.arange(20) % 3,
    "U": np.array(["a", "b"] * 10),
    "objects": np.array(NAMES, object),
    "big endian": np.arange(20).astype(">i4"),
    "list": [1, 2, 1, 2] * 5,
    "pyarrow": pa.array(NAMES),
    "chunks": pa.chunked_array([NAMES[:8], NAMES[8:]]),
    "dictionary": pa.array(NAMES).dictionary_encode(),
    "polars": pl.Series(NAMES),
    "pandas": pd.Series(NAMES),
    "encoded": kernels.encode(np.array(NAMES, object)),
    "encoded Arrow": kernels.encode(pa.array(NAMES)),
}


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_groups_and_all_their_parts(column: Any) -> None:
    def use() -> None:
        groups = kernels.group(column, COLUMNS["int64"], sorted=True, nulls="drop")
        parts = [groups.codes, groups.first, groups.counts, groups.order, groups.offsets, groups.keys, groups.n]
        assert len(parts) == 7
        groups.slices(column)
        groups.apply(lambda a, b: len(a) + len(b), column, COLUMNS["int64"], out="i4")
        kernels.unique(column, index=True, inverse=True, counts=True)
        kernels.factorize(column)

    check(use)


@pytest.mark.parametrize("name", ["objects", "pyarrow", "polars", "int64"])
def test_columns_with_codes(name: str) -> None:
    def use() -> None:
        encoded = kernels.encode(COLUMNS[name])
        part = encoded[3:9]
        assert len(part.decode()) == len(part.codes) == 6
        assert len(encoded.values) + len(repr(encoded)) > 0
        encoded[2]

    check(use)


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_aggregates(column: Any) -> None:
    groups, numbers = kernels.group(column), COLUMNS["int64"]

    def use() -> None:
        found = groups.agg(
            n="size", low=("min", column), last=("last", column), k=("nunique", column), r=("rank", column)
        )
        assert len(found.low) == len(found["low"]) == groups.n
        groups.agg(
            s=("sum", numbers), q=("quantile", numbers, 0.5), top=("largest", numbers, 30), c=("corr", numbers, numbers)
        )
        assert len([*found.keys(), *found.values(), *found.items(), *found, *dir(found), repr(found)]) > 0

    check(use)


def test_aggregates_that_are_refused() -> None:
    groups, numbers = kernels.group(COLUMNS["int64"]), COLUMNS["int64"]

    def refuse(**aggregates: Any) -> None:
        with pytest.raises((TypeError, ValueError, OverflowError)):
            groups.agg(**aggregates)

    most = np.full(20, np.iinfo("i8").max)
    for spec in ("sum", ("total", numbers), ("sum",), 5, ("sum", COLUMNS["U"]), ("sum", numbers[:3]), ("sum", most)):
        check(partial(refuse, n="size", low=("min", COLUMNS["U"]), x=spec))
    check(partial(refuse, x=("largest", numbers, 0)))
    check(partial(refuse, x=("rank", numbers, "best")))


def test_results_of_arrow_s() -> None:
    values = kernels.unique(COLUMNS["dictionary"])
    check(lambda: (pa.array(values), pl.Series(values), values.to_numpy(), np.asarray(values), values.format))


def test_columns_that_are_refused() -> None:
    def refuse(column: Any, **options: Any) -> None:
        with pytest.raises((TypeError, ValueError)):
            kernels.group(column, **options)

    for column in (np.zeros((2, 2)), np.array([1, "a"], object), np.zeros(2, complex), pa.array([[1]]), "abc", None):
        check(partial(refuse, column))
    check(lambda: refuse(COLUMNS["objects"], nulls="error"))
    check(lambda: refuse(COLUMNS["objects"], nulls="keep"))
    check(lambda: refuse(COLUMNS["objects"], sort=True))
    groups = kernels.group(COLUMNS["int64"])
    check(lambda: suppressed(lambda: groups.apply(lambda v: 1 / 0, COLUMNS["int64"])))
    check(lambda: suppressed(lambda: groups.slices(COLUMNS["int64"][:3])))


def suppressed(work: Work) -> None:
    with suppress(ValueError, ZeroDivisionError):
        work()


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_sets_lookups_joins_and_sorts(column: Any) -> None:
    def use() -> None:
        for ask in (kernels.isin, kernels.setdiff_index, kernels.intersect, kernels.difference, kernels.union):
            ask(column, column)
        kernels.union(column, column, sorted=True)
        kernels.map_values(column, column, COLUMNS["objects"])
        kernels.map_values(column, column[:0], COLUMNS["pyarrow"][:0])
        kernels.join_index((column, column), (column, column), how="outer", nulls="equal")
        kernels.join_index(column, column, "semi")
        kernels.sort_index(column, column, descending=[True, False], nulls="first")

    check(use)


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_rows_that_are_filtered_taken_and_joined(column: Any) -> None:
    mask = COLUMNS["int64"] > 0

    def use() -> None:
        kernels.filter({"a": column, "b": mask}, mask, ("b", "==", True))
        kernels.filter([column, column], mask)
        kernels.filter(np.asarray(column) if isinstance(column, list) else column, mask)
        kernels.take((column, column), np.array([3, 2]))
        suppressed(lambda: kernels.take(column, np.array([3, -1])))
        kernels.concat([column, column])

    check(use)


def test_times_intervals_and_lists() -> None:
    times, later = np.arange(20).astype("M8[s]"), np.arange(20, 40).astype("M8[ms]")
    text = np.array(["a", "b"] * 10, object)

    def use() -> None:
        kernels.isin(times, later)
        kernels.filter(times, (times, ">", np.datetime64(5, "s")))
        kernels.asof_index(times, times, left_by=text, right_by=text, tolerance=np.timedelta64(5, "ms"))
        kernels.interval_overlaps(times, times)
        kernels.interval_overlaps(pa.array(times), pa.array(times), COLUMNS["int64"][:1])
        kernels.explode(np.arange(5), empty="keep")
        kernels.searchsorted_inrange(times, times, side="right")

    check(use)


def test_sets_and_filters_that_are_refused() -> None:
    def refuse(work: Work) -> None:
        with pytest.raises((TypeError, ValueError, LookupError, OverflowError)):
            work()

    ids, text = COLUMNS["int64"], COLUMNS["pyarrow"]
    for work in (
        lambda: kernels.isin(ids, text),
        lambda: kernels.isin(ids),  # type: ignore[call-arg]
        lambda: kernels.isin(ids, values=ids, other=ids),  # type: ignore[call-arg]
        lambda: kernels.intersect(ids, object()),
        lambda: kernels.filter({"a": ids}, ("b", "==", 3)),
        lambda: kernels.filter({"a": ids}, ("a", "=", 3)),
        lambda: kernels.filter({"a": ids}, ("a", "==", object())),
        lambda: kernels.filter({"a": ids, "b": text}, np.array([True])),
        lambda: kernels.take([ids, text], np.array([100])),
        lambda: kernels.take(ids, np.array([-1])),
        lambda: kernels.concat([ids, text]),
        lambda: kernels.map_values(ids, ids, ids[:3]),
        lambda: kernels.join_index((ids, text), (ids, ids)),
        lambda: kernels.join_index(ids, ids, how="cross"),  # type: ignore[call-overload]
        lambda: kernels.sort_index(ids, descending=[True, False]),
        lambda: kernels.asof_index(ids, ids, tolerance="1s"),
        lambda: kernels.explode(ids),
        lambda: kernels.interval_overlaps(ids, -ids),
    ):
        check(partial(refuse, work))


class Slotted:
    __slots__ = ("number", "text", "thing")

    def __init__(self, number: object, text: object, thing: object) -> None:
        self.number, self.text, self.thing = number, text, thing


ATTRIBUTES = ["number", "text", "thing"]
OBJECTS: list[Any] = [Slotted(i + 10**6, f"text {i}", object()) for i in range(200)]


def test_objects_as_columns() -> None:
    dicts = [{"number": fresh(), "text": "t"} for _ in range(50)]
    check(lambda: kernels.attributes_to_columns(OBJECTS, ATTRIBUTES).to_pandas())
    check(lambda: kernels.rows_to_columns(dicts).to_numpy())
    check(lambda: kernels.rows_to_columns([*dicts, {"number": "x"}], mixed="object").to_numpy())


def test_objects_that_do_not_fit() -> None:
    def refuse(objects: list[Any]) -> None:
        with pytest.raises(errors.InvalidArgumentError):
            kernels.attributes_to_columns(objects, ATTRIBUTES)

    check(lambda: refuse([*OBJECTS, Slotted("x", "y", None)]))
    check(lambda: refuse([*OBJECTS, object()]))
    check(lambda: refuse([*OBJECTS, Slotted.__new__(Slotted)]))


def test_arrays_of_objects() -> None:
    objects = np.array([None, True, "x", [1, 2]] * 50, object)
    check(lambda: (kernels.is_null(objects), kernels.is_not_null(list(objects)), kernels.as_bool(objects[:2])))
    check(lambda: kernels.nested_lengths(objects[3::4]))

    def refuse() -> None:
        for function in (kernels.as_bool, kernels.nested_lengths):
            with pytest.raises(TypeError):
                function(objects)

    check(refuse)


JSON: dict[str, Any] = {
    "a": np.arange(20),
    "t": np.array([f"t{i}" for i in range(20)]),
    "m": np.ma.array(np.arange(20), mask=np.arange(20) % 3 == 0),
    "o": [None, "x", 1.5, [1, {"k": ONE}], datetime.datetime(2020, 1, 1), Decimal(1), b"x", (1,), 2**70, True] * 2,
    "p": pa.array([{"l": [i]} for i in range(20)]),
}


@pytest.mark.parametrize("orient", ["records", "columns", "lines"])
def test_columns_as_json(orient: Any) -> None:
    table = pa.table({"p": JSON["p"]})
    check(lambda: (records.to_json(JSON, orient), records.to_json(table, orient)))


def test_what_has_no_json() -> None:
    def refuse(column: Any) -> None:
        with pytest.raises(errors.InvalidArgumentError):
            records.to_json({**JSON, "bad": column})

    check(lambda: refuse([object()] * 20))
    check(lambda: refuse([{(1,): 2}] * 20))
    check(lambda: refuse(["\ud800"] * 20))
    check(lambda: refuse(np.array([b"\xff"] * 20)))
    check(lambda: refuse(pa.array([b"\xff"] * 20).cast("large_binary")[:5]))


# --- S3 ---------------------------------------------------------------------------------------------------------------


def test_buffers_of_s3(s3_stub: Stub) -> None:
    with s3.Client(**s3_stub.keywords()) as client:

        def read() -> None:
            buffer = client.get("b", f"obj-{fresh() % 5000 + 10}-3")
            view = memoryview(buffer)
            assert bytes(view[:3]) == buffer[:3]
            assert buffer == bytes(buffer)
            assert buffer != "no bytes"
            with suppress(IndexError):
                buffer[1 << 40]
            with suppress(TypeError):
                memoryview(view)[0] = "read only, or no number"  # type: ignore[call-overload]

        check(read)


def test_lists_of_buffers_and_of_errors(s3_stub: Stub) -> None:
    with s3.Client(**s3_stub.keywords()) as client:

        def many() -> None:
            got = client.get_many("b", [f"obj-{fresh() % 5000}-3", f"nothing-{fresh()}"], on_error="return")
            assert isinstance(got[1], s3.S3Error)
            assert len(client.get_ranges("b", "obj-1k-3", [(0, 5), (100, 300), (-7, None)])) == 3

        check(many)


def test_memory_that_s3_reads_and_writes(s3_stub: Stub) -> None:
    with s3.Client(**s3_stub.keywords()) as client:

        def both_ways() -> None:
            buffer = bytearray(1000)
            assert client.get_into("b", "obj-1000-3", buffer) == 1000
            buffer.extend(b"it is no longer held")
            client.put("b", f"k{fresh()}", memoryview(buffer), metadata={"a": str(fresh())})
            client.put("b", f"k{fresh()}", (bytes([i]) * 10 for i in range(10)))
            with suppress(errors.Error, TypeError):
                client.put("b", "k", iter([b"1", "no bytes"]))

        check(both_ways)


def test_streams_and_listings_of_s3(s3_stub: Stub) -> None:
    with s3.Client(**s3_stub.keywords()) as client:

        def read() -> None:
            assert sum(len(one) for one in client.stream("b", "obj-5000-3", part_size=1000)) == 5000
            for _ in client.stream("b", "obj-5000-3", part_size=1000):
                break
            assert len(list(client.list("keys-50-5"))) == 50
            assert len(client.list("keys-50-5").keys()) == 50

        check(read)


def networkx_graph(node: Callable[[], object]) -> tuple[dict[object, dict[object, dict[str, Any]]], list[object]]:
    """The dicts of a graph whose nodes and weights are new objects."""
    nodes = [node() for _ in range(12)]
    rows = {one: {nodes[(i + step) % 12]: {"w": fresh() / 7} for step in (1, 3, 5)} for i, one in enumerate(nodes)}
    return rows, nodes


@pytest.mark.parametrize("node", (fresh, lambda: f"n{fresh()}", lambda: (fresh(), "x"), lambda: fresh() * 10**15))
def test_graphs_of_networkx(node: Callable[[], object]) -> None:
    first = np.zeros(1, dtype=np.uint32)

    def read_and_answer() -> None:
        rows, nodes = networkx_graph(node)
        keys = _native.NodeKeys(nodes)
        edges, *_ = _native.networkx_edges(keys, rows, "w", 1, False)
        assert keys.find(nodes[3]) == 3 and keys.find(object()) == keys.find([]) == -1
        found, finders, levels = _native.found_nodes(edges, first)
        assert keys.levels(found, levels) and keys.paths(found, finders) and keys.paths(found, finders, True)
        assert keys.steps(found, finders) and keys.successors(found, finders) and keys.pick_set(found)
        assert keys.path(found, finders, len(found) - 1) and keys.groups(np.zeros(12, dtype=np.uint32), 1)
        tree: tuple[dict[Any, Any], ...] = ({}, {}, {})
        keys.tree(found, finders, *tree)
        near, over, far = _native.nearest_nodes(edges, first)
        assert keys.values(near, far) and keys.paths(near, over)
        assert _native.networkx_path(rows, rows, nodes[1], nodes[2]) is not None

    check(read_and_answer)


def test_graphs_of_networkx_that_are_refused() -> None:
    def refuse() -> None:
        for weight in ("text", 2**60 + fresh(), float("nan")):
            rows, nodes = networkx_graph(fresh)
            rows[nodes[7]][nodes[8]]["w"] = weight
            with pytest.raises(NotImplementedError):
                _native.networkx_edges(_native.NodeKeys(nodes), rows, "w", 1, False)
        rows, nodes = networkx_graph(fresh)
        rows[nodes[7]][fresh()] = {}
        with pytest.raises(KeyError):
            _native.networkx_edges(_native.NodeKeys(nodes), rows, None, 1, False)
        rows[nodes[7]] = Subclass()
        assert _native.networkx_edges(_native.NodeKeys(nodes), rows, None, 1, False) is None
        with pytest.raises(TypeError):
            _native.NodeKeys([*nodes, []])

    check(refuse)


class Subclass(dict[Any, Any]):
    """No plain dict."""


def test_evaluators_of_walks_and_what_they_raise() -> None:
    circle = graph.from_edges([0, 1, 2], [1, 2, 0], nodes=3, properties={"p": np.arange(3)})

    def walk() -> None:
        sentence = graph.walk(circle).relationships(">").where("p", ">=", 0)
        asked: list[list[int]] = []
        assert sentence.evaluator(asked.append).count(0) == 3
        assert [len(piece) for piece in sentence.batches(0, rows=2, what="paths")] == [2, 1]
        assert len(sentence.spanning_tree(0).nodes) == len(sentence.subgraph(0).nodes) == 3
        with pytest.raises(ZeroDivisionError):
            sentence.evaluator(lambda path: bool(1 // 0)).nodes([0, 1])

    check(walk)
