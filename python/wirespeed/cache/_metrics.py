"""What caches did, as numbers and as Prometheus reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Stats:
    """Since the cache was made; the last four are of now."""

    hits: int  # answered by a value, fresh or stale
    stale_served: int  # of the hits: past its ttl, while it is loaded anew
    misses: int  # everything else
    loads: int  # begun
    refreshes: int  # of the loads: while the value is still served
    load_errors: int  # of the loads
    handovers: int  # loads that were given up, and taken over by one who waited
    errors_served: int  # misses answered by the error of a load a moment ago
    waits: int  # misses that waited for somebody else's load
    puts: int
    evictions: int  # for want of room
    expirations: int  # found past their end, or invalidated
    too_large: int  # not kept: beyond what a shard holds
    redis_hits: int
    redis_misses: int
    redis_errors: int
    redis_skipped: int  # not asked, for it has failed a moment ago
    entries: int
    weight: int  # bytes, or entries
    loading: int
    waiting: int

    @property
    def hit_ratio(self) -> float:
        """Of all that was asked; 0 where nothing was."""
        asked = self.hits + self.misses
        return self.hits / asked if asked else 0.0


GAUGES = {"entries", "weight", "loading", "waiting"}
HELP = {
    "hits": "Asks answered by a value, fresh or stale",
    "stale_served": "Hits past their TTL while the value was loaded anew",
    "misses": "Asks that no value answered",
    "loads": "Loads begun",
    "refreshes": "Loads begun while the value was still served",
    "load_errors": "Loads that failed",
    "handovers": "Loads given up and taken over by one who waited",
    "errors_served": "Misses answered by the error of a load a moment ago",
    "waits": "Misses that waited for another's load",
    "puts": "Values put",
    "evictions": "Entries evicted for want of room",
    "expirations": "Entries found past their end or invalidated",
    "too_large": "Values too large to be kept",
    "redis_hits": "Loads answered by Redis",
    "redis_misses": "Loads that Redis had no answer to",
    "redis_errors": "Calls of Redis that failed",
    "redis_skipped": "Calls of Redis left out because it had failed a moment ago",
    "entries": "Entries",
    "weight": "Weight of the entries: bytes, or their number",
    "loading": "Loads under way",
    "waiting": "Callers waiting for a load",
}


class Measured(Protocol):
    @property
    def name(self) -> str: ...
    def stats(self) -> Stats: ...


def prometheus(caches: Iterable[Measured], prefix: str = "wirespeed_cache") -> str:
    """The text format 0.0.4 of the caches' metrics, each labelled ``cache="its name"``."""
    counted = [(cache.name, cache.stats()) for cache in caches]
    lines = []
    for field in fields(Stats):
        kind, suffix = ("gauge", "") if field.name in GAUGES else ("counter", "_total")
        metric = f"{prefix}_{field.name}{suffix}"
        lines += [f"# HELP {metric} {HELP[field.name]}", f"# TYPE {metric} {kind}"]
        lines += [f'{metric}{{cache="{_escaped(name)}"}} {getattr(stats, field.name)}' for name, stats in counted]
    return "\n".join(lines) + "\n"


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
