"""Items of arrays of any library, as one kind."""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

from wirespeed.errors import InvalidArgumentError
from wirespeed.sql import _core
from wirespeed.sql._kinds import KINDS, Kind, kind_of_objects, plain
from wirespeed.sql._quoting import checked_type, quoted_text

__all__ = ["Items", "is_array", "items_of"]

_AS_SQL, _AS_ARRAY_ITEM = 0, 1
_UNITS = {"s": 0, "m": 1, "u": 2, "n": 3}
_MICROSECONDS = _UNITS["u"]
_WITH_ZONE = frozenset({"timestamptz", "timestamp with time zone"})
_LEAST = "-9223372036854775808"  # of int8; without quotes its digits alone would be read first, as numeric

_NUMPY_TYPES = {
    "i1": "int2",
    "u1": "int2",
    "i2": "int2",
    "u2": "int4",
    "i4": "int4",
    "u4": "int8",
    "i8": "int8",
    "u8": "int8",
    "f2": "float4",
    "f4": "float4",
    "f8": "float8",
    "b1": "bool",
}
_ARROW_KINDS = {
    "b": ("bool", "bool"),
    "c": ("int", "int2"),
    "C": ("int", "int2"),
    "s": ("int", "int2"),
    "S": ("int", "int4"),
    "i": ("int", "int4"),
    "I": ("int", "int8"),
    "l": ("int", "int8"),
    "e": ("float4", "float4"),
    "f": ("float4", "float4"),
    "g": ("float", "float8"),
    "u": ("str", None),
    "U": ("str", None),
    "vu": ("str", None),
    "z": ("bytes", "bytea"),
    "Z": ("bytes", "bytea"),
    "vz": ("bytes", "bytea"),
    "tdD": ("date", "date"),
}


class Items:
    """Items of one kind: an array that is read natively, or a list of objects."""

    def __init__(
        self,
        values: Any,
        kind: Kind,
        type_: str | None,
        *,
        unit: int = _MICROSECONDS,
        is_list: bool,
        is_said: bool = False,
    ) -> None:
        self.values = values
        self.kind = kind
        self.type = type_
        """Of PostgreSQL; None: that of what they are compared with."""
        self.unit = unit
        self.is_list = is_list
        self._is_said = is_said  # the type is the caller's

    def __len__(self) -> int:
        return len(self.values)

    def type_for(self, default: str | None) -> str | None:
        """Which type their array says: its own, or ``default`` for texts; where that is None, as for comparisons, none
        for texts and for ints of 32 bits. Those take the column's: of what has another type, if only in its width,
        PostgreSQL makes no hash."""
        if default is not None:
            return self.type or default
        return None if not self._is_said and self.kind is KINDS["int"] and self._are_narrow() else self.type

    def _are_narrow(self) -> bool:
        if self.type in {"int2", "int4"}:
            return True
        ends = _ends(self)
        return ends is not None and ends[0] >= -(2**31) and ends[1] < 2**31

    # --- as text ------------------------------------------------------------------------------------------------------

    def array_text(self) -> str:
        """What the input function of the array's type takes."""
        return "{" + (self._list_array_items() if self.is_list else self._native(_AS_ARRAY_ITEM, ",")) + "}"

    def constants(self) -> list[str]:
        """Each as a constant of SQL."""
        if self.is_list:
            return [self.constant(value) for value in self.values]
        # No constant holds a zero character.
        return self._native(_AS_SQL, "\0").split("\0") if len(self) else []

    def joined_constants(self) -> str:
        """All of them, with commas."""
        if not self.is_list:
            return self._native(_AS_SQL, ",")
        if self._are_ints():
            return ",".join(map(str, self.values)).replace(_LEAST, f"'{_LEAST}'::int8")
        return ",".join(self.constants())

    def _list_array_items(self) -> str:
        if self._are_ints():
            return ",".join(map(str, self.values))
        return ",".join(map(self._array_item, self.values))

    def _are_ints(self) -> bool:
        return self.kind is KINDS["int"] and set(map(type, self.values)) == {int}

    def constant(self, value: Any) -> str:
        """One of the objects as a constant of SQL, of the kind's type."""
        if value is None:
            return "NULL"
        text = self.kind.text(value)
        if self.kind.is_bare and text != _LEAST:
            return text
        # No type for texts, as there is none for columns of them: they take that of what they are compared with.
        return quoted_text(text) + (f"::{self.kind.type}" if self.kind.type else "")

    def _array_item(self, value: Any) -> str:
        if value is None:
            return "NULL"
        text = self.kind.text(value)
        if self.kind.is_bare:
            return text
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def _native(self, form: int, separator: str) -> str:
        return _core.constants(self.values, self.kind.native, form, self.unit, separator)

    # --- as objects ---------------------------------------------------------------------------------------------------

    def objects(self) -> list[Any]:
        """As Python has them, None for what is missing: what drivers bind."""
        if self.is_list:
            return list(self.values)
        made = _list_of(self.values)
        if _library(self.values) == "pandas":
            made = [None if _is_missing(value) else value for value in made]
        if self.kind is KINDS["timestamptz"]:
            return [value and _in_utc(value) for value in made]
        if self.kind is KINDS["str"]:
            return [value.decode() if isinstance(value, bytes) else value for value in made]
        return made

    def ndarray(self) -> Any:
        """The array of NumPy that is read; None: it is none."""
        return self.values if _library(self.values) == "numpy" else None


