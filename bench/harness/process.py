"""One contender in its own process: wall time, CPU time, peak memory, and what it printed."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.model import Output, Usage


class ContenderFailed(Exception):
    """It ended badly or printed no answer."""


@dataclass(frozen=True)
class Run:
    usage: Usage
    output: Output


def own_peak_bytes() -> int:
    """A child's peak is never below this: the kernel counts the moment before its exec too."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def run(command: Sequence[str], env: Mapping[str, str], cwd: Path, timeout_seconds: float) -> Run:
    """Runs `command` to its end. CPU and memory include the children that it waited for (memory: the largest one)."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=dict(env), cwd=cwd, start_new_session=True
        )
        status, used = _wait(process, start + timeout_seconds)
        wall = time.perf_counter() - start
        usage = Usage(wall, used.ru_utime, used.ru_stime, used.ru_maxrss * 1024)
        return Run(usage, _output(_text(out), _text(err), status))


def _wait(process: subprocess.Popen[bytes], deadline: float) -> tuple[int, resource.struct_rusage]:
    """wait4 gives this child's usage alone; a watchdog child would cost CPU, so the deadline is an alarm."""

    def kill(_signal: int, _frame: object) -> None:
        os.killpg(process.pid, signal.SIGKILL)

    previous = signal.signal(signal.SIGALRM, kill)
    signal.setitimer(signal.ITIMER_REAL, max(deadline - time.perf_counter(), 0.001))
    try:
        _pid, status, used = os.wait4(process.pid, 0)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, used


def _text(file: object) -> str:
    file.seek(0)  # type: ignore[attr-defined]
    return file.read().decode(errors="replace")  # type: ignore[attr-defined,no-any-return]


def _output(out: str, err: str, status: int) -> Output:
    if status != 0:
        raise ContenderFailed(last_line(out, err, status))
    return parse(out)


def last_line(out: str, err: str, status: int) -> str:
    last = (err.strip() or out.strip() or "it printed nothing").splitlines()[-1]
    how = f"signal {-status}" if status < 0 else f"exit code {status}"
    return f"{how}: {last[:200]}"


def parse(text: str) -> Output:
    """The JSON object of the last line."""
    lines = text.strip().splitlines()
    try:
        return _parse(json.loads(lines[-1]))
    except (IndexError, ValueError, AttributeError, TypeError, KeyError) as error:
        found = lines[-1][:120] if lines else "nothing"
        raise ContenderFailed(f"expected a JSON object as the last line printed, found {found!r}") from error


def _parse(table: dict[str, Any]) -> Output:
    cannot = table.get("cannot")
    answer, counters = table.get("answer", {}), table.get("counters", {})
    if not (isinstance(answer, dict) and isinstance(counters, dict)):
        raise TypeError("answer and counters are objects")
    return Output(
        answer=answer,
        counters={str(name): float(value) for name, value in counters.items()},
        startup=_usage(table.get("startup")),
        cannot=None if cannot is None else str(cannot),
        call=_usage(table.get("call")),
    )


def _usage(table: dict[str, float] | None) -> Usage | None:
    return Usage(table["wall"], table["user"], table["system"]) if table else None
