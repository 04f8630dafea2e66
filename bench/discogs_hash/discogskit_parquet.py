"""discogskit's `convert` to Parquet, as its README advises for speed: a parse worker for each core, chunks small enough
that all of them work, and no compression, which is the least that it can be asked to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from harness import contender

CHUNK_MIB = 8


def work(data: Path, checking: bool) -> contender.Outcome:
    folder = contender.scratch()
    dump = folder / "discogs_20260801_releases.xml.gz"
    dump.symlink_to(data)
    program = str(Path(sys.executable).with_name("discogskit"))
    start = contender.spent_by([program, "--version"])
    command = [program, "convert", str(dump), "--output", str(folder / "out")]
    workers = len(os.sched_getaffinity(0))
    command += ["--compression", "none", "--chunk-mb", str(CHUNK_MIB), "--parse-workers", str(workers), "--no-progress"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit((done.stderr or done.stdout).strip().splitlines()[-1])
    return contender.Outcome(
        answer={"records": rows(folder / "out" / "releases" / "releases.parquet")},
        startup={key: 2 * spent for key, spent in start.items()},  # once for --version, once for the work
    )


def rows(file: Path) -> int:
    from pyarrow import parquet

    return int(parquet.read_metadata(file).num_rows)


contender.main(work)
