"""The rows: those of the table `wide` of postgres_read, as tuples or as objects with slots."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from postgres_read import columns

ROWS, QUICK = 300_000, 30
NAMES = [column.name for column in columns.TABLES["wide"]]
KINDS = {column.name: column.kind for column in columns.TABLES["wide"]}


class Slotted:
    __slots__ = tuple(NAMES)


def tuples(rows: int) -> list[tuple[Any, ...]]:
    table = columns.expected("wide", rows)
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def objects(rows: int) -> list[Slotted]:
    made = [Slotted() for _ in range(rows)]
    for one, row in zip(made, tuples(rows), strict=True):
        for name, value in zip(NAMES, row, strict=True):
            setattr(one, name, value)
    return made


def read(data: Path) -> list[Any]:
    variant, rows = data.read_text().split()
    return objects(int(rows)) if variant == "objects" else tuples(int(rows))
