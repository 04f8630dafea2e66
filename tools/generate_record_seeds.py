#!/usr/bin/env python3
"""Writes tests/fuzz/seeds/record/: small valid records of the schemas that tests/fuzz/record_fuzz.cpp has.

usage: tools/generate_record_seeds.py [--check]

--check writes nothing and fails when a seed is missing, differs, or is none of these. Without the package installed it
exits 77 (skipped).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

from generate_packstream_seeds import write_or_check

try:
    from wirespeed.record import Fixed, Int16, Int32, Record, record
except ImportError as error:
    print(f"the package is not installed, so seeds cannot be made: {error}")
    sys.exit(77)

SEEDS = Path(__file__).resolve().parents[1] / "tests" / "fuzz" / "seeds" / "record"


@record
class Inner(Record):
    n: Int16 | None
    s: str


def schema(fields: int) -> Any:
    """With the first fields of the fuzz target's schema."""
    every: dict[str, Any] = {
        "flag": bool,
        "number": int | None,
        "code": Annotated[str, Fixed(5)] | None,
        "name": str,
        "blob": bytes | None,
        "numbers": list[Int32],
        "words": list[str],
        "at": Inner | None,
        "path": list[Inner] | None,
        "more": str | None,
    }
    chosen = dict(list(every.items())[:fields])
    return record(type("Seed", (), {"__annotations__": chosen, "__module__": __name__}))


VALUES: dict[str, Any] = {
    "flag": True,
    "number": -7,
    "code": "Zo\u00eb",
    "name": "Jesper",
    "blob": b"\x00\xff",
    "numbers": [1, -2],
    "words": ["", "a", "\u00f6"],
    "at": Inner(n=1, s="x"),
    "path": [Inner(n=None, s=""), Inner(n=2, s="yz")],
    "more": "behind",
}
NOTHING: dict[str, Any] = {"flag": False, "name": "", "numbers": [], "words": []}


def made(fields: int, values: dict[str, Any]) -> bytes:
    cls = schema(fields)
    return bytes(cls(**{name: value for name, value in values.items() if name in cls.__match_args__}))


def seeds() -> dict[str, bytes]:
    full = {f"full_{fields}": made(fields, VALUES) for fields in (4, 9, 10)}
    empty = {f"empty_{fields}": made(fields, NOTHING) for fields in (4, 9, 10)}
    return full | empty


if __name__ == "__main__":
    sys.exit(write_or_check(SEEDS, seeds()))
