"""The servers that a task's contenders talk to, up while it runs. task.toml names them:

[servers]
neo4j = ["fast"]                             a real one: a kind of tools/servers and its options
bolt_replay = []                             one of tests/servers, built by the bench preset, and its arguments
"s3_stub.late" = ["--latency-ms", "20"]      behind a dot, a name of its own for one more of them

[server_variants]
"s3.minio" = ["minio_*"]                     up only where one of these variants is measured

Each is told to the contenders as WIRESPEED_BENCH_SERVER_<NAME>, host:port, and its user and password, where it has
them, as ..._USER and ..._PASSWORD; one that cannot be had, as "cannot: ...". A dot in the name becomes a _.
A task's load.py, where it has one, puts the data into them before the first contender runs: it is called with the paths
of the variants' full data sets.
"""

from __future__ import annotations

import fnmatch
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from harness.model import BenchError, Prepared, Task
from real_servers.errors import ServerError
from real_servers.kinds import KINDS
from real_servers.slots import borrow


def targets(task: Task) -> list[str]:
    return sorted({program(name) for name in task.servers if program(name) not in KINDS})


def program(name: str) -> str:
    """The kind of tools/servers, or the program of tests/servers."""
    return name.split(".")[0]


@contextmanager
def lent(task: Task, build: Path, variants: Sequence[str]) -> Iterator[dict[str, str]]:
    with ExitStack() as stack:
        told: dict[str, str] = {}
        for name in task.servers:
            if _wanted(task.server_variants.get(name, ["*"]), variants):
                key = f"WIRESPEED_BENCH_SERVER_{name.upper().replace('.', '_')}"
                told.update((key + what, said) for what, said in _address(stack, build, name, task).items())
        yield told


def _wanted(patterns: Sequence[str], variants: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(variant, pattern) for variant in variants for pattern in patterns)


def _address(stack: ExitStack, build: Path, name: str, task: Task) -> dict[str, str]:
    """What it is told as, by what stands behind its name."""
    options, kind = task.servers[name], program(name)
    if kind not in KINDS:
        return {"": f"127.0.0.1:{stack.enter_context(_started(build / 'tests' / 'servers' / kind / kind, options))}"}
    try:
        instance = stack.enter_context(borrow(kind, options))
    except ServerError as error:
        return {"": f"cannot: {str(error).splitlines()[0]}"}
    auth = {} if instance.auth is None else dict(zip(("_USER", "_PASSWORD"), instance.auth, strict=True))
    return {"": f"{instance.host}:{instance.port}", **auth}


def load(task: Task, prepared: Prepared, variants: Sequence[str], python: Path, env: Mapping[str, str]) -> None:
    program = task.folder / "load.py"
    if not program.is_file():
        return
    paths = [str(prepared.variants[variant]["full"].path) for variant in variants]
    done = subprocess.run([python, program, *paths], env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1]
        raise BenchError(f"task {task.name}: its servers could not be loaded: {last}")


@contextmanager
def _started(program: Path, arguments: Sequence[str]) -> Iterator[int]:
    """Its port. It ends with its standard input."""
    with subprocess.Popen([program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        if not said.startswith("port "):
            raise BenchError(f"{program.name}: expected its port as the first line, found {said!r}")
        try:
            yield int(said.split()[1])
        finally:
            process.kill()
