"""Bolt's structures as Python values. Times become :mod:`datetime`'s where those hold them exactly."""

from __future__ import annotations

import datetime
import struct
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from wirespeed.bolt import _types as t
from wirespeed.bolt._core import set_structure_classes
from wirespeed.errors import MalformedError
from wirespeed.packstream import Structure

Fields: TypeAlias = list[Any]

_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()
_LAST_DAY = datetime.date.max.toordinal()
_EPOCH = datetime.datetime(1970, 1, 1)
_UTC_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_VECTOR_TYPES = {
    b"\xc8": ("i8", "b", 1),
    b"\xc9": ("i16", "h", 2),
    b"\xca": ("i32", "i", 4),
    b"\xcb": ("i64", "q", 8),
    b"\xc6": ("f32", "f", 4),
    b"\xc1": ("f64", "d", 8),
}


@lru_cache(1024)
def _offset_zone(seconds: int) -> datetime.timezone:
    return datetime.timezone(datetime.timedelta(seconds=seconds))


def _node(fields: Fields) -> t.Node:
    if len(fields) == 3:
        fields.append(str(fields[0]))  # before element ids
    return t.Node(*fields)


def _relationship(fields: Fields) -> t.Relationship:
    if len(fields) == 5:
        fields.extend(str(number) for number in fields[:3])
    return t.Relationship(*fields)


def _unbound(fields: Fields) -> Structure:
    """Left for the path around it, which knows its ends."""
    if len(fields) == 3:
        fields.append(str(fields[0]))
    _id, _type, _properties, _element_id = fields
    return Structure(b"r", *fields)


def _path(fields: Fields) -> t.Path:
    stored, unbound, indices = fields
    nodes = [stored[0]]
    relationships = []
    if len(indices) % 2 != 0:
        raise ValueError("indices without a pair")
    for relationship, node in zip(indices[::2], indices[1::2], strict=True):
        if not (0 < abs(relationship) <= len(unbound) and 0 <= node < len(stored)):
            raise ValueError("indices that lead nowhere")
        start, end = (nodes[-1], stored[node]) if relationship > 0 else (stored[node], nodes[-1])
        id, type, properties, element_id = unbound[abs(relationship) - 1].fields
        relationships.append(
            t.Relationship(id, start.id, end.id, type, properties, element_id, start.element_id, end.element_id)
        )
        nodes.append(stored[node])
    return t.Path(nodes, relationships)


def _date(fields: Fields) -> datetime.date | t.Date:
    (days,) = fields
    ordinal = days + _EPOCH_DAY
    return datetime.date.fromordinal(ordinal) if 1 <= ordinal <= _LAST_DAY else t.Date(days)


