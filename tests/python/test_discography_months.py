"""Month after month: only what differs is parsed, and the snapshot is that of a fresh load."""

from __future__ import annotations

import fcntl
import json
import shutil
from pathlib import Path

import pytest

from discography_runs import FINISHED, ask, error, fresh, generate, names, needs_program, run, snapshot

pytestmark = needs_program
KINDS = ("artists", "labels", "masters", "releases")


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("dumps")
    return [generate(folder / str(month), 3000, month) for month in range(3)]


def test_three_months_are_each_a_fresh_load(months: list[Path], tmp_path: Path) -> None:
    for number, month in enumerate(months):
        told = ask("ingest", month, "--out", tmp_path / "out")
        assert snapshot(tmp_path / "out") == fresh(month, tmp_path / f"fresh{number}")
        changes = told["changes"]["releases"]
        if number > 0:
            assert 0 < changes["changed"] < 300 < changes["unchanged"]
        assert sum(changes[what] for what in ("added", "changed", "unchanged")) == told["records"]["releases"]
    assert told["changes"]["releases"]["added"] > 0  # what month 1 left out, month 2 has again
    assert names(tmp_path / "out") == FINISHED | {"old"}


def test_the_records_of_a_month_are_remembered_in_the_same_bytes(months: list[Path], tmp_path: Path) -> None:
    for month in months:
        assert run("ingest", month, "--out", tmp_path / "out", "--threads", 3).returncode == 0
    fresh(months[-1], tmp_path / "fresh", "--threads", 1)
    assert (tmp_path / "out" / "records.cache").read_bytes() == (tmp_path / "fresh" / "records.cache").read_bytes()


def test_the_same_files_are_skipped(months: list[Path], tmp_path: Path) -> None:
    before = fresh(months[0], tmp_path / "out")
    elsewhere = shutil.copytree(months[0], tmp_path / "elsewhere")
    told = ask("ingest", elsewhere, "--out", tmp_path / "out")
    assert told["same_files"]
    assert {kind: told["changes"][kind]["unchanged"] for kind in KINDS} == told["records"]
    assert snapshot(tmp_path / "out") == before


def test_the_same_records_in_other_files_keep_the_graph(months: list[Path], tmp_path: Path) -> None:
    fresh(months[0], tmp_path / "out")
    elsewhere = shutil.copytree(months[0], tmp_path / "elsewhere")
    for path in elsewhere.iterdir():
        path.write_bytes(path.read_bytes() + bytes(4))  # zeros behind the last member are padding
    told = ask("ingest", elsewhere, "--out", tmp_path / "out")
    assert (told["same_files"], told["same_records"]) == (False, True)
    assert snapshot(tmp_path / "out") == fresh(elsewhere, tmp_path / "fresh")


def test_a_report_and_a_history_are_kept(months: list[Path], tmp_path: Path) -> None:
    for month in months[:2]:
        fresh(month, tmp_path / "out")
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    history = [json.loads(line) for line in (tmp_path / "out" / "history.jsonl").read_text().splitlines()]
    assert len(history) == 2
    assert history[-1] == report
    assert len(report["files"]) == 4


def test_rollback_goes_back_and_forward(months: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    seen = [fresh(month, out, "--keep", "5") for month in months]
    assert ask("rollback", out) == {"directory": str(out), "turned": "back"}
    assert snapshot(out) == seen[1]
    assert run("rollback", out).returncode == 0
    assert snapshot(out) == seen[0]
    assert "expected a snapshot in" in error("rollback", out)
    assert run("rollback", out, "--forward").returncode == 0
    assert snapshot(out) == seen[1]
    assert fresh(months[2], out) == seen[2]
    assert "undone" not in names(out)


def test_keep_says_how_many_old_ones_stay(months: list[Path], tmp_path: Path) -> None:
    for month in months:
        fresh(month, tmp_path / "out", "--keep", "1")
    assert names(tmp_path / "out" / "old") == {"000002.snapshot"}
    for month in months[:2]:
        fresh(month, tmp_path / "none", "--keep", "0")
    assert names(tmp_path / "none") == FINISHED


def test_two_ingests_into_one_directory_are_refused(months: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    before = fresh(months[0], out)
    with (out / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "another process at work" in error("ingest", months[1], "--out", out)
        assert "another process at work" in error("rollback", out)
    assert snapshot(out) == before
    assert run("ingest", months[1], "--out", out).returncode == 0
