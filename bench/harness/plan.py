"""Who runs when: every contender's answer first, then rounds in which each runs once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from harness import check
from harness.model import Alone, BenchError, Contender, DataSet, Output, Row, Task, Usage
from harness.process import ContenderFailed, Run

Mode = str  # "answer" or "time"; "alone": the answer of a resident contender in a process of its own
Runner = Callable[[Contender, DataSet, Mode], Run]
Say = Callable[[str], None]


def measure(task: Task, sets: dict[str, DataSet], runs: int, runner: Runner, say: Say) -> list[Row]:
    """All contenders on one variant. A wrong, failing or missing contender keeps its row, without a time."""
    rows = [Row(contender, sets["full"].units, _scale(contender, sets)) for contender in task.contenders]
    for row in rows:
        if task.calls and row.contender.resident:
            _ask_alone(row, sets[row.contender.data], runner)
            say(f"  {row.contender.name}: asked alone")
    for row in rows:
        _check(row, sets[row.contender.data], runner)
        say(f"  {row.contender.name}: {row.verdict}")
    for row in schedule(rows, runs):
        _time(row, sets[row.contender.data], runner)
        if row.runs:
            say(f"  {row.contender.name}: wall {row.runs[-1].wall:.3g} s, CPU {row.runs[-1].cpu:.3g} s")
    return rows


def schedule(rows: list[Row], runs: int) -> Iterator[Row]:
    """Round robin; each round starts one further on, so nobody always follows the same neighbour's cache."""
    for number in range(runs):
        start = number % len(rows) if rows else 0
        for row in rows[start:] + rows[:start]:
            if row.verdict == "equal" and number < (row.contender.runs or runs):
                yield row


def _scale(contender: Contender, sets: dict[str, DataSet]) -> float:
    if contender.data not in sets:
        raise BenchError(f"{contender.name}: expected one of the data sets {', '.join(sets)}, found {contender.data!r}")
    return sets["full"].units / sets[contender.data].units


def _ask_alone(row: Row, data: DataSet, runner: Runner) -> None:
    run = _guarded(row, data, "alone", runner)
    if run is not None:
        row.alone = Alone(scaled(run.usage, run.output, row.scale), run.output.counters)


def _check(row: Row, data: DataSet, runner: Runner) -> None:
    """The answer; it warms caches up as well."""
    output = _guarded(row, data, "answer", runner)
    if output is not None:
        row.verdict = check.verdict(row.contender, output.output.answer, data.answer)


def _time(row: Row, data: DataSet, runner: Runner) -> None:
    run = _guarded(row, data, "time", runner)
    if run is None:
        return
    row.verdict = check.verdict_again(row.contender, run.output.answer, data.answer)
    if row.verdict != "equal":
        row.runs, row.counters = [], []
        return
    row.runs.append(scaled(run.usage, run.output, row.scale))
    row.counters.append(run.output.counters)


def _guarded(row: Row, data: DataSet, mode: Mode, runner: Runner) -> Run | None:
    """The run, or None with the reason in the row's verdict and its times dropped."""
    try:
        run = runner(row.contender, data, mode)
    except ContenderFailed as failure:
        row.verdict = f"failed: {failure}"
    else:
        if run.output.cannot is None:
            return run
        row.verdict = f"cannot run: {run.output.cannot}"
    row.runs, row.counters = [], []
    return None


def scaled(usage: Usage, output: Output, scale: float) -> Usage:
    """What the full data would take: the work grows with it, starting up does not."""
    if scale == 1.0:
        return usage
    start = output.startup or Usage(0, 0, 0)
    return replace(
        usage,
        wall=start.wall + (usage.wall - start.wall) * scale,
        user=start.user + (usage.user - start.user) * scale,
        system=start.system + (usage.system - start.system) * scale,
    )
