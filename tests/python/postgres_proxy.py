"""Between a client and a server: a proxy that does what a bad network does, byte by byte as told. It knows no protocol.

with proxied(server.port, from_server=Faults(cut_after=5000, reset=True)) as proxy:
    connect(port=proxy.port)        # the 5001st byte of the server never comes
with proxied(server.port) as proxy:
    proxy.drop()                    # all connections there are end at once; later ones are relayed
    proxy.pause()                   # nothing moves until proxy.resume()

When a connection ends, its server end is closed, too: a backend notices it as it notices that a client is gone.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHUNK_BYTES = 1 << 16
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: what is unsent is thrown away, and the peer gets a reset
WAIT_SECONDS = 30

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Faults:
    """What befalls the bytes of one direction of a connection. Offsets count from the first byte of that direction."""

    cut_after: int | None = None  # so many bytes arrive, then the connection ends in both directions
    reset: bool = False  # by a reset instead of an end
    stall_after: int | None = None  # so many bytes arrive, then no more do; the connection stays open
    corrupt_at: int | None = None  # the byte there arrives with these bits flipped:
    corrupt_by: int = 0xFF
    segment: int = CHUNK_BYTES  # bytes of a packet, at most
    delay: float = 0.0  # seconds before each packet

    def room(self, at: int) -> int:
        """How many of a next chunk arrive, if `at` have."""
        limits = [limit for limit in (self.cut_after, self.stall_after) if limit is not None]
        return min([CHUNK_BYTES, *(max(0, limit - at) for limit in limits)])

    def cuts_at(self, at: int) -> bool:
        return self.cut_after is not None and self.cut_after <= at

    def packets(self, data: bytes, at: int) -> Iterator[bytes]:
        """Of a chunk that begins at the offset `at`."""
        if self.corrupt_at is not None and at <= self.corrupt_at < at + len(data):
            spot = self.corrupt_at - at
            data = data[:spot] + bytes([data[spot] ^ self.corrupt_by]) + data[spot + 1 :]
        for begin in range(0, len(data), self.segment):
            yield data[begin : begin + self.segment]


HARMLESS = Faults()


class Link:
    """One connection: the client's end and the server's. Lives in the proxy's loop."""

    def __init__(self, client: Streams, server: Streams, moving: asyncio.Event) -> None:
        self.client, self.server = client, server
        self._moving = moving
        self._over = asyncio.Event()
        for _, writer in (client, server):
            writer.transport.set_write_buffer_limits(0)  # what was written and awaited has been sent

    async def run(self, from_client: Faults, from_server: Faults) -> None:
        ways = asyncio.gather(
            self._relay(self.client[0], self.server[1], from_client),
            self._relay(self.server[0], self.client[1], from_server),
        )
        ways.add_done_callback(lambda _: self._over.set())
        await self._over.wait()
        ways.cancel()
        self.end()

    def end(self, *, reset: bool = False) -> None:
        for _, writer in (self.client, self.server):
            own = writer.get_extra_info("socket")
            if reset and not writer.transport.is_closing():
                own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            writer.transport.abort()
        self._over.set()

    async def _relay(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, faults: Faults) -> None:
        with suppress(OSError):  # one end is gone: the other gets its end, or has it
            await self._pass_on(source, sink, faults)
            sink.write_eof()

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, faults: Faults) -> None:
        """Until the source ends, or the faults end it."""
        at = 0
        while room := faults.room(at):
            if not (data := await source.read(room)):
                return
            for packet in faults.packets(data, at):
                await asyncio.sleep(faults.delay)
                await self._moving.wait()
                sink.write(packet)
                await sink.drain()
            at += len(data)
        if faults.cuts_at(at):
            self.end(reset=faults.reset)
        await self._over.wait()


class Proxy:
    """Belongs to the thread that made it; its loop runs in one of its own."""

    def __init__(self, target: tuple[str, int] | Path, faults: tuple[Faults, Faults], faulty: int | None) -> None:
        self.port = 0
        self.connections = 0  # so far
        self._target, self._faults, self._faulty = target, faults, faulty
        self._links: set[Link] = set()
        self._moving = asyncio.Event()
        self._moving.set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._listener: asyncio.Server = self._run(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port = self._listener.sockets[0].getsockname()[1]

    def stop(self) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(WAIT_SECONDS)
        self._loop.close()

    def drop(self, *, reset: bool = False) -> None:
        """Ends all connections there are."""
        self._run(self._drop(reset))

    def pause(self) -> None:
        self._loop.call_soon_threadsafe(self._moving.clear)

    def resume(self) -> None:
        self._loop.call_soon_threadsafe(self._moving.set)

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(WAIT_SECONDS)

    async def _stop(self) -> None:
        self._listener.close()
        await self._drop(reset=False)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)

    async def _drop(self, reset: bool) -> None:
        for link in list(self._links):
            link.end(reset=reset)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number, self.connections = self.connections, self.connections + 1
        try:
            server = await self._reach()
        except OSError:
            writer.transport.abort()
            return
        link = Link((reader, writer), server, self._moving)
        self._links.add(link)
        await link.run(*(self._faults if self._faulty is None or number < self._faulty else (HARMLESS, HARMLESS)))
        self._links.discard(link)

    async def _reach(self) -> Streams:
        if isinstance(self._target, Path):
            return await asyncio.open_unix_connection(self._target)
        return await asyncio.open_connection(*self._target)


@contextmanager
def proxied(
    target: int | tuple[str, int] | Path,
    *,
    from_client: Faults = HARMLESS,
    from_server: Faults = HARMLESS,
    faulty: int | None = None,
) -> Iterator[Proxy]:
    """Before a port of this machine, an address, or a Unix socket. With `faulty`, only so many of its connections, the
    first, suffer; else all do."""
    proxy = Proxy(("127.0.0.1", target) if isinstance(target, int) else target, (from_client, from_server), faulty)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
