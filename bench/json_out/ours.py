"""wirespeed.record.to_json, of NumPy's columns or, as `arrow`, of the same as Arrow has them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from json_out import tables
from wirespeed.record import to_json

FORM = sys.argv[3] if len(sys.argv) > 3 else "numpy"


def arrow(columns: tables.Columns) -> Any:
    import pyarrow

    return pyarrow.table(
        {name: values.astype(str) if values.dtype.kind == "S" else values for name, values in columns.items()}
    )


def prepare(variant: str, columns: tables.Columns) -> Callable[[], bytes | str]:
    given = arrow(columns) if FORM == "arrow" else columns
    if variant == "columns":
        return lambda: to_json(given, "columns")
    return lambda: to_json(given)


tables.begin(prepare)
