"""Runs the steps, lane beside lane: most tests keep one core busy, and leave the others to the rest."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from suite.counts import FAILED, Counts
from suite.log import ROOT, Log
from suite.steps import Context, Lane, Step, Tier

# What waits for answers goes first: a step behind may be starved, but not so that its tests miss their deadlines.
NICE_BEHIND = 5

_printing = threading.Lock()


def run_all(steps: Sequence[Step], tier: Tier) -> Counts:
    """A failing step does not stop the others."""
    context = Context(tier)
    with ThreadPoolExecutor(len(Lane)) as pool:
        results = list(pool.map(lambda lane: run_lane(lane, steps, context), Lane))
    total = Counts()
    for counts, skipped in results:
        total += counts
        for name in skipped:
            say(f"skipped something: {name} (see its log)")
    return total


def run_lane(lane: Lane, steps: Sequence[Step], context: Context) -> tuple[Counts, list[str]]:
    if lane is Lane.BEHIND:
        be_nice()
    total, skipped = Counts(), []
    for step in [step for step in steps if step.lane is lane]:
        counts = run_step(step, context)
        total += counts
        if counts.skipped:
            skipped.append(step.name)
    return total, skipped


def be_nice() -> None:
    """This thread, and the processes that it starts."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + NICE_BEHIND)


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
