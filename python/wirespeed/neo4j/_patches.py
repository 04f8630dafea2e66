"""What is put in place of the driver's own, and put back: names in its modules and methods of its classes.

Every replacement looks first at what it was given, and hands over to the stock one unless all of it is the driver's
own kind. So subclasses, stand-ins of tests and connections that were opened before behave as ever.
"""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import importlib
import inspect
import logging
import socket
import ssl
from collections import deque
from collections.abc import Callable, Iterator
from time import monotonic
from types import CodeType, ModuleType
from typing import Any

from wirespeed.neo4j import _engine
from wirespeed.neo4j._inbox import AsyncInbox, Inbox
from wirespeed.neo4j._lines import Line, Twin

log = logging.getLogger("neo4j.io")

Patch = tuple[Any, str, Any]  # owner, name, what takes the place


def of_line(line: Line) -> Iterator[Patch]:
    yield from _Half(line.sync, is_async=False).patches()
    yield from _Half(line.async_, is_async=True).patches()


def logged_repr(value: object) -> str:
    """``repr`` for what is only formatted to be logged: nothing while nobody listens."""
    return builtins.repr(value) if log.isEnabledFor(logging.DEBUG) else ""


class _Half:
    """The sync or the async half of the driver."""

    def __init__(self, twin: Twin, is_async: bool) -> None:
        prefix = "Async" if is_async else ""
        self.is_async = is_async
        self.module = importlib.import_module(twin.bolt)
        self.common = importlib.import_module(twin.common)
        self.versions = [importlib.import_module(name) for name in twin.versions]
        self.prefix = prefix
        self.socket_class = getattr(self.module, f"{prefix}BoltSocket")
        self.bolt = getattr(self.module, f"{prefix}Bolt")
        self.outbox = getattr(self.common, f"{prefix}Outbox")
        self.response = self.common.Response
        self.result = getattr(importlib.import_module(twin.result), f"{prefix}Result")
        self.packstreams = _packstreams()

    def patches(self) -> Iterator[Patch]:
        inbox = f"{self.prefix}Inbox"
        yield self.module, inbox, self._new_inbox(getattr(self.module, inbox))
        yield self.outbox, "append_message", self._append_message(self.outbox.append_message)
        if self.is_async:
            yield self.bolt, "fetch_message", self._fetch_message_async(self.bolt.fetch_message)
            yield self.result, "_buffer", self._buffer_async(self.result._buffer)
        else:
            yield self.bolt, "fetch_message", self._fetch_message(self.bolt.fetch_message)
            yield self.result, "_buffer", self._buffer(self.result._buffer)
        for module in self.versions:
            if _logs_only(module):
                yield module, "repr", logged_repr

    def _reads_from_wire(self, sock: Any) -> bool:
        if type(sock) is not self.socket_class:
            return False
        if self.is_async:
            return type(sock._reader) is asyncio.StreamReader
        return type(sock._socket) in (socket.socket, ssl.SSLSocket)

    def _new_inbox(self, stock: Callable[..., Any]) -> Callable[..., Any]:
        own_class = AsyncInbox if self.is_async else Inbox
        failures = (OSError, asyncio.CancelledError, self.common.SocketDeadlineExceededError)

        def new_inbox(sock: Any, on_error: Any, unpacker_cls: Any) -> Any:
            version = self.packstreams.get(unpacker_cls)
            if version is None or not self._reads_from_wire(sock):
                return stock(sock, on_error=on_error, unpacker_cls=unpacker_cls)
            inbox = own_class(sock, on_error, version, failures)
            if hasattr(sock, "at_eof"):  # newer drivers ask before each flush
                stock_at_eof = sock.at_eof
                sock.at_eof = lambda: not inbox.holds_bytes() and stock_at_eof()
            return inbox

        return new_inbox

    def _append_message(self, stock: Callable[..., None]) -> Callable[..., None]:
        own_class = self.outbox
        versions = _packers()

        def append_message(self: Any, tag: bytes, fields: Any, dehydration_hooks: Any) -> None:
            version = versions.get(type(self._packer))
            if version is None or type(self) is not own_class:
                stock(self, tag, fields, dehydration_hooks)
                return
            chunk = self._max_chunk_size
            _engine.append_message(self._chunked_data, tag, fields, dehydration_hooks, chunk, version)

        return append_message

    def _fetch_message(self, stock: Callable[..., Any]) -> Callable[..., Any]:
        result_of = self._result_of()

        def fetch_message(self: Any) -> Any:
            result = result_of(self) if type(self.inbox) is Inbox else None
            if result is None:
                return stock(self)
            records = self.inbox.records(self.responses[0].hydration_hooks, tuple(result._keys), result)
            if records is None:
                return stock(self)
            return _deliver(self, result, records)

        return fetch_message

    def _fetch_message_async(self, stock: Callable[..., Any]) -> Callable[..., Any]:
        result_of = self._result_of()

        async def fetch_message(self: Any) -> Any:
            result = result_of(self) if type(self.inbox) is AsyncInbox else None
            if result is None:
                return await stock(self)
            records = await self.inbox.records(self.responses[0].hydration_hooks, tuple(result._keys), result)
            if records is None:
                return await stock(self)
            return _deliver(self, result, records)

        return fetch_message

    def _result_of(self) -> Callable[[Any], Any]:
        """Tells whose records a connection receives next: a Result's, or nobody's that is known here."""
        response_class, result_class = self.response, self.result
        on_records = _code_of_on_records(result_class)

        def result_of(connection: Any) -> Any:
            if connection._closed or connection._defunct or not connection.responses:
                return None
            response = connection.responses[0]
            handler: Any = response.handlers.get("on_records") if type(response) is response_class else None
            if getattr(handler, "__code__", None) is not on_records or log.isEnabledFor(logging.DEBUG):
                return None
            result = handler.__closure__[0].cell_contents
            return result if type(result) is result_class and result._keys else None

        return result_of

    def _buffer(self, stock: Callable[..., None]) -> Callable[..., None]:
        def buffer(self: Any, n: int | None = None) -> None:
            if _holds(self, n):
                stock(self, n)
                return
            taken: deque[Any] = deque()
            for record in self:
                _take_all(self, record, taken)
                if n is not None and len(taken) >= n:
                    break
            _put_back(self, taken)

        return buffer

    def _buffer_async(self, stock: Callable[..., Any]) -> Callable[..., Any]:
        async def buffer(self: Any, n: int | None = None) -> None:
            if _holds(self, n):
                await stock(self, n)
                return
            taken: deque[Any] = deque()
            async for record in self:
                _take_all(self, record, taken)
                if n is not None and len(taken) >= n:
                    break
            _put_back(self, taken)

        return buffer


