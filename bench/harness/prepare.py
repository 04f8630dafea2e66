"""Makes a task's data by its prepare.py, once; kept under bench/data/<task>/ until what made it changes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.model import BenchError, DataSet, Prepared, Task


def prepare(task: Task, bench: Path, python: Path, env: Mapping[str, str], quick: bool) -> Prepared:
    out = bench / "data" / task.name / ("quick" if quick else "full")
    out.mkdir(parents=True, exist_ok=True)
    table = _cached(out / "prepared.json", bench)
    if table is None:
        table = _make(task, out, bench, python, env, quick)
    return Prepared({name: _sets(sets) for name, sets in table["variants"].items()})


def _make(task: Task, out: Path, bench: Path, python: Path, env: Mapping[str, str], quick: bool) -> dict[str, Any]:
    command = [str(python), str(task.folder / "prepare.py"), str(out), *(["--quick"] if quick else [])]
    done = subprocess.run(command, env=dict(env), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1]
        raise BenchError(f"task {task.name}: its data could not be made: {last}")
    table: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    table["fingerprint"] = _fingerprint(bench, table["sources"])
    (out / "prepared.json").write_text(json.dumps(table, indent=1))
    return table


def _cached(file: Path, bench: Path) -> dict[str, Any] | None:
    """The table of an earlier run, where the sources, the sizes and the files are still the same."""
    if not file.is_file():
        return None
    table: dict[str, Any] = json.loads(file.read_text())
    paths = [Path(one["path"]) for sets in table["variants"].values() for one in sets.values()]
    same = table["fingerprint"] == _fingerprint(bench, table["sources"]) and all(path.exists() for path in paths)
    return table if same else None


def _fingerprint(bench: Path, sources: list[str]) -> str:
    digest = hashlib.sha256()
    for name in sources:
        file = bench / name
        digest.update(file.read_bytes() if file.is_file() else b"gone")
    for name in ("WIRESPEED_DATA", "WIRESPEED_BENCH_RELEASES", "WIRESPEED_BENCH_NAMES"):
        digest.update(f"{name}={os.environ.get(name)}\n".encode())
    return digest.hexdigest()


def _sets(sets: dict[str, dict[str, Any]]) -> dict[str, DataSet]:
    return {name: DataSet(Path(one["path"]), one["units"], one["answer"]) for name, one in sets.items()}
