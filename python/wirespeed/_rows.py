"""Rows that are Python objects already, as columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from wirespeed import _frames, _gathering
from wirespeed.errors import InvalidArgumentError

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]
    import pyarrow  # type: ignore[import-untyped]

    from wirespeed._native import ColumnTable

__all__ = ["Columns", "Row", "columns_of", "names_and_types"]

INFER = "infer"
# As the native part calls them.
_TYPES = {
    "bool": ("?", "bool", "bool_", "boolean"),
    "i1": ("i1", "int8"),
    "i2": ("i2", "int16", "short"),
    "i4": ("i4", "int32", "integer"),
    "i8": ("i8", "int64", "int", "bigint"),
    "u4": ("u4", "uint32"),
    "u8": ("u8", "uint64", "uint"),
    "f4": ("f4", "float32", "float", "halffloat"),
    "f8": ("f8", "float64", "double"),
    "text": ("text", "str", "string", "utf8", "large_utf8", "large_string", "utf8_view", "string_view", "u"),
    "binary": ("binary", "bytes", "large_binary", "s"),
    "date": ("date", "date32", "date32[day]", "m8[d]", "datetime64[d]"),
    "time": ("time", "time64[us]"),
    "uuid": ("uuid",),
    "M8[us]": ("m8[us]", "datetime64[us]", "timestamp[us]", "timestamp"),
    "M8[us, UTC]": ("datetime64[us, utc]", "timestamp[us, utc]", "timestamp[us, tz=utc]", "timestamptz"),
    "M8[ns]": ("m8[ns]", "datetime64[ns]", "timestamp[ns]"),
    "M8[ns, UTC]": ("datetime64[ns, utc]", "timestamp[ns, utc]", "timestamp[ns, tz=utc]"),
    "m8[us]": ("timedelta64[us]", "duration[us]", "duration"),
    "object": ("o", "object"),
    INFER: (INFER,),
}
_BY_NAME = {alias: name for name, aliases in _TYPES.items() for alias in aliases}
_DECIMAL = re.compile(r"decimal(?:128)?\((\d+),\s*(\d+)\)")
_CLASSES = {bool: "bool", int: "i8", float: "f8", str: "text", bytes: "binary", object: "object"}
# Rows that say what type a column has; when others disagree all are asked.
_SAMPLE_ROWS = 1000


class Row(Protocol):
    """What has values by their places."""

    def __len__(self) -> int: ...
    def __getitem__(self, place: int, /) -> Any: ...


class Columns:
    """Columns of equal length, each of one type: what :func:`wirespeed.kernels.rows_to_columns` makes.

    Arrow's readers (pyarrow, polars, DuckDB, pandas) take them by ``__arrow_c_stream__``.
    """

    def __init__(self, names: Sequence[str], types: Sequence[str], table: ColumnTable, objects: Sequence[Any]) -> None:
        self._names = list(names)
        self._types = list(types)
        self._table = table
        self._objects = list(objects)
        self._places = _places(types)

    @property
    def names(self) -> list[str]:
        return list(self._names)

    @property
    def types(self) -> list[str]:
        """One of each column: ``bool``, ``i1`` ... ``f8``, ``text``, ``binary``, ``date``, ``time``, ``uuid``,
        ``M8[us]``, ``M8[us, UTC]``, ``m8[us]``, ``decimal128(p, s)``, ``object``.
        """
        return list(self._types)

    def __len__(self) -> int:
        return len(self._table)

    def __repr__(self) -> str:
        columns = ", ".join(f"{name}: {type_}" for name, type_ in zip(self._names, self._types, strict=True))
        return f"Columns({len(self)} rows; {columns})"

    def __getitem__(self, name: str) -> Any:
        """The column's array, as :meth:`to_numpy` has it.

        :raises KeyError: there is none of that name.
        """
        if name not in self._names:
            raise KeyError(name)
        is_object, place = self._places[self._names.index(name)]
        return self._objects[place] if is_object else _frames.numpy_array(self._table, place)

    def to_numpy(self) -> dict[str, Any]:
        """Name to array; a masked array where there are NULLs, but for objects, where NULL is None. Arrays of numbers
        must not be written.

        :raises InvalidArgumentError: two columns have one name.
        """
        names = _frames.unique_names(self._names)
        return {
            name: self._objects[place] if is_object else _frames.numpy_array(self._table, place)
            for name, (is_object, place) in zip(names, self._places, strict=True)
        }

    def to_pandas(self, *, nullable: bool = False, copy: bool = False) -> pandas.DataFrame:
        """A frame of one block for each column.

        :param nullable: integers and booleans as ``Int64`` and the like. Else integers with NULLs become floats.
        :param copy: do not share memory with these columns. What is written into a frame that does is seen here.
        """
        typed = _frames.pandas_arrays(self._table, nullable=nullable, copy=copy)
        arrays = [
            (self._objects[place].copy() if copy else self._objects[place]) if is_object else typed[place]
            for is_object, place in self._places
        ]
        return _frames.frame_of_arrays(self._names, arrays, len(self))

    def to_arrow(self) -> pyarrow.Table:
        """A :class:`pyarrow.Table`. pyarrow finds the types of columns of objects.

        :raises pyarrow.ArrowInvalid: the objects of a column have no type in common.
        """
        import pyarrow

        typed = pyarrow.table(self._table)
        if not self._objects:
            return typed
        columns = [
            pyarrow.array(self._objects[place], from_pandas=False) if is_object else typed.column(place)
            for is_object, place in self._places
        ]
        return pyarrow.table(columns, names=self._names)

    def __arrow_c_schema__(self) -> object:
        return self.to_arrow().schema.__arrow_c_schema__() if self._objects else self._table.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        if self._objects:
            return self.to_arrow().__arrow_c_stream__(requested_schema)
        return self._table.__arrow_c_stream__(requested_schema)


def columns_of(
    operation: str,
    rows: tuple[Any, ...],
    names: Sequence[str],
    types: list[str],
    *,
    are_attributes: bool = False,
    mixed: str = "object",
) -> Columns:
    """The rows' columns of those types, of which those of :data:`INFER` are found out.

    :param operation: begins what errors say.
    :param mixed: ``object`` or ``error``, of columns without a type that all values have.
    """
    made = _Rows(operation, rows, tuple(names), are_attributes, mixed)
    if INFER not in types:
        return made.columns(types, types)
    guessed, is_sure = made.inferred(types, _SAMPLE_ROWS)
    if not is_sure:
        guessed, _ = made.inferred(types, len(rows))
    if len(rows) <= _SAMPLE_ROWS or not is_sure:
        return made.columns(types, guessed)
    try:
        return made.columns(types, guessed)
    except InvalidArgumentError:
        guessed, _ = made.inferred(types, len(rows))
        return made.columns(types, guessed)


class _Rows:
    def __init__(
        self, operation: str, rows: tuple[Any, ...], names: tuple[str, ...], are_attributes: bool, mixed: str
    ) -> None:
        if mixed not in {"error", "object"}:
            raise InvalidArgumentError(f"{operation}: expected mixed to be 'error' or 'object', found {mixed!r}")
        self._operation = operation
        self._names = names
        self._source = (operation, rows, names, are_attributes)
        self._mixed = mixed

    def columns(self, wanted: Sequence[str], types: list[str]) -> Columns:
        exact = [want == INFER for want in wanted]
        return Columns(self._names, types, *_gathering.gather(*self._source, types, exact))

    def inferred(self, types: list[str], limit: int) -> tuple[list[str], bool]:
        """With the types of the first rows; and whether those tell what the others are."""
        found = _gathering.infer(*self._source, limit)
        vague = {"null"} if self._mixed == "object" else {"null", "object"}
        is_sure = all(seen not in vague for want, (seen, *_) in zip(types, found, strict=True) if want == INFER)
        chosen = [
            self._chosen(name, *seen) if want == INFER else want
            for name, want, seen in zip(self._names, types, found, strict=True)
        ]
        return chosen, is_sure

    def _chosen(self, name: str, seen: str, row: int, before: str, here: str) -> str:
        if seen == "mixed" and self._mixed == "error":
            if before == here:  # datetimes
                here = f"{here}, one of them with a time zone and one without"
            raise InvalidArgumentError(
                f'{self._operation}: row {row}, column "{name}": expected {before} as in the rows before, '
                f"found {here}; give it a dtype, or mixed='object'"
            )
        return "object" if seen in {"mixed", "null"} else seen


def names_and_types(
    operation: str,
    rows: tuple[Any, ...],
    dtypes: Mapping[str, Any] | Sequence[Any] | None,
    names: Sequence[str] | None,
) -> tuple[list[str], list[str]]:
    """Of each column, from what the caller and the rows say."""
    known = list(names) if names is not None else _names_of(operation, rows, dtypes)
    if dtypes is None:
        return known, [INFER] * len(known)
    if isinstance(dtypes, Mapping):
        stray = [name for name in dtypes if name not in known]
        if stray:
            raise InvalidArgumentError(f"{operation}: dtypes has {stray[0]!r}, which is no column of the rows")
        return known, [_type_of(operation, name, dtypes.get(name, INFER)) for name in known]
    if len(dtypes) != len(known):
        raise InvalidArgumentError(
            f"{operation}: expected a dtype for each of {len(known)} columns, found {len(dtypes)}"
        )
    return known, [_type_of(operation, name, dtype) for name, dtype in zip(known, dtypes, strict=True)]


def _names_of(operation: str, rows: tuple[Any, ...], dtypes: Mapping[str, Any] | Sequence[Any] | None) -> list[str]:
    first = rows[0] if rows else ()
    if hasattr(first, "keys"):
        return [str(key) for key in first.keys()]  # noqa: SIM118  a record is no dict
    if hasattr(first, "_fields"):
        return list(first._fields)
    if isinstance(dtypes, Mapping):
        return list(dtypes)
    if not rows and dtypes is not None:
        return [f"column_{i}" for i in range(len(dtypes))]
    if isinstance(first, str) or not hasattr(first, "__len__"):
        raise InvalidArgumentError(f"{operation}: row 0: expected a sequence, found {type(first).__name__}")
    return [f"column_{i}" for i in range(len(first))]


def _type_of(operation: str, name: str, dtype: Any) -> str:
    if isinstance(dtype, type) and dtype in _CLASSES:
        return _CLASSES[dtype]
    text = str(dtype).lstrip("<|=").replace("m8", "timedelta64").lower()  # M8, a moment, differs in nothing else
    decimal = _DECIMAL.fullmatch(text)
    if decimal:
        return f"decimal128({decimal[1]}, {decimal[2]})"
    if text in _BY_NAME:
        return _BY_NAME[text]
    raise InvalidArgumentError(
        f"{operation}: column {name!r}: expected a type such as int64, float64, utf8, datetime64[us], "
        f"timestamp[us, UTC], timedelta64[us], date32, decimal128(10, 2), object or infer, found {dtype!r}"
    )


def _places(types: Sequence[str]) -> list[tuple[bool, int]]:
    """For each column whether it has objects, and its place among the columns that have, or have not."""
    places = []
    counts = [0, 0]
    for type_ in types:
        is_object = type_ == "object"
        places.append((is_object, counts[is_object]))
        counts[is_object] += 1
    return places
