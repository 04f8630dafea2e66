"""Median, spread, and ratios with their intervals."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Summary:
    median: float
    minimum: float
    maximum: float

    @property
    def spread(self) -> float:
        """(largest - smallest) / median: 0.1 is a quiet machine."""
        return (self.maximum - self.minimum) / self.median if self.median else 0.0


@dataclass(frozen=True)
class Ratio:
    value: float
    low: float  # 95 % of the resampled ratios lie in [low, high]
    high: float


def summary(values: Sequence[float]) -> Summary:
    return Summary(median(values), min(values), max(values))


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest of them that so many percent do not exceed."""
    return sorted(values)[max(-(-len(values) * percent // 100), 1) - 1]


def ratio(above: Sequence[float], below: Sequence[float], samples: int = 500) -> Ratio | None:
    """Median over median; the interval is a bootstrap over the runs of each, by a fixed seed."""
    if not above or not below or median(below) == 0:
        return None
    rng = random.Random(20260801)
    drawn = sorted(_resampled(rng, above) / (_resampled(rng, below) or 1e-12) for _ in range(samples))
    edge = samples // 40
    return Ratio(median(above) / median(below), drawn[edge], drawn[-1 - edge])


def _resampled(rng: random.Random, values: Sequence[float]) -> float:
    return median(rng.choices(values, k=len(values)))
