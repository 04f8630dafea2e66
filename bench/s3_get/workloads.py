"""What the contenders of all S3 tasks are told: on which server, which objects, and what is done with them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from harness import contender
from s3_get.contents import content

MIB = 1 << 20
GIB = 1 << 30
PART = 8 * MIB  # what AWS advises, and what boto3 and the CRT take
STUB_KEYS = ("stub", "stub-secret")
REGION = "us-east-1"


@dataclass(frozen=True)
class Workload:
    server: str  # as task.toml names it
    operation: str  # get, into, many, list, names, fan_out, put, put_many, stream
    bucket: str
    size: int  # of an object
    count: int = 1  # of objects, or of keys
    prefixes: int = 0
    connections: int = 16

    @property
    def keys(self) -> list[str]:
        return [f"obj-{self.size}-{seed}" for seed in range(self.count)]

    @property
    def total(self) -> int:
        return self.size * self.count

    def write(self, path: Path) -> None:
        path.write_text("".join(f"{name}={value}\n" for name, value in asdict(self).items()))


def read(path: Path) -> Workload:
    table: dict[str, Any] = dict(line.split("=", 1) for line in path.read_text().splitlines())
    for name in ("size", "count", "prefixes", "connections"):
        table[name] = int(table[name])
    return Workload(**table)


@dataclass(frozen=True)
class Place:
    """How a contender reaches it."""

    address: str  # host:port
    user: str
    password: str

    @property
    def url(self) -> str:
        return f"http://{self.address}"


def place(workload: Workload) -> Place:
    user, password = contender.server_auth(workload.server) or STUB_KEYS
    return Place(contender.server(workload.server), user, password)


def digest(parts: Iterable[Any]) -> dict[str, Any]:
    """Of buffers, one behind the other."""
    size, found = 0, 0
    for part in parts:
        size += memoryview(part).nbytes
        found = zlib.crc32(part, found)
    return {"bytes": size, "hash": found}


def contents(workload: Workload) -> Iterator[bytes]:
    """Of all its objects, in pieces."""
    for seed in range(workload.count):
        for first in range(0, workload.size, 4 * MIB):
            yield content(min(4 * MIB, workload.size - first), seed, first)


def names_digest(names: Iterable[str]) -> dict[str, Any]:
    count, found = 0, 0
    for name in names:
        count += 1
        found = zlib.crc32(f"{name}\n".encode(), found)
    return {"keys": count, "hash": found}


def names(workload: Workload) -> Iterator[str]:
    """As tests/servers/s3_stub/objects.hpp says."""
    each = -(-workload.count // workload.prefixes) if workload.prefixes else 0
    for number in range(workload.count):
        below = f"p{number // each:05}/" if each else ""
        yield f"{below}part-{number:010}.parquet"


def expected(workload: Workload) -> dict[str, Any]:
    if workload.operation in ("list", "names", "fan_out"):
        return names_digest(names(workload))
    if workload.operation == "put_many":
        return digest([content(workload.size, 0)] * workload.count)
    return digest(contents(workload))
