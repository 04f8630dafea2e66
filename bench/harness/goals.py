"""What a task must reach, against what this run measured."""

from __future__ import annotations

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
    return [_judge(goal, by_name) for goal in goals if goal.variant in (None, variant)]


def _judge(goal: Goal, rows: dict[str, Row]) -> Outcome:
    value = _metric(goal.metric, rows.get(goal.of))
    if goal.over is not None:
        below = _metric(goal.metric, rows.get(goal.over))
        value = value / below if value is not None and below else None
    if value is None:
        return Outcome(goal, None, None, False)
    return Outcome(
        goal, value, _holds(goal, value, None), goal.stretch is not None and _holds(goal, value, goal.stretch)
    )


def _holds(goal: Goal, value: float, bound: float | None) -> bool:
    """Whether the value keeps the goal's bound, or the stretch in its place."""
    if goal.at_most is not None:
        return value <= (goal.at_most if bound is None else bound)
    if goal.at_least is not None:
        return value >= (goal.at_least if bound is None else bound)
    return True


def _metric(name: str, row: Row | None) -> float | None:
    """Medians. "rate" is units per second of wall time, "cpu_rate" per CPU second; others are a row's counters."""
    if row is None or not row.timed:
        return None
    if name in OF_USAGE:
        return median(map(OF_USAGE[name], row.runs))
    if name in ("rate", "cpu_rate"):
        seconds = median(map(OF_USAGE["wall" if name == "rate" else "cpu"], row.runs))
        return row.units / seconds if seconds else None
    values = [counters[name] for counters in row.counters if name in counters]
    return median(values) if values else None
