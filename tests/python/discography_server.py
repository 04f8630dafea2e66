"""`discography serve` as a process of its own, and what its answers should look like."""

from __future__ import annotations

import http.client
import json
import os
import re
import select
import signal
import socket
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import small_music
from discography_runs import PATIENCE, command, ingest


@dataclass
class Answer:
    status: int
    fields: dict[str, str]  # names in lower case
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Server:
    """Serves a directory at a free port while the context lasts; ends by SIGTERM, which must be clean."""

    def __init__(
        self, directory: Path, *options: object, threads: int = 2, environment: Mapping[str, str] | None = None
    ) -> None:
        self.directory = directory
        arguments = command("serve", directory, "--port", 0, "--threads", threads, *options)
        own = {**os.environ, **(environment or {})}
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=own)
        self.first_line = self._read_line()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", self.first_line)
        assert found is not None, (self.first_line, self.process.communicate(timeout=PATIENCE))
        self.port = int(found[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def _read_line(self) -> str:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        return self.process.stdout.readline() if ready else ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        code, log = self.stop()
        assert kind is not None or code == 0, log

    def stop(self) -> tuple[int, str]:
        """Exit code and log; a server that does not end fails the test."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            _, log = self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        return self.process.returncode, log

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def socket(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def get(
        self,
        path: str,
        *,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        connection: http.client.HTTPConnection | None = None,
        parameters: Mapping[str, object] | None = None,
    ) -> Answer:
        target = f"{path}?{urlencode(parameters)}" if parameters else path
        own = connection or self.connection()
        own.request(method, target, headers=headers or {})
        response = own.getresponse()
        body = response.read()
        fields = {name.lower(): value for name, value in response.getheaders()}
        if connection is None:
            own.close()
        if method != "HEAD":
            assert int(fields["content-length"]) == len(body)
        return Answer(response.status, fields, body)

    def ask(self, path: str, **parameters: object) -> Any:
        """The answer in JSON, which must be one."""
        answer = self.get(path, parameters=parameters)
        assert answer.status == 200, answer.body
        assert answer.fields["content-type"] == "application/json"
        return answer.json

    def refused(self, path: str, status: int, **parameters: object) -> Any:
        """The problem document."""
        answer = self.get(path, parameters=parameters)
        return problem_of(answer, status)

    def send_raw(self, data: bytes) -> bytes:
        """All that comes back until the server closes, which is for the data to bring about."""
        with self.socket() as raw:
            with suppress(BrokenPipeError, ConnectionResetError):
                raw.sendall(data)
            return receive_all(raw)


def watcher_of(server: Server) -> int:
    """The thread that looks for new snapshots, the only one with a priority of its own."""
    process = server.process.pid
    threads = [int(task.name) for task in Path(f"/proc/{process}/task").iterdir()]
    usual = os.getpriority(os.PRIO_PROCESS, process)
    (watcher,) = (thread for thread in threads if os.getpriority(os.PRIO_PROCESS, thread) != usual)
    return watcher


def problem_of(answer: Answer, status: int) -> Any:
    assert answer.status == status, answer.body
    assert answer.fields["content-type"] == "application/problem+json"
    document = answer.json
    assert document["status"] == status
    assert document["title"] and document["detail"] and document["type"]
    return document


def receive_all(raw: socket.socket) -> bytes:
    """Until the server closes. A reset ends it, too: so a close ends while bytes of ours lie unread."""
    received = bytearray()
    with suppress(ConnectionResetError):
        while chunk := raw.recv(65536):
            received += chunk
    return bytes(received)


def ingest_small(directory: Path) -> Path:
    """The music of small_music.py, ready to be served."""
    return ingest(small_music.write_dumps(directory / "dumps"), directory / "music")
