"""Gathering awaitables: those that wait longest go first.

    from wirespeed import aio

    releases, artist, label = await aio.gather(
        fetch_releases(pool, id_), fetch_artist(pool, id_), fetch_label(pool, id_), limit=pool_size
    )

``asyncio.gather`` starts what it is given in the order in which it is given. What waits for long and is started last is
waited for while nothing else is left to do. :func:`gather` measures how long each of its awaitables waits, expects the
same of it the next time, and starts the slowest first. More of it: docs/aio.md.
"""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator, Hashable, Iterable
from types import CodeType
from typing import Any, Generic, Literal, TypeVar, overload

from wirespeed._waits import Measured, Site, Waits
from wirespeed.errors import InvalidArgumentError

__all__ = ["Named", "Site", "Waits", "gather", "named", "waits"]

T = TypeVar("T")
T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")
T5 = TypeVar("T5")

waits = Waits()
"""What :func:`gather` measures unless it is given a :class:`Waits` of its own."""


class Named(Generic[T]):
    """An awaitable with a name. Made by :func:`named`."""

    __slots__ = ("awaitable", "expected", "name")

    def __init__(self, name: Hashable, awaitable: Awaitable[T], expected: float | None) -> None:
        self.name = name
        self.awaitable = awaitable
        self.expected = expected

    def __await__(self) -> Generator[Any, Any, T]:
        return self.awaitable.__await__()


def named(name: Hashable, awaitable: Awaitable[T], *, expected: float | None = None) -> Named[T]:
    """Says by which name the waits of an awaitable are kept, for :func:`gather`.

    :param name: where it is awaited does not matter then. Let it tell apart what takes its own time: a query, a host.
    :param expected: seconds, until the first of this name has ended.
    """
    return Named(name, awaitable, expected)


# As in asyncio: the result is a list, and the types of a few awaitables are known one by one.
@overload
def gather(  # type: ignore[overload-overlap]
    a: Awaitable[T1],
    b: Awaitable[T2],
    /,
    *,
    limit: int | None = None,
    return_exceptions: Literal[False] = False,
    waits: Waits | None = None,
) -> Coroutine[Any, Any, tuple[T1, T2]]: ...
@overload
def gather(  # type: ignore[overload-overlap]
    a: Awaitable[T1],
    b: Awaitable[T2],
    c: Awaitable[T3],
    /,
    *,
    limit: int | None = None,
    return_exceptions: Literal[False] = False,
    waits: Waits | None = None,
) -> Coroutine[Any, Any, tuple[T1, T2, T3]]: ...
@overload
def gather(  # type: ignore[overload-overlap]
    a: Awaitable[T1],
    b: Awaitable[T2],
    c: Awaitable[T3],
    d: Awaitable[T4],
    /,
    *,
    limit: int | None = None,
    return_exceptions: Literal[False] = False,
    waits: Waits | None = None,
) -> Coroutine[Any, Any, tuple[T1, T2, T3, T4]]: ...
@overload
def gather(  # type: ignore[overload-overlap]
    a: Awaitable[T1],
    b: Awaitable[T2],
    c: Awaitable[T3],
    d: Awaitable[T4],
    e: Awaitable[T5],
    /,
    *,
    limit: int | None = None,
    return_exceptions: Literal[False] = False,
    waits: Waits | None = None,
) -> Coroutine[Any, Any, tuple[T1, T2, T3, T4, T5]]: ...
@overload
def gather(
    *awaitables: Awaitable[T],
    limit: int | None = None,
    return_exceptions: Literal[False] = False,
    waits: Waits | None = None,
) -> Coroutine[Any, Any, list[T]]: ...
@overload
def gather(
    *awaitables: Awaitable[T],
    limit: int | None = None,
    return_exceptions: bool,
    waits: Waits | None = None,
) -> Coroutine[Any, Any, list[T | BaseException]]: ...
def gather(
    *awaitables: Awaitable[Any],
    limit: int | None = None,
    return_exceptions: bool = False,
    waits: Waits | None = None,
) -> Coroutine[Any, Any, Any]:
    """Awaits all of them, those first that are expected to wait longest; returns a list of their results, in order.

    A site that was never measured goes before all others. What is a future or a task already is only awaited. One that
    is given twice is awaited once.

    The first that raises has all others cancelled, and is raised when they have ended; what was not begun is not. When
    the caller is cancelled, all of them are.

    :param limit: how many may be under way at once, such as the connections of a pool; None: all.
    :param return_exceptions: exceptions are results, and cancel nobody.
    :param waits: where waits are kept and looked up. A site is the place of the call and the place among its arguments,
        or the name given by :func:`named`.
    """
    if limit is not None and limit < 1:
        raise InvalidArgumentError(f"limit: expected at least 1, or None, found {limit}")
    frame = sys._getframe(1)
    kept = _default() if waits is None else waits
    jobs = list(_jobs(awaitables, (frame.f_code, frame.f_lasti), kept))
    return _Gathering(jobs, limit, return_exceptions, kept).run()


def _default() -> Waits:
    return waits


