"""Caches for the tests, and crowds that ask them at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from waiting import wait_until
from wirespeed.cache import Cache


def small(**options: Any) -> Cache:
    """Of ends that are where they are said to be."""
    return Cache(100, **{"jitter": 0, "beta": 0, **options})


def pass_time(cache: Cache, seconds: float) -> None:
    cache._shift_clock(seconds)


def never() -> Any:
    raise AssertionError("the loader was called")


def fail() -> Any:
    raise ZeroDivisionError


@contextmanager
def crowd(cache: Cache, count: int, ask: Callable[[], Any]) -> Iterator[list[Any]]:
    """So many threads that wait for a load, and in the end what each of them got."""
    got: list[Any] = []

    def run() -> None:
        try:
            got.append(ask())
        except BaseException as error:
            got.append(error)

    before = cache.stats().waiting
    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    wait_until(lambda: cache.stats().waiting == before + count)
    yield got
    for thread in threads:
        thread.join(30)
    assert len(got) == count


class Gate:
    """A loader that is in, until it is let out."""

    def __init__(self, outcome: Any = "loaded") -> None:
        self.outcome = outcome
        self.is_in, self.out = threading.Event(), threading.Event()

    def __call__(self) -> Any:
        self.is_in.set()
        assert self.out.wait(30)
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


@contextmanager
def loading(cache: Cache, gate: Gate, key: str = "a") -> Iterator[None]:
    """While a thread loads the key; it is let out at the end at the latest."""
    error: list[BaseException] = []

    def run() -> None:
        try:
            cache.get_or_load(key, gate)
        except BaseException as raised:
            error.append(raised)

    thread = threading.Thread(target=run)
    thread.start()
    assert gate.is_in.wait(30)
    try:
        yield
    finally:
        gate.out.set()
        thread.join(30)
    assert bool(error) == isinstance(gate.outcome, BaseException)
