"""What is asked: keys that are all there, some far more often than others."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

KINDS = ("get", "function", "coroutine")


@dataclass(frozen=True)
class Workload:
    kind: str  # get: by a text; function, coroutine: a cached one of a number and a text
    keys: int
    trace: list[int]  # numbers of keys, in the order in which they are asked for


def make(kind: str, keys: int, asks: int) -> Workload:
    weights = [1 / (i + 1) ** 0.9 for i in range(keys)]
    return Workload(kind, keys, Random(8).choices(range(keys), weights, k=asks))


def text(number: int) -> str:
    return f"user:{number:08}:profile"


def value(number: int) -> int:
    return number * 7919 % 100_003


def write(workload: Workload, path: Path) -> None:
    path.write_text(json.dumps(asdict(workload)))


def read(path: Path) -> Workload:
    return Workload(**json.loads(path.read_text()))
