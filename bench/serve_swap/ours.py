"""Ours: `discography serve` on one core, with another snapshot put in its place while it is asked from the other."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import contender
from serve_mix import serving
from serve_mix.driving import load, on_core

RATE, SECONDS, CHECKING_SECONDS = 5_000, 6.0, 2.0
PATIENCE = 30.0  # seconds that a swap may take


@dataclass
class Asked:
    """A server, and how long each stretch of load on it lasts."""

    address: str
    data: Path
    seconds: float

    def stretch(self) -> dict[str, Any]:
        return load(self.address, self.data / "targets.txt", RATE, self.seconds)

    def releases(self) -> int:
        number: int = serving.ask(self.address, "/api/stats")["records"]["releases"]
        return number

    def epoch(self) -> int:
        number: int = serving.ask(self.address, "/health")["epoch"]
        return number

    def swapped(self, swap: Callable[[], object]) -> dict[str, Any]:
        """A stretch with a swap a quarter of the way in."""
        epoch = self.epoch()
        with ThreadPoolExecutor(1) as pool:
            result = pool.submit(self.stretch)
            time.sleep(self.seconds / 4)
            swap()
            told = result.result()
        end = time.monotonic() + PATIENCE
        while self.epoch() == epoch and time.monotonic() < end:
            time.sleep(0.1)
        return told


def renamed_over(snapshot: Path, served: Path) -> Callable[[], object]:
    """A second name of the snapshot takes the place of the one that is served."""
    waiting = served / "waiting"
    os.link(snapshot, waiting)
    return lambda: waiting.replace(served / "graph.snapshot")


def turn(asked: Asked, swap: Callable[[], object]) -> tuple[dict[str, float], int, int]:
    """Latencies, failures, and the releases that there are in the end."""
    stretches = {"before": asked.stretch(), "during": asked.swapped(swap), "after": asked.stretch()}
    counters = {f"{name}_p99_ms": told["p99_ms"] for name, told in stretches.items()}
    counters["during_max_ms"] = stretches["during"]["max_ms"]
    counters["times_before"] = counters["during_p99_ms"] / counters["before_p99_ms"]
    return counters, sum(told["failed"] for told in stretches.values()), asked.releases()


def work(data: Path, checking: bool) -> contender.Outcome:
    music = contender.scratch() / "music"
    music.mkdir()
    for month in (0, 1):  # neighbours on one file system, so that a name can be given to either
        shutil.copy(data / f"month{month}.snapshot", contender.scratch())
    os.link(contender.scratch() / "month0.snapshot", music / "graph.snapshot")
    with serving.served(music, "--threads", "1", before=on_core(0)) as (address, _):
        asked = Asked(address, data, CHECKING_SECONDS if checking else SECONDS)
        asked.stretch()  # each page's first touch
        turns = [turn(asked, renamed_over(contender.scratch() / f"month{month}.snapshot", music)) for month in (1, 0)]
    counters = max((told for told, _, _ in turns), key=lambda told: told["times_before"])
    failed = sum(number for _, number, _ in turns)
    return contender.Outcome({"failed": failed, "releases": [number for _, _, number in turns]}, counters)


contender.main(work)
