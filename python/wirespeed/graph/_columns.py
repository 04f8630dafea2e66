"""Columns of Python's values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wirespeed import kernels


def column_of_values(values: Iterable[Any]) -> Any:
    """The values as an array of their kind, with nulls where ``None`` is; texts where their kinds differ."""
    import numpy

    rows = [(value,) for value in values]
    column = kernels.rows_to_columns(rows, ["values"], mixed="object")["values"]
    if column.dtype == object:
        whole = all(value is None or isinstance(value, bytes) for (value,) in rows)
        return numpy.array([value if whole else _text(value) for (value,) in rows], dtype=object)
    if not isinstance(column, numpy.ma.MaskedArray):
        return column
    return _with_nulls(column, [value for (value,) in rows])


def _with_nulls(column: Any, values: list[Any]) -> Any:
    """NumPy's arrays have no nulls: Arrow's have, and floats have NaN."""
    import numpy

    try:
        import pyarrow  # type: ignore[import-untyped]
    except ImportError:
        return column.astype(numpy.float64).filled(numpy.nan)
    return pyarrow.array(values)


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else str(value)
