"""The table of a task that says `calls`: how single calls spread, and what a process takes that is asked once.

Of resident contenders, each of which starts once more for it: its first call, `load_ms` of its counters, and its
memory after that call. Where another process does the work, the counter `resident_mb` is that one's memory; `heap_mb`
is what a runtime calls its heap in use.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from statistics import mean

from harness import stats
from harness.model import Published, Row, Task

COLUMNS = {
    "calls": "calls",
    "mean": "mean ms",
    "p50": "50 %",
    "p90": "90 %",
    "p95": "95 %",
    "max": "maximum",
    "first": "first call ms",
    "load": "load ms",
    "resident_mb": "resident MB",
    "heap_mb": "heap used MB",
}


def figures(row: Row) -> dict[str, float]:
    """By column. REQUIRES: it has runs."""
    return {**_spread([1000 * run.wall for run in row.runs]), **_alone(row)}


def published(task: Task, variant: str) -> list[Published]:
    return [one for one in task.published if fnmatch.fnmatchcase(variant, one.variant)]


def _spread(walls: Sequence[float]) -> dict[str, float]:
    shares = {f"p{percent}": stats.percentile(walls, percent) for percent in (50, 90, 95)}
    return {"calls": len(walls), "mean": mean(walls), **shares, "max": max(walls)}


def _alone(row: Row) -> dict[str, float]:
    if row.alone is None:
        return {}
    found = {"first": 1000 * row.alone.call.wall, "resident_mb": row.alone.call.resident_bytes / 2**20}
    if "load_ms" in row.alone.counters:
        found["load"] = row.alone.counters["load_ms"]
    return found | {key: value for key, value in row.alone.counters.items() if key in ("resident_mb", "heap_mb")}
