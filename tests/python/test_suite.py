"""The test command itself: what fails is counted as failed, and what did not run is not counted as passed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from suite import readme, schedule
from suite.counts import FAILED, PASSED, Counts, from_junit, from_summary
from suite.log import Log
from suite.steps import STEPS, Context, Lane, Step, Tier


def junit(folder: Path, cases: str) -> Path:
    report = folder / "junit.xml"
    report.write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")
    return report


def test_cases_of_a_report_are_counted_by_what_became_of_them(tmp_path: Path) -> None:
    report = junit(
        tmp_path,
        "<testcase/><testcase status='run'/><testcase><failure/></testcase><testcase><error/></testcase>"
        "<testcase><skipped/></testcase><testcase status='fail'><failure/></testcase>",
    )
    assert from_junit(report, ok=False) == Counts(passed=2, failed=3, skipped=1)


@pytest.mark.parametrize(("cases", "ok"), [("", True), ("<testcase/>", False)], ids=["ran nothing", "died after"])
def test_a_run_that_ran_nothing_or_died_is_a_failure(tmp_path: Path, cases: str, ok: bool) -> None:
    assert from_junit(junit(tmp_path, cases), ok).failed == 1


def test_a_report_that_was_never_written_is_a_failure(tmp_path: Path) -> None:
    assert from_junit(tmp_path / "missing.xml", ok=True) == FAILED


def test_the_last_summary_of_an_output_counts() -> None:
    assert from_summary("1 passed, 0 failed, 0 skipped\n3 passed, 2 failed, 1 skipped\n", ok=False) == Counts(3, 2, 1)
    assert from_summary("no summary", ok=True) == FAILED
    assert from_summary("3 passed, 0 failed, 0 skipped\n", ok=False) == Counts(3, 1, 0)


def test_only_marked_blocks_of_the_readme_are_run_line_by_line() -> None:
    text = "```sh\nrm -rf x\n```\n```sh check\n# why\n./run --check\nls \\\n  a\n```\n```python check\nprint(1)\n```\n"
    assert list(readme.programs(text)) == [("sh", "./run --check"), ("sh", "ls    a"), ("python", "print(1)\n")]


def test_a_broken_step_fails_and_the_next_one_still_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("suite.log.LOGS", tmp_path)
    monkeypatch.setattr("suite.schedule.ROOT", tmp_path)

    def broken(log: Log, _: Context) -> Counts:
        raise RuntimeError("no such luck")

    steps = [Step("broken", "", Tier.QUICK, broken), Step("fine", "", Tier.QUICK, lambda _log, _context: PASSED)]
    assert schedule.run_all(steps, Tier.QUICK) == Counts(passed=1, failed=1)
    assert "RuntimeError: no such luck" in capsys.readouterr().out


def test_what_runs_behind_is_nicer_than_the_rest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("suite.log.LOGS", tmp_path)
    found = {}

    def look(log: Log, _: Context) -> Counts:
        found[log.path.stem] = os.getpriority(os.PRIO_PROCESS, 0)
        return PASSED

    steps = [Step(lane.name, "", Tier.QUICK, look, lane=lane) for lane in Lane]
    assert schedule.run_all(steps, Tier.QUICK) == Counts(passed=3)
    assert found["BEHIND"] == min(found["MAIN"] + schedule.NICE_BEHIND, 19)
    assert found["LIGHT"] == found["MAIN"]


def test_a_command_that_is_not_there_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("suite.log.LOGS", tmp_path)
    log = Log("missing")
    assert log.run("no-such-command-anywhere") is False
    assert "not found; is it installed?" in log.text()


def test_steps_have_names_of_their_own() -> None:
    assert len({step.name for step in STEPS}) == len(STEPS)
