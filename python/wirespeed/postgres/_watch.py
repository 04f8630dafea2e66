"""How tasks wait for a connection: for their turn, and for its socket."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from wirespeed.postgres._core import NativeConnection, TaskWait

__all__ = ["Turn", "Watch"]


class Turn:
    """One task at a time, the others in the order in which they came. A turn that is free costs no coroutine."""

    __slots__ = ("_loop", "_queue", "is_taken")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.is_taken = False
        self._queue: deque[asyncio.Future[None]] = deque()

    def take_now(self) -> bool:
        """Whether it was free; now it is not."""
        if self.is_taken:
            return False
        self.is_taken = True
        return True

    async def take(self) -> None:
        if self.take_now():
            return
        place = self._loop.create_future()
        self._queue.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.leave()  # it was given to a task that has no more use for it
            raise

    def leave(self) -> None:
        """Gives it to the next in the queue."""
        while self._queue:
            place = self._queue.popleft()
            if not place.done():
                place.set_result(None)
                return
        self.is_taken = False

    async def __aenter__(self) -> None:
        if not self.take_now():
            await self.take()

    async def __aexit__(self, *_: object) -> None:
        self.leave()


class Watch(TaskWait):
    """Takes steps when the socket has something for them; the task that awaits ``until(step)`` goes on once one has
    made something, which ``take()`` then gives.

    Adding and removing a reader costs more than a small query, so it stays where it is while nothing comes for nobody.

    To asyncio's tasks it is a future, by the same protocol as those of other libraries (``_asyncio_future_blocking``),
    with one difference: from the loop's call for the socket the task is taken up at once, where a future has it called
    in the loop's next round, after one more look at all its sockets.
    """

    __slots__ = ("_descriptor", "_loop", "_native")

    def __init__(self, loop: asyncio.AbstractEventLoop, native: NativeConnection) -> None:
        self._loop = loop
        self._native = native
        self._descriptor = native.descriptor

    def _watch_reading(self) -> None:
        self._loop.add_reader(self._descriptor, self.on_ready)
        self._is_reading = True

    def _watch_writing(self) -> None:
        wants = self._native.wants_write
        if wants and not self._is_writing:
            self._loop.add_writer(self._descriptor, self.on_ready)
        elif self._is_writing and not wants:
            self._loop.remove_writer(self._descriptor)
        self._is_writing = wants

    def expire(self) -> None:
        """Ends the wait by a TimeoutError. Called by the loop."""
        if self.is_waiting:
            self.end(asyncio.TimeoutError())
            self.wake_up()

    def cancel(self, msg: Any = None) -> bool:
        """Called by another task: the one that waits is taken up by the loop."""
        if not self.is_waiting:
            return False
        self.end(asyncio.CancelledError() if msg is None else asyncio.CancelledError(msg))
        self._loop.call_soon(self.wake_up)
        return True

    def look_again(self) -> None:
        """What a task waits for may have come to its end without a word from the socket."""
        if self.is_waiting:
            self._loop.call_soon(self.on_ready)

    def leave(self) -> None:
        """The loop looks at the socket no more: others may wait for it now, or nobody. A task that was cancelled and is
        not taken up yet stays known.
        """
        if self._is_reading:
            self._loop.remove_reader(self._descriptor)
        if self._is_writing:
            self._loop.remove_writer(self._descriptor)
        self._is_reading = self._is_writing = False
