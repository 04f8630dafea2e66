"""A result, read while it comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from wirespeed import _frames
from wirespeed._limits import NO_LIMITS, Limits
from wirespeed.errors import InvalidArgumentError
from wirespeed.postgres._core import NativeQuery

if TYPE_CHECKING:
    import numpy
    import pandas  # type: ignore[import-untyped]
    import polars
    import pyarrow  # type: ignore[import-untyped]

    from wirespeed._native import ColumnTable

__all__ = ["Column", "ColumnStream", "Result", "Status", "arrow_of", "column_options", "status_of"]

Text: TypeAlias = Literal["utf8", "large_utf8", "utf8_view", "binary"]
RowText: TypeAlias = Literal["utf8", "binary"]
Numeric: TypeAlias = Literal["automatic", "text", "float64"]
OutOfRange: TypeAlias = Literal["null", "extreme", "text"]
Dictionary: TypeAlias = Literal["never", "adaptive", "always"]
Arrays: TypeAlias = Literal["adaptive", "lists", "structs"]


class Column(NamedTuple):
    """A column as the server describes it."""

    name: str
    oid: int
    typmod: int
    """What the type was given in brackets, as the server encodes it; -1: nothing."""
    type: str | None
    """As ``integer`` or ``my_schema.mood``; None where the server's catalog does not know it."""
    size: int
    """Bytes of a value; negative where it varies."""
    table: int
    """OID of the table that it comes from; 0: an expression."""
    attribute: int


class Status(NamedTuple):
    """How a statement ended."""

    command: str
    """As ``INSERT`` or ``CREATE TABLE``."""
    rows: int | None
    """Rows that it returned or touched, where the server counts them."""


def status_of(query: NativeQuery) -> Status:
    """Of the last command; an empty one when there was none."""
    tags = query.tags
    return Status(*tags[-1]) if tags else Status("", None)


def column_options(**options: Any) -> dict[str, Any]:
    """Those that were given."""
    return {name: value for name, value in options.items() if value is not None}


