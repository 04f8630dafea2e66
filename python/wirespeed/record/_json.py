"""Tables as JSON."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Literal

from wirespeed.errors import InvalidArgumentError
from wirespeed.record import _core, _text

__all__ = ["to_json"]

# (name, form, values, meaning, mask, categories): what bind_record_json.cpp reads. Forms are "array" of NumPy, "codes"
# likewise, "objects" (a tuple) and "arrow" (a capsule or a pair of them).
_Column = tuple[str, str, Any, str, Any, Any]
_TICKS = frozenset({"s", "ms", "us", "ns"})
_WHOLE_DAYS = frozenset({"Y", "M", "W", "D"})
_COARSE = frozenset({"h", "m"})


def to_json(
    data: Any,
    orient: Literal["records", "columns", "lines"] = "records",
    *,
    date_format: Literal["iso", "iso_z", "epoch"] = "iso",
    date_unit: Literal["s", "ms", "us", "ns"] = "ms",
    nonfinite: Literal["null", "error"] = "null",
    binary: Literal["base64", "utf8", "error"] = "base64",
    decimals: Literal["number", "str"] = "number",
    record: Any = None,
    trusted: bool = False,
) -> bytes:
    """Columns as JSON text in UTF-8, without blanks.

    :param data: a dict of columns (NumPy arrays, masked ones too, Arrow arrays of any library, columns of pandas and
        polars, lists of Python objects); a frame of pandas (its index stays behind) or polars; whatever offers
        ``__arrow_c_stream__`` or ``__arrow_c_array__`` and is a table; an array of NumPy with named fields; a batch
        or a list of records; the bytes of records, in a list or whatever else has them, where ``record`` says of which.
    :param orient: ``records`` is an array of objects, one a row; ``columns`` an object of arrays, one a column;
        ``lines`` an object a row, each with a line feed behind it.
    :param date_format: ``iso``, with ``+00:00`` behind moments of a zone, which are written in UTC; ``iso_z``, with
        ``Z`` in its place; or ``epoch``: whole numbers of ``date_unit`` since 1970, rounded down.
    :param nonfinite: what NaN and the infinities are. NaT is null always.
    :param binary: what bytes are, ``utf8`` being an error for those that are none. NumPy's ``S`` is text always.
    :param decimals: numbers with all their digits, or strings.
    :param record: the class of the records whose bytes these are.
    :param trusted: of those bytes: the headers alone are looked at.
    :raises InvalidArgumentError: a value that has no JSON, with its column and row; text that is no Unicode; two
        columns of one name, or of different lengths.
    """
    options = (orient, date_format, date_unit, nonfinite, binary, decimals)
    if record is None:
        record = _class_of(data)
    if record is not None:
        return _text.table_text(record.to_arrow(data, trusted).__arrow_c_stream__(), options)
    if isinstance(data, Mapping):
        return _columns_text(list(data.items()), options)
    if _is_pandas(data, "DataFrame"):
        return _columns_text([(name, data.iloc[:, i]) for i, name in enumerate(data.columns)], options)
    if isinstance(data, (list, tuple)) and not data:
        return _columns_text([], options)  # no records, whose class nobody said
    arrow = _arrow_of(data)
    if arrow is not None:
        return _text.table_text(arrow, options)
    dtype = getattr(data, "dtype", None)
    if dtype is not None and getattr(dtype, "names", None):
        return _columns_text([(name, data[name]) for name in dtype.names], options)
    raise InvalidArgumentError(
        "to_json: expected a dict of columns, a frame, an Arrow table or stream, or an array with named fields, "
        f"found {type(data).__name__}; "
        "of bytes say which record they are: record="
    )


def _class_of(data: Any) -> Any:
    """Of a batch, and of a list that begins with a record."""
    if isinstance(data, _core.Batch):
        return data.type
    if isinstance(data, (list, tuple)) and data and isinstance(data[0], _core.Record):
        return type(data[0])
    return None


def _columns_text(columns: list[tuple[Any, Any]], options: tuple[str, ...]) -> bytes:
    return _text.columns_text([_column(str(name), values) for name, values in columns], options)


def _column(name: str, values: Any) -> _Column:
    numpy = sys.modules.get("numpy")
    if numpy is not None and type(values) is numpy.ndarray:
        return _of_numpy(name, values, None)
    if isinstance(values, (list, tuple)):
        return (name, "objects", tuple(values), "", None, None)
    if numpy is not None and isinstance(values, numpy.ma.MaskedArray):
        mask = numpy.ma.getmaskarray(values)
        return _of_numpy(name, values.data, mask)
    if _is_pandas(values, "Series") or _is_pandas(values, "Index"):
        return _of_pandas(name, values.array)
    if _is_pandas(values, "api.extensions.ExtensionArray"):
        return _of_pandas(name, values)
    arrow = _arrow_of(values)
    if arrow is not None:
        return (name, "arrow", arrow, "", None, None)
    import numpy as np

    return _of_numpy(name, np.asarray(values), None)


def _of_numpy(name: str, values: Any, mask: Any) -> _Column:
    kind = values.dtype.kind
    if values.ndim != 1:
        raise InvalidArgumentError(
            f"to_json: column {name!r}: expected an array of one dimension, found one of {values.ndim}"
        )
    if kind == "O":
        items = (
            values.tolist()
            if mask is None
            else [None if gone else item for item, gone in zip(values, mask, strict=True)]
        )
        return (name, "objects", tuple(items), "", None, None)
    if kind not in "mM":
        return (name, "array", values, "", mask, None)
    return _of_ticks(name, values, mask)


def _of_ticks(name: str, values: Any, mask: Any, zone: str = "") -> _Column:
    import numpy

    kind = values.dtype.kind
    unit, count = numpy.datetime_data(values.dtype)
    if kind == "M" and unit in _WHOLE_DAYS:
        return (name, "array", values.astype("M8[D]", copy=False), "D", mask, None)
    if unit in _COARSE or unit in _WHOLE_DAYS or (unit == "s" and count != 1):
        values, unit = values.astype(f"{kind}8[s]"), "s"
    elif unit not in _TICKS or count != 1:
        values, unit = values.astype(f"{kind}8[ns]"), "ns"
    return (name, "array", values, f"{kind}8[{unit}{zone}]", mask, None)


def _of_pandas(name: str, array: Any) -> _Column:
    import numpy
    import pandas  # type: ignore[import-untyped]

    dtype = array.dtype
    if isinstance(dtype, numpy.dtype):
        return _of_numpy(name, array.to_numpy(), None)
    if _is_of_arrow(dtype):
        return (name, "arrow", _arrow_of(array.__arrow_array__()), "", None, None)
    if isinstance(dtype, pandas.DatetimeTZDtype):
        return _of_ticks(name, numpy.asarray(array, dtype=f"M8[{dtype.unit}]"), None, ", UTC")
    if isinstance(dtype, pandas.CategoricalDtype):
        return (name, "codes", array.codes, "", array.codes < 0, _categories(name, array))
    if isinstance(array, (pandas.arrays.IntegerArray, pandas.arrays.FloatingArray, pandas.arrays.BooleanArray)):
        mask = numpy.asarray(array.isna())
        return _of_numpy(name, array.to_numpy(dtype=dtype.numpy_dtype, na_value=dtype.numpy_dtype.type(0)), mask)
    return _of_numpy(name, array.to_numpy(dtype=object), None)


def _is_of_arrow(dtype: Any) -> bool:
    return getattr(dtype, "storage", "") == "pyarrow" or hasattr(dtype, "pyarrow_dtype")


def _categories(name: str, array: Any) -> _Column:
    """Of one chunk: places in a dictionary are places in all of it."""
    column = _of_pandas(name, array.categories.array)
    if column[1] != "arrow":
        return column
    return (name, "objects", tuple(array.categories.tolist()), "", None, None)


def _arrow_of(data: Any) -> Any:
    """The capsules of an array or a stream; None for what offers none."""
    if hasattr(data, "__arrow_c_stream__"):
        return data.__arrow_c_stream__()
    return data.__arrow_c_array__() if hasattr(data, "__arrow_c_array__") else None


def _is_pandas(data: Any, name: str) -> bool:
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return False
    found: Any = pandas
    for part in name.split("."):
        found = getattr(found, part)
    return isinstance(data, found)
