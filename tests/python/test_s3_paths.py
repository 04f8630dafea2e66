"""Paths and patterns mean what they mean to fsspec."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wirespeed.s3 import S3FileSystem
from wirespeed.s3._globs import compile_pattern


@pytest.mark.parametrize(
    "path", ["s3://bucket/a/b", "s3a://bucket/a/b", "bucket/a/b", "bucket/a/b/", Path("bucket/a/b"), "s3::bucket/a/b"]
)
def test_a_path_is_stripped_of_its_protocol_and_its_last_slash(path: Any) -> None:
    assert S3FileSystem._strip_protocol(path) == "bucket/a/b"


@pytest.mark.parametrize(
    "pattern",
    [
        "*",
        "a*",
        "a/*",
        "a/**",
        "**/b",
        "a/**/b",
        "[ab]/?",
        "a/[!b]",
        "a/[a-c]x*",
        "a/b[",
        "[]]",
        "a/[]b]",
        "[!]a]",
        "?*",
        "*/",
        "a.b",
        "[z-a]",
    ],
)
def test_a_pattern_means_what_it_means_to_fsspec(pattern: str) -> None:
    from fsspec.utils import glob_translate  # type: ignore[import-untyped]

    theirs = re.compile(glob_translate(pattern))
    parts = ["a", "b", "c", "]", "x", "ax", "a.b", "axb", "b[", *([] if "[!" in pattern else [""])]  # theirs takes "/"
    names = {"/".join(those) for n in (1, 2, 3) for those in _tuples(parts, n)}
    assert {name for name in names if compile_pattern(pattern).match(name)} == {
        name for name in names if theirs.match(name)
    }


def _tuples(parts: list[str], count: int) -> Iterator[tuple[str, ...]]:
    if count == 0:
        yield ()
        return
    for part in parts:
        for rest in _tuples(parts, count - 1):
            yield (part, *rest)
