"""orjson over a dict of NumPy's arrays, which it reads by OPT_SERIALIZE_NUMPY."""

from __future__ import annotations

from collections.abc import Callable

import orjson

from json_out import tables


def prepare(_: str, columns: tables.Columns) -> Callable[[], bytes | str]:
    return lambda: orjson.dumps(columns, option=orjson.OPT_SERIALIZE_NUMPY)


tables.begin(prepare)
