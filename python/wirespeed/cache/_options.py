"""How long a value is kept, as callers say it."""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable
from dataclasses import dataclass

from wirespeed.errors import InvalidArgumentError


class Unset(enum.Enum):
    UNSET = "what the cache says"

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset.UNSET
Seconds = float | None  # None: for ever


@dataclass(frozen=True, slots=True)
class How:
    """What one entry gets."""

    ttl: Seconds
    stale: float
    tags: tuple[str, ...] = ()


def seconds(what: str, given: Seconds) -> Seconds:
    if given is None or (isinstance(given, (int, float)) and not math.isnan(given) and given >= 0):
        return given
    raise InvalidArgumentError(f"{what}: expected seconds >= 0 or None, found {given!r}")


def tags_of(tags: str | Iterable[str]) -> tuple[str, ...]:
    return (tags,) if isinstance(tags, str) else tuple(tags)
