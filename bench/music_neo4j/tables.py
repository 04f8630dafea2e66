"""The graph's nodes and relationships as lists of columns, in files of JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson


def write(folder: Path, name: str, columns: list[list[Any]]) -> None:
    (folder / f"{name}.json").write_bytes(orjson.dumps(columns))


def read(folder: Path, name: str) -> list[list[Any]]:
    columns: list[list[Any]] = orjson.loads((folder / f"{name}.json").read_bytes())
    return columns
