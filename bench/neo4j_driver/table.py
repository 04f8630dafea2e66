#!/usr/bin/env python3
"""The table for people: runs of this task (bench/run neo4j_driver --json FILE) beside the published figures.

usage: bench/neo4j_driver/table.py FILE...

Medians in ms a call. The last columns divide what ours and the driver with neo4j-rust-ext took in the same round; below
1, ours is faster.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median
from typing import Any

# neo4j-rust-ext's authors, on an i9-10885H with driver 5.24: wall, ms a call, alone and with their extension.
PUBLISHED = {
    "1x1_de": (1.01, 0.78),
    "10x1_de": (0.95, 0.75),
    "100x1_de": (1.32, 0.84),
    "1000x1_de": (3.72, 1.00),
    "10000x1_de": (28.0, 3.44),
    "100000x1_de": (274.6, 29.6),
    "1x10_de": (1.21, 1.11),
    "1x100_de": (4.90, 3.69),
    "1x1000_de": (36.3, 30.2),
    "1x10000_de": (349.7, 278.9),
    "1x1_se": (0.99, 0.73),
    "10x1_se": (0.88, 0.73),
    "100x1_se": (1.10, 0.81),
    "1000x1_se": (3.86, 1.25),
    "10000x1_se": (29.7, 6.99),
    "1x10_se": (0.93, 0.80),
    "1x100_se": (1.65, 0.89),
    "1x1000_se": (7.74, 2.24),
    "1x10000_se": (63.2, 15.5),
}
CONTENDERS = ("stock", "rust_ext", "ours", "drain")
HEADS = [
    "workload",
    "published: alone, rust-ext",
    *(f"{what}: {', '.join(CONTENDERS)}" for what in ("wall", "client CPU")),
    "ours / rust-ext: wall",
    "client CPU",
    "wall, ours / drain",
]

Runs = dict[str, list[dict[str, float]]]  # contender -> its rounds


def runs_of(files: list[Path]) -> dict[str, Runs]:
    found: dict[str, Runs] = {}
    for file in files:
        for variant, table in json.loads(file.read_text())["variants"].items():
            found[variant] = {row["name"]: row["runs"] for row in table["contenders"]}
    return found


def seconds(run: dict[str, float], what: str) -> float:
    return run["wall"] if what == "wall" else run["user"] + run["system"]


def times(runs: Runs, what: str) -> str:
    return ", ".join(_ms(median(seconds(run, what) for run in rounds)) for rounds in _of(runs))


def _of(runs: Runs) -> list[list[dict[str, float]]]:
    return [runs[name] for name in CONTENDERS if runs.get(name)]


def _ms(value: float) -> str:
    return f"{1e3 * value:.3g}" if value < 1 else f"{1e3 * value:.0f}"


def paired(runs: Runs, above: str, below: str, what: str) -> str:
    if not runs.get(above) or not runs.get(below):
        return ""
    ratios = [seconds(a, what) / seconds(b, what) for a, b in zip(runs[above], runs[below], strict=False)]
    return f"{median(ratios):.3g}"


def line(variant: str, runs: Runs) -> list[str]:
    published = PUBLISHED.get(variant.partition("_")[2])
    return [
        variant,
        ", ".join(f"{value:.3g}" for value in published) if published else "",
        times(runs, "wall"),
        times(runs, "cpu"),
        paired(runs, "ours", "rust_ext", "wall"),
        paired(runs, "ours", "rust_ext", "cpu"),
        paired(runs, "ours", "drain", "wall"),
    ]


def row(cells: list[Any]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]]
    if not files:
        sys.exit("usage: bench/neo4j_driver/table.py FILE..., each from bench/run neo4j_driver --json FILE")
    print(row(HEADS), row(["---"] + ["---:"] * (len(HEADS) - 1)), sep="\n")
    for variant, runs in runs_of(files).items():
        print(row(line(variant, runs)))


if __name__ == "__main__":
    main()
