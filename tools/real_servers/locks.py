"""One process at a time, and leases: the system drops both when their process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Waits for whoever holds the lock, and says so."""
    file = _open(path)
    try:
        if not _try(file, fcntl.LOCK_EX):
            print(f"servers: waiting for another process at {path.parent.name}", file=sys.stderr, flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


class Lease:
    """Shared while somebody uses an instance. What it hangs on is the open file, so it ends with the process."""

    def __init__(self, path: Path) -> None:
        self._file = _open(path)
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def release(self) -> None:
        os.close(self._file)


def is_leased(path: Path) -> bool:
    file = _open(path)
    try:
        return not _try(file, fcntl.LOCK_EX)
    finally:
        os.close(file)


def _open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _try(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
