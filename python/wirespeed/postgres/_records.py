"""Records of asyncpg and their like as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wirespeed._rows import Columns, Row, columns_of, names_and_types

__all__ = ["columns_from_records"]

_OPERATION = "columns from records"


def columns_from_records(
    rows: Iterable[Row],
    dtypes: Mapping[str, Any] | Sequence[Any] | None = None,
    *,
    names: Sequence[str] | None = None,
) -> Columns:
    """Rows of Python objects as typed columns, in one native pass.

    :param rows: records of asyncpg, tuples (also named), lists, or any other sequences, all of one length.
    :param dtypes: the type of each column: by name, where a mapping has them all in the rows' order or the rows (or
        ``names``) say the names; or one after the other. NumPy's names and dtypes (``"int64"``, ``object``,
        ``numpy.dtype("M8[us]")``), pandas' (``"datetime64[us, UTC]"``), Arrow's (``"utf8"``, ``"date32"``,
        ``"timestamp[us, UTC]"``, ``"time64[us]"``, ``"decimal128(10, 2)"``, ``"uuid"``), Python's classes, or
        ``"infer"``, which is what all are without dtypes: a type that all values have, else ``object``.
    :param names: of the columns. Else those of a mapping, or of the rows, or ``column_0`` and so on.
    :raises InvalidArgumentError: a value that is not of its column's type; the message says where.

    None is NULL in each type, and NaT and NA of pandas are. A moment with a zone is taken in UTC for a type without.
    """
    all_rows = tuple(rows)
    return columns_of(_OPERATION, all_rows, *names_and_types(_OPERATION, all_rows, dtypes, names))