class Result:
    """The rows of a query as they come, or columns straight from the wire. Read once.

    ``timeout`` and ``cancel`` of the query hold for all of its reading; they, and Ctrl-C, end the query on the server
    too. The next query on the same connection first receives what is left of this one, and keeps it. Close a result,
    or use it as a context manager, to leave it before its end.

    What the options of the methods that give columns mean:

    ``numeric``       what numbers without a precision become: exact ``text`` (``automatic``), or ``float64``
    ``out_of_range``  what infinity and times beyond Arrow's become: ``null``, the type's ``extreme`` value, or ``text``
    ``dictionary``    text as places in a dictionary: ``never``, ``always``, or ``adaptive``, where few values differ
    ``arrays``        ``lists``; ``structs`` of values, dimensions and lower bounds; ``adaptive``: as the first batch
    ``text``          ``utf8``, ``large_utf8``, ``utf8_view``; ``binary``: bytes, which need not be UTF-8. Of rows:
                      ``utf8`` for str, ``binary`` for bytes
    """

    __slots__ = ("_columns", "_limits", "_query")

    def __init__(self, query: NativeQuery, limits: Limits) -> None:
        self._query = query
        self._limits = limits
        self._columns: list[Column] | None = None

    @property
    def columns(self) -> list[Column]:
        """What the server says of them; none for a statement that returns no rows."""
        if self._columns is None:
            self._columns = [Column(*column) for column in self._query.columns]
        return self._columns

    def keys(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def rows(self, *, text: RowText = "utf8") -> list[tuple[Any, ...]]:
        """All rows that are left, as tuples of Python objects.

        :raises PostgresError: the query failed, perhaps behind rows that were good.
        :raises MalformedError: a value is not what its type says, or text not UTF-8; it names row and column.
        """
        limits = self._limits
        if text != "utf8":
            rows = self._query.rows(True, limits.left(), limits.cancel, text=text)
        elif limits is NO_LIMITS:
            return self._query.all_rows()
        else:
            rows = self._query.rows(True, limits.left(), limits.cancel)
        assert rows is not None
        return rows

    def next_rows(self, *, text: RowText = "utf8") -> list[tuple[Any, ...]]:
        """The rows that have come: at least one, or none at the end."""
        rows = self._query.rows(False, self._limits.left(), self._limits.cancel, text=text)
        assert rows is not None
        return rows

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """The rows one after the other; memory is bounded by what has come."""
        while rows := self.next_rows():
            yield from rows

    def one(self, *, text: RowText = "utf8") -> tuple[Any, ...]:
        """The only row.

        :raises InvalidArgumentError: there is none, or more than one.
        """
        rows = self.rows(text=text)
        if len(rows) != 1:
            raise InvalidArgumentError(f"one: expected one row, found {len(rows)}")
        return rows[0]

    def one_or_none(self, *, text: RowText = "utf8") -> tuple[Any, ...] | None:
        """The only row, or None when there is none.

        :raises InvalidArgumentError: there is more than one.
        """
        rows = self.rows(text=text)
        if len(rows) > 1:
            raise InvalidArgumentError(f"one_or_none: expected at most one row, found {len(rows)}")
        return rows[0] if rows else None

    def value(self, *, text: RowText = "utf8") -> Any:
        """The first value of the only row."""
        return self.one(text=text)[0]

    def count(self) -> int:
        """How many rows are left. They are not looked into."""
        count = self._query.count(self._limits.left(), self._limits.cancel)
        assert count is not None
        return count

    def status(self) -> Status:
        """How it ended. Rows that are left are thrown away."""
        self._query.finish(self._limits.left(), self._limits.cancel)
        return status_of(self._query)

    def gather(
        self,
        *,
        numeric: Numeric | None = None,
        out_of_range: OutOfRange | None = None,
        dictionary: Dictionary | None = None,
        arrays: Arrays | None = None,
        text: Text | None = None,
    ) -> ColumnTable:
        """All rows that are left as columns, for any reader of Arrow (``__arrow_c_stream__``)."""
        return self._gather(
            column_options(numeric=numeric, out_of_range=out_of_range, dictionary=dictionary, arrays=arrays, text=text)
        )

    def _gather(self, options: dict[str, Any]) -> ColumnTable:
        table = self._query.gather(options, self._limits.left(), self._limits.cancel)
        assert table is not None
        return table

    def to_arrow(self, **options: Any) -> pyarrow.Table:
        """The same as a :class:`pyarrow.Table`; columns may have equal names."""
        return arrow_of(self.gather(**options))

    def to_pandas(self, *, nullable: bool = False, **options: Any) -> pandas.DataFrame:
        """The same as a :class:`pandas.DataFrame`, with a block for each column.

        :param nullable: integers and booleans as ``Int64`` and the like, not as floats and objects where there are
            NULLs.
        """
        return _frames.frame_of(self.gather(**{"text": "large_utf8", **options}), nullable=nullable)

    def to_polars(self, **options: Any) -> polars.DataFrame:
        """The same as a :class:`polars.DataFrame`."""
        import polars

        return polars.DataFrame(self.gather(**{"text": "utf8_view", **options}))

    def to_numpy(self, *, structured: bool = False, **options: Any) -> Any:
        """The columns as arrays by name, masked where there are NULLs; of objects where NumPy has no type for them.

        :param structured: one array of records instead.
        :raises InvalidArgumentError: two columns have one name.
        """
        table = self.gather(**options)
        arrays: dict[str, numpy.ndarray[Any, Any]] = _frames.arrays_of(table)
        return _frames.structured(arrays, len(table)) if structured else arrays

    def batches(self, *, batch_rows: int | None = None, batch_bytes: int | None = None, **options: Any) -> ColumnStream:
        """Columns batch by batch as they come: memory is bounded by the batch.

        :param batch_rows: of one batch; 65,536 unless said otherwise.
        :param batch_bytes: about; 16 MiB unless said otherwise.
        """
        said = column_options(batch_rows=batch_rows, batch_bytes=batch_bytes, **options)
        return ColumnStream(self._query, self._limits, said)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """That of :meth:`batches`, so that readers of Arrow take the result itself."""
        return self.batches().__arrow_c_stream__(requested_schema)

    def close(self) -> None:
        """Leave what is left. Outside of a transaction a query that still runs is cancelled, and what it did undone."""
        self._query.close(True)

    def __enter__(self) -> Result:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "ended" if self._query.has_ended else "open"
        return f"Result({state})"


class ColumnStream:
    """Batches of columns, for one reader of Arrow, or one by one as tables."""

    def __init__(self, query: NativeQuery, limits: Limits, options: dict[str, Any]) -> None:
        self._query = query
        self._limits = limits
        self._options = options

    def __iter__(self) -> Iterator[ColumnTable]:
        while (table := self._next()) is not None:
            yield table

    def _next(self) -> ColumnTable | None:
        return self._query.next_batch(self._options, self._limits.left(), self._limits.cancel)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The batches that are left as an Arrow C stream, its text as ``requested_schema`` asks for it."""
        return self._query.stream(self._options, self._limits.left(), self._limits.cancel, requested_schema)


def arrow_of(table: ColumnTable) -> pyarrow.Table:
    """The table as pyarrow has it; it keeps its rows where it has no columns."""
    import pyarrow

    made = pyarrow.table(table)
    if made.num_columns == 0 and len(table):
        batch = pyarrow.RecordBatch.from_struct_array(pyarrow.array([{}] * len(table), pyarrow.struct([])))
        return pyarrow.Table.from_batches([batch])
    return made
