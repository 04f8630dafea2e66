"""One run as Markdown and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from harness import calls, goals, stats
from harness.model import Row, Task, Usage
from harness.process import own_peak_bytes


@dataclass(frozen=True)
class Times:
    """How a table writes times: resident contenders tell those of one call."""

    unit: str
    scale: float

    def text(self, seconds: float) -> str:
        return _number(seconds * self.scale)


def markdown(task: Task, variant: str, rows: Sequence[Row], judged: Sequence[goals.Outcome]) -> str:
    size = f"{rows[0].units:,} {task.unit}" if rows else "nothing"
    parts = [f"## {task.name}, {variant}: {task.title}", f"Data: {size}.", _table(task, rows)]
    if any(key in counted for row in rows for counted in row.counters for key in task.counters):
        parts.append(_counter_table(task, rows))
    if task.calls:
        parts.append(_calls_table(task, variant, rows))
    if any(row.scale != 1.0 and row.timed for row in rows):
        parts.append("\\* ran on a slice of the data; its times are scaled to the whole, less what starting up took.")
    if judged:
        parts.append("\n".join(map(_goal, judged)))
    return "\n\n".join(parts) + "\n"


def facts(machine: dict[str, str], runs: int) -> str:
    lines = [f"- {name}: {value}" for name, value in machine.items() if value]
    lines.append(
        f"- runs: {runs} of each contender (fewer where the table says so), interleaved; medians; smallest in brackets"
    )
    lines.append("- ratios: of medians, in brackets the 95 % interval of a bootstrap over the runs")
    return "\n".join(lines) + "\n"


def as_json(task: Task, results: dict[str, tuple[list[Row], list[goals.Outcome]]], machine: dict[str, str]) -> str:
    variants = {
        variant: {
            "contenders": [_row_json(row) for row in rows],
            "goals": [asdict(one) for one in judged],
            "published": [asdict(one) for one in calls.published(task, variant)],
        }
        for variant, (rows, judged) in results.items()
    }
    return json.dumps({"task": task.name, "title": task.title, "machine": machine, "variants": variants}, indent=1)


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "name": row.contender.name,
        "role": row.contender.role,
        "what": row.contender.what,
        "verdict": row.verdict,
        "units": row.units,
        "scale": row.scale,
        "runs": [asdict(run) for run in row.runs],
        "counters": row.counters,
        "calls": calls.figures(row) if row.timed else {},
    }


def _table(task: Task, rows: Sequence[Row]) -> str:
    drain = next((row for row in rows if row.contender.role == "drain" and row.timed), None)
    ours = next((row for row in rows if row.contender.role == "ours" and row.timed), None)
    peer = min((row for row in rows if row.contender.role == "peer" and row.timed), key=_wall, default=None)
    times = Times("ms a call", 1e3) if any(row.contender.resident for row in rows) else Times("s", 1.0)
    heads = [
        "contender",
        "answer",
        f"wall {times.unit}",
        f"CPU {times.unit}",
        "user + system",
        "spread",
        "peak MB",
        f"{task.unit}/s",
    ]
    heads += [
        f"{task.unit}/CPU s",
        "wall / drain",
        "CPU / drain",
        "wall / best peer",
        "wall / ours",
        "runs",
    ]
    lines = ["| " + " | ".join(heads) + " |", "|---|---|" + "---:|" * (len(heads) - 2)]
    for row in rows:
        cells = [_name(row), row.verdict.replace("|", "\\|")]
        if row.timed:
            cells += [
                *_times(row, times),
                _ratio(row, drain, _walls),
                _ratio(row, drain, _cpus),
                _ratio(row, peer, _walls),
            ]
            cells += [_ratio(row, ours, _walls), str(len(row.runs))]
        lines.append("| " + " | ".join(cells + [""] * (len(heads) - len(cells))) + " |")
    return "\n".join(lines)


def _counter_table(task: Task, rows: Sequence[Row]) -> str:
    """Medians of what the contenders counted themselves."""
    counters = {key: name for key, name in task.counters.items() if any(key in one for r in rows for one in r.counters)}
    lines = ["| " + " | ".join(["contender", *counters.values()]) + " |", "|---|" + "---:|" * len(counters)]
    for row in rows:
        if row.timed:
            lines.append("| " + " | ".join([_name(row), *(_counter(row, key) for key in counters)]) + " |")
    return "\n".join(lines)


def _calls_table(task: Task, variant: str, rows: Sequence[Row]) -> str:
    found = [(_name(row), calls.figures(row)) for row in rows if row.timed]
    found += [(f"{one.name} (published)", one.figures) for one in calls.published(task, variant)]
    columns = {key: head for key, head in calls.COLUMNS.items() if any(key in figures for _name, figures in found)}
    lines = ["| " + " | ".join(["contender", *columns.values()]) + " |", "|---|" + "---:|" * len(columns)]
    for name, figures in found:
        cells = [_number(figures[key]) if key in figures else "" for key in columns]
        lines.append("| " + " | ".join([name, *cells]) + " |")
    return "\n".join(lines)


def _name(row: Row) -> str:
    mark = " \\*" if row.scale != 1.0 else ""
    what = f" ({row.contender.what})" if row.contender.what else ""
    name = f"**{row.contender.name}**" if row.contender.role == "ours" else row.contender.name
    return name + mark + what


def _times(row: Row, times: Times) -> list[str]:
    wall, cpu = stats.summary(_walls(row)), stats.summary(_cpus(row))
    user, system = median(run.user for run in row.runs), median(run.system for run in row.runs)
    return [
        f"{times.text(wall.median)} ({times.text(wall.minimum)})",
        f"{times.text(cpu.median)} ({times.text(cpu.minimum)})",
        f"{times.text(user)} + {times.text(system)}",
        f"{wall.spread:.0%}" if len(row.runs) > 1 else "",
        _peak(row.runs),
        f"{_rate(row.units, wall.median)}",
        f"{_rate(row.units, cpu.median)}",
    ]


def _peak(runs: Sequence[Usage]) -> str:
    """A child's peak starts at the harness's own, so a smaller one is only known to be smaller."""
    peak, own = max(run.peak_bytes for run in runs), own_peak_bytes()
    return f"< {own / 2**20:.0f}" if peak <= own else f"{peak / 2**20:.0f}"


def _ratio(row: Row, other: Row | None, values: Callable[[Row], list[float]]) -> str:
    if other is None:
        return ""
    if other is row:
        return "1"
    found = stats.ratio(values(row), values(other))
    if found is None:
        return ""
    interval = f" ({found.low:.2g}-{found.high:.2g})" if len(row.runs) > 2 and len(other.runs) > 2 else ""
    return f"{found.value:.3g}{interval}"


def _counter(row: Row, key: str) -> str:
    values = [counters[key] for counters in row.counters if key in counters]
    return _number(median(values)) if values else ""


def _goal(outcome: goals.Outcome) -> str:
    goal = outcome.goal
    if outcome.value is None:
        return f"- {goal.what}: not measured"
    state = "stretch reached" if outcome.stretched else "reached" if outcome.reached else "**not reached**"
    bound = f"at most {goal.at_most:g}" if goal.at_most is not None else f"at least {goal.at_least:g}"
    stretch = f", stretch {goal.stretch:g}" if goal.stretch is not None else ""
    return f"- {goal.what}: {_number(outcome.value)} ({bound}{stretch}): {state}"


def _number(value: float) -> str:
    """Three digits that count; thousands with commas."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _rate(units: int, seconds: float) -> str:
    return _number(float(f"{units / seconds:.3g}")) if seconds else ""


def _wall(row: Row) -> float:
    return median(_walls(row))


def _walls(row: Row) -> list[float]:
    return [run.wall for run in row.runs]


def _cpus(row: Row) -> list[float]:
    return [run.cpu for run in row.runs]
