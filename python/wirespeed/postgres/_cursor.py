"""A cursor that the server keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from wirespeed.errors import InvalidArgumentError
from wirespeed.postgres._errors import InterfaceError
from wirespeed.postgres._result import Result
from wirespeed.postgres._session import Session

__all__ = ["ROWS_AT_ONCE", "Cursor", "check_open", "close_sql", "declaration", "declare", "placed"]

ROWS_AT_ONCE = 10_000


def declare(session: Session, sql: str, params: Sequence[Any], scroll: bool, with_hold: bool) -> Cursor:
    """As :meth:`Connection.cursor`."""
    name, declared = declaration(session, sql, scroll, with_hold)
    session.execute(declared, params)
    return Cursor(session, name)


def declaration(session: Session, sql: str, scroll: bool, with_hold: bool) -> tuple[str, str]:
    """A name for a cursor, and what makes it."""
    if session.transaction_status == "idle" and not with_hold:
        raise InvalidArgumentError(
            "cursor: expected a transaction, which it ends with, found none; begin one, or give with_hold=True"
        )
    name = f"cursor_{session._next_savepoint()}"
    hold = " WITH HOLD" if with_hold else ""
    return name, f"DECLARE {name} {'' if scroll else 'NO '}SCROLL CURSOR{hold} FOR {sql}"


def close_sql(name: str) -> tuple[str, str]:
    """What looks whether it is there, by its name, and what closes it: a CLOSE of what has ended with its transaction
    would be an error, which ends another one."""
    return "SELECT FROM pg_cursors WHERE name = $1", f"CLOSE {name}"


def check_open(is_closed: bool) -> None:
    if is_closed:
        raise InterfaceError("cursor: expected an open one, found it closed")


def placed(how: str, n: int | None) -> str:
    """FORWARD or ABSOLUTE, and how far; None: to the end."""
    return f"{how} ALL" if n is None else f"{how} {_number(n)}"


class Cursor:
    """Rows by pieces of any size, while the connection does other things in between. Made by
    :meth:`Connection.cursor`; it ends with its transaction, unless it was made ``with_hold``.
    """

    def __init__(self, session: Session, name: str) -> None:
        self._session = session
        self._is_closed = False
        self.name = name
        """For ``WHERE CURRENT OF``."""

    def fetch(self, n: int | None = None, **limits: Any) -> Result:
        """The next rows, as many as there are up to ``n``; None: all that are left.

        :param n: below zero: so many before this place, the nearest first (``scroll``); 0: the row at this place.
        :param limits: ``timeout`` and ``cancel`` as of :meth:`Connection.query`.
        """
        return self._query("FETCH", placed("FORWARD", n), limits)

    def fetch_at(self, place: int, **limits: Any) -> Result:
        """The row at a place: 1 is the first, -1 the last (``scroll``)."""
        return self._query("FETCH", placed("ABSOLUTE", place), limits)

    def move(self, n: int, **limits: Any) -> int:
        """Goes ``n`` rows on, or back (``scroll``). Returns how many it went past."""
        return self._query("MOVE", placed("FORWARD", n), limits).status().rows or 0

    def move_to(self, place: int, **limits: Any) -> None:
        """Goes to a place: 0 is before the first row (``scroll``, if it is behind)."""
        self._query("MOVE", placed("ABSOLUTE", place), limits).status()

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """The rows that are left; as many as it receives at once are held here."""
        while rows := self.fetch(ROWS_AT_ONCE).rows():
            yield from rows

    def close(self) -> None:
        """The server forgets it."""
        session = self._session
        if self._is_closed or session.closed or session.transaction_status == "failed":
            self._is_closed = True
            return
        self._is_closed = True
        there, closing = close_sql(self.name)
        if session.query(there, [self.name]).count():
            session.execute_script(closing)

    @property
    def closed(self) -> bool:
        """Whether ``close()`` was called."""
        return self._is_closed

    def _query(self, what: str, where: str, limits: dict[str, Any]) -> Result:
        check_open(self._is_closed)
        return self._session.query(f"{what} {where} FROM {self.name}", **limits)

    def __enter__(self) -> Cursor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Cursor({self.name}, {'closed' if self._is_closed else 'open'})"


def _number(n: int) -> int:
    if isinstance(n, bool) or not isinstance(n, int):
        raise InvalidArgumentError(f"cursor: expected a whole number, found {n!r}")
    return n
