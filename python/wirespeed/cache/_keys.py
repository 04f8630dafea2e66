"""Keys that are none of the plain types which native code knows: what they are, said in plain types."""

from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from collections.abc import Callable
from typing import Any

Plain = tuple[Any, ...]

_TEXTS: dict[type, Callable[[Any], str]] = {
    datetime.date: datetime.date.isoformat,
    datetime.datetime: lambda moment: f"{moment.isoformat()} {moment.fold}",
    datetime.time: lambda time: f"{time.isoformat()} {time.fold}",
    datetime.timedelta: lambda delta: f"{delta.days} {delta.seconds} {delta.microseconds}",
    datetime.timezone: str,
    decimal.Decimal: str,
    uuid.UUID: str,
    complex: repr,
}


def plain(key: object) -> Plain:
    """Two keys have the same form only where they are of one type and equal. Native code calls this.

    :raises TypeError: a type whose equality nobody here knows.
    """
    kind = type(key)
    if kind in _TEXTS:
        return (kind.__name__, _TEXTS[kind](key))
    if isinstance(key, enum.Enum):
        return ("enum", kind.__module__, kind.__qualname__, key.name)
    if isinstance(key, tuple):
        return ("tuple", kind.__module__, kind.__qualname__, *key)
    if isinstance(key, frozenset):
        return ("frozenset", *sorted(key, key=lambda one: (type(one).__qualname__, repr(one))))
    if _is_numpy_scalar(kind):
        return ("numpy", str(key.dtype), key.tobytes())  # type: ignore[attr-defined]
    raise TypeError(
        f"the key of a cache: expected None, bool, int, float, str, bytes, dates and times, Decimal, UUID, an enum, or "
        f"tuples of these, found {kind.__module__}.{kind.__qualname__}; say what tells it apart, as a tuple of these, "
        f"or give @cached a key="
    )


def _is_numpy_scalar(kind: type) -> bool:
    return any(one.__module__ == "numpy" and one.__name__ == "generic" for one in kind.__mro__)


def by_name(pairs: list[tuple[str, object]]) -> Plain:
    """Arguments by name, in an order that does not depend on the call. Native code calls this."""
    return tuple(item for pair in sorted(pairs, key=lambda pair: pair[0]) for item in pair)
