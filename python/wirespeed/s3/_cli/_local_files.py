"""Files of this machine as sources and targets of a transfer."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from wirespeed.s3._globs import has_magic

__all__ = ["LocalFile", "contained", "found"]


class LocalFile(NamedTuple):
    size: int
    modified: datetime


def found(path: str, *, recursive: bool) -> dict[str, LocalFile]:
    """What a path means: a file, what a pattern matches, or with ``recursive`` all below a folder."""
    if has_magic(path) and not Path(path).exists():
        named = sorted(glob.glob(path, recursive=True))  # noqa: PTH207
        if not named:
            raise FileNotFoundError(2, "no file matches", path)
        return {name: one for each in named if recursive or Path(each).is_file() for name, one in _below(each)}
    if Path(path).is_dir():
        if not recursive:
            raise IsADirectoryError(21, "expected a file, found a folder; -r takes all below it", path)
        return dict(_below(path))
    return {path: _told(os.stat(path))}  # noqa: PTH116


def _below(path: str) -> Iterator[tuple[str, LocalFile]]:
    if not Path(path).is_dir():
        yield path, _told(os.stat(path))  # noqa: PTH116
        return
    for folder, inner, names in os.walk(path):
        inner.sort()
        for name in sorted(names):
            whole = os.path.join(folder, name)  # noqa: PTH118
            if os.path.isfile(whole):  # noqa: PTH113 - not sockets, pipes, links to nowhere
                yield whole, _told(os.stat(whole))  # noqa: PTH116


def _told(status: os.stat_result) -> LocalFile:
    return LocalFile(status.st_size, datetime.fromtimestamp(status.st_mtime, timezone.utc))


def contained(target: str, root: str) -> bool:
    """A key may hold "..", which must lead no file out of the folder that was asked for."""
    inside = os.path.normpath(os.path.abspath(root))  # noqa: PTH100
    return os.path.commonpath([inside, os.path.normpath(os.path.abspath(target))]) == inside  # noqa: PTH100
