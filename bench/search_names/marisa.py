"""marisa-trie: all folded names in one trie. It completes whole names from their beginning, in no order of ours."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path

import marisa_trie

from harness import contender

CHECKED = 200
PASSES = 3


def work(data: Path, checking: bool) -> contender.Outcome:
    start = _cpu_seconds()
    with (data / "folded.txt").open() as file:
        names = [line[:-1] for line in file]
    trie = marisa_trie.Trie(names)
    saved = contender.scratch() / "names.marisa"
    trie.save(str(saved))
    seconds, peak = _cpu_seconds() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    queries = [line.split("\t")[1].rstrip("\n") for line in (data / "queries.tsv").read_text().splitlines()[:1000]]
    begin_count = sum(len(trie.keys(query)) for query in queries[:CHECKED])
    counters = {
        "names_per_cpu_s": len(names) / seconds,
        "bytes_per_name": saved.stat().st_size / len(names),
        "build_peak_mb": peak,
        **_latency("autocomplete", queries, lambda text: _first_ten(trie, text)),
    }
    return contender.Outcome({"begin_count": begin_count}, counters)


def _first_ten(trie: marisa_trie.Trie, text: str) -> list[str]:
    return [name for name, _ in zip(trie.iterkeys(text), range(10), strict=False)]


def _latency(kind: str, queries: list[str], search: Callable[[str], object]) -> dict[str, float]:
    times = sorted(min(_timed(search, query) for _ in range(PASSES)) for query in queries)
    return {f"{kind}_p{p}_us": times[min(len(times) * p // 100, len(times) - 1)] * 1e6 for p in (50, 90, 99)}


def _timed(search: Callable[[str], object], query: str) -> float:
    start = time.perf_counter()
    search(query)
    return time.perf_counter() - start


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


contender.main(work)
