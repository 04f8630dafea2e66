"""Files of this machine: written whole or not at all, read a block at a time."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

__all__ = ["arriving", "blocks", "write_whole"]

_BLOCK_BYTES = 8 << 20


@contextmanager
def arriving(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A file to write to, which takes its name when all is written; until then, and after a failure, what was there
    before is there."""
    target = Path(path)
    mode = _mode_of(target)
    if mode is not None and not stat.S_ISREG(mode):  # a device, a pipe; of a folder this fails as it should
        with target.open("wb") as file:
            yield file
        return
    descriptor, name = _new_file_beside(target)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if mode is not None:
                os.fchmod(descriptor, stat.S_IMODE(mode))
            yield file
        name.replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            name.unlink()
        raise


def _mode_of(target: Path) -> int | None:
    try:
        return target.stat().st_mode
    except FileNotFoundError:
        return None


def _new_file_beside(target: Path) -> tuple[int, Path]:
    """With the rights of any new file."""
    name = target.with_name(f".{target.name[:64]}.{secrets.token_hex(8)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        return os.open(name, flags, 0o666), name
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        return os.open(name, flags, 0o666), name


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
    with arriving(path) as file:
        file.write(data)


def blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(_BLOCK_BYTES):
        yield block
