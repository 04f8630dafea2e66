"""Equal answers first: what a contender says against what the reference says."""

from __future__ import annotations

from harness.model import Answer, Contender


def verdict(contender: Contender, found: Answer, expected: Answer) -> str:
    """ "equal", or "wrong: " and the first difference. Only the keys that the contender is asked for count."""
    for key in contender.answers:
        if key not in expected:
            return f"wrong: the reference has no {key!r} to compare with"
        if key not in found:
            return f"wrong: {key}: expected {_short(expected[key])}, found no such answer"
        if found[key] != expected[key]:
            return f"wrong: {key}: expected {_short(expected[key])}, found {_short(found[key])}"
    return "equal"


def verdict_again(contender: Contender, found: Answer, expected: Answer) -> str:
    """The same for a timed run, which may leave answers out but not change them."""
    for key in contender.answers:
        if key in found and found[key] != expected.get(key):
            return f"wrong: {key}, in a timed run: expected {_short(expected.get(key))}, found {_short(found[key])}"
    return "equal"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
