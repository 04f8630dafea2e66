"""The table of calls of the benchmark harness: how they spread, and what a process took that was asked once."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("tomllib", reason="the harness needs Python 3.11")

from harness import discover, plan, report, runner, stats
from harness.model import Alone, BenchError, Published, Row, Usage
from test_bench_harness import SETS, Built, Stage, contender, task

ALONE = """
import json, os, sys
for line in sys.stdin:
    answer = {"pid": os.getpid(), "alone": "WIRESPEED_BENCH_ALONE" in os.environ}
    print(json.dumps({"answer": answer, "call": {"wall": 0.5, "user": 0.25, "system": 0}}), flush=True)
"""


def test_who_is_asked_alone_starts_once_more_and_is_told_so(tmp_path: Path) -> None:
    stays = contender("stays", resident=True)
    with runner.Runner(task(stays), Built(tmp_path, ALONE), os.environ, 30) as run:  # type: ignore[arg-type]
        alone, shared = (run(stays, SETS["full"], mode) for mode in ("alone", "answer"))
    assert (alone.output.answer["alone"], shared.output.answer["alone"]) == (True, False)
    assert alone.output.answer["pid"] != shared.output.answer["pid"]
    assert alone.usage.peak_bytes >= alone.usage.resident_bytes > 2**20


def test_a_percentile_is_a_value_that_so_many_percent_do_not_exceed() -> None:
    hundred = [float(value) for value in range(100, 0, -1)]
    assert [stats.percentile(hundred, percent) for percent in (50, 90, 95)] == [50, 90, 95]
    assert [stats.percentile([3.0, 1.0, 2.0], percent) for percent in (50, 95)] == [2, 3]


def table_of_calls(rows: list[Row], *published: Published) -> dict[str, dict[str, str]]:
    """By contender and column."""
    asked = replace(task(*(row.contender for row in rows)), calls=True, published=published)
    text = report.markdown(asked, "any", rows, []).split("\n\n")[-1]
    head, _rule, *lines = ([cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines())
    return {cells[0]: dict(zip(head, cells, strict=True)) for cells in lines}


def test_the_table_of_calls_tells_how_they_spread_and_what_a_process_took_that_was_asked_once() -> None:
    alone = Alone(Usage(0.25, 0.25, 0, resident_bytes=3 * 2**20), {"load_ms": 40.0})
    runs = [Usage(seconds, 0, 0) for seconds in (0.001, 0.002, 0.006)]
    found = table_of_calls([Row(contender("stays", resident=True), 7, runs=runs, alone=alone)])["stays"]
    assert [found[key] for key in ("calls", "mean ms", "50 %", "90 %", "maximum")] == ["3", "3", "2", "6", "6"]
    assert [found[key] for key in ("first call ms", "load ms", "resident MB")] == ["250", "40", "3"]
    assert "heap used MB" not in found


def test_a_contender_says_the_memory_of_a_process_that_works_for_it() -> None:
    alone = Alone(Usage(0.25, 0.25, 0, resident_bytes=2**20), {"resident_mb": 4096.0, "heap_mb": 58.0})
    found = table_of_calls([Row(contender("jvm", resident=True), 7, runs=[Usage(1, 0, 0)], alone=alone)])["jvm"]
    assert (found["resident MB"], found["heap used MB"]) == ("4,096", "58")


def test_what_others_published_stands_in_the_table_of_calls_marked_as_such() -> None:
    here, there = Published("theirs", {"mean": 1540.0}), Published("elsewhere", {"mean": 1.0}, "other")
    found = table_of_calls([Row(contender("stays", resident=True), 7, runs=[Usage(1, 0, 0)])], here, there)
    assert list(found) == ["stays", "theirs (published)"]
    assert found["theirs (published)"]["mean ms"] == "1,540"


def test_only_residents_of_a_task_with_a_table_of_calls_are_asked_alone_and_before_all_others() -> None:
    stage = Stage()
    asked = replace(task(contender("a", resident=True), contender("b")), calls=True)
    rows = plan.measure(asked, SETS, 1, stage.run, lambda _text: None)
    assert stage.log == ["alone a", "answer a", "answer b", "time a", "time b"]
    assert [row.alone is not None for row in rows] == [True, False]


def test_a_published_figure_without_a_column_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "task.md").write_text("letters")
    (folder / "task.toml").write_text('title = "t"\nunit = "u"\n[contender]\n[[published]]\nname = "x"\np42 = 1\n')
    with pytest.raises(BenchError, match="p42 is no column of the table of calls"):
        discover.load_task(tmp_path, "letters")
