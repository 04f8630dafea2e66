"""The values of each variant, and reading them out of a text again."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import Any

import numpy

VALUES, TIMES, SEED = 10_000, 20, 8
_QUOTED = re.compile(r"""(E?)'((?:[^']|'')*)'""")
_ITEM = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)


def ints() -> Any:
    return numpy.random.default_rng(SEED).integers(-(2**62), 2**62, VALUES)


def texts() -> Any:
    letters = numpy.array(list("0123456789abcdef" * 8 + "'\\"))
    picked = numpy.random.default_rng(SEED).integers(0, len(letters), (VALUES, 17))
    return numpy.array(["".join(row) for row in letters[picked]])


SAMPLES: dict[str, Callable[[], Any]] = {"ints": ints, "texts": texts}


def digest(values: list[Any]) -> int:
    return zlib.crc32(repr(values).encode())


def read(text: str, kind: str) -> list[Any]:
    """Of an IN-list or of a constant array."""
    if kind == "ints":
        return [int(number) for number in re.findall(r"-?\d+", text.partition("::")[0])]
    if "{" in text:
        is_escaped, inner = _QUOTED.findall(text)[0]
        return [re.sub(r"\\(.)", r"\1", item) for item in _ITEM.findall(_plain(inner, is_escaped))]
    return [_plain(inner, is_escaped) for is_escaped, inner in _QUOTED.findall(text)]


def _plain(inner: str, is_escaped: str) -> str:
    undoubled = inner.replace("''", "'")
    return undoubled.replace("\\\\", "\\") if is_escaped else undoubled
