"""Glob patterns over keys, where "/" separates and nothing is hidden.

``*`` and ``?`` stay within a segment, ``[a-z]`` and ``[!a-z]`` are classes, and a segment ``**`` is any number of
segments, none included.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["compile_pattern", "has_magic", "stem"]

_MAGIC = re.compile(r"[*?\[]")


def has_magic(text: str) -> bool:
    return _MAGIC.search(text) is not None


def stem(segment: str) -> str:
    """What every match begins with."""
    found = _MAGIC.search(segment)
    return segment[: found.start()] if found else segment


def _class_of(body: str) -> str:
    """A class as ``re`` spells it; one that holds nothing never matches, and its negation always does."""
    negated = body.startswith("!")
    rest = body[negated:]
    parts = []
    while rest:
        if len(rest) > 2 and rest[1] == "-":
            if rest[0] <= rest[2]:
                parts.append(f"{re.escape(rest[0])}-{re.escape(rest[2])}")
            rest = rest[3:]
        else:
            parts.append(re.escape(rest[0]))
            rest = rest[1:]
    if not parts:
        return "[^/]" if negated else "(?!)"
    return f"(?!/)[{'^' if negated else ''}{''.join(parts)}]"


def _segment(segment: str) -> str:
    made: list[str] = []
    at = 0
    while at < len(segment):
        sign = segment[at]
        at += 1
        if sign == "*":
            if not made or made[-1] != "[^/]*":
                made.append("[^/]*")
        elif sign == "?":
            made.append("[^/]")
        elif sign == "[":
            first = at + 1 if segment[at : at + 1] == "!" else at
            end = segment.find("]", first + 1)
            made.append(_class_of(segment[at:end]) if end >= 0 else r"\[")
            at = end + 1 if end >= 0 else at
        else:
            made.append(re.escape(sign))
    return "".join(made)


@lru_cache(256)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Matches whole paths."""
    segments = pattern.split("/")
    made = []
    for segment in segments[:-1]:
        if segment == "**":
            made.append("(?:.+/)?")
        else:
            made.append(("[^/]+" if segment == "*" else _checked(segment, pattern)) + "/")
    last = segments[-1]
    made.append(".*" if last == "**" else "[^/]+" if last == "*" else _checked(last, pattern))
    return re.compile(f"(?s:{''.join(made)})\\Z")


def _checked(segment: str, pattern: str) -> str:
    if "**" in segment:
        raise ValueError(f"glob: expected '**' to be a whole segment, found {segment!r} in {pattern!r}; write '**/*'")
    return _segment(segment)
