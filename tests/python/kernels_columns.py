"""Random columns of every type that kernels take, and what they hold as Python's own values."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

Rng = np.random.Generator
Make = Callable[[Rng, int], Any]

TEXTS = [
    "",
    "a",
    "ab",
    "b" * 7,
    "c" * 8,
    "d" * 9,
    "é" * 17,
    "ж" * 20,
    "name of 17 chars.",
    "name of 17 chars!",
    "x" * 40,
]


def seeded() -> Rng:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    return np.random.default_rng(seed)


def texts(rng: Rng, n: int) -> list[str]:
    return [TEXTS[i] for i in rng.integers(0, len(TEXTS), n)]


def with_none(rng: Rng, values: list[Any]) -> list[Any]:
    return [None if missing else value for value, missing in zip(values, rng.random(len(values)) < 0.2, strict=True)]


def integers(dtype: str) -> Make:
    return lambda rng, n: rng.integers(0, 50, n).astype(dtype)


def reals(dtype: str) -> Make:
    def make(rng: Rng, n: int) -> Any:
        values = rng.integers(-9, 10, n).astype(dtype)
        values[rng.random(n) < 0.1] = np.nan
        values[rng.random(n) < 0.1] = -0.0
        return values

    return make


def times(dtype: str) -> Make:
    def make(rng: Rng, n: int) -> Any:
        values = rng.integers(-9, 10, n).astype("i8").view(dtype)
        values[rng.random(n) < 0.1] = np.array("NaT", dtype)
        return values

    return make


def arrow(kind: pa.DataType) -> Make:
    def make(rng: Rng, n: int) -> Any:
        values = texts(rng, n) if pa.types.is_string(kind) or "string" in str(kind) else rng.integers(0, 50, n).tolist()
        return pa.array(with_none(rng, values), kind)

    return make


NUMPY: dict[str, Make] = {
    "bool": lambda rng, n: rng.random(n) < 0.5,
    **{dtype: integers(dtype) for dtype in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8")},
    "wide i8": lambda rng, n: rng.integers(0, 50, n) * 1_000_000_007 * 1_000_003 - (1 << 60),
    "f4": reals("f4"),
    "f8": reals("f8"),
    "M8[us]": times("M8[us]"),
    "m8[s]": times("m8[s]"),
    "S": lambda rng, n: np.array([text.encode() for text in texts(rng, n)] or [b""])[:n],
    "U": lambda rng, n: np.array(texts(rng, n) or [""])[:n],
    "object": lambda rng, n: np.array([*with_none(rng, texts(rng, n)), "end"], dtype=object)[:n],
    "strided": lambda rng, n: rng.integers(0, 50, 3 * n)[::3],
    "reversed": lambda rng, n: rng.integers(0, 50, n)[::-1],
    "big endian": lambda rng, n: rng.integers(0, 50, n).astype(">i4"),
}
ARROW: dict[str, Make] = {
    **{str(kind): arrow(kind) for kind in (pa.int8(), pa.uint16(), pa.int64(), pa.float64())},
    **{str(kind): arrow(kind) for kind in (pa.string(), pa.large_string(), pa.string_view())},
    "sliced": lambda rng, n: arrow(pa.int64())(rng, n + 3)[3:],
    "sliced text": lambda rng, n: arrow(pa.string())(rng, n + 3)[3:],
    "chunked": lambda rng, n: pa.chunked_array(
        [arrow(pa.string())(rng, n // 2), arrow(pa.string())(rng, n - n // 2)], pa.string()
    ),
    "dictionary": lambda rng, n: arrow(pa.string())(rng, n).dictionary_encode(),
    "bool": lambda rng, n: pa.array(with_none(rng, (rng.random(n) < 0.5).tolist()), pa.bool_()),
    "polars text": lambda rng, n: pl.Series(with_none(rng, texts(rng, n)), dtype=pl.String),
    "polars int": lambda rng, n: pl.Series(with_none(rng, rng.integers(0, 50, n).tolist()), dtype=pl.Int32),
}
ALL = {**{f"numpy {name}": make for name, make in NUMPY.items()}, **{f"arrow {k}": v for k, v in ARROW.items()}}

NAN = "not a number"


def plain(value: Any) -> Any:
    """Equal for what kernels take for equal, and usable as a key."""
    if isinstance(value, float):
        return NAN if math.isnan(value) else value + 0.0
    return value


def held(column: Any) -> list[Any]:
    """The values; NaN as NAN, NaT as None."""
    if isinstance(column, np.ndarray):
        values = column.astype("i8").tolist() if column.dtype.kind in "mM" else column.tolist()
        return (
            [None if v == np.iinfo("i8").min else plain(v) for v in values]
            if column.dtype.kind in "mM"
            else [plain(v) for v in values]
        )
    return [plain(v) for v in (column.to_list() if isinstance(column, pl.Series) else arrow_of(column).to_pylist())]


def arrow_of(column: Any) -> Any:
    """A pyarrow array of anything with the interface."""
    if isinstance(column, pa.Array | pa.ChunkedArray):
        return column
    return pa.array(column)


def is_arrow(column: Any) -> bool:
    return not isinstance(column, np.ndarray)