def _time_of_day(nanoseconds: int, zone: datetime.tzinfo | None) -> datetime.time:
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return datetime.time(hour, minute, second, rest // 1000, zone)


def _local_time(fields: Fields) -> datetime.time | t.LocalTime:
    (nanoseconds,) = fields
    return t.LocalTime(nanoseconds) if nanoseconds % 1000 else _time_of_day(nanoseconds, None)


def _time(fields: Fields) -> datetime.time | t.Time:
    nanoseconds, offset = fields
    if nanoseconds % 1000:
        return t.Time(nanoseconds, offset)
    return _time_of_day(nanoseconds, _offset_zone(offset))


def _local_date_time(fields: Fields) -> datetime.datetime | t.LocalDateTime:
    seconds, nanoseconds = fields
    if nanoseconds % 1000 == 0:
        try:
            return _EPOCH + datetime.timedelta(0, seconds, nanoseconds // 1000)
        except OverflowError:
            pass
    return t.LocalDateTime(seconds, nanoseconds)


def _in_zone(seconds: int, nanoseconds: int, zone: int | str) -> datetime.datetime | t.DateTime:
    if nanoseconds % 1000 == 0:
        try:
            utc = _UTC_EPOCH + datetime.timedelta(0, seconds, nanoseconds // 1000)
            return utc.astimezone(_offset_zone(zone) if isinstance(zone, int) else ZoneInfo(zone))
        except (OverflowError, KeyError):  # years beyond 9999; a zone that this machine does not know
            pass
    return t.DateTime(seconds, nanoseconds, zone)


def _date_time(fields: Fields) -> datetime.datetime | t.DateTime:
    seconds, nanoseconds, zone = fields
    return _in_zone(seconds, nanoseconds, zone)


def _legacy_date_time(fields: Fields) -> datetime.datetime | t.DateTime:
    seconds, nanoseconds, offset = fields
    return _in_zone(seconds - offset, nanoseconds, offset)


def _legacy_zoned_date_time(fields: Fields) -> datetime.datetime | t.DateTime:
    seconds, nanoseconds, name = fields
    if nanoseconds % 1000 == 0:
        try:
            wall = _EPOCH + datetime.timedelta(0, seconds, nanoseconds // 1000)
            return wall.replace(tzinfo=ZoneInfo(name))
        except (OverflowError, KeyError):
            pass
    return t.DateTime(seconds, nanoseconds, name, is_wall_clock=True)


def _duration(fields: Fields) -> t.Duration:
    return t.Duration(*fields)


def _point_2d(fields: Fields) -> t.Point:
    srid, x, y = fields
    return t.Point(srid, x, y)


def _point_3d(fields: Fields) -> t.Point:
    srid, x, y, z = fields
    return t.Point(srid, x, y, z)


def _vector(fields: Fields) -> t.Vector:
    marker, data = fields
    name, letter, width = _VECTOR_TYPES[marker]
    return t.Vector(name, struct.unpack(f">{len(data) // width}{letter}", data))


def _unsupported(fields: Fields) -> t.UnsupportedType:
    name, major, minor, extra = fields
    return t.UnsupportedType(name, (major, minor), extra.get("message"))


_COMMON: dict[bytes, Callable[[Fields], Any]] = {
    b"N": _node,
    b"R": _relationship,
    b"r": _unbound,
    b"P": _path,
    b"D": _date,
    b"t": _local_time,
    b"T": _time,
    b"d": _local_date_time,
    b"E": _duration,
    b"X": _point_2d,
    b"Y": _point_3d,
    b"V": _vector,
    b"?": _unsupported,
}


def _hydrator(table: dict[bytes, Callable[[Fields], Any]]) -> Callable[[Structure], Any]:
    def hydrate(structure: Structure) -> Any:
        try:
            return table[structure.tag](structure.fields)
        except (ValueError, TypeError, KeyError, AttributeError, struct.error) as error:
            raise MalformedError(
                f"Bolt structure {structure.tag!r} with {len(structure.fields)} fields: not as the protocol has it; "
                "see whether the server is newer than this package"
            ) from error

    return hydrate


# Of structures that are their fields, and what the last names get, for which there is none. Native code makes them, and
# times that datetime holds; the functions above are asked for all else.
_CLASSES: dict[bytes, tuple[type, tuple[str, ...], tuple[Any, ...]]] = {
    b"N": (t.Node, ("id", "labels", "properties", "element_id"), ()),
    b"R": (
        t.Relationship,
        (
            "id",
            "start_id",
            "end_id",
            "type",
            "properties",
            "element_id",
            "start_element_id",
            "end_element_id",
        ),
        (),
    ),
    b"E": (t.Duration, ("months", "days", "seconds", "nanoseconds"), ()),
    b"X": (t.Point, ("srid", "x", "y", "z"), (None,)),
    b"Y": (t.Point, ("srid", "x", "y", "z"), ()),
    b"D": (t.Date, ("days",), ()),
    b"t": (t.LocalTime, ("nanoseconds",), ()),
    b"T": (t.Time, ("nanoseconds", "offset_seconds"), ()),
    b"d": (t.LocalDateTime, ("seconds", "nanoseconds"), ()),
    b"I": (t.DateTime, ("seconds", "nanoseconds", "zone", "is_wall_clock"), (False,)),
    b"i": (t.DateTime, ("seconds", "nanoseconds", "zone", "is_wall_clock"), (False,)),
}
set_structure_classes({ord(tag): each for tag, each in _CLASSES.items()})

_HOOKS = {
    True: {Structure: _hydrator({**_COMMON, b"I": _date_time, b"i": _date_time})},
    False: {Structure: _hydrator({**_COMMON, b"F": _legacy_date_time, b"f": _legacy_zoned_date_time})},
}


def hooks(utc: bool) -> dict[type[Structure], Callable[[Structure], Any]]:
    """For unpacking records of a connection that has times in UTC, or not."""
    return _HOOKS[utc]
