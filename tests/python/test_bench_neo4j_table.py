"""The table made from runs of bench/neo4j_driver."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("tomllib", reason="bench/ needs Python 3.11")

from neo4j_driver import table, workloads


def run(wall: float) -> dict[str, float]:
    return {"wall": wall, "user": wall / 4, "system": wall / 4}


def test_rounds_are_paired_and_medians_are_in_milliseconds(tmp_path: Path) -> None:
    rows = [
        {"name": "rust_ext", "runs": [run(0.002), run(0.02), run(0.2)]},
        {"name": "ours", "runs": [run(0.001), run(0.02), run(0.02)]},
        {"name": "drain", "runs": []},
    ]
    file = tmp_path / "run.json"
    file.write_text(json.dumps({"variants": {"real_1x1_de": {"contenders": rows}}}))
    ((variant, runs),) = table.runs_of([file]).items()
    assert table.line(variant, runs) == ["real_1x1_de", "1.01, 0.78", "20, 20", "10, 10", "0.5", "0.5", ""]


def test_every_published_workload_is_run_on_both_servers() -> None:
    names = {name for name, _ in workloads.all_of_them()}
    assert {f"{server}_{name}" for server in ("real", "replay") for name in table.PUBLISHED} <= names


def test_a_workload_is_read_as_it_was_written(tmp_path: Path) -> None:
    for name, workload in workloads.all_of_them():
        workload.write(tmp_path / name)
        assert workloads.read(tmp_path / name) == workload
