"""Hits, by whichever library is named: all keys are there before the clock starts, and a TTL of an hour is theirs."""

from __future__ import annotations

import asyncio
import functools
import gc
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from statistics import median
from typing import Any

from cache_hits import workload
from cache_hits.workload import Workload
from harness import contender

PASSES = 9
TTL = 3600
ROOM = 20_000  # items: twice the keys

Get = Callable[[str], Any]
Function = Callable[[int, str], Any]
Decorate = Callable[[Function], Function]


class Library:
    """What a library has of the three; None where it has no such thing."""

    get: Callable[[dict[str, int]], Get] | None = None  # a cache that holds these
    function: Decorate | None = None
    coroutine: Decorate | None = None


class Ours(Library):
    def __init__(self) -> None:
        from wirespeed.cache import Cache, cached

        self.cache = Cache(ROOM, ttl=TTL)
        self.function = self.coroutine = cached(self.cache)

    def get(self, values: dict[str, int]) -> Get:  # type: ignore[override]
        for key, one in values.items():
            self.cache.put(key, one)
        return self.cache.get  # type: ignore[no-any-return]


class Cachetools(Library):
    """Its README: a cache is not thread-safe by itself, share it with a lock."""

    def __init__(self) -> None:
        import cachetools

        self.cache: Any = cachetools.TTLCache(ROOM, TTL)
        self.function = cachetools.cached(self.cache, lock=threading.RLock())

    def get(self, values: dict[str, int]) -> Get:  # type: ignore[override]
        lock = threading.RLock()
        self.cache.update(values)

        def get(key: str) -> Any:
            with lock:
                return self.cache.get(key)

        return get


class Cachebox(Library):
    """As the fastest of its caches that have a TTL; its values are handed out as they are."""

    def __init__(self) -> None:
        import cachebox

        self.cache: Any = cachebox.TTLCache(ROOM, TTL)
        self.function = self.coroutine = cachebox.cached(self.cache, postprocess=None)

    def get(self, values: dict[str, int]) -> Get:  # type: ignore[override]
        self.cache.update(values)
        return self.cache.get  # type: ignore[no-any-return]


class Aiocache(Library):
    def __init__(self) -> None:
        import aiocache

        self.coroutine = aiocache.cached(ttl=TTL)


class Cashews(Library):
    """In memory, with the template of keys that its README begins with."""

    def __init__(self) -> None:
        from cashews import cache

        cache.setup("mem://", size=ROOM, check_interval=60)
        self.coroutine = cache(ttl=TTL, key="profile:{number}:{text}")


class LruCache(Library):
    """Of Python's library: no TTL, no bytes, no single flight."""

    def __init__(self) -> None:
        self.function = functools.lru_cache(ROOM)


LIBRARIES: dict[str, Callable[[], Library]] = {
    "ours": Ours,
    "cachetools": Cachetools,
    "cachebox": Cachebox,
    "aiocache": Aiocache,
    "cashews": Cashews,
    "lru_cache": LruCache,
}


class Counted:
    """The function that is cached, and how often it was called."""

    def __init__(self) -> None:
        self.calls = 0

    def function(self) -> Function:
        def profile(number: int, text: str) -> int:
            self.calls += 1
            return workload.value(number)

        return profile

    def coroutine(self) -> Callable[[int, str], Coroutine[Any, Any, int]]:
        async def profile(number: int, text: str) -> int:
            self.calls += 1
            return workload.value(number)

        return profile


def nanoseconds(ask: Callable[[], int], asks: int) -> tuple[float, int]:
    """CPU time of one ask, the median of the passes; and what the last one added up to."""
    passes, total = [], 0
    for _ in range(PASSES):
        gc.collect()
        began = time.process_time_ns()
        total = ask()
        passes.append(time.process_time_ns() - began)
    return median(passes) / asks, total


def gets(get: Get, asked: list[str]) -> int:
    total = 0
    for key in asked:
        total += get(key)
    return total


def calls(function: Function, asked: list[tuple[int, str]]) -> int:
    total = 0
    for number, text in asked:
        total += function(number, text)
    return total


async def awaited(function: Function, asked: list[tuple[int, str]]) -> int:
    total = 0
    for number, text in asked:
        total += await function(number, text)
    return total


def measured(library: Library, work: Workload, counted: Counted) -> tuple[float, int]:
    """Nanoseconds, and the sum."""
    arguments = [(number, workload.text(number)) for number in range(work.keys)]
    asked = [arguments[number] for number in work.trace]
    if work.kind == "get" and library.get is not None:
        get = library.get({text: workload.value(number) for number, text in arguments})
        texts = [text for _, text in asked]
        return nanoseconds(lambda: gets(get, texts), len(texts))
    if work.kind == "function" and library.function is not None:
        function = library.function(counted.function())
        calls(function, arguments)
        return nanoseconds(lambda: calls(function, asked), len(asked))
    if work.kind == "coroutine" and library.coroutine is not None:
        cached = library.coroutine(counted.coroutine())
        with asyncio.Runner() as runner:
            runner.run(awaited(cached, arguments))
            return nanoseconds(lambda: runner.run(awaited(cached, asked)), len(asked))
    raise contender.CannotRun(f"it has nothing for {work.kind}")


def work(data: Path, checking: bool) -> contender.Outcome:
    try:
        library = LIBRARIES[sys.argv[3]]()
    except ImportError as error:
        raise contender.CannotRun(str(error)) from error
    asked, counted = workload.read(data), Counted()
    spent, total = measured(library, asked, counted)
    loads = counted.calls and counted.calls - asked.keys
    return contender.Outcome({"sum": total, "misses": loads}, {"hit_ns": spent})


contender.main(work)
