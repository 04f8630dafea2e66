"""One load for all who miss the same key."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from cache_crowds import Gate, crowd, fail, loading, never, pass_time, small
from conftest import run_python
from waiting import wait_until
from wirespeed.cache import Cache, _loading
from wirespeed.errors import InvalidArgumentError, TimeoutError


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
        from wirespeed.cache import Cache, _loading
        cache = Cache(10)
        def tell():
            while cache.stats().waiting == 0: time.sleep(0.001)
            print("waits", flush=True)
        for target in (lambda: cache.get_or_load("a", threading.Event().wait), tell):
            threading.Thread(target=target, daemon=True).start()
        while cache.stats().loading == 0: time.sleep(0.001)
        try: cache.get_or_load("a", lambda: 1)
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
    assert cache.stats().stale_served == 6
    gate.out.set()
    wait_until(lambda: cache.get("a") == "new")
    stats = cache.stats()
    assert (stats.refreshes, stats.loads) == (1, 1)


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


def test_what_takes_long_to_load_is_loaded_early_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    cache, gate = Cache(100, ttl=1000, jitter=0, beta=1), Gate("new")
    monkeypatch.setattr(_loading, "time", SimpleNamespace(monotonic=count(0, 500).__next__))
    cache.get_or_load("a", lambda: "old")  # which took 500 s
    pass_time(cache, 900)
    # Each has a chance of exp(-100 / 500).
    assert [cache.get_or_load("a", gate) for _ in range(2000)] == ["old"] * 2000
    assert gate.is_in.wait(30)
    gate.out.set()
    wait_until(lambda: cache.get("a") == "new")
    assert cache.stats().refreshes == 1


def test_threads_that_do_everything_at_once() -> None:
    cache = Cache(50, ttl=0.01, stale=0.01, error_ttl=0)
    wrong: list[Any] = []

    def work(seed: int) -> None:
        random = Random(seed)
        for i in range(2000):
            key = random.randrange(80)
            got: list[int] = cache.get_or_load(key, partial(list, (key,)))  # a refresh may run when `key` is another
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
        from wirespeed.cache import Cache, _loading
        warnings.simplefilter("ignore")
        cache = Cache(100, ttl=1000)
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
