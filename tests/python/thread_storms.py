"""Threads that do things to one object at once, for tests on interpreters with a global lock and without."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

ROUNDS = 60
READERS = 3


@contextmanager
def short_turns() -> Iterator[None]:
    """Under the global lock threads take turns in the middle of everything that lets them."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


class Storm:
    def __init__(self, ask: Callable[[], Any], change: Callable[[], Any] | None, rounds: int) -> None:
        self.ask, self.change, self.rounds = ask, change, rounds
        self.answers: list[Any] = []
        self.errors: list[BaseException] = []
        self.begin = threading.Barrier(READERS + (change is not None))
        self.readers: list[threading.Thread] = []

    def read(self) -> None:
        for _ in range(self.rounds):
            self.answers.append(self.ask())

    def write(self) -> None:
        assert self.change is not None
        while any(reader.is_alive() for reader in self.readers):
            self.change()

    def guarded(self, work: Callable[[], None]) -> None:
        try:
            self.begin.wait()
            work()
        except BaseException as error:
            self.errors.append(error)

    def run(self) -> list[Any]:
        self.readers = [threading.Thread(target=self.guarded, args=(self.read,)) for _ in range(READERS)]
        writers = [] if self.change is None else [threading.Thread(target=self.guarded, args=(self.write,))]
        for thread in (*self.readers, *writers):
            thread.start()
        for thread in (*self.readers, *writers):
            thread.join()
        if self.errors:
            raise self.errors[0]
        assert len(self.answers) == READERS * self.rounds
        return self.answers


def storm(ask: Callable[[], Any], change: Callable[[], Any] | None = None, *, rounds: int = ROUNDS) -> list[Any]:
    """What threads get that ask all at once, again and again, while another one changes what they ask about.

    What a thread raises is raised here.
    """
    with short_turns():
        return Storm(ask, change, rounds).run()
