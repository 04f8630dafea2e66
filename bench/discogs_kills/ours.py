"""Ours: `discography ingest`, left alone, then killed again and again."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

from discogs_ingest import generated
from harness import contender

KILLS = 20
SEED = 20260901
LIVES = (0.05, 0.15)  # of the time that it takes when left alone


def killed(dump: Path, out: Path, seconds: float) -> bool:
    """False if it ended by itself before."""
    command = generated.ingest_command(dump, out)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            return process.wait(timeout=seconds) != 0
        except subprocess.TimeoutExpired:
            process.kill()
            return True


def kill_many_times(dump: Path, out: Path, alone: float) -> int:
    chance, kills = random.Random(SEED), 0
    while kills < KILLS and killed(dump, out, alone * chance.uniform(*LIVES)):
        kills += 1
    return kills


def work(data: Path, checking: bool) -> contender.Outcome:
    start = time.perf_counter()
    generated.ingest_into(data, contender.scratch() / "alone")
    alone, out = time.perf_counter() - start, contender.scratch() / "killed"
    start = time.perf_counter()
    kills = kill_many_times(data, out, alone)
    releases = generated.ingest_into(data, out)["records"]["releases"]
    more = time.perf_counter() - start - alone
    answer = {
        "releases": releases,
        "sha256": generated.snapshot_sha256(out),
        "left": generated.left_in(out),
    }
    return contender.Outcome(answer, {"kills": kills, "alone_s": alone, "more_s": more})


contender.main(work)
