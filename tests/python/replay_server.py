"""The server of tests/servers/bolt_replay, started with the options that a test wants. `bolt_replay --help` says which.

def test_x(bolt_replay: Replay) -> None: connect(bolt_replay.uri).run("REPLAY nodes 1x10 fail=5")
with replaying("--versions", "6.0") as server: ...
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILDS = ("release", "dev", "asan", "tsan")


@dataclass(frozen=True)
class Replay:
    port: int
    process: subprocess.Popen[str]

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """As a server that breaks down: the system closes its connections."""
        self.process.kill()
        self.process.wait()


def program() -> Path:
    """$WIRESPEED_BOLT_REPLAY, or what was built. ./test builds it."""
    chosen = os.environ.get("WIRESPEED_BOLT_REPLAY")
    there = [ROOT / "build" / preset / "tests/servers/bolt_replay/bolt_replay" for preset in BUILDS]
    found = [Path(chosen)] if chosen else [path for path in there if path.exists()]
    if not found:
        pytest.skip("bolt_replay is not built: cmake --preset dev && cmake --build --preset dev --target bolt_replay")
    return found[0]


@contextmanager
def replaying(*options: str) -> Iterator[Replay]:
    """It ends with its standard input, so even when nothing here is cleaned up any more."""
    command = [str(program()), *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("port "), f"bolt_replay {options}: expected its port, found {said!r}"
        try:
            yield Replay(int(said.split()[1]), process)
        finally:
            process.kill()


@pytest.fixture(scope="session")
def bolt_replay() -> Iterator[Replay]:
    """One without options of its own; it speaks what Neo4j 5.26 speaks."""
    with replaying() as server:
        yield server
