"""Embedded Neo4j by the road that the argument names. All contenders ask one JVM, which the first of them starts."""

from __future__ import annotations

import fcntl
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from harness import contender
from harness.resident import memory_of

SOURCES = Path(__file__).parent / "neo4j"
JVM = ("-Xms4g", "-Xmx4g", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch")
PATIENCE_S = 1200
WARM_UP = 10


def program(folder: Path) -> str:
    """The class path of the compiled program; Maven fetches on the first call."""
    for name in ("java", "javac", "mvn"):
        if shutil.which(name) is None:
            raise contender.CannotRun(f"{name} is not installed")
    path = folder / "classpath"
    if not path.is_file():
        fetch = ["mvn", "-B", "-q", "-ntp", "-f", str(SOURCES / "pom.xml"), f"-Dmdep.outputFile={path}"]
        done = subprocess.run([*fetch, "dependency:build-classpath"], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise contender.CannotRun(f"Maven: {(done.stdout + done.stderr).strip().splitlines()[:1]}")
    classes = folder / "classes"
    files = [str(file) for file in sorted(SOURCES.glob("*.java"))]
    subprocess.run(["javac", "-nowarn", "-cp", path.read_text(), "-d", str(classes), *files], check=True)
    return f"{classes}:{path.read_text()}"


@dataclass
class Neo4j:
    """A connection to the JVM."""

    lines: TextIO
    process: int
    store: Path

    def ask(self, question: str) -> list[int]:
        self.lines.write(question + "\n")
        self.lines.flush()
        return [int(number) for number in self.lines.readline().split()]

    def count(self, walk: str) -> tuple[int, dict[str, float]]:
        found, wall, cpu = self.ask(walk)
        return found, {"wall": wall / 1e9, "user": cpu / 1e9, "system": 0.0}

    def counters(self) -> dict[str, float]:
        """What making the store took once, and the memory of the JVM, its heap after a collection."""
        resident = memory_of(self.process, "VmRSS") / 2**20
        heap = self.ask("memory")[0] / 2**20
        return {"load_ms": float((self.store / "populated").read_text()), "resident_mb": resident, "heap_mb": heap}


def connected(tree: Path) -> Neo4j:
    """To the JVM that all share; alone, to one that was started a moment ago."""
    folder = tree.parent / "neo4j" / tree.name
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return (None if contender.is_alone() else _reached(folder)) or _started(folder, tree)


def _reached(folder: Path) -> Neo4j | None:
    try:
        port, process = map(int, (folder / "port").read_text().split())
        lines = socket.create_connection(("127.0.0.1", port)).makefile("rw")
        return Neo4j(lines, process, folder / "store") if lines.readline() else None
    except (OSError, ValueError):
        return None


def _started(folder: Path, tree: Path) -> Neo4j:
    """Once the one before has ended, which holds the store."""
    _wait_for_the_end(folder / "port")
    command = ["java", *JVM, "-cp", program(folder), "SeedTree", str(folder / "store"), str(tree), str(folder / "port")]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends and server.poll() is None:
        if (connection := _reached(folder)) is not None:
            return connection
        time.sleep(0.2)
    raise RuntimeError(f"Neo4j did not start; see {folder / 'log'}")


def _wait_for_the_end(port: Path) -> None:
    ends = time.monotonic() + PATIENCE_S
    while port.is_file() and time.monotonic() < ends:
        said = port.read_text().split()
        if len(said) == 2 and "SeedTree" in _command_line(said[1]):
            time.sleep(0.2)
        else:
            port.unlink()


def _command_line(process: str) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""


def start(data: Path) -> contender.Calls:
    neo4j, walk = connected(data), sys.argv[3]

    def calls(checking: bool) -> contender.Outcome:
        found, call = neo4j.count(walk)
        for _ in range(WARM_UP if checking and not contender.is_alone() else 0):
            neo4j.count(walk)
        return contender.Outcome({"count": found}, neo4j.counters() if contender.is_alone() else {}, call=call)

    return calls


contender.stay(start)