def _library(values: Any) -> str:
    return type(values).__module__.partition(".")[0]


def _in_utc(moment: Any) -> Any:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)


def is_array(value: Any) -> bool:
    """It has items, and is no text."""
    if isinstance(value, (list, tuple, set, frozenset, range)):
        return True
    if hasattr(value, "__arrow_c_array__") or hasattr(value, "__arrow_c_stream__"):
        return True
    return getattr(value, "ndim", 0) > 0


def items_of(values: Any, type_: str | None = None) -> Items:
    """Items of a list or of an array, or the same items.

    :param type_: what PostgreSQL shall take them for; None: the type that the array has.
    """
    if isinstance(values, Items):
        return values if type_ is None else items_of(values.values, type_)
    found = _items_of(values, type_)
    if type_ is None:
        return found
    kept, kind = found.values, found.kind
    if type_ in _WITH_ZONE and kind is KINDS["timestamp"]:
        kind = KINDS["timestamptz"]
        kept = [value and _in_utc(value) for value in kept] if found.is_list else kept
    return Items(kept, kind, checked_type(type_), unit=found.unit, is_list=found.is_list, is_said=True)


def _ends(items: Items) -> tuple[int, int] | None:
    """The least and the greatest of ints; None: nobody knows. Of no items 0."""
    values = items.values
    if items.is_list:
        values = [value for value in values if value is not None]
        return (min(values), max(values)) if values else (0, 0)
    library = _library(values)
    if library == "numpy":
        return (int(values.min()), int(values.max())) if len(values) else (0, 0)
    if library == "polars":
        return values.min() or 0, values.max() or 0
    if library == "pyarrow":
        from pyarrow.compute import min_max  # type: ignore[import-untyped]

        found = min_max(values).as_py()
        return found["min"] or 0, found["max"] or 0
    return None


def _items_of(values: Any, type_: str | None) -> Items:
    if not is_array(values):
        raise InvalidArgumentError(f"sql items: expected an array or a list, found {type(values).__name__}")
    if getattr(values, "ndim", 1) != 1:
        raise InvalidArgumentError(f"sql items: expected one dimension, found {values.ndim}")
    if _library(values) == "numpy":
        return _of_numpy(values, type_)
    if _library(values) == "pandas":
        return _of_pandas(values, type_)
    if hasattr(values, "__arrow_c_array__") or hasattr(values, "__arrow_c_stream__"):
        return _of_arrow(values)
    return _of_objects(values)


# --- NumPy ------------------------------------------------------------------------------------------------------------


def _of_numpy(values: Any, type_: str | None) -> Items:
    if hasattr(values, "mask"):
        return _of_objects(values.tolist() if values.dtype.kind not in "mM" else _unmasked(values))
    kind = values.dtype.kind
    if kind in "iub":
        return _of_numpy_integers(values)
    if kind == "f":
        return _of_numpy_floats(values)
    if kind in "mM":
        return _of_numpy_times(values, type_)
    if kind == "U":
        return Items(values, KINDS["str"], None, is_list=False)
    if kind == "S":  # text, as kernels have it
        name = "bytes" if type_ == "bytea" else "str"
        return Items(values, KINDS[name], KINDS[name].type, is_list=False)
    if kind in "OT":
        return _of_objects(values.tolist())
    raise InvalidArgumentError(f"sql items: expected booleans, numbers, times or text, found dtype {values.dtype}")


