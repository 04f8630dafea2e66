"""A running server: where it listens, who may come in, and which process it is."""

from __future__ import annotations

import json
import os
import signal
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

KILL_SECONDS = 10.0


@dataclass(frozen=True)
class Instance:
    kind: str
    variant: str
    host: str
    port: int
    uri: str
    pid: int
    began: int  # when the process began, in ticks since boot: a number used again is not taken for it
    home: Path
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: Path | None = None  # the certificate authority that its certificate comes from

    @property
    def auth(self) -> tuple[str, str] | None:
        return None if self.user is None or self.password is None else (self.user, self.password)

    def alive(self) -> bool:
        return began(self.pid) == self.began

    def kill(self) -> None:
        """At once: its home is thrown away anyway."""
        if self.alive():
            os.kill(self.pid, signal.SIGKILL)
            wait_for_end(self.pid, self.began, KILL_SECONDS)

    def as_json(self) -> str:
        return json.dumps(asdict(self), default=str)


def from_json(text: str) -> Instance:
    table = json.loads(text)
    ca = table.pop("ca")
    return Instance(**{**table, "home": Path(table["home"]), "ca": None if ca is None else Path(ca)})


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
