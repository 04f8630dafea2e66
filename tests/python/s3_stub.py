"""The server of tests/servers/s3_stub, started with the options that a test wants. `s3_stub --help` says which.

def test_x(s3_stub: Stub) -> None: boto3.client("s3", endpoint_url=s3_stub.endpoint_url, ...)
with stubbing("--latency-ms", "20") as server: server.faults("on=get status=503 times=2")
"""

from __future__ import annotations

import json
import os
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from s3_get.contents import PERIOD, content

__all__ = ["PERIOD", "REGION", "Stub", "content", "etag", "program", "s3_stub", "stubbing"]

ROOT = Path(__file__).resolve().parents[2]
BUILDS = ("release", "dev", "asan")
REGION = "us-east-1"


@dataclass(frozen=True)
class Stub:
    port: int
    process: subprocess.Popen[str]

    @property
    def endpoint_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def keywords(self) -> dict[str, str]:
        """What wirespeed.s3.Client takes."""
        words = {"access_key_id": "stub", "secret_access_key": "stub-secret"}
        return {"endpoint_url": self.endpoint_url, "region": REGION, **words}

    def boto3(self, **config: Any) -> Any:
        """A client of boto3, which tries once; `config` is for its Config."""
        import boto3  # type: ignore[import-untyped]
        from botocore.client import Config  # type: ignore[import-untyped]

        usual = {"signature_version": "s3v4", "s3": {"addressing_style": "path"}, "retries": {"total_max_attempts": 1}}
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint_url,
            region_name=REGION,
            aws_access_key_id="stub",
            aws_secret_access_key="stub-secret",
            config=Config(**{**usual, **config}),
        )

    def faults(self, *rules: str) -> None:
        """In place of those that were; without rules there are none."""
        self._ask("PUT", "faults", "\n".join(rules).encode())

    def counts(self) -> dict[str, int]:
        """Requests by operation, and what is open: connections, uploads."""
        table: dict[str, int] = json.loads(self._ask("GET", "counts"))
        return table

    def log(self) -> list[dict[str, Any]]:
        """The requests since the last reset(), where it was started with --log: operation, target, connection, the
        fields that matter."""
        return [json.loads(line) for line in self._ask("GET", "log").splitlines()]

    def reset(self) -> None:
        """Neither faults nor counts nor log nor objects that were kept."""
        self._ask("PUT", "reset", b"")

    def kill(self) -> None:
        """As a server that breaks down: the system closes its connections."""
        self.process.kill()
        self.process.wait()

    def _ask(self, method: str, what: str, body: bytes | None = None) -> bytes:
        request = urllib.request.Request(f"{self.endpoint_url}/-/{what}", data=body, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bytes(answer.read())


def program() -> Path:
    """$WIRESPEED_S3_STUB, or what was built. ./test builds it."""
    chosen = os.environ.get("WIRESPEED_S3_STUB")
    there = [ROOT / "build" / preset / "tests/servers/s3_stub/s3_stub" for preset in BUILDS]
    found = [Path(chosen)] if chosen else [path for path in there if path.exists()]
    if not found:
        pytest.skip("s3_stub is not built: cmake --preset dev && cmake --build --preset dev --target s3_stub")
    return found[0]


@contextmanager
def stubbing(*options: str) -> Iterator[Stub]:
    """It ends with its standard input, so even when nothing here is cleaned up any more."""
    command = [str(program()), *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("port "), f"s3_stub {options}: expected its port, found {said!r}"
        try:
            yield Stub(int(said.split()[1]), process)
        finally:
            process.kill()


@pytest.fixture
def s3_stub() -> Iterator[Stub]:
    """One of this test alone, with a log and without faults."""
    with stubbing("--log") as server:
        yield server


def etag(size: int, seed: int) -> str:
    return f"{size:016x}{seed:016x}"
