"""polars: write_json of a frame."""

from __future__ import annotations

from collections.abc import Callable

import polars

from json_out import tables


def prepare(_: str, columns: tables.Columns) -> Callable[[], bytes | str]:
    frame = polars.DataFrame(columns)
    return lambda: frame.write_json()


tables.begin(prepare)
