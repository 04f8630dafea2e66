"""Columns as NumPy arrays and pandas frames, without a copy where that can be.

What becomes of a column:

=================  ==============================  ==========================================================
values             NumPy                           pandas
=================  ==============================  ==========================================================
bool               bool                            bool; with NULLs object, ``boolean`` when nullable
integers           the same                        the same; with NULLs float64, ``Int64`` and the like when nullable
floats             the same                        the same, NULL is NaN
text               object, of str                  ``str`` over large_string; without pyarrow over Python objects
text by places     object, of str                  Categorical
date               datetime64[D]                   datetime64[s], NULL is NaT
time               timedelta64[us] since midnight  object, of datetime.time
duration           timedelta64[us]                 timedelta64[us], NULL is NaT
timestamp          datetime64[us]                  datetime64[us], or ``datetime64[us, UTC]``; NULL is NaT
all others         object                          object: Decimal, UUID, bytes, lists, dicts, timedelta
=================  ==============================  ==========================================================

In NumPy a column with NULLs is a masked array. In pandas NULL among objects is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wirespeed.errors import InvalidArgumentError

if TYPE_CHECKING:
    import numpy
    import pandas  # type: ignore[import-untyped]

    from wirespeed._native import ColumnTable

__all__ = ["arrays_of", "frame_of", "frame_of_arrays", "numpy_array", "pandas_arrays", "structured", "unique_names"]

_INTEGERS = frozenset({"i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"})
_OBJECTS = frozenset({"text", "dictionary", "object"})
_AS_NUMPY = {"time": "m8[us]", "M8[us]": "M8[us]", "M8[ns]": "M8[ns]", "m8[us]": "m8[us]"}


def arrays_of(table: ColumnTable) -> dict[str, Any]:
    """Name to array, masked where there are NULLs. Arrays of numbers are views that must not be written.

    :raises InvalidArgumentError: two columns have one name.
    """
    names = unique_names(table.names)
    return {name: numpy_array(table, i) for i, name in enumerate(names)}


def unique_names(names: Sequence[str]) -> Sequence[str]:
    """The names, of which no two may be equal: a dict would lose a column."""
    if len(set(names)) != len(names):
        twice = next(name for i, name in enumerate(names) if name in names[:i])
        raise InvalidArgumentError(
            f"columns by name: expected names that differ, found {twice!r} more than once; rename one with AS"
        )
    return names


def numpy_array(table: ColumnTable, column: int) -> Any:
    """One column; masked when it has NULLs."""
    mask: Any = table.mask(column)
    values: Any = _numpy_values(table, column, table.kind(column))
    if mask is None:
        return values
    import numpy.ma

    masked: Any = numpy.ma.MaskedArray(values, mask=mask)
    return masked


def _numpy_values(table: ColumnTable, column: int, kind: str) -> Any:
    if kind in _OBJECTS:
        return table.objects(column)
    values: Any = table.values(column)
    if kind == "date":
        return values.astype("i8").view("M8[D]")
    return values.view(_AS_NUMPY[kind]) if kind in _AS_NUMPY else values


def structured(arrays: dict[str, numpy.ndarray[Any, Any]], rows: int) -> Any:
    """One array of records from arrays by name; masked when one of them is."""
    import numpy

    dtype = numpy.dtype([(name, array.dtype) for name, array in arrays.items()])
    is_masked = any(isinstance(array, numpy.ma.MaskedArray) for array in arrays.values())
    records: Any = numpy.ma.empty(rows, dtype) if is_masked else numpy.empty(rows, dtype)
    if is_masked:
        records.mask = False
    for name, array in arrays.items():
        records[name] = array
    return records


def frame_of(table: ColumnTable, *, nullable: bool = False, copy: bool = False) -> pandas.DataFrame:
    """A frame of one block for each column.

    :param nullable: integers and booleans as ``Int64`` and the like, whether they have NULLs or not.
    :param copy: do not share memory with the table. What is written into a frame that does is written into the table.
    """
    return frame_of_arrays(table.names, pandas_arrays(table, nullable=nullable, copy=copy), len(table))


def pandas_arrays(table: ColumnTable, *, nullable: bool = False, copy: bool = False) -> list[Any]:
    """What pandas holds in a column, for each."""
    maker = _PandasArrays(table, nullable, copy)
    return [maker.array(i) for i in range(len(table.names))]


def frame_of_arrays(names: Sequence[str], arrays: Sequence[Any], rows: int) -> pandas.DataFrame:
    """A frame that holds the arrays themselves."""
    import numpy
    import pandas

    columns = pandas.Index(list(names), dtype=None if len(names) else object)
    index = pandas.RangeIndex(rows)
    try:
        from pandas.api.internals import create_dataframe_from_blocks  # type: ignore[import-untyped]
    except ImportError:  # pandas before 3
        series = [pandas.Series(array, index=index, copy=False) for array in arrays]
        frame = pandas.concat(series, axis=1, copy=False) if series else pandas.DataFrame(index=index)
        frame.columns = columns
        return frame
    blocks = [
        (array.reshape(1, -1) if isinstance(array, numpy.ndarray) else array, numpy.array([i], dtype="intp"))
        for i, array in enumerate(arrays)
    ]
    return create_dataframe_from_blocks(blocks, index=index, columns=columns)


class _PandasArrays:
    def __init__(self, table: ColumnTable, nullable: bool, copy: bool) -> None:
        self._table = table
        self._nullable = nullable
        self._copy = copy
        self._arrow: Any = None

    def array(self, column: int) -> Any:
        kind = self._table.kind(column)
        if kind == "text":
            return self._text(column)
        if kind == "dictionary":
            return self._categorical(column)
        if kind in {"object", "time"}:
            return self._table.objects(column)
        mask = self._table.mask(column)
        if kind == "date":
            days: Any = self._table.filled(column)
            return days.view("M8[D]").astype("M8[s]")
        if kind in _AS_NUMPY:
            return self._timestamps(column, mask is not None)
        return self._numbers(column, kind, mask)

    def _values(self, column: int) -> Any:
        values: Any = self._table.values(column, writable=not self._copy)
        return values.copy() if self._copy else values

    def _timestamps(self, column: int, has_nulls: bool) -> Any:
        import pandas

        kind = self._table.kind(column)
        values: Any = self._table.filled(column) if has_nulls else self._values(column)
        if not self._table.zone(column):
            return values.view(kind)
        dtype = pandas.DatetimeTZDtype(kind[3:-1], self._table.zone(column))
        return pandas.array(values, dtype=dtype, copy=False)

    def _numbers(self, column: int, kind: str, mask: Any) -> Any:
        if self._nullable and (kind in _INTEGERS or kind == "bool"):
            return self._masked(column, kind, mask)
        if mask is None:
            return self._values(column)
        if kind == "bool":
            return self._table.objects(column)
        return self._table.filled(column, as_float=kind in _INTEGERS)

    def _masked(self, column: int, kind: str, mask: Any) -> Any:
        import numpy
        import pandas

        if mask is None:
            mask = numpy.zeros(len(self._table), dtype=bool)
        made = pandas.arrays.BooleanArray if kind == "bool" else pandas.arrays.IntegerArray
        return made(self._values(column), mask, copy=False)

    def _chunks(self, column: int) -> Any:
        """The column as pyarrow has it; None without pyarrow."""
        if self._arrow is None:
            try:
                import pyarrow  # type: ignore[import-untyped]
            except ImportError:
                return None
            self._arrow = pyarrow.table(self._table)
        return self._arrow.column(column)

    def _text(self, column: int) -> Any:
        import numpy
        import pandas

        if int(pandas.__version__.partition(".")[0]) < 3:
            return self._table.objects(column)
        chunks = self._chunks(column)
        if chunks is None:
            return pandas.array(self._table.objects(column), dtype=pandas.StringDtype("python", na_value=numpy.nan))
        import pyarrow

        if chunks.type != pyarrow.large_string():
            chunks = chunks.cast(pyarrow.large_string())
        return pandas.arrays.ArrowStringArray(chunks, dtype=pandas.StringDtype("pyarrow", na_value=numpy.nan))

    def _categorical(self, column: int) -> Any:
        import pandas

        chunks = self._chunks(column)
        if chunks is None:
            return pandas.Categorical(self._table.objects(column))
        merged = chunks.unify_dictionaries().combine_chunks()
        if merged.__class__.__name__ == "ChunkedArray":  # of no chunk at all
            return pandas.Categorical([])
        codes = merged.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return pandas.Categorical.from_codes(codes, categories=merged.dictionary.to_pandas())
