"""A directory to which months come: each is taken when it is there to its end."""

from __future__ import annotations

import hashlib
import signal
import subprocess
from pathlib import Path

import pytest

from discography_runs import ask, command, error, fresh, generate, needs_program, run, snapshot
from waiting import wait_until

pytestmark = needs_program


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("months")
    return [generate(folder / str(month), 500, month) for month in range(2)]


def put(month: Path, folder: Path, *, checksums: bool = True) -> None:
    folder.mkdir(exist_ok=True)
    for path in month.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    if checksums:
        write_checksums(month, folder)


def write_checksums(month: Path, folder: Path) -> Path:
    files = sorted(month.iterdir())
    date = files[0].name.split("_")[1]
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.name}\n" for path in files]
    (path := folder / f"discogs_{date}_CHECKSUM.txt").write_text("".join(lines))
    return path


def is_there(wanted: bytes, out: Path) -> bool:
    return (out / "graph.snapshot").exists() and snapshot(out) == wanted


def test_once_takes_the_newest_whole_month(months: list[Path], tmp_path: Path) -> None:
    dumps, out = tmp_path / "dumps", tmp_path / "out"
    for month in months:
        put(month, dumps)
    assert ask("watch", dumps, "--out", out, "--once")["month"] == "20260901"
    assert snapshot(out) == fresh(months[1], tmp_path / "fresh")
    assert ask("watch", dumps, "--out", out, "--once")["same_files"]


def test_a_month_that_is_not_whole_is_left_for_later(months: list[Path], tmp_path: Path) -> None:
    dumps, out = tmp_path / "dumps", tmp_path / "out"
    put(months[0], dumps)
    put(months[1], dumps)
    (late,) = dumps.glob("*_20260901_releases.xml.gz")
    late.unlink()
    assert ask("watch", dumps, "--out", out, "--once")["month"] == "20260801"
    assert snapshot(out) == fresh(months[0], tmp_path / "fresh")


@pytest.mark.parametrize("fault", ["missing", "damaged"])
def test_a_month_older_than_what_is_there_is_left_alone(months: list[Path], tmp_path: Path, fault: str) -> None:
    dumps, out = tmp_path / "dumps", tmp_path / "out"
    put(months[1], dumps)
    assert ask("watch", dumps, "--out", out, "--once")["month"] == "20260901"
    before = snapshot(out)
    put(months[0], dumps)
    (file,) = dumps.glob("*_20260901_releases.xml.gz")
    file.unlink() if fault == "missing" else file.write_bytes(b"x")
    assert run("watch", dumps, "--out", out, "--once").returncode == (1 if fault == "missing" else 2)
    assert snapshot(out) == before


def test_a_month_older_than_one_that_was_ingested_by_hand_is_left_alone(months: list[Path], tmp_path: Path) -> None:
    dumps, out = tmp_path / "dumps", tmp_path / "out"
    before = fresh(months[1], out)
    put(months[0], dumps)
    assert run("watch", dumps, "--out", out, "--once").returncode == 1
    assert snapshot(out) == before


def test_a_damaged_month_is_an_error_and_the_one_before_is_taken(months: list[Path], tmp_path: Path) -> None:
    dumps, out = tmp_path / "dumps", tmp_path / "out"
    for month in months:
        put(month, dumps)
    (file,) = dumps.glob("*_20260901_labels.xml.gz")
    file.write_bytes(b"x")
    assert "SHA-256" in error("watch", dumps, "--out", out, "--once")
    assert snapshot(out) == fresh(months[0], tmp_path / "fresh")


def test_without_any_month_nothing_is_done(tmp_path: Path) -> None:
    (tmp_path / "dumps").mkdir()
    assert run("watch", tmp_path / "dumps", "--out", tmp_path / "out", "--once").returncode == 1
    assert not (tmp_path / "out").exists()


def test_a_checksum_that_does_not_fit_is_an_error(months: list[Path], tmp_path: Path) -> None:
    dumps = tmp_path / "dumps"
    put(months[0], dumps)
    (file,) = dumps.glob("*_labels.xml.gz")
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    line = error("watch", dumps, "--out", tmp_path / "out", "--once")
    assert file.name in line
    assert "SHA-256" in line
    assert not (tmp_path / "out").exists()


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "missing" in error("watch", tmp_path / "missing", "--out", tmp_path / "out", "--once")


def watching(dumps: Path, out: Path) -> subprocess.Popen[bytes]:
    arguments = command("watch", dumps, "--out", out, "--interval", "0.1")
    return subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.parametrize("checksums", [True, False])
def test_months_are_taken_as_they_come(months: list[Path], tmp_path: Path, checksums: bool) -> None:
    dumps, out = tmp_path / "dumps", tmp_path / "out"
    dumps.mkdir()
    expected = [fresh(month, tmp_path / f"fresh{i}") for i, month in enumerate(months)]
    with watching(dumps, out) as process:
        try:
            for month, wanted in zip(months, expected, strict=True):
                put(month, dumps, checksums=checksums)
                wait_until(lambda: is_there(wanted, out))  # noqa: B023
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=10) == 0
        finally:
            process.kill()


def test_a_month_without_checksums_is_taken_beside_a_newer_one_that_is_not_whole(
    months: list[Path], tmp_path: Path
) -> None:
    dumps, out = tmp_path / "dumps", tmp_path / "out"
    for month in months:
        put(month, dumps, checksums=False)
    (late,) = dumps.glob("*_20260901_releases.xml.gz")
    late.unlink()
    with watching(dumps, out) as process:
        try:
            wanted = fresh(months[0], tmp_path / "fresh")
            wait_until(lambda: is_there(wanted, out))
        finally:
            process.kill()
