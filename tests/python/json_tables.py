"""What the tests of JSON are made of."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Context
from typing import Any

from wirespeed.record import to_json

UTC = dt.timezone.utc
WIDE = Context(prec=80)
NOON = dt.datetime(2024, 2, 29, 12, 0, 0, 5)
EAST = dt.timezone(dt.timedelta(hours=5, minutes=30))


def column(values: Any, **options: Any) -> Any:
    """What is read back of one column."""
    return json.loads(to_json({"c": values}, "columns", **options))["c"]


def rows_of(columns: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
