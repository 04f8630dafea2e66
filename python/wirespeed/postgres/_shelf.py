"""What a pool keeps, without locks and without waiting: who takes what, and who is next."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

from wirespeed.errors import InvalidArgumentError

__all__ = ["CHECK_SECONDS", "PATIENCE_SECONDS", "RESET_SECONDS", "PoolStats", "Rules", "Shelf", "Waiter", "all_in_use"]

RESET_SECONDS = 10.0
PATIENCE_SECONDS = 0.05
"""For what is left of a result; after that it is cancelled, which takes a connection of its own."""
CHECK_SECONDS = 10.0


class PoolStats(NamedTuple):
    """What a pool has and has done."""

    size: int
    """Connections that are open or being opened."""
    idle: int
    in_use: int
    waiting: int
    """Calls that wait for a connection."""
    requests: int
    """Connections that were asked for, since the pool was made."""
    waited: int
    """Requests that had to wait."""
    timeouts: int
    """Requests that waited in vain."""
    opened: int
    dropped: int
    """Connections that were closed: broken, too old, or idle for too long."""


@dataclass(frozen=True)
class Rules:
    """What a pool was told."""

    min_size: int
    max_size: int
    max_idle: float | None
    max_lifetime: float | None

    def __post_init__(self) -> None:
        if self.max_size < 1:
            raise InvalidArgumentError(f"max_size: expected at least 1, found {self.max_size}")
        if not 0 <= self.min_size <= self.max_size:
            raise InvalidArgumentError(f"min_size: expected 0 to max_size, found {self.min_size}")


class Waiter(Protocol):
    """One who waits, in a thread or a task."""

    def wake(self) -> None:
        """Something was given to it."""


C = TypeVar("C")
W = TypeVar("W", bound=Waiter)


class Shelf(Generic[C, W]):
    """The idle connections, the places for more, and the queue. The pool calls it under its lock."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.idle: deque[tuple[C, float]] = deque()  # and since when; the one that was used last is at the end
        self.born: dict[int, float] = {}  # by id, of all that are open
        self.lent: set[int] = set()  # by id
        self.queue: deque[W] = deque()
        self.given: dict[int, C | None] = {}  # by id of a waiter: a connection, or the place for one
        self.size = 0
        self.requests = self.waited = self.timeouts = self.opened = self.dropped = 0

    # --- asking -------------------------------------------------------------------------------------------------------

    def take(self) -> C | None:
        """An idle connection. Those who wait go first."""
        if self.idle and not self.queue:
            return self.idle.pop()[0]
        return None

    def reserve(self) -> bool:
        """Whether one more may be opened. Then its place is taken."""
        if self.queue or self.size >= self.rules.max_size:
            return False
        self.size += 1
        return True

    def enter_queue(self, waiter: W) -> None:
        self.waited += 1
        self.queue.append(waiter)

    def collect(self, waiter: W) -> tuple[bool, C | None]:
        """Whether something was given to it, and what: None is the place for a connection. Else it waits no more."""
        if id(waiter) in self.given:
            return True, self.given.pop(id(waiter))
        if waiter in self.queue:
            self.queue.remove(waiter)
        return False, None

    def leave_queue(self, waiter: W) -> None:
        """Of one that was interrupted: what it was given goes to the next."""
        got, given = self.collect(waiter)
        if got and given is not None:
            self.give(given)
        elif got:
            self.free_place()

    def dismiss(self) -> None:
        """All who wait wake up with nothing."""
        waiting, self.queue = self.queue, deque()
        for waiter in waiting:
            waiter.wake()

    def lend(self, connection: C) -> None:
        self.lent.add(id(connection))

    # --- giving -------------------------------------------------------------------------------------------------------

    def take_back(self, connection: C) -> None:
        """
        :raises InvalidArgumentError: it was not lent.
        """
        if id(connection) not in self.lent:
            raise InvalidArgumentError("release: expected a connection that acquire() gave, once; found another")
        self.lent.remove(id(connection))

    def give(self, connection: C) -> None:
        """One that is fit for use: to whoever is next, or to the shelf."""
        if not self._hand_over(connection):
            self.idle.append((connection, time.monotonic()))

    def free_place(self) -> None:
        """A connection is gone, or could not be opened: whoever is next may open one."""
        if not self._hand_over(None):
            self.size -= 1

    def _hand_over(self, what: C | None) -> bool:
        if not self.queue:
            return False
        waiter = self.queue.popleft()
        self.given[id(waiter)] = what
        waiter.wake()
        return True

    # --- age ----------------------------------------------------------------------------------------------------------

    def note_opened(self, connection: C) -> None:
        self.opened += 1
        self.born[id(connection)] = time.monotonic()

    def note_dropped(self, connection: C) -> None:
        self.dropped += 1
        self.born.pop(id(connection), None)

    def is_old(self, connection: C) -> bool:
        """Whether it has lived long enough."""
        age = time.monotonic() - self.born[id(connection)]
        return self.rules.max_lifetime is not None and age > self.rules.max_lifetime

    def take_stale(self) -> list[C]:
        """Those that have been idle, or have lived, for too long: the caller closes them. Their places are free."""
        limit = self.rules.max_idle
        now = time.monotonic()
        stale = [connection for connection, _ in self.idle if self.is_old(connection)]
        spare = self.size - len(stale) - self.rules.min_size
        for connection, since in self.idle:
            if spare > 0 and limit is not None and now - since > limit and connection not in stale:
                stale.append(connection)
                spare -= 1
        self._forget(stale)
        return stale

    def take_all(self) -> list[C]:
        """All that are idle."""
        every = [connection for connection, _ in self.idle]
        self._forget(every)
        return every

    def _forget(self, connections: list[C]) -> None:
        if not connections:
            return
        gone = {id(connection) for connection in connections}
        self.idle = deque(kept for kept in self.idle if id(kept[0]) not in gone)
        self.size -= len(connections)
        for connection in connections:
            self.note_dropped(connection)

    def describe(self, is_closed: bool) -> str:
        return "closed" if is_closed else f"{len(self.lent)} in use, {len(self.idle)} idle"

    def stats(self) -> PoolStats:
        idle = len(self.idle)
        return PoolStats(
            self.size,
            idle,
            self.size - idle,
            len(self.queue),
            self.requests,
            self.waited,
            self.timeouts,
            self.opened,
            self.dropped,
        )


def all_in_use(rules: Rules) -> str:
    return (
        f"pool: all {rules.max_size} connections were in use for the whole timeout; "
        "give it more time, a greater max_size, or find who keeps one"
    )
