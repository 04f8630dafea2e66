"""How many ask at once, and from where."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Workload:
    tasks: int
    threads: int


VARIANTS = {
    "tasks": Workload(10_000, 0),
    "threads": Workload(0, 1_000),
    "mixed": Workload(9_800, 200),
}


def write(workload: Workload, path: Path) -> None:
    path.write_text(json.dumps(asdict(workload)))


def read(path: Path) -> Workload:
    return Workload(**json.loads(path.read_text()))
