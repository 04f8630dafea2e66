"""What is written, in each library's own form, and what tells a right text: shared by prepare.py and the contenders."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from harness import contender
from neo4j_client.calls import measured

VARIANTS = {"records": 10_000, "columns": 100_000, "rows": 100_000}
QUICK = 20
SEED = 12
START = 1_577_836_800_000_000  # 2020-01-01 in microseconds since 1970

Columns = dict[str, Any]


def of_records(rows: int) -> Columns:
    """Of an answer of a service: a number, a price, a moment, a hash."""
    random = np.random.default_rng(SEED)
    digits = random.integers(0, 16, (rows, 20), dtype="u1")
    return {
        "id": np.arange(rows) * 7919,
        "price": np.round(random.random(rows) * 1000, 2),
        "at": (START + random.integers(0, 2**46, rows)).view("M8[us]"),
        "sha": np.frombuffer(b"0123456789abcdef", "u1")[digits].view("S20").ravel(),
    }


def of_frame(rows: int) -> Columns:
    """Ten columns of what a frame has, but for text, which orjson has no way to take from NumPy."""
    random = np.random.default_rng(SEED)
    return {
        "f0": random.standard_normal(rows),
        "f1": random.standard_normal(rows) * 1000,
        "f2": np.round(random.standard_normal(rows) * 100, 2),
        "f3": random.random(rows),
        "i0": np.arange(rows),
        "i1": random.integers(0, 1000, rows),
        "i2": random.integers(-(10**9), 10**9, rows),
        "i3": random.integers(0, 2**50, rows),
        "b": random.integers(0, 2, rows).astype(bool),
        "t": (START + random.integers(0, 2**46, rows)).view("M8[us]"),
    }


def made(variant: str, rows: int) -> Columns:
    return of_records(rows) if variant == "records" else of_frame(rows)


def write(data: Path, variant: str, rows: int) -> None:
    data.write_text(f"{variant} {rows}")


def read(data: Path) -> tuple[str, Columns]:
    variant, rows = data.read_text().split()
    return variant, made(variant, int(rows))


def dicts(columns: Columns) -> list[dict[str, Any]]:
    """The rows as Python has them."""
    plain = {name: _plain(values) for name, values in columns.items()}
    return [dict(zip(plain, row, strict=True)) for row in zip(*plain.values(), strict=True)]


def _plain(values: Any) -> list[Any]:
    listed: list[Any] = values.tolist()
    return [one.decode() for one in listed] if values.dtype.kind == "S" else listed


def _told(value: Any) -> str:
    """The same of all spellings of a moment, and of floats to eight decimals, which all write, without a zero's sign,
    which some lose."""
    if isinstance(value, float):
        return f"{round(value, 8) + 0.0:.8f}"
    if isinstance(value, str) and value[4:5] == "-":
        value = datetime.datetime.fromisoformat(value)
    return str(value)


def digest(columns: dict[str, list[Any]]) -> dict[str, Any]:
    sums = {}
    for name, values in columns.items():
        text = "\0".join(map(_told, values))
        sums[name] = hashlib.sha256(text.encode()).hexdigest()[:16]
    return {"rows": len(next(iter(columns.values()))), "columns": sums}


def answer_of(text: bytes | str) -> dict[str, Any]:
    found = json.loads(text)
    if isinstance(found, list):
        found = {name: [row[name] for row in found] for name in found[0]}
    return digest(found)


def right(variant: str, rows: int) -> dict[str, Any]:
    return digest({name: _plain(values) for name, values in made(variant, rows).items()})


def begin(prepare: Callable[[str, Columns], Callable[[], bytes | str]]) -> None:
    """prepare(variant, columns) gives the call that is measured, whose result is the text."""

    def start(data: Path) -> contender.Calls:
        call = prepare(*read(data))

        def calls(checking: bool) -> contender.Outcome:
            return contender.Outcome(answer_of(call())) if checking else contender.Outcome(call=best(call))

        return calls

    contender.stay(start)


def best(call: Callable[[], Any]) -> dict[str, float]:
    """The least of a few calls: they take milliseconds, in which much else may happen."""
    return min((measured(call) for _ in range(5)), key=lambda spent: spent["user"] + spent["system"])
