"""Rows and objects of Python as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from wirespeed._rows import Columns, columns_of, names_and_types

__all__ = ["Columns", "attributes_to_columns", "rows_to_columns"]


def rows_to_columns(
    rows: Iterable[Any],
    names: Sequence[str] | None = None,
    dtypes: Mapping[str, Any] | Sequence[Any] | None = None,
    *,
    mixed: Literal["error", "object"] = "error",
) -> Columns:
    """Rows of Python objects as typed columns, in one native pass: ``DataFrame.from_records``, ten times as fast.

    :param rows: tuples (also named), lists, records of asyncpg or any other sequences, all of one length; or dicts, in
        which a name that is missing is None.
    :param names: of the columns. Else those of the rows or of ``dtypes``, or ``column_0`` and so on.
    :param dtypes: the type of each column, by name or one after the other: NumPy's names and dtypes (``"int64"``,
        ``object``, ``numpy.dtype("M8[us]")``), pandas' (``"datetime64[us, UTC]"``), Arrow's (``"utf8"``, ``"date32"``,
        ``"timestamp[us, UTC]"``, ``"time64[us]"``, ``"duration[us]"``, ``"decimal128(10, 2)"``, ``"uuid"``), Python's
        classes, or ``"infer"``. Columns without one have the type that all their values have.
    :param mixed: what a column without a dtype is whose values are of several kinds; ints and floats are floats.
    :raises InvalidArgumentError: a value that is not of its column's type; rows that are none, or of another length.
        The message has the row and the column.

    None is null in each type, and NaT and NA of pandas are. Scalars of NumPy and members of an Enum are what they stand
    for. A moment with a zone is taken in UTC for a type without. Values of a kind that no column has (Decimal without
    a dtype, lists) stay objects.
    """
    operation = "rows_to_columns"
    all_rows = tuple(rows)
    return columns_of(operation, all_rows, *names_and_types(operation, all_rows, dtypes, names), mixed=mixed)


def attributes_to_columns(
    objects: Iterable[Any],
    names: Sequence[str],
    dtypes: Mapping[str, Any] | Sequence[Any] | None = None,
    *,
    mixed: Literal["error", "object"] = "error",
) -> Columns:
    """The attributes of objects as typed columns. They are read fastest from classes with slots.

    :param objects: of any classes that have these attributes: dataclasses, ``msgspec.Struct``, one's own.
    :param names: of the attributes, and of the columns.
    :param dtypes: as :func:`rows_to_columns` takes them.
    :param mixed: likewise.
    :raises InvalidArgumentError: an object without one of the attributes, or a value that is not of its column's type.
        The message has the row and the column.
    """
    operation = "attributes_to_columns"
    known, types = names_and_types(operation, (), dtypes, names)
    return columns_of(operation, tuple(objects), known, types, are_attributes=True, mixed=mixed)
