"""Discogs dumps as tables, as a graph, as one hash; and dumps from a seed.

    import wirespeed
    d = wirespeed.discogs.read("discogs_20260801_releases.xml.gz")
    d.tables                                             # ['releases', 'release_artists', ...]
    pyarrow.table(d.table("release_tracks"))             # or polars.DataFrame(...), DataFrame.from_arrow(...)
    d.collect(["releases", "release_labels"])            # several from one pass, kept in memory
    wirespeed.discogs.ingest("dumps", "music")           # for wirespeed.graph.open() and wirespeed.search.open()
    wirespeed.discogs.hash("dumps").sha256               # the same however the dumps are packed

The tables and their columns are described in docs/discogs.md. Files may be plain or gzip, of any shape that Discogs has
published since 2015. A bad record is left out and reported, see :meth:`Dump.report`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from wirespeed import _native
from wirespeed._ingest import generate, hash, ingest
from wirespeed._native import (
    CancelToken,
    CollectedTable,
    DumpFile,
    DumpHash,
    DumpIngest,
    DumpProgress,
    DumpReport,
    DumpTable,
    GeneratedFile,
    IngestProgress,
    Reject,
    Schema,
)

__all__ = [
    "CollectedTable",
    "Dump",
    "DumpFile",
    "DumpHash",
    "DumpIngest",
    "DumpProgress",
    "DumpReport",
    "DumpTable",
    "GeneratedFile",
    "IngestProgress",
    "Reject",
    "Schema",
    "generate",
    "hash",
    "ingest",
    "read",
]

AnyPath: TypeAlias = "str | os.PathLike[str]"


class Dump:
    """Dump files that were looked into and not read yet. Made by :func:`read`; safe to use from several threads."""

    def __init__(
        self,
        files: Sequence[DumpFile],
        options: _native.DumpOptions,
        progress: Callable[[DumpProgress], object] | None = None,
    ) -> None:
        self._files = list(files)
        self._options = options
        self._progress = progress
        self._last: DumpTable | DumpReport | None = None

    @property
    def files(self) -> list[DumpFile]:
        """The files, in the order in which they are read."""
        return list(self._files)

    @property
    def tables(self) -> list[str]:
        """The names of the tables that these files can give, in order."""
        return _native.tables_of(self._files)

    def table(self, name: str, *, timeout: float | None = None, cancel: CancelToken | None = None) -> DumpTable:
        """One table as a stream that can be read once, by whatever takes ``__arrow_c_stream__``.

        Only the files that hold the table are read, from when the consumer pulls the first batch. ``timeout`` (seconds)
        counts from there; it, ``cancel`` and Ctrl-C end the reading. What ends it arrives through the consumer, as the
        error with which that one reports a broken stream.

        :raises InvalidArgumentError: there is no table of this name.
        :raises NotFoundError: no file of the kind that the table is made from is among the files.
        """
        table = _native.open_table(self._files, name, self._options, self._progress, timeout, cancel)
        self._last = table
        return table

    def collect(
        self, names: Iterable[str] | None = None, *, timeout: float | None = None, cancel: CancelToken | None = None
    ) -> dict[str, CollectedTable]:
        """Several tables, all of them by default, from one pass over the files, kept in memory.

        :raises TimeoutError, CancelledError: ``timeout`` passed, ``cancel`` was set.
        :raises MalformedError, IoError: a file cannot be read to its end.
        """
        wanted = self.tables if names is None else list(dict.fromkeys(names))
        tables, self._last = _native.collect_tables(self._files, wanted, self._options, self._progress, timeout, cancel)
        return {table.name: table for table in tables}

    def report(self) -> DumpReport:
        """What the latest pass, by :meth:`table` or :meth:`collect`, has met: records, rejects, repairs, bytes."""
        if self._last is None:
            return _native.DumpReport()
        return self._last if isinstance(self._last, DumpReport) else self._last.report()

    def __repr__(self) -> str:
        return f"Dump({', '.join(str(file.path) for file in self._files)})"


def read(
    paths: AnyPath | Iterable[AnyPath],
    progress: Callable[[DumpProgress], object] | None = None,
    *,
    threads: int | None = None,
    max_errors: int | None = None,
) -> Dump:
    """Dump files, directories of them, or a mixture. Looks into each file, reads none.

    ``progress`` is called a few times a second on the thread that reads, and once at the end. ``threads``: all cores of
    the process by default. ``max_errors``: more bad records than this end a pass with an error; by default none does.

    :raises IoError: a path cannot be read.
    :raises MalformedError: a file is no dump, or is broken at its beginning.
    """
    several = [paths] if isinstance(paths, (str, os.PathLike)) else paths
    files = _native.find_dumps([Path(path) for path in several])
    return Dump(files, _native.DumpOptions(threads, max_errors), progress)