def _unmasked(values: Any) -> list[Any]:
    return [
        None if is_masked else plain(value) for value, is_masked in zip(values.data, values.mask.ravel(), strict=True)
    ]


def _of_numpy_integers(values: Any) -> Items:
    type_ = _NUMPY_TYPES[values.dtype.str[1:]]
    if values.dtype.str[1:] == "u8" and len(values) and int(values.max()) >= 2**63:
        return Items(values, KINDS["int"], "numeric", is_list=False)
    return Items(values, KINDS["bool" if type_ == "bool" else "int"], type_, is_list=False)


def _of_numpy_floats(values: Any) -> Items:
    if values.dtype.itemsize > 8:
        values = values.astype("f8")
    type_ = _NUMPY_TYPES[values.dtype.str[1:]]
    return Items(values, KINDS["float4" if type_ == "float4" else "float"], type_, is_list=False)


def _of_numpy_times(values: Any, type_: str | None) -> Items:
    if values.dtype.kind == "m":
        return Items(values.astype("m8[us]"), KINDS["interval"], "interval", is_list=False)
    is_day = values.dtype.str[3:] in {"[D]", "[W]", "[M]", "[Y]"}
    if type_ == "date" or (is_day and type_ is None):
        return Items(values.astype("M8[D]"), KINDS["date"], "date", is_list=False)
    name = "timestamptz" if type_ in _WITH_ZONE else "timestamp"
    return Items(values.astype("M8[us]"), KINDS[name], name, is_list=False)


# --- pandas, Arrow, objects -------------------------------------------------------------------------------------------


def _of_pandas(values: Any, type_: str | None) -> Items:
    dtype = values.dtype
    if type(dtype).__name__ == "DatetimeTZDtype":
        import numpy

        return _of_numpy_times(numpy.asarray(values, dtype="M8[us]"), "timestamptz")
    if type(dtype).__module__.partition(".")[0] == "numpy":
        return _of_numpy(values.to_numpy(), type_)
    if hasattr(values, "__arrow_c_stream__") and dtype == "str":
        return _of_arrow(values)
    return _of_objects(None if _is_missing(value) else value for value in values.tolist())


def _is_missing(value: Any) -> bool:
    return value is None or plain(value) is None or (isinstance(value, float) and math.isnan(value))


def _of_arrow(values: Any) -> Items:
    format_: str | None = None
    with suppress(ImportError, TypeError, InvalidArgumentError):  # pandas without pyarrow; a type that has no view
        format_ = _core.arrow_format(values)
    name, type_, unit = _arrow_kind(format_ or "")
    if name is None:
        return _of_objects(_list_of(values))
    return Items(values, KINDS[name], type_, unit=unit, is_list=False)


def _arrow_kind(format_: str) -> tuple[str | None, str | None, int]:
    """The name of the kind, the type, and the unit of times."""
    if format_[:2] == "ts":
        name = "timestamp" if format_[4:] == "" else "timestamptz"
        return name, name, _UNITS[format_[2]]
    if format_[:2] == "tD":
        return "interval", "interval", _UNITS[format_[2]]
    known = _ARROW_KINDS.get(format_)
    return (*known, _MICROSECONDS) if known else (None, None, _MICROSECONDS)


def _list_of(values: Any) -> list[Any]:
    for method in ("to_pylist", "tolist", "to_list"):
        if hasattr(values, method):
            made: list[Any] = getattr(values, method)()
            return made
    return list(values)


# Classes of objects that stand for themselves.
_PLAIN = frozenset({int, str, bytes, Decimal, datetime, date, UUID, type(None)})


def _of_objects(values: Iterable[Any]) -> Items:
    found = list(values)
    if set(map(type, found)) <= _PLAIN:
        return _of_plain_objects(found)
    found = [plain(value) for value in found]
    if float not in set(map(type, found)) or _are_numbers(found):
        return _of_plain_objects(found)
    # NaN among other objects is what pandas has for nothing.
    return _of_plain_objects([None if isinstance(value, float) and math.isnan(value) else value for value in found])


def _are_numbers(values: list[Any]) -> bool:
    return all(value is None or isinstance(value, (int, float)) for value in values)


def _of_plain_objects(values: list[Any]) -> Items:
    kind = KINDS[kind_of_objects(values) or "str"]
    return Items(values, kind, kind.type, is_list=True)