def _holds(result: Any, n: int | None) -> bool:
    """Whether there is nothing to wait for: enough records, or a result that cannot be asked any more."""
    enough = n is not None and len(result._record_buffer) >= n
    return enough or result._out_of_scope or result._consumed


def _take_all(result: Any, record: Any, taken: deque[Any]) -> None:
    taken.append(record)
    taken.extend(result._record_buffer)
    result._record_buffer.clear()


def _put_back(result: Any, taken: deque[Any]) -> None:
    result._record_buffer = taken
    result._exhausted = not taken


def _deliver(connection: Any, result: Any, records: list[Any]) -> tuple[int, int]:
    """What the result's own handler does with records, when they are ready."""
    result._had_record = True
    if not result._discarding:
        result._record_buffer.extend(records)
    connection.idle_since = monotonic()
    return len(records), 0


def _code_of_on_records(result_class: type) -> CodeType | None:
    """Of the handler that Result._pull makes for each response: a function in it that sees nothing but the result."""
    pull: Any = inspect.unwrap(result_class._pull)  # type: ignore[attr-defined]
    inner = (each for each in pull.__code__.co_consts if isinstance(each, CodeType))
    return next((each for each in inner if each.co_name == "on_records" and each.co_freevars == ("self",)), None)


def _logs_only(module: ModuleType) -> bool:
    """Whether a module of the driver calls repr for nothing but the debug line of RUN."""
    uses = [line.strip() for line in inspect.getsource(module).splitlines() if "repr" in line]
    return all(line.endswith('C: RUN %s", self.local_port, " ".join(map(repr, fields))') for line in uses)


def _packstreams() -> dict[type, int]:
    """The driver's unpackers by the version of PackStream."""
    found = {importlib.import_module("neo4j._codec.packstream.v1").Unpacker: 1}
    with contextlib.suppress(ImportError):  # since 6.3
        found[importlib.import_module("neo4j._codec.packstream.v2").Unpacker] = 2
    return found


def _packers() -> dict[type, int]:
    return {importlib.import_module(each.__module__).Packer: version for each, version in _packstreams().items()}
