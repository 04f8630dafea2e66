"""Connections that are kept for the next who needs one."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from wirespeed._limits import Limits
from wirespeed.errors import Error, TimeoutError
from wirespeed.postgres._connection import Connection, connect
from wirespeed.postgres._errors import InterfaceError
from wirespeed.postgres._shelf import (
    CHECK_SECONDS,
    PATIENCE_SECONDS,
    RESET_SECONDS,
    PoolStats,
    Rules,
    Shelf,
    all_in_use,
)

__all__ = ["Pool", "PoolStats"]


class _Waiter:
    def __init__(self) -> None:
        self.event = threading.Event()

    def wake(self) -> None:
        self.event.set()


class Pool:
    """Connections for threads.

        with Pool("postgresql://ann@localhost/music", max_size=4) as pool:
            with pool.connection() as connection:
                connection.query("SELECT 1").value()

    Whoever asks first gets the first that is free; the one that was used last goes first. One that comes back within a
    transaction is rolled back; one that is broken, or cannot be reset, is dropped and another opened when it is needed.
    A child of fork() begins with an empty pool and leaves the parent's connections alone.

    The pool has no thread of its own: what is too old is closed when the pool is next used.
    """

    def __init__(
        self,
        conninfo: str = "",
        *,
        min_size: int = 0,
        max_size: int = 8,
        max_idle: float | None = 600.0,
        max_lifetime: float | None = 3600.0,
        timeout: float | None = 30.0,
        check: bool | Callable[[Connection], None] = False,
        reset: Callable[[Connection], None] | None = None,
        **keywords: Any,
    ) -> None:
        """
        :param min_size: connections that are opened at once and not closed for being idle.
        :param max_size: connections at most.
        :param max_idle: seconds after which an idle connection is closed; None: never.
        :param max_lifetime: seconds after which a connection is closed once nobody uses it; None: never.
        :param timeout: seconds to wait for a connection, its opening included; None: for ever.
        :param check: whether a connection that was idle is asked before it is given out; or what asks it. When that
            raises, the connection is dropped and the next is tried.
        :param reset: what is called with a connection that comes back, after its transaction was rolled back; when it
            raises, the connection is dropped.
        :param keywords: as of :func:`connect`.
        """
        self._conninfo, self._keywords = conninfo, keywords
        self._timeout = timeout
        self._check = _ask if check is True else check or None
        self._reset = reset
        self._rules = Rules(min_size, max_size, max_idle, max_lifetime)
        self._is_closed = False
        self._parents: set[int] = set()  # ids of what the process that forked this one had lent
        self._start_empty()
        _POOLS.add(self)
        for _ in range(min_size):
            self._shelf.reserve()
            self._put_back(self._open(Limits(timeout)))

    def _start_empty(self) -> None:
        self._lock = threading.Lock()
        self._shelf: Shelf[Connection, _Waiter] = Shelf(self._rules)

    # --- taking and giving back ---------------------------------------------------------------------------------------

    @contextmanager
    def connection(self, timeout: float | None = None) -> Iterator[Connection]:
        """A connection for the block. What it left in a transaction is rolled back at the block's end.

        :param timeout: instead of the pool's.
        """
        connection = self.acquire(timeout)
        try:
            yield connection
        finally:
            self.release(connection)

    def acquire(self, timeout: float | None = None) -> Connection:
        """A connection, which :meth:`release` has to bring back.

        :raises TimeoutError: none was free in time.
        :raises InterfaceError: the pool is closed.
        :raises UnavailableError: none could be opened.
        """
        limits = Limits(self._timeout if timeout is None else timeout)
        self._close_stale()
        with self._lock:
            self._shelf.requests += 1
        while True:
            connection = self._take(limits)
            if connection is None:
                connection = self._open(limits)
            elif not self._is_fit(connection):
                self._drop(connection)
                continue
            with self._lock:
                self._shelf.lend(connection)
            return connection

    def release(self, connection: Connection) -> None:
        """Brings back what :meth:`acquire` gave."""
        if id(connection) in self._parents:
            connection.close()
            return
        with self._lock:
            self._shelf.take_back(connection)
        try:
            is_clean = self._is_clean(connection)
        except BaseException:
            self._drop(connection)
            raise
        if is_clean:
            self._put_back(connection)
        else:
            self._drop(connection)
        self._close_stale()

    def _take(self, limits: Limits) -> Connection | None:
        """One that is free now or in time; None: one may be opened, and its place is taken."""
        with self._lock:
            self._check_open()
            if (connection := self._shelf.take()) is not None:
                return connection
            if self._shelf.reserve():
                return None
            waiter = _Waiter()
            self._shelf.enter_queue(waiter)
        try:
            waiter.event.wait(limits.left())
        except BaseException:
            with self._lock:
                self._shelf.leave_queue(waiter)
            raise
        with self._lock:
            got, given = self._shelf.collect(waiter)
            if got:
                return given
            self._check_open()
            self._shelf.timeouts += 1
        raise TimeoutError(all_in_use(self._rules))

    def _put_back(self, connection: Connection) -> None:
        with self._lock:
            if not self._is_closed and not self._shelf.is_old(connection):
                self._shelf.give(connection)
                return
        self._drop(connection)

    def _drop(self, connection: Connection) -> None:
        with self._lock:
            self._shelf.note_dropped(connection)
            self._shelf.free_place()
        connection.close()

    # --- opening and closing ------------------------------------------------------------------------------------------

    def _open(self, limits: Limits) -> Connection:
        """One whose place is taken."""
        try:
            connection = connect(self._conninfo, timeout=limits.left(), **self._keywords)
        except BaseException:
            with self._lock:
                self._shelf.free_place()
            raise
        with self._lock:
            self._shelf.note_opened(connection)
        return connection

    def _is_fit(self, connection: Connection) -> bool:
        if connection.closed:
            return False
        try:
            if self._check is not None:
                self._check(connection)
        except Error:
            return False
        except BaseException:
            self._drop(connection)
            raise
        return not connection.closed

    def _is_clean(self, connection: Connection) -> bool:
        """Whether it can be used again; a transaction is rolled back for that."""
        if connection.closed:
            return False
        try:
            if not connection._native.is_idle:
                with suppress(TimeoutError):  # which cancels what still comes
                    connection.execute_script("", timeout=PATIENCE_SECONDS)
            if not connection._native.is_idle or connection.transaction_status != "idle":
                connection.execute_script("ROLLBACK", timeout=RESET_SECONDS)
            if self._reset is not None:
                self._reset(connection)
        except Exception:
            return False
        return not connection.closed and connection.transaction_status == "idle"

    def _close_stale(self) -> None:
        with self._lock:
            stale = self._shelf.take_stale()
        for connection in stale:
            connection.close()

    def _check_open(self) -> None:
        if self._is_closed:
            raise InterfaceError("pool: expected an open one, found it closed")

    def close(self) -> None:
        """Closes what is idle now, and what is in use when it comes back. Those who wait are refused."""
        with self._lock:
            self._is_closed = True
            idle = self._shelf.take_all()
            self._shelf.dismiss()
        for connection in idle:
            connection.close()

    @property
    def closed(self) -> bool:
        """Whether nothing more is given out."""
        return self._is_closed

    def stats(self) -> PoolStats:
        """What it has and has done."""
        with self._lock:
            return self._shelf.stats()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        with self._lock:
            return f"Pool({self._shelf.describe(self._is_closed)})"


def _ask(connection: Connection) -> None:
    connection.execute_script("", timeout=CHECK_SECONDS)


_POOLS: weakref.WeakSet[Pool] = weakref.WeakSet()


def _forget_the_parents() -> None:
    """In a child of fork(): its parent goes on with the connections, and perhaps held the locks."""
    for pool in list(_POOLS):
        pool._parents = pool._shelf.lent
        pool._start_empty()


os.register_at_fork(after_in_child=_forget_the_parents)
