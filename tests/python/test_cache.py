"""wirespeed.cache from threads: what is kept and for how long, keys, single flight, the decorator, metrics."""

from __future__ import annotations

import datetime
import enum
import gc
import re
import signal
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

import numpy as np
import pytest

from conftest import run_python
from wirespeed.cache import UNSET, Cache, Key, cached, prometheus
from wirespeed.errors import InvalidArgumentError, TimeoutError


def small(**options: Any) -> Cache:
    """Of ends that are where they are said to be."""
    return Cache(100, **{"jitter": 0, "beta": 0, **options})


def pass_time(cache: Cache, seconds: float) -> None:
    cache._shift_clock(seconds)


def never() -> Any:
    raise AssertionError("the loader was called")


def fail() -> Any:
    raise ZeroDivisionError


def wait_until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.001)


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_what_was_loaded_is_given_again() -> None:
    cache, value = small(), object()
    assert cache.get_or_load("a", lambda: value) is value
    assert cache.get_or_load("a", never) is value
    assert cache.get("a") is value


def test_get_loads_nothing() -> None:
    cache = small()
    assert cache.get("a") is None
    assert cache.get("a", 7) == 7


def test_put_replaces_and_delete_removes() -> None:
    cache = small()
    cache.put("a", 1)
    cache.put("a", 2)
    assert (cache.get("a"), len(cache)) == (2, 1)
    assert cache.delete("a")
    assert not cache.delete("a")
    cache.put("b", 1)
    cache.clear()
    assert (cache.get("b"), len(cache)) == (None, 0)


def test_a_value_ends_with_its_ttl() -> None:
    cache = small(ttl=10)
    cache.put("a", 1)
    cache.put("longer", 1, ttl=20)
    cache.put("for ever", 1, ttl=None)
    pass_time(cache, 9.9)
    assert cache.get("a") == 1
    pass_time(cache, 0.2)
    assert cache.get("a") is None
    pass_time(cache, 1e8)
    assert (cache.get("longer"), cache.get("for ever")) == (None, 1)


def test_jitter_spreads_the_ends() -> None:
    cache = Cache(1000, ttl=100, jitter=0.5, beta=0)
    for i in range(1000):
        cache.put(i, i)
    pass_time(cache, 75)
    assert 350 < sum(cache.get(i) is not None for i in range(1000)) < 650
    pass_time(cache, 26)
    assert cache.prune() + cache.stats().expirations >= 1000
    assert len(cache) == 0


def test_it_holds_so_many_items() -> None:
    cache = small()
    for i in range(1000):
        cache.put(i, i)
    assert len(cache) == 100
    assert cache.stats().evictions == 900


def test_it_holds_so_many_bytes() -> None:
    cache = Cache(max_bytes=1 << 20)
    for i in range(1000):
        cache.put(i, bytes(10_000))
        assert cache.stats().weight <= 1 << 20
    assert 90 < len(cache) < 105
    cache.put("large", bytes(2 << 20))
    assert cache.get("large") is None
    assert cache.stats().too_large == 1


@pytest.mark.parametrize(
    ("value", "least"),
    [
        (b"x" * 5000, 5000),
        ("x" * 5000, 5000),
        (np.zeros(5000), 40_000),
        ([b"x" * 5000] * 2, 10_000),
        ({"a": b"x" * 5000}, 5000),
        (5, 5),
    ],
)
def test_sizes_of_values(value: Any, least: int) -> None:
    cache = Cache(max_bytes=1 << 20)
    cache.put("a", value)
    assert least < cache.stats().weight < least + 1000


def test_sizes_may_be_the_caller_s_own() -> None:
    cache = Cache(max_bytes=10_000, size_of=lambda value: value * 1000)
    cache.put("a", 5)
    assert cache.stats().weight > 5000
    cache.put("b", 11)
    assert cache.get("b") is None


def test_an_invalidation_ends_all_and_a_tag_what_has_it() -> None:
    cache = small()
    cache.put("a", 1, tags="x")
    cache.put("b", 2, tags=["x", "y"])
    cache.put("c", 3)
    cache.invalidate(tag="y")
    assert [cache.get(key) for key in "abc"] == [1, None, 3]
    cache.invalidate(tag="x")
    assert [cache.get(key) for key in "abc"] == [None, None, 3]
    cache.invalidate()
    assert cache.get("c") is None
    cache.put("c", 4)
    assert cache.get("c") == 4


