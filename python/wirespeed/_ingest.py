"""What wirespeed.discogs does with dumps as a whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from wirespeed import _native
from wirespeed._native import (
    CancelToken,
    DumpHash,
    DumpIngest,
    DumpProgress,
    GeneratedFile,
    IngestProgress,
)

AnyPath: TypeAlias = "str | os.PathLike[str]"


def _find(paths: AnyPath | Iterable[AnyPath]) -> list[_native.DumpFile]:
    several = [paths] if isinstance(paths, (str, os.PathLike)) else paths
    return _native.find_dumps([Path(path) for path in several])


def ingest(
    paths: AnyPath | Iterable[AnyPath],
    out: AnyPath,
    *,
    threads: int | None = None,
    max_errors: int | None = None,
    last_year: int | None = None,
    progress: Callable[[IngestProgress], object] | None = None,
    timeout: float | None = None,
    cancel: CancelToken | None = None,
) -> DumpIngest:
    """Make a graph that can be walked and searched from dump files, directories of them, or a mixture.

    Writes ``graph.snapshot`` into the directory ``out``, and ``rejects.jsonl`` if records could not be read. Files take
    their names when all is done: whatever ends the call early leaves what was there before. ``threads``: all cores of
    the process by default. ``max_errors``: more bad records than this are an error; by default none is. Years above
    ``last_year`` are taken as none; by default the year after the newest dump. ``progress`` is called a few times a
    second on the calling thread, and once at the end. ``timeout`` is in seconds.

    :raises IoError: a path cannot be read, ``out`` cannot be written.
    :raises NotFoundError: there are no dumps among ``paths``.
    :raises MalformedError: a file is no dump, or is broken.
    :raises Error: more than ``max_errors`` records were bad (its ``code`` is ``limit``).
    :raises TimeoutError, CancelledError: ``timeout`` passed, ``cancel`` was set.

    Source: src/wirespeed/discogs/ingest.hpp; the rules of the graph: docs/discography.md.
    """
    return _native.ingest(_find(paths), out, threads, max_errors, last_year, progress, timeout, cancel)


def hash(
    paths: AnyPath | Iterable[AnyPath],
    *,
    threads: int | None = None,
    max_errors: int | None = None,
    progress: Callable[[DumpProgress], object] | None = None,
    timeout: float | None = None,
    cancel: CancelToken | None = None,
) -> DumpHash:
    """One SHA-256 over the content of all records, by which two dumps compare at a glance.

    It is the same for any number of threads, for plain files, gzip and gzip of several members, and however a character
    is written. Parameters and errors as :func:`ingest`.

    Source: src/wirespeed/discogs/content_hash.hpp; the canonical form: src/wirespeed/discogs/canonical.hpp.
    """
    return _native.hash_dumps(_find(paths), threads, max_errors, progress, timeout, cancel)


def generate(
    out: AnyPath,
    releases: int = 20_000,
    *,
    seed: int = 1,
    shape: int = 2026,
    threads: int | None = None,
    progress: Callable[[int], object] | None = None,
    timeout: float | None = None,
    cancel: CancelToken | None = None,
) -> list[GeneratedFile]:
    """Write four dump files that look like the real ones, with so many releases and their share of the rest.

    The same ``releases``, ``seed`` and ``shape`` (the form of the dumps of 2015, 2020 or 2026) give the same bytes.
    ``progress`` gets the number of records written so far. All four files are there afterwards, or none was touched.

    :raises IoError: ``out`` cannot be written.
    :raises InvalidArgumentError: another shape, too many releases.
    :raises TimeoutError, CancelledError: ``timeout`` seconds passed, ``cancel`` was set.

    Source: src/wirespeed/discogs/generator.hpp.
    """
    return _native.generate(out, releases, seed, shape, threads, progress, timeout, cancel)
