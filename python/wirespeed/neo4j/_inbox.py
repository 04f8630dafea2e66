"""The receiving end of a connection: large reads, and all the records that are there at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from wirespeed.neo4j._engine import Messages

log = logging.getLogger("neo4j.io")

READ_SIZE = 256 * 1024


class _Box:
    """What both twins share. The driver knows pop() and on_error of it."""

    def __init__(
        self,
        sock: Any,
        on_error: Callable[[BaseException], Any],
        packstream_version: int,
        failures: tuple[type[BaseException], ...],
    ) -> None:
        self.on_error = on_error
        self._failures = failures  # after which nothing more can be read
        self._socket = sock
        self._local_port = sock.getsockname()[1]
        self._messages = Messages(packstream_version)
        self._noops = 0
        self._broken = False

    def holds_bytes(self) -> bool:
        """Whether something has arrived that nobody has taken yet."""
        return not self._messages.empty()

    def _log_noops(self) -> None:
        noops = self._messages.noops
        for _ in range(noops - self._noops):
            log.debug("[#%04X]  S: <NOOP>", self._local_port)
        self._noops = noops

    def _break_off(self, error: Exception) -> None:
        log.debug("[#%04X]  _: Failed to unpack response: %r", self._local_port, error)
        self._broken = True


class Inbox(_Box):
    def _receive(self) -> None:
        assert not self._broken
        try:
            if self._messages.receive(self._socket.recv_into) == 0:
                raise OSError("No data")
        except self._failures as error:
            self._broken = True
            self.on_error(error)
            raise

    def _await_message(self) -> None:
        while not self._messages.ready():
            self._receive()
        if self._noops != self._messages.noops:
            self._log_noops()

    def _take(self, take: Callable[..., Any], *arguments: Any) -> Any:
        self._await_message()
        try:
            return take(*arguments)
        except Exception as error:
            self._break_off(error)
            self.on_error(error)
            raise

    def pop(self, hydration_hooks: Any) -> tuple[bytes, list[Any]]:
        """The next message: its tag and its fields."""
        return self._take(self._messages.pop, hydration_hooks)  # type: ignore[no-any-return]

    def records(self, hydration_hooks: Any, keys: tuple[str, ...], result: object) -> list[Any] | None:
        """A result's next records, as many as have arrived, one at least; None when something else comes next."""
        return self._take(self._messages.records, hydration_hooks, keys, result)  # type: ignore[no-any-return]


class AsyncInbox(_Box):
    async def _receive(self) -> None:
        assert not self._broken
        try:
            data = await self._socket.recv(READ_SIZE)
            if not data:
                raise OSError("No data")
        except self._failures as error:
            self._broken = True
            await self.on_error(error)
            raise
        self._messages.feed(bytes(data))

    async def _await_message(self) -> None:
        while not self._messages.ready():
            await self._receive()
        if self._noops != self._messages.noops:
            self._log_noops()

    async def _take(self, take: Callable[..., Any], *arguments: Any) -> Any:
        await self._await_message()
        try:
            return take(*arguments)
        except Exception as error:
            self._break_off(error)
            await self.on_error(error)
            raise

    async def pop(self, hydration_hooks: Any) -> tuple[bytes, list[Any]]:
        """The next message: its tag and its fields."""
        return await self._take(self._messages.pop, hydration_hooks)  # type: ignore[no-any-return]

    async def records(self, hydration_hooks: Any, keys: tuple[str, ...], result: object) -> list[Any] | None:
        """A result's next records, as many as have arrived, one at least; None when something else comes next."""
        return await self._take(self._messages.records, hydration_hooks, keys, result)  # type: ignore[no-any-return]
