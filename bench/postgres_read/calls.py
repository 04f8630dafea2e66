"""What the contenders in Python share: one read, or one write, measured and compared."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas  # noqa: F401 - pyarrow does at its first table, which is no part of a call's memory
import pyarrow

from harness import contender
from neo4j_client.calls import measured
from postgres_read import digest

MIB = 1 << 20


class Peak:
    """How far above its start the process has been."""

    def __init__(self) -> None:
        _give_back()
        self._start = _status("VmRSS")

    def measured(self, call: Callable[[], Any]) -> contender.Outcome:
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
        spent = measured(call)
        return contender.Outcome(call=spent, counters={"peak_mb": max(_status("VmHWM") - self._start, 0) / MIB})


def reads(
    read: Callable[[], Any], table_of: Callable[[Any], pyarrow.Table], size_of: Callable[[Any], int] | None = None
) -> contender.Calls:
    """`read` gives a result in the form that is asked for; `table_of` makes of it what can be compared; `size_of` tells
    its bytes."""
    peak, sizes = Peak(), dict[str, float]()

    def calls(checking: bool) -> contender.Outcome:
        if not checking:
            outcome = peak.measured(read)
            outcome.counters.update(sizes)
            return outcome
        found = read()
        if size_of is not None:
            sizes["result_mb"] = size_of(found) / MIB
        answer = digest.of(table_of(found))
        del found
        _give_back()
        return contender.Outcome(answer)

    return calls


def writes(write: Callable[[], Any], answer: Callable[[], digest.Answer], tidy: Callable[[], Any]) -> contender.Calls:
    """`answer` looks at what was written; `tidy` comes after each call. Both are outside of the clock."""
    peak = Peak()

    def calls(checking: bool) -> contender.Outcome:
        if not checking:
            outcome = peak.measured(write)
        else:
            write()
            outcome = contender.Outcome(answer())
        tidy()
        _give_back()
        return outcome

    return calls


def of_table(table: pyarrow.Table) -> int:
    return int(table.get_total_buffer_size())


def of_frame(frame: Any) -> pyarrow.Table:
    return pyarrow.Table.from_pandas(frame, preserve_index=False)


def _give_back() -> None:
    """What preparing and comparing took is no part of a call's memory."""
    gc.collect()
    pyarrow.default_memory_pool().release_unused()
    ctypes.CDLL(None).malloc_trim(0)


def _status(key: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith(key))
