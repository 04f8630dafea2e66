"""Ours: `discography serve` on one core, asked from the other at rates that do not wait for it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from harness import contender
from serve_mix import mix, serving
from serve_mix.driving import load, on_core

RATES = (5_000, 10_000, 15_000, 20_000, 25_000)
SECONDS = 5
WORST_P99_MS = 10.0


def cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(process: int) -> float:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def explored(address: str, label: str, number: int) -> int:
    """What BY and ON lead to it."""
    categories = serving.ask(address, f"/api/explore/{label}/{number}?limit=0")["categories"]
    return sum(one["count"] for one in categories if one["type"] in ("BY", "ON") and one["direction"] == "in")


def trend(address: str, label: str, number: int) -> int:
    """Years times releases."""
    years = serving.ask(address, f"/api/trends/{label}/{number}")["years"]
    return sum(one["year"] * one["count"] for one in years)


def steps(address: str, start: int, end: int) -> int:
    """Of the shortest path between two artists; -1 where there is none."""
    target = f"{mix.path(('artist', start), ('artist', end))}&types=BY,ON,DERIVED_FROM"
    answer = serving.ask(address, target)
    return answer["length"] if answer["found"] else -1


def answers(address: str, data: Path) -> dict[str, Any]:
    checked = json.loads((data / "checked.json").read_text())
    nodes = [mix.in_address(node) for node in checked["nodes"]]
    hits = [serving.ask(address, f"/api/autocomplete?q={quote(name)}")["hits"] for name in checked["names"]]
    return {
        "explored": sum(explored(address, *node) for node in nodes),
        "trends": sum(trend(address, *node) for node in nodes),
        "paths": [steps(address, *pair) for pair in checked["pairs"]],
        "suggested": sum(bool(found) for found in hits),
    }


def work(data: Path, checking: bool) -> contender.Outcome:
    counters: dict[str, float] = {"best_rate": 0}
    with serving.served(data, "--threads", "1", before=on_core(0)) as (address, process):
        answer = answers(address, data) if checking else {}
        answer["failed"] = load(address, data / "targets.txt", 2_000, 1)["failed"]  # each page's first touch, too
        for rate in RATES[:1] if checking else RATES:
            before = cpu_seconds(process)
            result = load(address, data / "targets.txt", rate, 1 if checking else SECONDS)
            answer["failed"] += result["failed"]
            counters[f"p99_ms_at_{rate}"] = result["p99_ms"]
            counters[f"requests_per_cpu_s_at_{rate}"] = result["answered"] / (cpu_seconds(process) - before)
            if result["p99_ms"] < WORST_P99_MS and result["answered"] == result["sent"]:
                counters["best_rate"] = rate
        counters["resident_mb"] = resident_mb(process)
        counters["resident_of_snapshot"] = counters["resident_mb"] * 2**20 / (data / "graph.snapshot").stat().st_size
    return contender.Outcome(answer, counters)


contender.main(work)