def test_a_new_version_ends_all_and_the_same_one_nothing() -> None:
    cache = small(version="1")
    cache.put("a", 1)
    cache.version = "1"
    assert cache.get("a") == 1
    cache.invalidate(version="2")
    assert (cache.get("a"), cache.version) == (None, "2")


def test_nothing_is_kept_for_as_long_as_was_said() -> None:
    cache = small(ttl=100, negative_ttl=5)
    assert cache.get_or_load("a", lambda: None) is None
    assert cache.get_or_load("a", never) is None
    pass_time(cache, 6)
    assert cache.get_or_load("a", lambda: 1) == 1
    pass_time(cache, 6)
    assert cache.get_or_load("a", never) == 1


def test_values_are_let_go_and_may_call_the_cache_when_they_go() -> None:
    cache = small()

    class Value:
        def __del__(self) -> None:
            cache.put("from a finalizer", 1)
            cache.get("a")

    for i in range(300):
        cache.put(i, Value())
    cache.put("a", Value())
    cache.put("a", Value())
    cache.delete("a")
    value = Value()
    seen = weakref.ref(value)
    cache.put("a", value)
    del value
    assert seen() is not None
    cache.clear()
    assert seen() is None


def test_a_cache_that_holds_itself_is_collected() -> None:
    cache = small()
    cache.put("self", cache)
    seen = weakref.ref(cache)
    del cache
    gc.collect()
    assert seen() is None


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"max_items": 1, "max_bytes": 1},
        {"max_items": 0},
        {"max_items": 1, "jitter": 1},
        {"max_items": 1, "beta": -1},
        {"max_items": 1, "ttl": -1},
        {"max_items": 1, "ttl": float("nan")},
        {"max_items": 1, "stale": "long"},
        {"max_items": 1.5},
    ],
)
def test_options_that_cannot_be(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgumentError):
        Cache(**options)


def test_calls_that_cannot_be() -> None:
    cache = small()
    for call in (
        lambda: cache.get_or_load("a"),  # type: ignore[call-arg]
        lambda: cache.get_or_load("a", lambda: 1, nonsense=1),  # type: ignore[call-arg]
        lambda: cache.get(),  # type: ignore[call-overload]
        lambda: cache.put("a", 1, tags=[1]),  # type: ignore[list-item]
        lambda: cache.get(object()),
    ):
        with pytest.raises(TypeError):
            call()
    with pytest.raises(InvalidArgumentError):
        cache.get_or_load("a", lambda: 1, ttl=-1)
    with pytest.raises(InvalidArgumentError):
        cache.invalidate(tag="a", version="b")
    assert cache.get_or_load("a", lambda: 1) == 1


# --- keys ------------------------------------------------------------------------------------------------------------


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class Level(enum.IntEnum):
    LOW = 1


class Pair(NamedTuple):
    a: int
    b: str


DAY = datetime.date(2026, 11, 22)
DIFFERENT: list[Any] = [
    *(None, True, False, 0, 1, -1, 1.0, 0.0, 1 << 62, 1 << 63, 1 << 64, -(1 << 64), 1j, float("inf"), float("nan")),
    *("", "1", "None", "é", "🎵", "\0", "a\0", "\ud800", "\ud801", "x" * 1000, "x" * 1001, "é" * 200),
    *(
        b"",
        b"1",
        b"\0",
        b"x" * 300,
        (),
        ((),),
        (1,),
        ("1",),
        (1, 2),
        ((1,), 2),
        (1, (2,)),
        ("a", "b"),
        ("ab",),
        (b"ab",),
    ),
    *(DAY, datetime.datetime(2026, 11, 22), datetime.datetime(2026, 11, 22, tzinfo=datetime.timezone.utc)),
    *(datetime.time(1), datetime.timedelta(1), datetime.timedelta(0, 86399), Decimal("1.0"), Decimal("1.00")),
    *(uuid.UUID(int=1), uuid.UUID(int=2), Color.RED, Color.BLUE, Level.LOW, Pair(1, "a"), (1, "a"), (Pair(1, "a"),)),
    *(
        frozenset([1]),
        frozenset([1.0]),
        frozenset(["1"]),
        frozenset([1, "1"]),
        frozenset([(1, "1")]),
        np.int64(1),
        np.int32(1),
        np.float64(1),
        (None, (None, DAY)),
    ),
]


