"""What a task must reach, against what this run measured."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from harness.model import Goal, Row, Usage


@dataclass(frozen=True)
class Outcome:
    goal: Goal
    value: float | None  # None: a contender that it needs has no time
    reached: bool | None
    stretched: bool


OF_USAGE: dict[str, Callable[[Usage], float]] = {
    "wall": lambda usage: usage.wall,
    "cpu": lambda usage: usage.cpu,
    "peak_mb": lambda usage: usage.peak_bytes / 2**20,
}


def judge(goals: Sequence[Goal], rows: Sequence[Row], variant: str) -> list[Outcome]:
    by_name = {row.contender.name: row for row in rows}
    return [_judge(goal, by_name) for goal in goals if fnmatch.fnmatchcase(variant, goal.variant or "*")]


def _judge(goal: Goal, rows: dict[str, Row]) -> Outcome:
    value = _value(goal, rows)
    if value is None:
        return Outcome(goal, None, None, False)
    return Outcome(
        goal, value, _holds(goal, value, None), goal.stretch is not None and _holds(goal, value, goal.stretch)
    )


def _value(goal: Goal, rows: dict[str, Row]) -> float | None:
    above = _metrics(goal.metric, rows.get(goal.of))
    if goal.over is None:
        return median(above) if above else None
    below = _metrics(goal.metric, rows.get(goal.over))
    if not above or not below or not all(below):
        return None
    if goal.paired:
        return median(a / b for a, b in zip(above, below, strict=False))
    return median(above) / median(below)


def _holds(goal: Goal, value: float, bound: float | None) -> bool:
    """Whether the value keeps the goal's bound, or the stretch in its place."""
    if goal.at_most is not None:
        return value <= (goal.at_most if bound is None else bound)
    if goal.at_least is not None:
        return value >= (goal.at_least if bound is None else bound)
    return True


def _metrics(name: str, row: Row | None) -> list[float]:
    """One of each run. "rate" is units per second of wall, "cpu_rate" per CPU second; others are a row's counters."""
    if row is None or not row.timed:
        return []
    if name in OF_USAGE:
        return list(map(OF_USAGE[name], row.runs))
    if name in ("rate", "cpu_rate"):
        seconds = map(OF_USAGE["wall" if name == "rate" else "cpu"], row.runs)
        return [row.units / one for one in seconds if one]
    return [counters[name] for counters in row.counters if name in counters]
