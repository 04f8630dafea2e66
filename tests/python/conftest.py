"""What all tests share."""

from __future__ import annotations

import gc
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

from aio_loop import clock
from neo4j_servers import neo4j_auth_server, neo4j_mtls_server, neo4j_server, neo4j_tls_server
from postgres_servers import (
    postgres_direct_tls_server,
    postgres_newest_server,
    postgres_private_server,
    postgres_server,
)
from redis_servers import redis_private_server, redis_server
from remote_music import music, provider
from replay_server import bolt_replay
from s3_filesystems import fs, s3_numbers, s3_options
from s3_servers import any_s3, s3, s3_bucket, s3_flat, s3_minio, s3_tls
from s3_stub import s3_stub

__all__ = [
    "any_s3",
    "bolt_replay",
    "clock",
    "fs",
    "music",
    "neo4j_auth_server",
    "neo4j_mtls_server",
    "neo4j_server",
    "neo4j_tls_server",
    "postgres_direct_tls_server",
    "postgres_newest_server",
    "postgres_private_server",
    "postgres_server",
    "provider",
    "redis_private_server",
    "redis_server",
    "s3",
    "s3_bucket",
    "s3_flat",
    "s3_minio",
    "s3_numbers",
    "s3_options",
    "s3_stub",
    "s3_tls",
]

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Ended:
    stdout: str
    returncode: int


def run_python(program: str, *, signal_when_ready: int | None = None) -> Ended:
    """Runs a program in a fresh interpreter. It gets the signal, if any, once it has printed its first line."""
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        if signal_when_ready is not None:
            process.send_signal(signal_when_ready)
        rest, _ = process.communicate(timeout=60)
    return Ended(first + rest, process.returncode)


def pytest_collection_finish() -> None:
    """What is there before the first test stays: a collection in a test need not look through it for half a second."""
    gc.collect()
    gc.freeze()
