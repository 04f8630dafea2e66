"""A class archive: what a JVM has loaded and checked once is mapped by the next one. A start takes a third less CPU."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from real_servers import neo4j_artifacts, neo4j_bolt, neo4j_settings
from real_servers.errors import ServerError
from real_servers.instance import began, wait_for_end
from real_servers.launch import free_port, launch, reap
from real_servers.locks import exclusive

READY = re.compile(r"Started\.$", re.MULTILINE)
START_SECONDS = 180.0  # a loaded machine
STOP_SECONDS = 120.0
RETRY_SECONDS = 24 * 3600


def archive(class_path: str) -> Path | None:
    """Made by a start of its own that is thrown away; None where that failed, and starts are slower."""
    folder = neo4j_artifacts.folder()
    java = hashlib.sha256(neo4j_artifacts.java_version().encode()).hexdigest()[:8]
    file, failed = folder / f"classes-{java}.jsa", folder / f"classes-{java}.failed"
    with exclusive(folder / "lock"):
        if file.is_file() or _lately(failed):
            return file if file.is_file() else None
        print("servers: making a class archive for quick starts (once)", file=sys.stderr, flush=True)
        try:
            _make(class_path, file)
        except ServerError as error:
            failed.write_text(str(error))
            print(f"servers: no class archive: {error}", file=sys.stderr, flush=True)
            return None
    return file


def _lately(failed: Path) -> bool:
    return failed.is_file() and time.time() - failed.stat().st_mtime < RETRY_SECONDS


def _make(class_path: str, file: Path) -> None:
    fresh = file.with_suffix(".new")
    home = Path(tempfile.mkdtemp(prefix="archive-", dir=file.parent))
    try:
        port = free_port()
        neo4j_settings.write(home, port, auth=False, tls=False)
        command = neo4j_settings.command(home, class_path, f"-XX:ArchiveClassesAtExit={fresh}")
        pid = launch(command, home, home / "console.log", READY, START_SECONDS)
        try:
            neo4j_bolt.exercise(port)
        finally:
            _end(pid)
        if not fresh.is_file():
            raise ServerError("the JVM wrote none when it ended")
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
        shutil.rmtree(home, ignore_errors=True)


def _end(pid: int) -> None:
    """Kindly: it writes the archive on its way out."""
    since = began(pid)
    os.kill(pid, signal.SIGTERM)
    if not wait_for_end(pid, since, STOP_SECONDS):
        os.kill(pid, signal.SIGKILL)
    reap(pid)
