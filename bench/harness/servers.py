"""The servers that a task's contenders talk to, up while it runs. task.toml names them:

[servers]
neo4j = ["fast"]         a real one: a kind of tools/servers and its options
bolt_replay = []         one of tests/servers, built by the bench preset, and its arguments

Each is told to the contenders as WIRESPEED_BENCH_SERVER_<NAME>, host:port; one that cannot be had, as "cannot: ...".
A task's load.py, where it has one, puts the data into them before the first contender runs: it is called with the paths
of the variants' full data sets.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from harness.model import BenchError, Prepared, Task
from real_servers.errors import ServerError
from real_servers.kinds import KINDS
from real_servers.slots import borrow


def targets(task: Task) -> list[str]:
    return [name for name in task.servers if name not in KINDS]


@contextmanager
def lent(task: Task, build: Path) -> Iterator[dict[str, str]]:
    with ExitStack() as stack:
        yield {f"WIRESPEED_BENCH_SERVER_{name.upper()}": _address(stack, build, name, task) for name in task.servers}


def _address(stack: ExitStack, build: Path, name: str, task: Task) -> str:
    options = task.servers[name]
    if name not in KINDS:
        return f"127.0.0.1:{stack.enter_context(_started(build / 'tests' / 'servers' / name / name, options))}"
    try:
        instance = stack.enter_context(borrow(name, options))
    except ServerError as error:
        return f"cannot: {str(error).splitlines()[0]}"
    return f"{instance.host}:{instance.port}"


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
