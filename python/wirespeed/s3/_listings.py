"""Listings that were read and may be read again, and never hide what this file system wrote itself.

Whoever lists takes a ticket before the request, and gives it back with the answer: an answer that a write overtook is
not kept. What others write is seen when a listing expires, or at once where nothing is kept, which is the default.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterable, MutableMapping
from typing import Any

from wirespeed.s3._paths import parents

__all__ = ["Info", "Listings"]

Info = dict[str, Any]  # as fsspec has it: name, size, type, and what S3 tells besides


_all: weakref.WeakSet[Listings] = weakref.WeakSet()


def _renew_locks() -> None:
    """In a child of fork, where whoever held one is gone."""
    for listings in _all:
        listings._lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_locks)


class Listings:
    """Any thread may call."""

    def __init__(self, kept: MutableMapping[str, list[Info]] | None = None) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._writes = 0
        _all.add(self)

    def ticket(self) -> int:
        return self._writes

    def keep(self, path: str, entries: list[Info], ticket: int) -> None:
        if self._kept is None:
            return
        with self._lock:
            if ticket == self._writes:
                self._kept[path] = [dict(entry) for entry in entries]

    def of(self, path: str) -> list[Info] | None:
        """The listing of a folder, in dictionaries of the caller's own."""
        if not self._kept:
            return None
        with self._lock:
            try:
                return [dict(entry) for entry in self._kept[path]]
            except KeyError:  # also one that has just expired
                return None

    def entry(self, path: str) -> Info | None:
        """What the listing of the folder above says of it."""
        if not self._kept:
            return None
        above = parents(path)
        with self._lock:
            try:
                found = self._kept[above[0]] if above else []
                return next((dict(entry) for entry in found if entry["name"] == path), None)
            except KeyError:
                return None

    def wrote(self, paths: Iterable[str]) -> None:
        """Forgets what names these paths, is above them, or below."""
        if self._kept is None:
            return
        with self._lock:
            self._writes += 1
            if self._kept:
                self._forget(paths)

    def _forget(self, paths: Iterable[str]) -> None:
        assert self._kept is not None
        written = set(paths)
        above = {parent for path in written for parent in parents(path)}
        for path in list(self._kept):
            if path in written or path in above or not written.isdisjoint(parents(path)):
                self._kept.pop(path, None)

    def forget_all(self) -> None:
        if self._kept is None:
            return
        with self._lock:
            self._writes += 1
            self._kept.clear()
