"""What the contenders in Python share: one call of theirs, measured."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable
from typing import Any

from harness import contender


def measured(call: Callable[[], Any]) -> dict[str, float]:
    """Of a call and of dropping its result; the CPU of the client alone, all its threads."""
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF)
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    used = resource.getrusage(resource.RUSAGE_SELF)
    user, system = used.ru_utime - before.ru_utime, used.ru_stime - before.ru_stime
    share = system / (user + system) if user + system else 0.0
    return {"wall": wall, "user": cpu * (1 - share), "system": cpu * share}


def calls_of(
    call: Callable[[], Any], answer: Callable[[Any], dict[str, Any]], tidy: Callable[[], Any] | None = None
) -> contender.Calls:
    """`tidy` comes after each call, outside of the clock."""

    def calls(checking: bool) -> contender.Outcome:
        outcome = contender.Outcome(answer(call())) if checking else contender.Outcome(call=measured(call))
        if tidy is not None:
            tidy()
        return outcome

    return calls
