"""kill -9, full disks and files that cannot be read: the same command again goes on, to the same bytes."""

from __future__ import annotations

import itertools
import json
import random
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from discography_runs import FINISHED, ask, command, error, fresh, generate, names, needs_program, run, snapshot
from file_faults import faults
from waiting import wait_until

pytestmark = needs_program


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("dumps") / "0", 12_000)


@pytest.fixture(scope="module")
def next_dumps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("dumps") / "1", 12_000, month=1)


@pytest.fixture(scope="module")
def expected(dumps: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("expected")
    fresh(dumps, out)
    return out


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two months, the first of them ingested, and the second after it."""
    folder = tmp_path_factory.mktemp("small")
    for number in range(2):
        generate(folder / str(number), 1000, month=number)
    fresh(folder / "0", folder / "before")
    shutil.copytree(folder / "before", folder / "whole")
    fresh(folder / "1", folder / "whole")
    return folder


def changes_of(out: Path) -> Any:
    return json.loads((out / "report.json").read_text())["changes"]


def kill_after(seconds: float, *arguments: object) -> bool:
    """False if it ended by itself before."""
    with subprocess.Popen(command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        return process.wait(timeout=60) == -signal.SIGKILL


def kill_many_times(times: int, out: Path, dumps: Path) -> None:
    """Runs of growing length, so that kills fall into reading, building and writing."""
    chance = random.Random(seed := random.randrange(2**32))
    print(f"seed {seed}")
    limit = 0.05
    for _ in range(times):
        if kill_after(chance.uniform(0, limit), "ingest", dumps, "--out", out, "--checkpoint-seconds", "0.01"):
            limit = min(limit * 1.2, 1.5)
        else:
            limit /= 2


@pytest.mark.parametrize("times", [8, pytest.param(40, marks=pytest.mark.full)])
def test_kills_at_random_moments_cost_nothing_but_time(times: int, dumps: Path, expected: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    kill_many_times(times, out, dumps)
    assert run("ingest", dumps, "--out", out).returncode == 0
    assert snapshot(out) == snapshot(expected)
    assert (out / "records.cache").read_bytes() == (expected / "records.cache").read_bytes()
    assert names(out) == FINISHED
    assert changes_of(out) == changes_of(expected)


def test_a_next_month_that_is_killed_goes_on(dumps: Path, next_dumps: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    fresh(dumps, out)
    kill_many_times(8, out, next_dumps)
    assert run("ingest", next_dumps, "--out", out).returncode == 0
    assert snapshot(out) == fresh(next_dumps, tmp_path / "fresh")
    assert FINISHED | {"old"} == names(out)
    whole = tmp_path / "whole"
    for month in (dumps, next_dumps):
        fresh(month, whole)
    assert changes_of(out) == changes_of(whole)


def kill_at_checkpoint(out: Path, dumps: Path) -> None:
    arguments = command("ingest", dumps, "--out", out, "--checkpoint-seconds", "0.01", "--threads", "1")
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait_until(lambda: (out / "checkpoint").exists() or process.poll() is not None)
        process.kill()


def test_what_was_parsed_is_not_parsed_again(dumps: Path, expected: Path, tmp_path: Path) -> None:
    outs = (tmp_path / str(i) for i in itertools.count())

    def is_gone_on_with() -> bool:
        kill_at_checkpoint(out := next(outs), dumps)
        told = ask("ingest", dumps, "--out", out)
        assert snapshot(out) == snapshot(expected)
        return bool(told["resumed_records"] > 0)

    wait_until(is_gone_on_with)  # a kill may also come too late


# In the order in which one thread makes them.
PARTS = [
    *("BY", "ON", "IS", "DERIVED_FROM", "ALIAS_OF", "MEMBER_OF", "SUBLABEL_OF", "PART_OF", "SAME_AS", "CREDITED_ON"),
    *(f"search-{label}" for label in ("Release", "Person", "Artist", "Master", "Label", "Style", "Genre")),
]
LAST = ["old/000001.snapshot", "graph.snapshot", "report.json", "metrics.prom", "records.cache"]


@pytest.mark.parametrize("name", ["checkpoint", *(f"snapshot.parts/{part}" for part in PARTS), *LAST])
def test_a_kill_before_a_file_takes_its_name_is_gone_on_with(name: str, small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(small / "before", out)
    arguments = ("ingest", small / "1", "--out", out, "--checkpoint-seconds", "0", "--threads", "1")
    assert run(*arguments, env=faults(tmp_path, kill_at_rename=f"/{name}")).returncode == -signal.SIGKILL
    told = ask("ingest", small / "1", "--out", out)
    for file in ("graph.snapshot", "records.cache", "old/000001.snapshot"):
        assert (out / file).read_bytes() == (small / "whole" / file).read_bytes(), file
    assert names(out) == names(small / "whole")
    assert changes_of(out) == changes_of(small / "whole")
    made = [f"snapshot.parts/{part}" for part in PARTS]
    there = 0 if name == "checkpoint" else made.index(name) if name in made else len(made)
    assert told["resumed_parts"] == there  # what was built is not built again


@pytest.mark.parametrize("room", [0, 10_000, 1_000_000, 4_500_000])
def test_a_full_disk_is_an_error_and_later_goes_on(room: int, dumps: Path, expected: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    environment = faults(tmp_path, write_after=room)
    arguments = ("ingest", dumps, "--out", out, "--checkpoint-seconds", "0.01")
    assert "No space left on device" in error(*arguments, env=environment)
    assert not (out / "graph.snapshot").exists()
    assert run(*arguments).returncode == 0
    assert snapshot(out) == snapshot(expected)
    assert names(out) == FINISHED


def test_a_full_disk_leaves_the_month_before(dumps: Path, next_dumps: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    before = fresh(dumps, out)
    for room in (0, 200_000, 3_000_000):
        assert "No space left" in error("ingest", next_dumps, "--out", out, env=faults(tmp_path, write_after=room))
        assert snapshot(out) == before
    assert names(out) == FINISHED


def test_a_file_that_may_not_grow_is_an_error(dumps: Path, tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    assert "File too large" in error("ingest", dumps, "--out", tmp_path / "out", preexec_fn=limit)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("share", [0.0, 0.5, 1.1, 1.9])
def test_a_read_error_is_an_error_and_later_goes_on(share: float, dumps: Path, expected: Path, tmp_path: Path) -> None:
    size = sum(path.stat().st_size for path in dumps.iterdir())
    out = tmp_path / "out"
    arguments = ("ingest", dumps, "--out", out, "--checkpoint-seconds", "0.01")
    assert "Input/output error" in error(*arguments, env=faults(tmp_path, read_after=int(size * share)))
    assert run(*arguments).returncode == 0
    assert snapshot(out) == snapshot(expected)
    assert names(out) == FINISHED
