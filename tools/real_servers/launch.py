"""Starts a server of a session of its own, so that no Ctrl-C here reaches it, and waits until it is ready."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from real_servers.errors import ServerError

ATTEMPTS = 3  # a port that was free may be taken before the server has it
Started = TypeVar("Started")

_children: list[subprocess.Popen[bytes]] = []  # an object that is dropped while its process runs warns about it


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def on_free_port(start: Callable[[int], Started], in_use: re.Pattern[str]) -> tuple[int, Started]:
    """The port, and what `start` made there; on another one where its error says, as `in_use`, that this is taken."""
    for attempt in range(ATTEMPTS):
        port = free_port()
        try:
            return port, start(port)
        except ServerError as error:
            if not in_use.search(str(error)) or attempt + 1 == ATTEMPTS:
                raise
    raise AssertionError("the last attempt returns or raises")


def launch(command: Sequence[str], home: Path, log: Path, ready: re.Pattern[str], seconds: float) -> int:
    """The process id, once a line of the log matches `ready`; else the process is ended and the reason raised."""
    return launch_until(command, home, log, lambda: bool(ready.search(log.read_text(errors="replace"))), seconds)


def launch_until(
    command: Sequence[str],
    home: Path,
    log: Path,
    ready: Callable[[], bool],
    seconds: float,
    environment: Mapping[str, str] | None = None,
) -> int:
    """The same, once `ready` says so; for a server that is asked and not read. `environment` is the whole of it."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=home, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True, env=environment,
        )  # fmt: skip
    _children.append(process)
    deadline = time.monotonic() + seconds
    try:
        while not ready():
            if process.poll() is not None:
                raise ServerError(f"{_failed(command)} and ended with exit code {process.returncode}:\n{why(log)}")
            if time.monotonic() > deadline:
                raise ServerError(f"{_failed(command)}: not ready after {seconds:.0f} s:\n{why(log)}")
            time.sleep(0.05)
    except BaseException:
        process.kill()
        process.wait()
        raise
    return process.pid


def reap(pid: int) -> None:
    """Forgets a process of ours that has ended."""
    for process in [one for one in _children if one.pid == pid]:
        process.wait()
        _children.remove(process)


def why(log: Path, most: int = 12) -> str:
    """The lines that name a cause, else the last ones."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    causes = [
        line
        for line in lines
        if "Caused by" in line or " ERROR " in line or "FATAL" in line or "Exception" in line.split(":")[0]
    ]
    chosen = list(dict.fromkeys(line.strip() for line in causes))[-most:] or lines[-most:] or ["it printed nothing"]
    return "\n".join(f"  {line[:400]}" for line in chosen) + f"\n  (whole log: {log})"


def _failed(command: Sequence[str]) -> str:
    return f"start {Path(command[0]).name}: it did not start"
