"""wirespeed.kernels.rows_to_columns and attributes_to_columns, with the types given or, as `inferred`, found out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness import contender
from postgres_read import calls, columns
from rows_columns import rows
from wirespeed.kernels import attributes_to_columns, rows_to_columns

DTYPES = {columns.INT: "int64", columns.FLOAT: "float64", columns.BOOL: "bool", columns.TEXT: "str"}
DTYPES[columns.TIME] = "datetime64[us, UTC]"


def call_of(given: list[Any]) -> Callable[[], Any]:
    inferred = len(sys.argv) > 3
    dtypes = None if inferred else {name: DTYPES[kind] for name, kind in rows.KINDS.items()}
    convert = rows_to_columns if isinstance(given[0], tuple) else attributes_to_columns
    return lambda: convert(given, rows.NAMES, dtypes).to_pandas()


def begin(data: Path) -> contender.Calls:
    return calls.reads(call_of(rows.read(data)), calls.of_frame)


contender.stay(begin)
