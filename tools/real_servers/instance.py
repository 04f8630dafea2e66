"""A running server: where it listens, who may come in, and which process it is."""

from __future__ import annotations

import json
import os
import signal
import time
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

KILL_SECONDS = 10.0
PATHS = ("home", "ca", "client_certificate", "client_key")


@dataclass(frozen=True)
class Process:
    pid: int
    began: int  # in ticks since boot: a number used again is not taken for it

    def alive(self) -> bool:
        return began(self.pid) == self.began

    def end(self, with_signal: int) -> None:
        """By that signal, and by a harder one where it is not enough."""
        for number in (with_signal, signal.SIGKILL):
            if self.alive():
                os.kill(self.pid, number)
                wait_for_end(self.pid, self.began, KILL_SECONDS)


@dataclass(frozen=True)
class Instance:
    kind: str
    variant: str
    host: str
    port: int
    uri: str
    pid: int
    began: int  # as in Process
    home: Path
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: Path | None = None  # the certificate authority that its certificate comes from
    client_certificate: Path | None = None  # where it wants one
    client_key: Path | None = None
    companions: tuple[Process, ...] = ()  # that it needs, and that end with it
    end_signal: int = signal.SIGKILL  # what ends it at once; its home is thrown away anyway
    more: dict[str, Any] = field(default_factory=dict, repr=False)  # what only its kind has

    @property
    def processes(self) -> tuple[Process, ...]:
        return (*self.companions, Process(self.pid, self.began))

    @property
    def auth(self) -> tuple[str, str] | None:
        return None if self.user is None or self.password is None else (self.user, self.password)

    def alive(self) -> bool:
        return all(process.alive() for process in self.processes)

    def kill(self) -> None:
        """Whatever of it still runs."""
        for process in self.processes:
            process.end(self.end_signal)

    def as_json(self) -> str:
        return json.dumps(asdict(self), default=str)


def from_json(text: str) -> Instance:
    """Also of another clone's record, which may know less or more."""
    known = {one.name for one in fields(Instance)}
    table: dict[str, Any] = {key: value for key, value in json.loads(text).items() if key in known}
    table.update((key, Path(table[key])) for key in PATHS if table.get(key))
    table["companions"] = tuple(Process(**one) for one in table.get("companions", ()))
    return Instance(**table)


def began(pid: int) -> int | None:
    """When a process began; None where there is none, or only its exit code is left."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def wait_for_end(pid: int, since: int | None, seconds: float) -> bool:
    """Whether the process ended in time."""
    deadline = time.monotonic() + seconds
    while began(pid) == since:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
