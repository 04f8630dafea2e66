"""Runs the steps in two lanes: the light checks, one after another, beside the builds and tests that use every core."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from suite.counts import FAILED, Counts
from suite.log import ROOT, Log
from suite.steps import Context, Step, Tier

_printing = threading.Lock()


def run_all(steps: Sequence[Step], tier: Tier) -> Counts:
    """A failing step does not stop the others."""
    context = Context(tier)
    lanes = [[step for step in steps if step.light], [step for step in steps if not step.light]]
    with ThreadPoolExecutor(len(lanes)) as pool:
        results = list(pool.map(lambda lane: run_lane(lane, context), lanes))
    total = Counts()
    for counts, skipped in results:
        total += counts
        for name in skipped:
            say(f"skipped something: {name} (see its log)")
    return total


def run_lane(lane: Sequence[Step], context: Context) -> tuple[Counts, list[str]]:
    total, skipped = Counts(), []
    for step in lane:
        counts = run_step(step, context)
        total += counts
        if counts.skipped:
            skipped.append(step.name)
    return total, skipped


def run_step(step: Step, context: Context) -> Counts:
    say(f"{step.name:11} {step.title} ...")
    began = time.monotonic()
    log = Log(step.name)
    try:
        counts = step.run(log, context)
    except Exception as error:  # a step that breaks is a failed step, not the end of the run
        log.say(f"{type(error).__name__}: {error}")
        counts = FAILED
    seconds = time.monotonic() - began
    if counts.failed:
        say(f"{log.tail()}\n{step.name:11} FAILED; the whole log: {log.path.relative_to(ROOT)}")
    say(f"{step.name:11} {counts} ({seconds:.1f} s)")
    return counts


def say(text: str) -> None:
    with _printing:
        print(text, flush=True)
