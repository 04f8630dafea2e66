"""Records as tables and frames, and back: methods of Record that need no speed of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wirespeed import _frames
from wirespeed.errors import InvalidArgumentError
from wirespeed.record import _core, _types

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]

    from wirespeed._native import ColumnTable


def to_arrow(cls: Any, items: Any, trusted: bool = False) -> ColumnTable:
    """The records as a table that Arrow's readers take: ``pyarrow.table(t)``, ``polars.DataFrame(t)``.

    :param items: a list of bytes or records, a Batch, a column of bytes, or the bytes of a batch.
    """
    return _core.table(cls, items, trusted)


def to_pandas(cls: Any, items: Any, trusted: bool = False, *, nullable: bool = False) -> pandas.DataFrame:
    """The records as a frame.

    :param nullable: integers and booleans as ``Int64`` and the like.
    """
    return _frames.frame_of(_core.table(cls, items, trusted), nullable=nullable)


def from_columns(cls: Any, columns: Any = None, /, **more: Any) -> Any:
    """A batch of records of columns by name: arrays, lists, or a frame or table that has them.

    Columns that the class does not have are an error; fields without a column have their default, or are missing.
    """
    given = {**_by_name(columns), **more}
    names = cls.__match_args__
    if unknown := [name for name in given if name not in names]:
        raise InvalidArgumentError(
            f"from_columns: expected columns of {', '.join(names)}, found {unknown[0]!r}; leave it out"
        )
    lengths = {name: len(column) for name, column in given.items()}
    if not lengths or len(set(lengths.values())) > 1:
        raise InvalidArgumentError(f"from_columns: expected columns of one length, found {lengths}")
    hints = {name: _types.field_type(name, hint) for name, hint in cls.__record_hints__.items()}
    columns_in = tuple(_column(given[name], hints[name]) if name in given else None for name in names)
    return _core.batch_of_columns(cls, columns_in, next(iter(lengths.values())))


def _column(column: Any, field: _types.FieldType) -> tuple[Any, Any]:
    """What the native half takes: an array or a list of objects, and a mask where values are missing."""
    mask = None
    if type(column).__name__ == "MaskedArray":
        column, mask = column.data, numpy_mask(column)
    if isinstance(column, (list, tuple)) or field.is_list or field.nested is not None:
        return _objects(column), mask
    if field.kind in _TIMES:
        return _times(column, field.kind), mask
    is_text = field.kind in ("text", "bytes", "fixed_text")
    if not is_text and (field.kind == "fixed_bytes" or getattr(getattr(column, "dtype", None), "kind", "") == "O"):
        return _objects(column), mask
    return column, mask


_TIMES = {"date": "M8[D]", "timestamp": "M8[us]", "timestamp_utc": "M8[us]", "duration": "m8[us]"}


def numpy_mask(column: Any) -> Any:
    import numpy.ma

    return numpy.ma.getmaskarray(column)


def _objects(column: Any) -> list[Any]:
    """Python's own, one by one."""
    if hasattr(column, "to_pylist"):
        return list(column.to_pylist())
    dtype = getattr(column, "dtype", None)
    if getattr(dtype, "kind", "") == "V":
        return [item.tobytes() for item in column]
    return list(column)


def _times(column: Any, kind: str) -> Any:
    """An array in the field's unit; aware times as they are in UTC."""
    dtype = getattr(column, "dtype", None)
    if hasattr(column, "to_numpy") and getattr(dtype, "kind", "M") in "Mm":
        if getattr(dtype, "tz", None) is not None:
            if kind != "timestamp_utc":
                return _objects(column)  # which are refused, with the reason
            column = column.dt.tz_convert("UTC").dt.tz_localize(None)
        column = column.to_numpy()
    if getattr(getattr(column, "dtype", None), "kind", "") not in ("M", "m"):
        return _objects(column)
    return column.astype(_TIMES[kind])


def _by_name(columns: Any) -> dict[str, Any]:
    if columns is None:
        return {}
    if isinstance(columns, Mapping):
        return dict(columns)
    if hasattr(columns, "column_names"):  # pyarrow
        return {name: columns.column(name) for name in columns.column_names}
    if hasattr(columns, "columns"):  # pandas, polars
        return {name: columns[name] for name in columns.columns}
    raise InvalidArgumentError(f"from_columns: expected a mapping, a frame or a table, found {type(columns).__name__}")


def add_to(cls: Any) -> None:
    for method in (to_arrow, to_pandas, from_columns):
        setattr(cls, method.__name__, classmethod(method))
