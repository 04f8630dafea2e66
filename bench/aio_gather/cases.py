"""The three queries of a request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    work: float  # seconds, before each query
    waits: tuple[float, float, float]  # seconds, slowest last
    connections: int


REQUESTS = 10
CASES = {
    "prepared": Case(0.05, (0.025, 0.075, 0.1), 3),
    "pooled": Case(0.0, (0.06, 0.061, 0.12), 2),
}
