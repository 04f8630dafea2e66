"""Embedded Neo4j by the road that the argument names. All contenders ask one JVM, which the first of them starts."""

from __future__ import annotations

import fcntl
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from harness import contender

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


def connected(tree: Path) -> socket.socket:
    folder = tree.parent / "neo4j" / tree.name
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _reached(folder) or _started(folder, tree)


def _reached(folder: Path) -> socket.socket | None:
    try:
        return socket.create_connection(("127.0.0.1", int((folder / "port").read_text())))
    except (OSError, ValueError):
        return None


def _started(folder: Path, tree: Path) -> socket.socket:
    (folder / "port").unlink(missing_ok=True)
    command = ["java", *JVM, "-cp", program(folder), "SeedTree", str(folder / "store"), str(tree), str(folder / "port")]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends and server.poll() is None:
        if (connection := _reached(folder)) is not None:
            return connection
        time.sleep(0.2)
    raise RuntimeError(f"Neo4j did not start; see {folder / 'log'}")


def start(data: Path) -> contender.Calls:
    lines = connected(data).makefile("rw")

    def count() -> tuple[int, float, float]:
        lines.write(sys.argv[3] + "\n")
        lines.flush()
        found, wall, cpu = lines.readline().split()
        return int(found), int(wall) / 1e9, int(cpu) / 1e9

    counters: dict[str, float] = {}

    def calls(checking: bool) -> contender.Outcome:
        found, wall, cpu = count()
        if checking:
            counters["cold_ms"] = 1000 * wall
            for _ in range(WARM_UP):
                count()
        return contender.Outcome({"count": found}, counters, call={"wall": wall, "user": cpu, "system": 0.0})

    return calls


contender.stay(start)
