"""Ours: `discography ingest` of the month into a directory that has month 0; with `fresh` into an empty one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from discogs_ingest import generated
from harness import contender


def work(data: Path, checking: bool) -> contender.Outcome:
    out = contender.scratch() / "music"
    if "fresh" not in sys.argv[3:]:
        # Nothing there is written in place, so that second names of the files will do.
        subprocess.run(["cp", "-rl", str(data.parent / "base"), str(out)], check=True)
        for name in ("history.jsonl", "lock"):  # but for these two
            (out / name).unlink()
    facts = generated.ingest_into(data, out)
    answer = {key: facts[key] for key in ("records", "changes", "same_files")}
    if checking:
        answer["sha256"] = generated.snapshot_sha256(out)
    counters = {f"{stage}_s": seconds for stage, seconds in facts["seconds"].items()}
    counters["peak_mb"] = facts["peak_memory"] / 2**20
    return contender.Outcome(answer, counters)


contender.main(work)
