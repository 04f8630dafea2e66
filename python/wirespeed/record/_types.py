"""What annotations of a record's fields say, beyond Python's own types."""

from __future__ import annotations

import datetime
import sys
import types
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from wirespeed.errors import InvalidArgumentError
from wirespeed.record._core import Record

T = TypeVar("T")

# As src/wirespeed/record/type.hpp numbers them.
KINDS = (
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64"),
    *("date", "timestamp", "timestamp_utc", "duration", "fixed_text", "fixed_bytes", "text", "bytes", "record"),
)
NUMBERS = KINDS[:11]


@dataclass(frozen=True)
class Kind:
    """In ``Annotated``: the width of a number, or the zone of a time."""

    name: str


@dataclass(frozen=True)
class Fixed:
    """In ``Annotated[str, Fixed(20)]``: text of at most, bytes of exactly so many bytes, in the record's fixed part."""

    width: int


class AddonMark:
    """In ``Annotated``: the field is no part of the bytes."""


Int8 = Annotated[int, Kind("int8")]
Int16 = Annotated[int, Kind("int16")]
Int32 = Annotated[int, Kind("int32")]
Int64 = Annotated[int, Kind("int64")]
UInt8 = Annotated[int, Kind("uint8")]
UInt16 = Annotated[int, Kind("uint16")]
UInt32 = Annotated[int, Kind("uint32")]
UInt64 = Annotated[int, Kind("uint64")]
Float32 = Annotated[float, Kind("float32")]
Float64 = Annotated[float, Kind("float64")]
Utc = Annotated[datetime.datetime, Kind("timestamp_utc")]
#: A field beside the bytes: it can be set, holds any object, and is not serialised.
Addon = Annotated[Union[T, None], AddonMark()]  # noqa: UP007

_PLAIN: dict[Any, str] = {
    bool: "bool",
    int: "int64",
    float: "float64",
    str: "text",
    bytes: "bytes",
    datetime.datetime: "timestamp",
    datetime.date: "date",
    datetime.timedelta: "duration",
}
_UNIONS = (Union, types.UnionType)


@dataclass
class FieldType:
    """What one annotation says."""

    kind: str = ""
    is_list: bool = False
    width: int = 0
    nested: Any = None
    is_optional: bool = False
    is_array: bool = False
    is_addon: bool = False


def field_type(name: str, annotation: Any) -> FieldType:
    """
    :raises InvalidArgumentError: there is no such field.
    """
    made = FieldType()
    if not _read(annotation, made):
        raise InvalidArgumentError(
            f"record: field {name!r}: expected bool, int, float, str, bytes, datetime, date, timedelta, a record, a "
            f"list or NumPy array of them, one of these or None, or wirespeed.record's Int8 to Utc, Fixed and Addon, "
            f"found {annotation!r}"
        )
    return made


def _read(annotation: Any, made: FieldType) -> bool:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _read_annotated(args[0], args[1:], made)
    if origin in _UNIONS:
        return _read_optional(args, made)
    if origin is list:
        return _read_list(args[0], made)
    if _is_array(annotation, origin):
        return _read_array(args, made)
    if isinstance(annotation, type) and issubclass(annotation, Record):
        made.kind, made.nested = "record", annotation
        return hasattr(annotation, "__schema_id__")
    made.kind = _PLAIN.get(annotation) or _numpy_kind(annotation)
    return made.kind != ""


def _read_annotated(inner: Any, marks: tuple[Any, ...], made: FieldType) -> bool:
    made.is_addon = any(isinstance(mark, AddonMark) for mark in marks)
    if made.is_addon:
        return True
    if not _read(inner, made):
        return False
    for mark in marks:
        if isinstance(mark, Kind):
            made.kind = mark.name
        if isinstance(mark, Fixed):
            if made.kind not in ("text", "bytes"):
                return False
            made.kind, made.width = f"fixed_{made.kind}", mark.width
    return True


def _read_optional(args: tuple[Any, ...], made: FieldType) -> bool:
    inner = [arg for arg in args if arg is not type(None)]
    if len(inner) != 1 or len(args) != 2:
        return False
    made.is_optional = True
    return _read(inner[0], made)


def _read_list(item: Any, made: FieldType) -> bool:
    inner = FieldType()
    made.is_list = True
    if not _read(item, inner) or inner.is_list or inner.is_optional or inner.is_addon:
        return False
    made.kind, made.width, made.nested = inner.kind, inner.width, inner.nested
    return True


def _is_array(annotation: Any, origin: Any) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and numpy.ndarray in (annotation, origin)


def _read_array(args: tuple[Any, ...], made: FieldType) -> bool:
    """NDArray[float64], which is ndarray[shape, dtype[float64]]."""
    dtype = get_args(args[1])[0] if len(args) == 2 and get_args(args[1]) else None
    made.is_list = made.is_array = True
    made.kind = _numpy_kind(dtype)
    return made.kind in NUMBERS


def _numpy_kind(annotation: Any) -> str:
    """Of NumPy's scalar types."""
    numpy = sys.modules.get("numpy")
    if numpy is None or not isinstance(annotation, type) or not issubclass(annotation, numpy.generic):
        return ""
    try:
        name = str(numpy.dtype(annotation).name)
    except TypeError:  # of an abstract type, as numpy.integer
        return ""
    return name if name in NUMBERS else ""
