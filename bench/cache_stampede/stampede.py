"""Everybody misses one key at once, by whichever library is named."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from statistics import median
from typing import Any

from cache_stampede import workload
from cache_stampede.workload import Workload
from harness import contender

PASSES = 5
LOAD_SECONDS = 1.0  # long enough for all to have asked
TTL = 3600
KEY, VALUE = "report", 42


class Clock:
    """Of one pass: how often it was loaded, when a load ended, when each asker went on."""

    def __init__(self) -> None:
        self.loads = 0
        self.ended = 0.0
        self.released: list[float] = []

    def load(self) -> int:
        self.loads += 1
        time.sleep(LOAD_SECONDS)
        self.ended = self.ended or time.perf_counter()
        return VALUE

    async def aload(self) -> int:
        self.loads += 1
        await asyncio.sleep(LOAD_SECONDS)
        self.ended = self.ended or time.perf_counter()
        return VALUE

    def went_on(self, value: int) -> None:
        if value == VALUE:
            self.released.append(time.perf_counter())


Ask = Callable[[], int]
Asks = Callable[[], Coroutine[Any, Any, int]]


class Library:
    """How a thread and how a task ask it; None where it has no such thing."""

    def thread(self, clock: Clock) -> Ask | None:
        return None

    def task(self, clock: Clock) -> Asks | None:
        return None


class Ours(Library):
    def __init__(self) -> None:
        from wirespeed.cache import Cache

        self.cache = Cache(1000, ttl=TTL)

    def thread(self, clock: Clock) -> Ask:
        return lambda: self.cache.get_or_load(KEY, clock.load)  # type: ignore[no-any-return]

    def task(self, clock: Clock) -> Asks:
        return lambda: self.cache.aget_or_load(KEY, clock.aload)  # type: ignore[no-any-return]


class Cachetools(Library):
    """With the condition by which it collapses misses, since its version 6."""

    def thread(self, clock: Clock) -> Ask:
        import cachetools

        made: Ask = cachetools.cached(cachetools.TTLCache(1000, TTL), condition=threading.Condition())(clock.load)
        return made


class Cachebox(Library):
    def thread(self, clock: Clock) -> Ask:
        import cachebox

        made: Ask = cachebox.cached(cachebox.TTLCache(1000, TTL))(clock.load)
        return made

    def task(self, clock: Clock) -> Asks:
        import cachebox

        made: Asks = cachebox.cached(cachebox.TTLCache(1000, TTL))(clock.aload)
        return made


class Aiocache(Library):
    """Its decorator against stampedes, with a lease longer than the load."""

    def task(self, clock: Clock) -> Asks:
        from aiocache import cached_stampede

        async def load() -> int:
            return await clock.aload()

        made: Asks = cached_stampede(lease=30, ttl=TTL, key=f"{KEY} {id(clock)}")(load)
        return made


class Cashews(Library):
    def task(self, clock: Clock) -> Asks:
        from cashews import cache

        cache.setup("mem://", size=1000)

        async def load() -> int:
            return await clock.aload()

        made: Asks = cache(ttl=TTL, key=f"{KEY}:{id(clock)}", lock=True)(load)
        return made


LIBRARIES: dict[str, Callable[[], Library]] = {
    "ours": Ours,
    "cachetools": Cachetools,
    "cachebox": Cachebox,
    "aiocache": Aiocache,
    "cashews": Cashews,
}


async def all_tasks(ask: Asks, count: int, clock: Clock) -> None:
    async def one() -> None:
        clock.went_on(await ask())

    await asyncio.gather(*(one() for _ in range(count)))


def threads_of(ask: Ask, count: int, clock: Clock) -> list[threading.Thread]:
    made = [threading.Thread(target=lambda: clock.went_on(ask())) for _ in range(count)]
    for thread in made:
        thread.start()
    return made


def stampede(library: Library, asked: Workload) -> Clock:
    clock = Clock()
    thread, task = library.thread(clock), library.task(clock)
    if (asked.threads and thread is None) or (asked.tasks and task is None):
        raise contender.CannotRun("it is not for threads" if thread is None else "it is not for tasks")
    threads = threads_of(thread, asked.threads, clock) if thread else []
    if task and asked.tasks:
        asyncio.run(all_tasks(task, asked.tasks, clock))
    for one in threads:
        one.join()
    return clock


def work(data: Path, checking: bool) -> contender.Outcome:
    try:
        library = LIBRARIES[sys.argv[3]]
        library()
    except ImportError as error:
        raise contender.CannotRun(str(error)) from error
    asked = workload.read(data)
    threading.stack_size(256 << 10)
    passes = []
    for _ in range(1 if checking else PASSES):
        gc.collect()
        passes.append(stampede(library(), asked))
    counters = {
        "loads": max(clock.loads for clock in passes),
        "release_ms": median(max(clock.released) - clock.ended for clock in passes) * 1000,
    }
    return contender.Outcome({"answered": len(passes[-1].released)}, counters)


contender.main(work)
