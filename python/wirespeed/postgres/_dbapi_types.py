"""The type objects and constructors of PEP 249."""

from __future__ import annotations

import datetime
import time

from wirespeed.postgres._result import Column

__all__ = [
    "BINARY",
    "DATETIME",
    "NUMBER",
    "ROWID",
    "STRING",
    "Binary",
    "Date",
    "DateFromTicks",
    "Time",
    "TimeFromTicks",
    "Timestamp",
    "TimestampFromTicks",
    "TypeCode",
    "TypeObject",
    "description_of",
]

Date = datetime.date
Time = datetime.time
Timestamp = datetime.datetime
Binary = bytes


def DateFromTicks(ticks: float) -> datetime.date:
    """The local day so many seconds after the epoch."""
    return datetime.date(*time.localtime(ticks)[:3])


def TimeFromTicks(ticks: float) -> datetime.time:
    """The local time of day so many seconds after the epoch."""
    return datetime.time(*time.localtime(ticks)[3:6])


def TimestampFromTicks(ticks: float) -> datetime.datetime:
    """The local time so many seconds after the epoch."""
    return datetime.datetime(*time.localtime(ticks)[:6])


class TypeObject:
    """Equal to the type codes of its kind: ``cursor.description[0][1] == STRING``."""

    def __init__(self, name: str, oids: frozenset[int]) -> None:
        self.name = name
        self.oids = oids

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TypeObject):
            return self.oids == other.oids
        return other in self.oids if isinstance(other, int) else NotImplemented

    # What is equal to several numbers has no hash that would equal all of theirs.
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return self.name


class TypeCode(int):
    """The OID of a column's type, with its name."""

    name: str | None

    def __new__(cls, oid: int, name: str | None) -> TypeCode:
        made = super().__new__(cls, oid)
        made.name = name
        return made

    def __repr__(self) -> str:
        return f"TypeCode({int(self)}, {self.name!r})"


STRING = TypeObject("STRING", frozenset({18, 19, 25, 114, 142, 705, 1042, 1043, 2275, 3802, 4072}))
BINARY = TypeObject("BINARY", frozenset({17}))
NUMBER = TypeObject("NUMBER", frozenset({20, 21, 23, 700, 701, 790, 1700}))
DATETIME = TypeObject("DATETIME", frozenset({1082, 1083, 1114, 1184, 1186, 1266}))
ROWID = TypeObject("ROWID", frozenset({26, 27}))

_BPCHAR, _VARCHAR, _NUMERIC, _INTERVAL = 1042, 1043, 1700, 1186
_TIMES = frozenset({1083, 1114, 1184, 1266})

Description = tuple[str, TypeCode, "int | None", "int | None", "int | None", "int | None", None]


def description_of(column: Column) -> Description:
    """Name, type code, display size, internal size, precision, scale; whether it may be NULL is not known."""
    display, precision, scale = _modifiers(column.oid, column.typmod)
    size = column.size if column.size >= 0 else None
    return (column.name, TypeCode(column.oid, column.type), display, size, precision, scale, None)


def _modifiers(oid: int, typmod: int) -> tuple[int | None, int | None, int | None]:
    """What the type was given in brackets, as display size, precision and scale."""
    if typmod < 0:
        return None, None, None
    if oid in (_BPCHAR, _VARCHAR):
        return typmod - 4, None, None
    if oid == _NUMERIC:
        # The scale is a number of 11 bits with a sign.
        return None, (typmod - 4) >> 16 & 0xFFFF, ((typmod - 4 & 0x7FF) ^ 0x400) - 0x400
    if oid in _TIMES:
        return None, typmod, None
    if oid == _INTERVAL and typmod & 0xFFFF != 0xFFFF:
        return None, typmod & 0xFFFF, None
    return None, None, None
