"""What a task's prepare.py imports: it makes files and says what the reference answers about each.

from harness import data

def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    ...   # variant -> name -> Set; every variant has a "full"

if __name__ == "__main__":
    data.main(prepare)
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Set:
    path: Path
    units: int  # of what the task counts; a set with fewer than "full" has its contenders' times scaled
    answer: dict[str, Any] = field(default_factory=dict)


def main(prepare: Callable[[Path, bool], dict[str, dict[str, Set]]], made_by: Path | None = None) -> None:
    """Prints the sets and which files of bench/ made them: when one changes, or the program `made_by`, they are made
    anew."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--quick", action="store_true")
    options = arguments.parse_args()
    variants = prepare(options.out, options.quick)
    table = {variant: {name: _row(one) for name, one in sets.items()} for variant, sets in variants.items()}
    print(json.dumps({"variants": table, "sources": _sources(made_by)}))


def _row(one: Set) -> dict[str, Any]:
    return {"path": str(one.path), "units": one.units, "answer": one.answer}


def _sources(made_by: Path | None) -> list[str]:
    bench = Path(__file__).resolve().parents[1]
    loaded = {Path(file).resolve() for module in sys.modules.values() if (file := getattr(module, "__file__", None))}
    ours = sorted(str(file.relative_to(bench)) for file in loaded if _is_ours(file, bench))
    return ours if made_by is None else [*ours, str(made_by)]


def _is_ours(file: Path, bench: Path) -> bool:
    return file.is_relative_to(bench) and ".venv" not in file.parts
