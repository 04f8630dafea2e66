"""What a contender written in Python imports: its whole side of the protocol.

from harness import contender

def work(data: Path, checking: bool) -> contender.Outcome:
    return contender.Outcome(answer={"records": count(data)})

contender.main(work)
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Outcome:
    answer: dict[str, Any] = field(default_factory=dict)
    counters: dict[str, float] = field(default_factory=dict)
    startup: dict[str, float] = field(default_factory=dict)  # more of it than this process's own: wall, user, system
    call: dict[str, float] = field(default_factory=dict)  # of a resident contender: what one call took


Calls = Callable[[bool], Outcome]


class CannotRun(Exception):
    """The contender is not available here; the text says why and is printed in its row."""


def main(work: Callable[[Path, bool], Outcome]) -> None:
    """Calls work(data, checking); `checking` is true while answers are compared and nothing is timed."""
    mode, data = sys.argv[1], Path(sys.argv[2])
    startup = _used()
    try:
        outcome = work(data, mode == "answer")
    except CannotRun as reason:
        print(json.dumps({"cannot": str(reason)}))
        return
    startup = {key: spent + outcome.startup.get(key, 0.0) for key, spent in startup.items()}
    print(json.dumps({"answer": outcome.answer, "counters": outcome.counters, "startup": startup}))


def stay(begin: Callable[[Path], Calls]) -> None:
    """For a resident contender: begin(data) gives what each request calls, with whether answers are compared."""
    sys.stdin.readline()  # the first request is for the answer
    try:
        calls = begin(Path(sys.argv[2]))
    except CannotRun as reason:
        print(json.dumps({"cannot": str(reason)}), flush=True)
        return
    mode = "answer"
    while mode:
        outcome = calls(mode == "answer")
        said = {"answer": outcome.answer, "counters": outcome.counters, "call": outcome.call}
        print(json.dumps(said), flush=True)
        mode = sys.stdin.readline().strip()


def spent_by(command: Sequence[str]) -> dict[str, float]:
    """What running `command` takes, for a peer that is a program of its own: how it starts up."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"wall": wall, "user": after.ru_utime - before.ru_utime, "system": after.ru_stime - before.ru_stime}


def is_alone() -> bool:
    """Whether this process is asked once, for the table of calls."""
    return "WIRESPEED_BENCH_ALONE" in os.environ


def scratch() -> Path:
    """A folder of this run alone, empty when it starts and removed when it ends."""
    return Path(os.environ["WIRESPEED_BENCH_SCRATCH"])


def build_folder() -> Path:
    """Where the `bench` preset builds."""
    return Path(os.environ["WIRESPEED_BENCH_BUILD"])


def built(program: str) -> str:
    """The path of a program there, as "apps/discography/discography"."""
    path = build_folder() / program
    if not path.is_file():
        raise CannotRun(f"{path.name} is not built: expected it at {path}")
    return str(path)


def server(name: str) -> str:
    """host:port of a server that task.toml names."""
    address = os.environ[_variable(name)]
    if address.startswith("cannot: "):
        raise CannotRun(address.removeprefix("cannot: "))
    return address


def server_auth(name: str) -> tuple[str, str] | None:
    """User and password of one that has them."""
    user, password = (os.environ.get(f"{_variable(name)}_{what}") for what in ("USER", "PASSWORD"))
    return None if user is None or password is None else (user, password)


def _variable(name: str) -> str:
    return f"WIRESPEED_BENCH_SERVER_{name.upper().replace('.', '_')}"


def _used() -> dict[str, float]:
    """What was spent since this process began: the interpreter and its imports."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"wall": _age(), "user": used.ru_utime, "system": used.ru_stime}


def _age() -> float:
    fields = Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()
    started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return max(time.clock_gettime(time.CLOCK_BOOTTIME) - started, 0.0)
