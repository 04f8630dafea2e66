"""What is compared: rows of each table, and sums over some columns (texts as bytes of UTF-8, blank ones as none)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

TABLES = (
    "releases",
    "release_artists",
    "release_labels",
    "release_genres",
    "release_styles",
    "release_formats",
    "release_tracks",
    "release_track_artists",
    "release_companies",
    "release_identifiers",
    "release_videos",
    "release_series",
)
SUMMED = (
    ("releases", "title"),
    ("releases", "notes"),
    ("release_artists", "artist_id"),
    ("release_artists", "name"),
    ("release_labels", "label_id"),
    ("release_formats", "descriptions"),
    ("release_tracks", "title"),
    ("release_track_artists", "artist_id"),
    ("release_companies", "company_id"),
    ("release_identifiers", "value"),
    ("release_videos", "description"),
)


def of_tables(tables: Mapping[str, Any]) -> dict[str, Any]:
    sums = {f"{table}.{column}": column_sum(tables[table].column(column)) for table, column in SUMMED}
    return {"rows": rows(tables), "sums": sums}


def column_sum(column: Any) -> int:
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        column = pc.list_flatten(column)
    if pa.types.is_integer(column.type):
        return int(pc.sum(pc.cast(column, pa.int64())).as_py() or 0)
    text = pc.filter(column, pc.invert(pc.match_substring_regex(column, "^[ \\t\\n]*$")))
    return int(pc.sum(pc.cast(pc.binary_length(text), pa.int64())).as_py() or 0)


def rows(tables: Mapping[str, Any]) -> dict[str, int]:
    return {name: tables[name].num_rows for name in TABLES}
