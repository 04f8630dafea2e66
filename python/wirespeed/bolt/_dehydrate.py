"""Python values as Bolt's structures, for parameters."""

from __future__ import annotations

import datetime
import struct
import sys
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from wirespeed.bolt import _types as t
from wirespeed.packstream import Structure, v1, v2

_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()
_EPOCH = datetime.datetime(1970, 1, 1)
_UTC_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_VECTOR_MARKERS = {
    "i8": (b"\xc8", "b"),
    "i16": (b"\xc9", "h"),
    "i32": (b"\xca", "i"),
    "i64": (b"\xcb", "q"),
    "f32": (b"\xc6", "f"),
    "f64": (b"\xc1", "d"),
}

Transformer = Callable[[Any], Any]


def _date(value: datetime.date) -> Structure:
    return Structure(b"D", value.toordinal() - _EPOCH_DAY)


def _seconds_and_nanoseconds(delta: datetime.timedelta) -> tuple[int, int]:
    return delta.days * 86400 + delta.seconds, delta.microseconds * 1000


def _offset_of(value: datetime.datetime | datetime.time) -> int:
    offset = value.utcoffset()
    if offset is None:
        raise ValueError(f"{value!r}: its zone gives no offset; give it one that does")
    if offset.microseconds:
        raise ValueError(f"{value!r}: its offset is no whole seconds, which Bolt cannot say")
    return offset.days * 86400 + offset.seconds


def _time(value: datetime.time) -> Structure:
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    nanoseconds = seconds * 1_000_000_000 + value.microsecond * 1000
    if value.tzinfo is None:
        return Structure(b"t", nanoseconds)
    return Structure(b"T", nanoseconds, _offset_of(value))


def _utc_date_time(value: datetime.datetime) -> Structure:
    if value.tzinfo is None:
        return Structure(b"d", *_seconds_and_nanoseconds(value - _EPOCH))
    offset = _offset_of(value)
    since = _seconds_and_nanoseconds(value - _UTC_EPOCH)
    if isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key is not None:
        return Structure(b"i", *since, value.tzinfo.key)
    return Structure(b"I", *since, offset)


def _legacy_date_time(value: datetime.datetime) -> Structure:
    since = _seconds_and_nanoseconds(value.replace(tzinfo=None) - _EPOCH)
    if value.tzinfo is None:
        return Structure(b"d", *since)
    if isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key is not None:
        return Structure(b"f", *since, value.tzinfo.key)
    return Structure(b"F", *since, _offset_of(value))


def _timedelta(value: datetime.timedelta) -> Structure:
    return Structure(b"E", 0, value.days, value.seconds, value.microseconds * 1000)


def _duration(value: t.Duration) -> Structure:
    return Structure(b"E", value.months, value.days, value.seconds, value.nanoseconds)


def _point(value: t.Point) -> Structure:
    if value.z is None:
        return Structure(b"X", value.srid, float(value.x), float(value.y))
    return Structure(b"Y", value.srid, float(value.x), float(value.y), float(value.z))


def _exact_utc(value: t.DateTime) -> Structure:
    if value.is_wall_clock:
        raise ValueError(f"{value!r}: expected seconds of UTC, found those of the zone's own clock")
    return Structure(b"I" if isinstance(value.zone, int) else b"i", value.seconds, value.nanoseconds, value.zone)


def _exact_legacy(value: t.DateTime) -> Structure:
    if isinstance(value.zone, int):
        return Structure(b"F", value.seconds + value.zone, value.nanoseconds, value.zone)
    if not value.is_wall_clock:
        raise ValueError(f"{value!r}: expected seconds of the zone's own clock, found those of UTC; use an offset")
    return Structure(b"f", value.seconds, value.nanoseconds, value.zone)


def _vector(value: t.Vector) -> Structure:
    marker, letter = _VECTOR_MARKERS[value.type]
    return Structure(b"V", marker, struct.pack(f">{len(value.values)}{letter}", *value.values))


_COMMON: dict[type, Transformer] = {
    tuple: list,
    datetime.date: _date,
    datetime.time: _time,
    datetime.timedelta: _timedelta,
    t.Date: lambda value: Structure(b"D", value.days),
    t.LocalTime: lambda value: Structure(b"t", value.nanoseconds),
    t.Time: lambda value: Structure(b"T", value.nanoseconds, value.offset_seconds),
    t.LocalDateTime: lambda value: Structure(b"d", value.seconds, value.nanoseconds),
    t.Duration: _duration,
    t.Point: _point,
    t.Vector: _vector,
}


def _numpy_value(value: Any) -> Any:
    numpy = sys.modules["numpy"]
    if isinstance(value, numpy.ndarray):
        return value.tolist() if value.dtype.kind not in "mM" else list(value)
    if isinstance(value, (numpy.datetime64, numpy.timedelta64)):
        return _numpy_time(value)
    return value.item()


def _numpy_time(value: Any) -> Any:
    numpy = sys.modules["numpy"]
    if numpy.isnat(value):
        return None
    if isinstance(value, numpy.timedelta64):
        seconds, nanoseconds = divmod(int(value.astype("timedelta64[ns]").astype("int64")), 1_000_000_000)
        return Structure(b"E", 0, 0, seconds, nanoseconds)
    seconds = int(value.astype("datetime64[s]").astype("int64"))
    rest = value - value.astype("datetime64[s]")
    return Structure(b"d", seconds, int(rest.astype("timedelta64[ns]").astype("int64")))


def _pandas_value(value: Any) -> Any:
    pandas = sys.modules["pandas"]
    if value is pandas.NaT or value is pandas.NA:
        return None
    if isinstance(value, pandas.Timestamp):
        if value.nanosecond == 0:
            return value.to_pydatetime()
        if value.tzinfo is None:
            return Structure(b"d", *divmod(value.as_unit("ns").value, 1_000_000_000))
        seconds, nanoseconds = divmod(value.as_unit("ns").value, 1_000_000_000)
        return t.DateTime(seconds, nanoseconds, getattr(value.tzinfo, "key", None) or _offset_of(value))
    if isinstance(value, pandas.Timedelta):
        return Structure(b"E", 0, 0, *divmod(value.as_unit("ns").value, 1_000_000_000))
    return value.tolist()  # Series, Index, extension arrays


class DehydrationHooks:
    """What pack() asks about values that PackStream does not know."""

    def __init__(self, utc: bool) -> None:
        self._table = dict(_COMMON)
        self._table[datetime.datetime] = _utc_date_time if utc else _legacy_date_time
        self._table[t.DateTime] = _exact_utc if utc else _exact_legacy

    def get_transformer(self, value: Any, /) -> Transformer | None:
        known = self._table.get(type(value))
        if known is not None:
            return known
        home = type(value).__module__.partition(".")[0]
        if home == "numpy":
            return _numpy_value
        return _pandas_value if home == "pandas" and not hasattr(value, "columns") else None


_HOOKS = {True: DehydrationHooks(True), False: DehydrationHooks(False)}


def pack(parameters: Mapping[str, Any] | None, utc: bool = True, packstream: int = 1) -> bytes:
    """Parameters of a query."""
    if not parameters:
        return b"\xa0"
    codec = v2 if packstream == 2 else v1
    packed: bytes = codec.pack(dict(parameters), _HOOKS[utc])
    return packed
