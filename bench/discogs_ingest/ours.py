"""Ours: `discography ingest`, then a process of its own that opens what was written and answers a search."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from discogs_ingest import generated
from harness import contender

WHOLE_DUMP = 19_000_000  # releases, with their artists, labels and masters


def ask(*arguments: str) -> tuple[dict[str, Any], float]:
    start = time.perf_counter()
    table: dict[str, Any] = json.loads(generated.run([generated.discography(), *arguments, "--json"]))
    return table, time.perf_counter() - start


def work(data: Path, checking: bool) -> contender.Outcome:
    music = contender.scratch() / "music"
    facts, ingest_seconds = ask("ingest", str(data), "--out", str(music))
    found, answer_seconds = ask("search", str(music), "the", "--prefix")
    releases = facts["records"]["releases"]
    whole = WHOLE_DUMP / releases
    answer = {
        "records": facts["records"],
        "rows_on": facts["rows"]["ON"],
        "rows_is": facts["rows"]["IS"],
        "rejects": facts["rejects"],
        "found": found["total"] > 0,
    }
    counters = {
        "releases_per_s": releases / (ingest_seconds + answer_seconds),
        "projected_minutes": whole * ingest_seconds / 60,
        "open_and_answer_ms": answer_seconds * 1e3,
        "ingest_peak_mb": facts["peak_memory"] / 2**20,
        "snapshot_mb": facts["bytes"] / 2**20,
        "projected_graph_mb": facts["memory"]["projected"] / 2**20,
        **{f"{stage}_s": seconds for stage, seconds in facts["seconds"].items()},
    }
    return contender.Outcome(answer, counters)


contender.main(work)
