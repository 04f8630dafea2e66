"""discogskit's `convert` to Parquet, as its README advises for speed: a parse worker for each core, chunks small enough
that all of them work, and no compression, which is the least that it can be asked to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from harness import contender

CHUNK_MIB = 8


def convert(data: Path) -> tuple[Path, dict[str, float]]:
    """The folder of its Parquet files, and what starting it took."""
    folder = contender.scratch()
    dump = folder / "discogs_20260801_releases.xml.gz"
    dump.symlink_to(data)
    program = str(Path(sys.executable).with_name("discogskit"))
    start = contender.spent_by([program, "--version"])
    workers = len(os.sched_getaffinity(0))
    command = [program, "convert", str(dump), "--output", str(folder / "out"), "--compression", "none"]
    command += ["--chunk-mb", str(CHUNK_MIB), "--parse-workers", str(workers), "--no-progress"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit((done.stderr or done.stdout).strip().splitlines()[-1])
    # Once for --version, once for the work.
    return folder / "out" / "releases", {key: 2 * spent for key, spent in start.items()}