def test_different_keys_are_different() -> None:
    cache = Cache(10_000)
    for i, key in enumerate(DIFFERENT):
        assert cache.get(key) is None, key
        cache.put(key, i)
    assert [cache.get(key) for key in DIFFERENT] == list(range(len(DIFFERENT)))


def test_equal_keys_are_the_same_however_they_were_made() -> None:
    cache = small()
    for one, other in [
        ("abc", "".join(["ab", "c"])),
        (0.0, -0.0),
        (float("nan"), -float("nan")),
        ((1, ("a", DAY)), tuple(iter([1, ("a", datetime.date.fromisoformat("2026-11-22"))]))),
        (1 << 70, int("1" + "0" * 70, 2)),
        (frozenset("abc"), frozenset("cba")),
    ]:
        cache.put(one, "value")
        assert cache.get(other) == "value", one
        cache.clear()


def test_random_nested_keys_are_told_apart_as_their_reprs_are(seed: int = 7) -> None:
    random = Random(seed)

    def make(depth: int) -> Any:
        kinds: list[Callable[[], Any]] = [
            lambda: random.randrange(-3, 3),
            lambda: random.choice(["", "a", "ab", "\xff"]),
            lambda: random.choice([b"", b"a", b"\xff"]),
            lambda: random.choice([None, True, 0.5]),
            lambda: tuple(make(depth + 1) for _ in range(random.randrange(3))),
        ]
        return random.choice(kinds[: 4 if depth > 3 else 5])()

    cache = Cache(100_000)
    model: dict[str, int] = {}
    for _ in range(5000):
        key = make(0)
        assert cache.get(key) == model.get(repr(key)), (seed, key)
        model[repr(key)] = len(model)
        cache.put(key, model[repr(key)])


@pytest.mark.parametrize("key", [object(), [1], {}, {1}, Fraction(1), (1, [2]), lambda: 1, np.arange(3)])
def test_what_is_no_key_is_refused_with_what_to_do(key: Any) -> None:
    with pytest.raises(TypeError, match="say what tells it apart"):
        small().get(key)


def test_a_key_without_end_is_refused() -> None:
    key: tuple[Any, ...] = ()
    for _ in range(100_000):
        key = (key,)
    with pytest.raises(RecursionError):
        small().get(key)


# --- one load for all ------------------------------------------------------------------------------------------------


@contextmanager
def crowd(cache: Cache, count: int, ask: Callable[[], Any]) -> Iterator[list[Any]]:
    """So many threads that wait for a load, and in the end what each of them got."""
    got: list[Any] = []

    def run() -> None:
        try:
            got.append(ask())
        except BaseException as error:
            got.append(error)

    before = cache.stats().waiting
    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    wait_until(lambda: cache.stats().waiting == before + count)
    yield got
    for thread in threads:
        thread.join(30)
    assert len(got) == count


class Gate:
    """A loader that is in, until it is let out."""

    def __init__(self, outcome: Any = "loaded") -> None:
        self.outcome = outcome
        self.is_in, self.out = threading.Event(), threading.Event()

    def __call__(self) -> Any:
        self.is_in.set()
        assert self.out.wait(30)
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


@contextmanager
def loading(cache: Cache, gate: Gate, key: str = "a") -> Iterator[None]:
    """While a thread loads the key; it is let out at the end at the latest."""
    error: list[BaseException] = []

    def run() -> None:
        try:
            cache.get_or_load(key, gate)
        except BaseException as raised:
            error.append(raised)

    thread = threading.Thread(target=run)
    thread.start()
    assert gate.is_in.wait(30)
    try:
        yield
    finally:
        gate.out.set()
        thread.join(30)
    assert bool(error) == isinstance(gate.outcome, BaseException)


def test_many_threads_that_miss_load_once() -> None:
    cache, gate = small(), Gate()
    with loading(cache, gate), crowd(cache, 100, lambda: cache.get_or_load("a", never)) as got:
        gate.out.set()
    assert got == ["loaded"] * 100
    stats = cache.stats()
    assert (stats.loads, stats.waits, stats.misses, stats.waiting, stats.loading) == (1, 100, 101, 0, 0)


