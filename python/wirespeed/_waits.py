"""How long coroutines wait: measured while they run, and kept for each place in the program.

A coroutine's wait is the time between its steps. When its event loop was busy with another coroutine just before it
went on, what it waited for had come earlier, nobody knows when: such a wait is known only to lie between the moment at
which the loop became busy and the moment at which the coroutine went on. :meth:`Waits.learn` takes such bounds, and
moves what is expected only when it lies outside of them.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Coroutine, Generator, Hashable
from typing import Any, NamedTuple

from wirespeed.errors import InvalidArgumentError

__all__ = ["Measured", "Site", "Waits"]

# Steps of coroutines that lie closer together belong to one turn of the loop. asyncio's own part between two of them
# takes 5 to 50 us, more the first time.
_TURN_SECONDS = 250e-6


class Site(NamedTuple):
    """What is known of one place in the program, or of one name."""

    name: str
    expected: float
    """Seconds that it is expected to wait."""
    last: float
    """Seconds that it waited last, at most."""
    runs: int
    """How often it ran to its end."""
    failures: int
    """How often it was cancelled or raised."""


class _Record:
    __slots__ = ("expected", "failures", "known", "label", "last", "runs")

    def __init__(self, label: Callable[[], str]) -> None:
        self.label = label
        self.expected = 0.0
        self.last = 0.0
        self.runs = 0
        self.known = 0  # runs that told something
        self.failures = 0

    def learn(self, least: float, most: float, weight: float) -> None:
        """Of bounds it believes the lower one to begin with: what is taken for quicker than it is starts later the next
        time, when nothing hides how long it takes; what is taken for slower would start first for good."""
        self.runs += 1
        self.last = most
        if self.runs == 1:
            self.expected, self.known = least, int(least == most)
            return
        nearest = min(max(self.expected, least), most)
        if least == most or nearest != self.expected:
            self.known += 1
            self.expected += (nearest - self.expected) * max(weight, 1 / self.known)


class Waits:
    """Expected waits by site. Threads and event loops may share it.

    :param weight: of the newest wait in the average; the wait that was measured n runs before it counts
        ``weight * (1 - weight) ** n``. The first few count alike.
    :param max_sites: the sites that were not seen for the longest time are forgotten above it.
    """

    def __init__(self, *, weight: float = 0.25, max_sites: int = 4096) -> None:
        if not 0 < weight <= 1:
            raise InvalidArgumentError(f"weight: expected more than 0 and at most 1, found {weight}")
        if max_sites < 1:
            raise InvalidArgumentError(f"max_sites: expected at least 1, found {max_sites}")
        self._weight = weight
        self._max_sites = max_sites
        self._records: dict[Hashable, _Record] = {}
        self._lock = threading.Lock()

    def expected(self, site: Hashable) -> float | None:
        """Seconds; None: it never ran to its end."""
        with self._lock:
            record = self._records.get(site)
            return record.expected if record is not None and record.runs else None

    def learn(self, site: Hashable, least: float, most: float, label: Callable[[], str] | None = None) -> None:
        """It ran to its end, and waited between ``least`` and ``most`` seconds."""
        with self._lock:
            self._record(site, label).learn(least, most, self._weight)

    def learn_failure(self, site: Hashable, least: float, label: Callable[[], str] | None = None) -> None:
        """It raised or was cancelled, after it had waited for ``least`` seconds."""
        with self._lock:
            record = self._record(site, label)
            record.failures += 1
            if record.runs and least > record.expected:
                record.expected += (least - record.expected) * self._weight

    def sites(self) -> list[Site]:
        """What is known, longest waits first."""
        with self._lock:
            found = [(r.label(), r.expected, r.last, r.runs, r.failures) for r in self._records.values()]
        return sorted((Site(*of) for of in found), key=lambda site: -site.expected)

    def forget(self) -> None:
        """Forgets all of it."""
        with self._lock:
            self._records.clear()

    def __repr__(self) -> str:
        return f"<wirespeed.aio.Waits of {len(self._records)} sites>"

    def _record(self, site: Hashable, label: Callable[[], str] | None) -> _Record:
        """As the one that was seen last."""
        record = self._records.pop(site, None) or _Record(label or (lambda: str(site)))
        self._records[site] = record
        if len(self._records) > self._max_sites:
            del self._records[next(iter(self._records))]
        return record


class _Loop(threading.local):
    """When the event loop of this thread was last busy with coroutines that are measured."""

    began = -math.inf
    ended = -math.inf


_loop = _Loop()


class Measured:
    """Awaits a coroutine and measures how long it waits, in seconds: between ``least`` and ``most``."""

    __slots__ = ("_steps", "least", "most")

    def __init__(self, steps: Coroutine[Any, Any, Any]) -> None:
        self._steps = steps
        self.least = 0.0
        self.most = 0.0

    def __await__(self) -> Generator[Any, Any, Any]:
        steps, loop = self._steps, _loop
        step: Callable[[Any], Any] = steps.send
        given: Any = None
        suspended = time.perf_counter()
        self._begin(loop, suspended)
        while True:
            try:
                awaited = step(given)
            except StopIteration as end:
                return end.value
            finally:
                suspended = loop.ended = time.perf_counter()
            try:
                given = yield awaited
                step = steps.send
            except GeneratorExit:
                steps.close()
                raise
            except BaseException as thrown:
                given, step = thrown, steps.throw
            self._begin(loop, suspended)

    def _begin(self, loop: _Loop, suspended: float) -> None:
        """A step begins."""
        now = time.perf_counter()
        self.most += now - suspended
        if now - loop.ended > _TURN_SECONDS:
            loop.began = now
        self.least += max(0.0, loop.began - suspended)
