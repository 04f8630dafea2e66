"""Kinds of items: what PostgreSQL calls them, and how one is written."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

from wirespeed.errors import InvalidArgumentError

__all__ = ["KINDS", "Kind", "kind_of_objects", "plain"]


class Kind(NamedTuple):
    """How one item is written, and as which type."""

    type: str | None
    """None: that of what it is compared with."""
    text: Callable[[Any], str]
    """What the type's input function takes."""
    is_bare: bool
    """As SQL it needs neither quotes nor a type."""
    native: int = -1
    """Its place in ConstantKind; -1: none."""


def _float_text(value: Any) -> str:
    text = repr(float(value))
    return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(text, text)


def _decimal_text(value: Any) -> str:
    return "NaN" if isinstance(value, Decimal) and value.is_nan() else str(value)


def _bytes_text(value: Any) -> str:
    return "\\x" + bytes(value).hex()


def _interval_text(value: timedelta) -> str:
    # The sign is said in any case: with IntervalStyle sql_standard a leading minus would go for all fields without one.
    return f"{value.days} days +{value.seconds}.{value.microseconds:06} seconds"


def _instant_text(value: datetime) -> str:
    as_python = getattr(value, "to_pydatetime", None)  # pandas: nanoseconds, which PostgreSQL would round
    return (value if as_python is None else as_python(warn=False)).isoformat(" ")


KINDS = {
    "bool": Kind("bool", lambda value: "true" if value else "false", True, 0),
    "int": Kind("int8", str, True, 1),
    "big": Kind("numeric", str, True),
    "float4": Kind("float4", _float_text, False, 2),
    "float": Kind("float8", _float_text, False, 3),
    "date": Kind("date", date.isoformat, False, 4),
    "timestamp": Kind("timestamp", _instant_text, False, 5),
    "timestamptz": Kind("timestamptz", _instant_text, False, 6),
    "interval": Kind("interval", _interval_text, False, 7),
    "str": Kind(None, str, False, 8),
    "bytes": Kind("bytea", _bytes_text, False, 9),
    "decimal": Kind("numeric", _decimal_text, False),
    "time": Kind("time", time.isoformat, False),
    "timetz": Kind("timetz", time.isoformat, False),
    "uuid": Kind("uuid", str, False),
    "inet": Kind("inet", str, False),
    "cidr": Kind("cidr", str, False),
    "json": Kind("jsonb", json.dumps, False),
}

_BY_CLASS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "bool"),
    (int, "int"),
    (float, "float"),
    (str, "str"),
    (Decimal, "decimal"),
    (datetime, "timestamp"),
    (date, "date"),
    (time, "time"),
    (timedelta, "interval"),
    (UUID, "uuid"),
    ((bytes, bytearray, memoryview), "bytes"),
    (
        (ipaddress.IPv4Interface, ipaddress.IPv6Interface, ipaddress.IPv4Address, ipaddress.IPv6Address),
        "inet",
    ),
    ((ipaddress.IPv4Network, ipaddress.IPv6Network), "cidr"),
    (dict, "json"),
)
_INT8 = range(-(2**63), 2**63)


def plain(value: Any) -> Any:
    """The object that a member of an Enum, a scalar of NumPy or a missing value of pandas stands for."""
    if isinstance(value, Enum):
        value = value.value
    library = type(value).__module__.partition(".")[0]
    if library == "numpy":
        return _numpy_scalar(value)
    if library == "pandas" and type(value).__name__ in {"NAType", "NaTType"}:
        return None
    return value


def _numpy_scalar(value: Any) -> Any:
    kind = getattr(getattr(value, "dtype", None), "kind", "O")
    if kind not in "mM":
        return value.item() if hasattr(value, "item") else value
    if str(value) == "NaT":
        return None
    is_day = value.dtype.str[3:] in {"[D]", "[W]", "[M]", "[Y]"} and kind == "M"
    made = value.astype(f"{kind}8[D]" if is_day else f"{kind}8[us]").item()
    if isinstance(made, int):
        raise InvalidArgumentError(
            f"sql constant: expected a time that datetime has, found {value}; give it in an array"
        )
    return made


def _kind_of_object(value: Any) -> str:
    name = next((name for classes, name in _BY_CLASS if isinstance(value, classes)), None)
    if name is None:
        raise InvalidArgumentError(
            "sql constant: expected bool, int, float, str, bytes, Decimal, UUID, a date, a time, an address, a dict or "
            f"None, found {type(value).__name__}"
        )
    if name == "int" and value not in _INT8:
        return "big"
    if name in {"timestamp", "time"} and value.utcoffset() is not None:
        return f"{name}tz"
    return name


# Kinds that may stand together, and what they are then.
_TOGETHER = (
    ({"int", "big"}, "big"),
    ({"int", "float"}, "float"),
    ({"int", "big", "decimal"}, "decimal"),
    ({"inet", "cidr"}, "inet"),
)


def kind_of_objects(values: list[Any]) -> str | None:
    """The name of the one kind that they all have; None: there is none but None.

    :raises InvalidArgumentError: they are of several, or of none that SQL has.
    """
    found = _kinds_by_class(values)
    if len(found) > 1:
        for together, name in _TOGETHER:
            if found <= together:
                return name
        raise InvalidArgumentError(f"sql constants: expected items of one type, found {', '.join(sorted(found))}")
    return found.pop() if found else None


def _kinds_by_class(values: list[Any]) -> set[str]:
    classes = set(map(type, values)) - {type(None)}
    if classes == {str}:
        return {"str"}
    if classes == {int}:
        present = [value for value in values if value is not None]
        return {"int" if min(present) in _INT8 and max(present) in _INT8 else "big"}
    return {_kind_of_object(value) for value in values if value is not None}