def test_an_error_is_everybody_s_who_waits_and_of_those_who_ask_for_a_moment_after() -> None:
    cache, gate = small(error_ttl=5), Gate(LookupError("no such thing"))
    with loading(cache, gate), crowd(cache, 10, lambda: cache.get_or_load("a", never)) as got:
        gate.out.set()
    assert [type(error) for error in got] == [LookupError] * 10
    for _ in range(3):
        with pytest.raises(LookupError, match="no such thing") as caught:
            cache.get_or_load("a", never)
        assert len(caught.traceback) < 8
    assert cache.stats().errors_served == 3
    pass_time(cache, 6)
    assert cache.get_or_load("a", lambda: 1) == 1


def test_without_an_error_ttl_the_next_one_tries_again() -> None:
    cache = small(error_ttl=0)
    with pytest.raises(ZeroDivisionError):
        cache.get_or_load("a", lambda: 1 / 0)
    assert cache.get_or_load("a", lambda: 1) == 1


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_a_loader_that_dies_hands_over_to_one_who_waits(end: type[BaseException]) -> None:
    cache, gate, loads = small(), Gate(end()), []

    def load() -> str:
        loads.append(1)
        return "by another"

    with loading(cache, gate), crowd(cache, 10, lambda: cache.get_or_load("a", load)) as got:
        gate.out.set()
    assert (got, len(loads)) == (["by another"] * 10, 1)
    assert cache.stats().handovers == 1


def test_a_wait_ends_in_time_and_the_load_goes_on() -> None:
    cache, gate = small(), Gate()
    with loading(cache, gate):
        with pytest.raises(TimeoutError):
            cache.get_or_load("a", never, timeout=0.01)
        with pytest.raises(ValueError):
            cache.get_or_load("a", never, timeout=-1)
    assert cache.get("a") == "loaded"


def test_ctrl_c_ends_a_wait() -> None:
    program = """
        import threading, time
        from wirespeed.cache import Cache
        cache = Cache(10)
        threading.Thread(target=lambda: cache.get_or_load("a", lambda: time.sleep(3)), daemon=True).start()
        while cache.stats().loading == 0: time.sleep(0.001)
        try:
            print("ready", flush=True)
            cache.get_or_load("a", lambda: 1)
        except KeyboardInterrupt: print("interrupted", cache.stats().waiting)
    """
    assert "interrupted 0" in run_python(program, signal_when_ready=signal.SIGINT).stdout


def test_a_loader_that_asks_for_its_own_key_does_not_wait_for_itself() -> None:
    cache = small()
    assert cache.get_or_load("a", lambda: [cache.get_or_load("a", lambda: 1)]) == [1]
    assert cache.get("a") == [1]


def test_a_loader_may_ask_for_other_keys() -> None:
    cache = small()
    assert cache.get_or_load("a", lambda: cache.get_or_load("b", lambda: 1) + 1) == 2


@pytest.mark.parametrize(
    "happen",
    [
        lambda cache: cache.delete("a"),
        lambda cache: cache.clear(),
        lambda cache: cache.invalidate(),
        lambda cache: cache.invalidate(version="new"),
        lambda cache: cache.put("a", "new"),
    ],
)
def test_what_was_invalidated_while_it_was_loaded_is_not_kept(happen: Callable[[Cache], Any]) -> None:
    cache, gate = small(), Gate("old")
    with loading(cache, gate):
        happen(cache)
        assert cache.get_or_load("a", lambda: "new") == "new"
    assert cache.get("a") == "new"


def test_a_tag_counts_from_the_beginning_of_the_load() -> None:
    cache = small()

    def load() -> int:
        cache.invalidate(tag="x")
        return 1

    cache.get_or_load("a", load, tags="x")
    assert cache.get("a") is None


def test_a_coroutine_function_is_no_loader_for_threads() -> None:
    async def load() -> int:
        return 1

    cache = small(error_ttl=0)
    with pytest.raises(InvalidArgumentError, match="aget_or_load"):
        _ = cache.get_or_load("a", load)


def test_a_stale_value_is_served_while_one_loads_it_anew() -> None:
    cache, gate = small(ttl=10, stale=10), Gate("new")
    cache.put("a", "old")
    pass_time(cache, 11)
    assert cache.get_or_load("a", gate) == "old"
    assert gate.is_in.wait(30)
    assert [cache.get_or_load("a", never) for _ in range(5)] == ["old"] * 5
    gate.out.set()
    wait_until(lambda: cache.get("a") == "new")
    stats = cache.stats()
    assert (stats.refreshes, stats.loads) == (1, 1)
    assert stats.stale_served >= 6


