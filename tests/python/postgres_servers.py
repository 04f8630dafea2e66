"""Fixtures: a real PostgreSQL (tools/servers), one for all tests of a session. Where it cannot be had, they skip.

postgres_server              15, with TLS, a role for each way to log in, and a pooler before it
postgres_newest_server       18, with pgvector, without TLS
postgres_direct_tls_server   17, which speaks TLS from the first byte when asked to
postgres_private_server      15, of this test alone: it may be killed and started again

The shared ones are everybody's: between tests, and with other sessions that run at the same time. Use tables of your
own (temporary ones, best) and kill no backend there: the server would end everybody's.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from real_servers import launch, postgres
from real_servers.errors import Unavailable
from real_servers.instance import Instance
from real_servers.slots import borrow, private


class PostgresServer:
    """What a test needs to know of one, and what it may do to it."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.host, self.port = instance.host, instance.port
        self.pooler_port: int = instance.more["pooler_port"]
        self.socket_folder = Path(instance.more["socket_folder"])
        self.data = Path(instance.more["data"])
        self.log = Path(instance.more["log"])
        self.database: str = instance.more["database"]
        self.version: str = instance.more["version"]
        self.ca, self.client_certificate, self.client_key = (
            instance.ca,
            instance.client_certificate,
            instance.client_key,
        )

    @property
    def roles(self) -> list[str]:
        return list(self.instance.more["roles"])

    def password(self, role: str) -> str:
        return str(self.instance.more["roles"][role]["password"])

    def keywords(self, role: str = "admin", **parameters: object) -> dict[str, str]:
        """libpq's; a parameter that is given as None is left out."""
        usual = {"host": self.host, "port": self.port, "user": role, "dbname": self.database}
        words = {**usual, "password": self.password(role), **parameters}
        return {name: str(value) for name, value in words.items() if value is not None}

    def dsn(self, role: str = "admin", **parameters: object) -> str:
        return " ".join(f"{name}={value}" for name, value in self.keywords(role, **parameters).items())

    def url(self, role: str = "admin", **parameters: object) -> str:
        words = self.keywords(role, **parameters)
        user = quote(words.pop("user")) + (f":{quote(words.pop('password'))}" if "password" in words else "")
        where = f"{quote(words.pop('host'), safe='')}:{words.pop('port')}/{quote(words.pop('dbname'))}"
        return f"postgresql://{user}@{where}" + (f"?{urlencode(words)}" if words else "")

    def certificate(self) -> dict[str, object]:
        """The parameters by which certuser logs in."""
        return {"password": None, "sslcert": self.client_certificate, "sslkey": self.client_key}

    def psql(self, dsn: str, text: str) -> subprocess.CompletedProcess[str]:
        command = [self.instance.more["psql"], "-XqAtw", "-v", "ON_ERROR_STOP=1", "-f", "-", "-d", dsn]
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.data.parent)}
        return subprocess.run(command, input=text, capture_output=True, text=True, env=environment, check=False)

    def sql(self, text: str, role: str = "admin", **parameters: object) -> str:
        """What psql prints for it; over the socket, where nobody is asked for a password."""
        ended = self.psql(self.dsn(role, **{"host": self.socket_folder, **parameters}), text)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.strip()

    def kill_backend(self, pid: int) -> None:
        """kill -9 of what pg_backend_pid() told: the server ends all its connections, and recovers."""
        os.kill(pid, signal.SIGKILL)

    def wait_until_ready(self, seconds: float = 30) -> None:
        """It takes connections again."""
        deadline = time.monotonic() + seconds
        while (ended := self.psql(self.dsn(host=self.socket_folder), "SELECT 1")).returncode != 0:
            assert time.monotonic() < deadline, ended.stderr
            time.sleep(0.05)

    def end(self, with_signal: int = signal.SIGINT) -> None:
        """SIGINT tells its clients why (57P01), SIGQUIT does not."""
        server = self.instance.processes[-1]
        server.end(with_signal)
        launch.reap(server.pid)

    def start_again(self, *, standby: bool = False) -> None:
        """With its data, on its ports. A standby is read-only (in_hot_standby)."""
        self.instance = postgres.start_again(self.instance, standby=standby)


def lent(lending: AbstractContextManager[Instance]) -> Iterator[PostgresServer]:
    try:
        server = PostgresServer(lending.__enter__())
    except Unavailable as why:
        pytest.skip(f"no real PostgreSQL here: {why}")
    try:
        yield server
    finally:
        lending.__exit__(None, None, None)


def shared(options: Iterable[str] = ()) -> Iterator[PostgresServer]:
    yield from lent(borrow("postgres", options))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    yield from shared()


@pytest.fixture(scope="session")
def postgres_newest_server() -> Iterator[PostgresServer]:
    yield from shared(["newest"])


@pytest.fixture(scope="session")
def postgres_direct_tls_server() -> Iterator[PostgresServer]:
    yield from shared(["direct-tls"])


@pytest.fixture
def postgres_private_server() -> Iterator[PostgresServer]:
    for server in lent(private("postgres")):
        yield server
        server.end(signal.SIGQUIT)  # also one that was started again, of which its lender does not know
