"""Redis as a kind of server: Debian's program with nothing on disk. Debian's own service is not touched."""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
import signal
from pathlib import Path
from typing import ClassVar

from real_servers import needs
from real_servers.instance import Instance, Process, began
from real_servers.launch import launch, on_free_port

PACKAGES = "apt-redis.txt"
READY = re.compile(r"Ready to accept connections")
IN_USE = re.compile(r"Address already in use")
START_SECONDS = 60.0  # a loaded machine
SETTINGS = """\
bind 127.0.0.1
port {port}
dir {home}
requirepass {password}
save ""
appendonly no
daemonize no
maxmemory 256mb
maxmemory-policy allkeys-lru
"""


class Redis:
    kind = "redis"
    about = "Redis, with a password unless it is open"
    options: ClassVar[dict[str, str]] = {"open": "whoever comes is let in"}
    choices: ClassVar[dict[str, tuple[str, ...]]] = {}

    def digest(self) -> str:
        """Instances of other settings are others."""
        return hashlib.sha256(SETTINGS.encode()).hexdigest()[:8]

    def prepare(self, options: frozenset[str]) -> None:
        needs.need_programs(["redis-server"], PACKAGES)

    def start(self, home: Path, options: frozenset[str]) -> Instance:
        self.prepare(options)
        home.mkdir(parents=True)
        password = None if "open" in options else secrets.token_hex(20)
        port, process = on_free_port(lambda port: start_at(home, port, password), IN_USE)
        return Instance(
            kind=self.kind,
            variant=variant(options),
            host="127.0.0.1",
            port=port,
            uri=f"redis://127.0.0.1:{port}/0",
            pid=process.pid,
            began=process.began,
            home=home,
            user=None if password is None else "default",
            password=password,
            end_signal=signal.SIGKILL,
            more={"log": str(home / "console.log")},
        )


def start_at(home: Path, port: int, password: str | None) -> Process:
    """Also for one that was ended, at its own port."""
    settings = SETTINGS.format(port=port, home=home, password=password or '""')
    file = home / "redis.conf"
    file.touch(mode=0o600)
    file.write_text(settings)
    program = shutil.which("redis-server") or "redis-server"
    pid = launch([program, str(file)], home, home / "console.log", READY, START_SECONDS)
    return Process(pid, began(pid) or 0)


def variant(options: frozenset[str]) -> str:
    return "-".join(name for name in Redis.options if name in options) or "plain"