def test_a_refresh_that_fails_is_logged_and_the_old_value_served(caplog: pytest.LogCaptureFixture) -> None:
    cache = small(ttl=10, stale=100, error_ttl=5)
    cache.put("a", "old")
    pass_time(cache, 11)
    assert cache.get_or_load("a", fail) == "old"
    wait_until(lambda: cache.stats().load_errors == 1)
    assert cache.get_or_load("a", never) == "old"
    pass_time(cache, 6)
    cache.get_or_load("a", lambda: "new")
    wait_until(lambda: cache.get("a") == "new")
    wait_until(lambda: "the refresh of 'a' failed" in caplog.text)


def test_what_takes_long_to_load_is_loaded_early_by_one() -> None:
    cache = Cache(100, ttl=100, jitter=0, beta=1)

    def load() -> int:
        pass_time(cache, 0)
        time.sleep(0.05)
        return 1

    cache.get_or_load("a", load)
    pass_time(cache, 99.97)
    for _ in range(2000):
        cache.get_or_load("a", load)
    assert cache.stats().refreshes >= 1


def test_threads_that_do_everything_at_once() -> None:
    cache = Cache(50, ttl=0.01, stale=0.01, error_ttl=0)
    wrong: list[Any] = []

    def work(seed: int) -> None:
        random = Random(seed)
        for i in range(2000):
            key = random.randrange(80)
            got = cache.get_or_load(key, lambda: [key])  # noqa: B023
            if got != [key]:
                wrong.append((key, got))
            if i % 7 == 0:
                cache.put(key, [key], tags="x")
            if i % 11 == 0:
                cache.delete(key)
            if i % 301 == 0:
                cache.invalidate(tag="x")
            if i % 501 == 0:
                cache.clear()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert not wrong
    wait_until(lambda: cache.stats().loading == cache.stats().waiting == 0)


def test_a_forked_child_has_the_entries_and_none_of_the_loads() -> None:
    program = """
        import os, threading, time, warnings
        from wirespeed.cache import Cache
        warnings.simplefilter("ignore")
        cache = Cache(100, ttl=0.5, stale=100)
        cache.put("kept", 1, ttl=None)
        out = threading.Event()
        threads = [threading.Thread(target=lambda: cache.get_or_load("a", out.wait)) for _ in range(4)]
        for thread in threads: thread.start()
        while cache.stats().waiting < 3: time.sleep(0.001)
        for _ in range(10):
            child = os.fork()
            if child == 0:
                right = cache.get("kept") == 1 and cache.get_or_load("a", lambda: "child's") == "child's"
                os._exit(0 if right else 1)
            print(os.waitpid(child, 0)[1])
        out.set()
        for thread in threads: thread.join()
        print(cache.get("a"))
    """
    assert run_python(program).stdout.split() == ["0"] * 10 + ["True"]


# --- functions -------------------------------------------------------------------------------------------------------


def test_a_cached_function_is_called_once_for_each_key() -> None:
    calls = []

    @cached
    def f(a: int, b: int = 2, *, c: int = 3) -> tuple[int, int, int]:
        """Says what it got."""
        calls.append((a, b, c))
        return a, b, c

    for _ in range(2):
        assert f(1) == f(a=1) == f(1, 2) == f(1, b=2, c=3) == f(b=2, a=1) == (1, 2, 3)
    assert f(1, 3) == (1, 3, 3)
    assert f(1, c=4) == (1, 2, 4)
    assert calls == [(1, 2, 3), (1, 3, 3), (1, 2, 4)]
    assert (f.__name__, f.__doc__, f.__wrapped__(5)) == ("f", "Says what it got.", (5, 2, 3))
    assert f.key(1) == f.key(a=1) != f.key(2)
    assert isinstance(f.key(1), Key)
    assert f.cache.get(f.key(1)) == (1, 2, 3)
    assert f.delete(a=1)
    assert f(1) == (1, 2, 3)
    assert len(calls) == 5


def test_wrong_arguments_are_the_function_s_own_error() -> None:
    @cached
    def f(a: int, *, b: int) -> int:
        return a + b

    for call in (lambda: f(), lambda: f(1), lambda: f(1, 2), lambda: f(1, b=2, c=3), lambda: f(1, a=1, b=2)):  # type: ignore[call-arg, misc]
        with pytest.raises(TypeError, match=r"f\(\)"):
            call()  # type: ignore[no-untyped-call]
    with pytest.raises(TypeError, match="expected arguments that fit"):
        f.key(1)  # type: ignore[call-arg]
    assert f(1, b=2) == 3


