"""A cluster of its own and a pooler before it: made, started, asked."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from real_servers import postgres_settings as settings
from real_servers.errors import ServerError
from real_servers.instance import Process, began
from real_servers.launch import launch, on_free_port, reap
from real_servers.postgres_programs import POOLER

USER = "postgres"  # where root starts it: neither program runs as root
READY = re.compile(r"database system is ready to accept (read-only )?connections")
POOLER_READY = re.compile(r"process up: PgBouncer")
IN_USE = re.compile(r"could not bind|could not create any TCP/IP sockets|[Aa]ddress already in use|cannot listen")
START_SECONDS = 60.0  # a loaded machine


@dataclass(frozen=True)
class Cluster:
    programs: Path
    place: Path
    tls: bool
    fast: bool

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def sockets(self) -> Path:
        return self.place / "sockets"

    def make(self, password: str) -> None:
        for name in ("sockets", "pooler"):
            (self.place / name).mkdir()
        secret = self.place / "password"
        secret.touch(mode=0o600)
        secret.write_text(password)
        self.give(self.place / "sockets", self.place / "pooler", secret)
        self.make_data(secret)
        secret.unlink()
        self.write("pg_hba.conf", settings.rules(self.tls))

    def make_data(self, secret: Path) -> None:
        self.data.mkdir(mode=0o700)
        self.give(self.data)
        access = ["--auth-host=scram-sha-256", "--auth-local=trust", "-U", settings.ADMIN, f"--pwfile={secret}"]
        options = [*access, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D", str(self.data)]
        run([*as_server_user(), str(self.programs / "initdb"), *options])

    def write(self, name: str, text: str | bytes) -> None:
        """A file that only the server may read."""
        file = self.data / name
        file.touch(mode=0o600)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        self.give(file)

    def start(self) -> tuple[int, Process]:
        """Its port."""
        return on_free_port(self._start, IN_USE)

    def _start(self, port: int) -> Process:
        self.write("postgresql.auto.conf", settings.server(port, self.sockets, tls=self.tls, fast=self.fast))
        return self.start_again()

    def start_again(self) -> Process:
        """On the port that it had."""
        command = [*as_server_user(), str(self.programs / "postgres"), "-D", str(self.data)]
        return process(launch(command, self.place, self.place / "console.log", READY, START_SECONDS))

    def start_pooler(self, port: int) -> tuple[int, Process]:
        """Its port."""
        users = self.place / "pooler" / "users.txt"
        users.touch(mode=0o600)
        users.write_text(self.sql(port, settings.POOLER_USERS))
        self.give(users)
        return on_free_port(lambda pooler_port: self._start_pooler(port, pooler_port), IN_USE)

    def _start_pooler(self, port: int, pooler_port: int) -> Process:
        folder = self.place / "pooler"
        said = folder / "pgbouncer.ini"
        said.write_text(settings.pooler(port, pooler_port, self.place, tls=self.tls))
        self.give(said)
        log = folder / "console.log"
        pooler = process(launch([*as_server_user(), POOLER, str(said)], self.place, log, POOLER_READY, START_SECONDS))
        if IN_USE.search(log.read_text()):  # it goes on with its Unix socket alone
            end([pooler], signal.SIGKILL)
            raise ServerError(f"start pgbouncer: port {pooler_port}: address already in use")
        return pooler

    def sql(self, port: int, text: str, database: str = "postgres") -> str:
        """What psql prints for it: the superuser's, over the socket."""
        where = ["-h", str(self.sockets), "-p", str(port), "-U", settings.ADMIN, "-d", database]
        options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"]
        return run([str(self.programs / "psql"), *where, *options], text)

    def give(self, *paths: Path) -> None:
        """To the user who runs the server."""
        if os.geteuid() == 0:
            for path in paths:
                shutil.chown(path, USER, USER)


def process(pid: int) -> Process:
    return Process(pid, began(pid) or 0)


def as_server_user() -> list[str]:
    """By setpriv, which replaces itself: the process that is started is the server's."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups", "--"]


def run(command: Sequence[str], text: str = "") -> str:
    done = subprocess.run(command, input=text, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode != 0:
        name = Path(command[len(as_server_user())] if command[0] == "setpriv" else command[0]).name
        raise ServerError(f"{name}: ended with exit code {done.returncode}:\n{done.stderr.strip()[-800:]}")
    return done.stdout


def end(processes: Sequence[Process], with_signal: int) -> None:
    for one in processes:
        one.end(with_signal)
        reap(one.pid)
