"""Running the program `discography`, for its tests."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT

PATIENCE = 20.0  # seconds that anything may take before a test gives up
BUILT = ROOT / "build" / "release" / "apps" / "discography" / "discography"
PROGRAM = Path(os.environ.get("WIRESPEED_DISCOGRAPHY", BUILT))

needs_program = pytest.mark.skipif(
    not PROGRAM.exists(), reason="discography is not built: cmake --preset release && cmake --build --preset release"
)


def command(*arguments: object) -> list[str]:
    return [str(PROGRAM), *map(str, arguments)]


def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, timeout=300, check=False, **options)


def ask(*arguments: object, code: int = 0) -> Any:
    """The answer in JSON; the exit code must be the one that is expected."""
    done = run(*arguments, "--json")
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def error(*arguments: object, **options: Any) -> str:
    """The one line that a failing command prints."""
    return line_of(run(*arguments, **options))


def line_of(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2, (done.stdout, done.stderr)
    lines = [line for line in done.stderr.splitlines() if line.startswith("discography: ")]
    assert len(lines) == 1, done.stderr
    return lines[0]


def assert_fails(done: subprocess.CompletedProcess[str], *words: str) -> None:
    line = line_of(done)
    for word in words:
        assert word in line


def generate(out: Path, releases: int, month: int = 0, *options: object) -> Path:
    done = run("generate", "--releases", releases, "--out", out, "--month", month, *options)
    assert done.returncode == 0, done.stderr
    return out


def ingest(dumps: Path, out: Path, *options: object) -> Path:
    """The directory that it went into."""
    done = run("ingest", dumps, "--out", out, *options)
    assert done.returncode == 0, done.stderr
    return out


def snapshot(out: Path) -> bytes:
    return (out / "graph.snapshot").read_bytes()


def fresh(dumps: Path, out: Path, *options: object) -> bytes:
    """The snapshot of an ingest into a new directory."""
    return snapshot(ingest(dumps, out, *options))


def names(out: Path) -> set[str]:
    return {path.name for path in out.iterdir()}


# What a finished ingest may leave beside its snapshot.
FINISHED = {"graph.snapshot", "history.jsonl", "lock", "metrics.prom", "records.cache", "report.json"}