def test_functions_that_take_any_arguments() -> None:
    @cached
    def f(*args: Any, **kwargs: Any) -> Any:
        return args, kwargs

    assert f(1, x=2, y=3) is f(1, y=3, x=2)
    assert f(1) == ((1,), {})
    assert f((("x", 2),)) != f(x=2)
    assert f(1, 2) is not f((1, 2))


def test_methods_need_a_key_of_what_tells_their_objects_apart() -> None:
    class Shop:
        def __init__(self, number: int) -> None:
            self.number = number

        @cached(max_items=10)
        def refused(self, x: int) -> int:
            return x

        @cached(max_items=10, key=lambda self, x: (self.number, x))
        def price(self, x: int) -> tuple[int, int]:
            return self.number, x

    with pytest.raises(TypeError, match="give @cached a key="):
        Shop(1).refused(2)
    assert Shop(1).price(2) is Shop(1).price(2)
    assert Shop(2).price(2) == (2, 2)


def test_functions_that_share_a_cache_have_keys_of_their_own() -> None:
    cache = small(ttl=10)

    @cached(cache)
    def f(x: int) -> str:
        return f"f{x}"

    @cached(cache, ttl=100, tags="g")
    def g(x: int) -> str:
        return f"g{x}"

    assert [f(1), g(1), len(cache)] == ["f1", "g1", 2]
    pass_time(cache, 11)
    assert [cache.get(f.key(1)), cache.get(g.key(1))] == [None, "g1"]
    cache.invalidate(tag="g")
    assert cache.get(g.key(1)) is None


def test_a_function_s_errors_are_its_own() -> None:
    @cached(max_items=5, error_ttl=0)
    def f(x: int) -> float:
        return 1 / x

    with pytest.raises(ZeroDivisionError):
        f(0)
    assert f(2) == 0.5


def test_options_beside_a_cache_are_refused() -> None:
    with pytest.raises(InvalidArgumentError, match="max_items"):
        cached(small(), max_items=5)
    with pytest.raises(InvalidArgumentError, match="ttl"):
        cached(ttl=-1)


# --- what it says of itself ------------------------------------------------------------------------------------------


def test_prometheus_reads_it() -> None:
    one, other = small(name='a "b"\n'), small(name="other")
    one.get_or_load("a", lambda: 1)
    one.get("a")
    text = prometheus([one, other])
    assert 'wirespeed_cache_hits_total{cache="a \\"b\\"\\n"} 1\n' in text
    assert 'wirespeed_cache_entries{cache="other"} 0\n' in text
    line = re.compile(r'(# (HELP|TYPE) \w+ .+|\w+\{cache="(\\.|[^"\\])*"\} \d+)')
    assert all(line.fullmatch(found) for found in text.splitlines())
    assert one.prometheus("x").startswith("# HELP x_hits_total ")


def test_its_stats_add_up() -> None:
    cache = small()
    assert cache.stats().hit_ratio == 0
    for key in "aab":
        cache.get_or_load(key, lambda: 1)
    stats = cache.stats()
    assert (stats.hits, stats.misses, stats.loads, stats.entries, stats.weight) == (1, 2, 2, 2, 2)
    assert stats.hit_ratio == pytest.approx(1 / 3)
    assert repr(cache) == "<Cache 'cache' of 2 entries>"
    assert repr(UNSET) == "UNSET"


def test_hit_ratios_on_a_zipf_trace_are_better_than_lru() -> None:
    """The store is the C++ one, whose own tests compare it with a model."""
    from functools import lru_cache

    random = Random(3)
    weights = [1 / (i + 1) ** 0.9 for i in range(5000)]
    trace = random.choices(range(5000), weights, k=50_000)
    cache = Cache(250)
    lru = lru_cache(250)(lambda key: key)
    for key in trace:
        cache.get_or_load(key, lambda: 1)
        lru(key)
    assert cache.stats().hits > lru.cache_info().hits


def test_importing_the_package_does_not_import_redis() -> None:
    program = "import sys, wirespeed.cache; print('redis' in sys.modules, 'asyncio' in sys.modules)"
    assert run_python(program).stdout.split()[0] == "False"
