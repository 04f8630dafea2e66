"""pandas: to_json of a frame, with as many digits as it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas

from json_out import tables


def prepare(variant: str, columns: tables.Columns) -> Callable[[], bytes | str]:
    frame = pandas.DataFrame(columns)
    orient: Any = "list" if variant == "columns" else "records"
    return lambda: frame.to_json(orient=orient, date_format="iso", date_unit="us", double_precision=15)


tables.begin(prepare)
