"""What calls take, for contenders that are resident: wall time, and CPU time of all threads of the process."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from typing import Any

SLICE_S = 0.02  # so long are calls repeated that take less


def measured(call: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What a call gave, and what it took."""
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    result = call()
    return result, _spent(before, start, 1)


def measured_often(call: Callable[[], Any], count: int) -> dict[str, float]:
    """What one of some calls took."""
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    for _ in range(count):
        call()
    return _spent(before, start, count)


def calibrated(call: Callable[[], Any]) -> int:
    """How many calls fill a slice."""
    count = 1
    while (spent := measured_often(call, count)["wall"] * count) < SLICE_S:
        count = max(2 * count, int(count * SLICE_S / max(spent, 1e-6)))
    return count


def _spent(before: resource.struct_rusage, start: float, count: int) -> dict[str, float]:
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    return {"wall": wall / count, "user": user / count, "system": system / count}
