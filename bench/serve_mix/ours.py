"""Ours: `discography serve` on one core, asked from the other at rates that do not wait for it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from harness import contender

RATES = (5_000, 10_000, 15_000, 20_000, 25_000)
SECONDS, CONNECTIONS = 5, 64
WORST_P99_MS = 10.0


def built(*parts: str) -> str:
    program = contender.build_folder().joinpath(*parts)
    if not program.is_file():
        raise contender.CannotRun(f"{program.name} is not built")
    return str(program)


def on_core(core: int, command: list[str]) -> list[str]:
    cores = sorted(os.sched_getaffinity(0))
    return ["taskset", "--cpu-list", str(cores[core % len(cores)]), *command]


@contextmanager
def served(music: Path) -> Iterator[tuple[int, int]]:
    """Port and process."""
    program = built("apps", "discography", "discography")
    command = on_core(0, [program, "serve", str(music), "--port", "0", "--threads", "1"])
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        found = re.search(r":(\d+)/$", process.stdout.readline())
        if found is None:
            raise SystemExit("discography serve: it did not start")
        try:
            yield int(found[1]), process.pid
        finally:
            process.terminate()


def cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(process: int) -> float:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def load(port: int, targets: Path, rate: int, seconds: float) -> dict[str, Any]:
    command = [built("bench", "serve_mix", "drive"), str(port), str(rate), str(seconds), str(CONNECTIONS), str(targets)]
    done = subprocess.run(on_core(1, command), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"drive: {done.stderr.strip()}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def work(data: Path, checking: bool) -> contender.Outcome:
    counters: dict[str, float] = {}
    failed = 0
    with served(data) as (port, process):
        load(port, data / "targets.txt", 2_000, 1)  # each page's first touch
        for rate in RATES[:1] if checking else RATES:
            before = cpu_seconds(process)
            result = load(port, data / "targets.txt", rate, 1 if checking else SECONDS)
            failed += result["failed"]
            counters[f"p99_ms_at_{rate}"] = result["p99_ms"]
            counters[f"requests_per_cpu_s_at_{rate}"] = result["sent"] / (cpu_seconds(process) - before)
            if result["p99_ms"] < WORST_P99_MS and result["failed"] == 0:
                counters["best_rate"] = rate
        counters["resident_mb"] = resident_mb(process)
        counters["resident_of_snapshot"] = counters["resident_mb"] * 2**20 / (data / "graph.snapshot").stat().st_size
    return contender.Outcome({"failed": failed, "snapshot_opened": True}, counters)


contender.main(work)