class _Job:
    """One awaitable, and where its result goes."""

    __slots__ = ("_label", "_measured", "awaitable", "expected", "outcome", "places", "site", "task")

    def __init__(self, awaitable: Awaitable[Any], site: Hashable, label: Callable[[], str], expected: float) -> None:
        self.awaitable = awaitable
        self.site = site
        self.expected = expected
        self.places: list[int] = []
        self.task: asyncio.Future[Any] | None = None
        self.outcome: Any = None
        self._measured: Measured | None = None
        self._label = label

    @property
    def is_begun(self) -> bool:
        return asyncio.isfuture(self.awaitable)

    def start(self) -> asyncio.Future[Any]:
        if asyncio.isfuture(self.awaitable):
            self.task = self.awaitable
        else:
            self.task = asyncio.get_running_loop().create_task(self._run())
        return self.task

    async def _run(self) -> Any:
        self._measured = Measured(self.awaitable if asyncio.iscoroutine(self.awaitable) else _steps(self.awaitable))
        return await self._measured

    def close(self) -> None:
        """It is not begun; a coroutine would complain."""
        if asyncio.iscoroutine(self.awaitable):
            self.awaitable.close()

    def learn(self, kept: Waits, has_failed: bool) -> None:
        measured = self._measured
        if measured is None:
            return
        if has_failed:
            kept.learn_failure(self.site, measured.least, self._label)
        else:
            kept.learn(self.site, measured.least, measured.most, self._label)


async def _steps(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


def _jobs(awaitables: Iterable[Awaitable[Any]], caller: tuple[CodeType, int], kept: Waits) -> Iterable[_Job]:
    found: dict[int, _Job] = {}
    for place, given in enumerate(awaitables):
        identity = id(given.awaitable if isinstance(given, Named) else given)
        if identity not in found:
            found[identity] = _job(given, place, caller, kept)
        found[identity].places.append(place)
    return found.values()


def _job(given: Awaitable[Any], place: int, caller: tuple[CodeType, int], kept: Waits) -> _Job:
    if isinstance(given, Named):
        name = given.name
        return _Job(given.awaitable, name, lambda: str(name), _expected(kept.expected(name), given.expected))
    if not hasattr(given, "__await__"):
        raise InvalidArgumentError(f"gather: expected awaitables, found {type(given).__name__} at place {place}")
    what = getattr(given, "cr_code", type(given))
    site = (*caller, place, what)
    return _Job(given, site, lambda: _place(caller[0], place, what), _expected(kept.expected(site), None))


def _expected(measured: float | None, said: float | None) -> float:
    if measured is not None:
        return measured
    return float("inf") if said is None else said


def _place(caller: CodeType, place: int, what: CodeType | type) -> str:
    name = what.co_name if isinstance(what, CodeType) else what.__qualname__
    return f"{name}, number {place} in {caller.co_name} ({caller.co_filename}:{caller.co_firstlineno})"


class _Gathering:
    """Tasks that are under way, and jobs that wait for their turn."""

    def __init__(self, jobs: list[_Job], limit: int | None, return_exceptions: bool, kept: Waits) -> None:
        self._jobs = jobs
        unbegun = [job for job in jobs if not job.is_begun]
        self._waiting = deque(sorted(unbegun, key=lambda job: -job.expected))
        self._free = limit or len(jobs)  # more may be begun
        self._return_exceptions = return_exceptions
        self._kept = kept
        self._left = len(jobs)  # have not ended
        self._running: set[_Job] = set()
        self._failure: BaseException | None = None
        self._is_ending = False
        self._ended: asyncio.Future[None] | None = None

    def __del__(self) -> None:
        for job in self._waiting:  # the task that should have run this was cancelled before it began
            job.close()

    async def run(self) -> list[Any]:
        for job in self._jobs:
            if job.is_begun:
                self._watch(job)
        self._start_waiting()
        while self._left:
            self._ended = asyncio.get_running_loop().create_future()
            try:
                await self._ended
            except asyncio.CancelledError as cancelled:
                self._failure = cancelled  # raised when all have ended, whatever they make of it
                self._end_all()
        if self._failure is not None:
            try:
                raise self._failure
            finally:
                self._failure = None  # it would hold this object, which holds it
        return self._results()

    def _results(self) -> list[Any]:
        results: list[Any] = [None] * sum(len(job.places) for job in self._jobs)
        for job in self._jobs:
            for place in job.places:
                results[place] = job.outcome
        return results

    def _start_waiting(self) -> None:
        while self._waiting and self._free:
            self._free -= 1
            self._watch(self._waiting.popleft())

    def _watch(self, job: _Job) -> None:
        self._running.add(job)
        job.start().add_done_callback(lambda task: self._job_ended(job, task))

    def _job_ended(self, job: _Job, task: asyncio.Future[Any]) -> None:
        self._running.discard(job)
        self._left -= 1
        self._free += not job.is_begun
        job.task = None
        failure = asyncio.CancelledError() if task.cancelled() else task.exception()
        job.learn(self._kept, failure is not None)
        if failure is None:
            job.outcome = task.result()
        elif self._return_exceptions:
            job.outcome = failure
        elif not self._is_ending:
            self._failure = failure
            self._end_all()
        self._start_waiting()
        if self._left == 0 and self._ended is not None and not self._ended.done():
            self._ended.set_result(None)

    def _end_all(self) -> None:
        self._is_ending = True
        self._left -= len(self._waiting)
        for job in self._waiting:
            job.close()
        self._waiting.clear()
        for job in list(self._running):
            if job.task is not None:
                job.task.cancel()
