"""A contender whose process stays for all rounds, so that who is compared takes turns within fractions of a second.

For tasks whose calls take milliseconds: what a busy machine does to one contender, it then does to the others too.
"""

from __future__ import annotations

import contextlib
import select
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.model import Output, Usage
from harness.process import ContenderFailed, Run, last_line, parse


class Resident:
    """Each request is a line, each answer one too: how a run of it ended (contender.py, contender.hpp)."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], cwd: Path, timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=dict(env),
            cwd=cwd,
            bufsize=0,
        )

    def run(self, mode: str) -> Run:
        """One of its runs; Usage is what it says of one call."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(f"{mode}\n".encode())
        output = parse(self._line())
        return Run(_usage(output, self._process.pid), output)

    def _line(self) -> str:
        assert self._process.stdout is not None
        deadline, line = time.monotonic() + self._timeout_seconds, b""
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([self._process.stdout], [], [], max(deadline - time.monotonic(), 0))
            if not ready:
                self._process.kill()
                raise ContenderFailed(f"no answer after {self._timeout_seconds:.0f} s")
            part = self._process.stdout.read(1 << 16)
            if not part:
                raise ContenderFailed(self._end())
            line += part
        return line.decode(errors="replace")

    def _end(self) -> str:
        status = self._process.wait()
        self._errors.seek(0)
        return last_line("", self._errors.read().decode(errors="replace"), status)

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()


def _usage(output: Output, pid: int) -> Usage:
    one = output.call or Usage(0, 0, 0)
    return Usage(one.wall, one.user, one.system, memory_of(pid, "VmHWM"), memory_of(pid, "VmRSS"))


def memory_of(pid: int, what: str) -> int:
    """Bytes, as the kernel counts them."""
    status = Path(f"/proc/{pid}/status")
    try:
        line = next(line for line in status.read_text().splitlines() if line.startswith(what))
    except (OSError, StopIteration):
        return 0
    return int(line.split()[1]) * 1024
