"""A result, read while it comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from wirespeed._limits import Limits
from wirespeed.bolt._core import NativeResult, Table
from wirespeed.bolt._hydrate import hooks
from wirespeed.bolt._record import Record, record_type
from wirespeed.bolt._summary import Summary, summary_of
from wirespeed.errors import InvalidArgumentError

if TYPE_CHECKING:
    import numpy
    import pandas  # type: ignore[import-untyped]
    import polars
    import pyarrow  # type: ignore[import-untyped]

__all__ = ["ColumnStream", "Result"]

Mixed: TypeAlias = Literal["union", "text"]


class Result:
    """Records as they come, or columns straight from the wire. Read once.

    ``timeout`` and ``cancel`` of the query hold for all of its reading. Whatever ends a call early (they, or Ctrl-C)
    ends the query on the server too. Close it, or use it as a context manager, to leave before its end.
    """

    def __init__(self, native: NativeResult, limits: Limits) -> None:
        self._native = native
        self._limits = limits
        self._keys: tuple[str, ...] | None = None

    def keys(self) -> tuple[str, ...]:
        """The names of the columns.

        :raises Neo4jError: the server did not take the query.
        """
        if self._keys is None:
            self._keys = tuple(self._native.fields(self._limits.left(), self._limits.cancel))
        return self._keys

    def records(self) -> Iterator[Record]:
        """The records that are left, one after the other.

        Nodes, relationships and paths are :class:`Node`, :class:`Relationship`, :class:`Path`; times are those of
        :mod:`datetime` where it holds them exactly, else :class:`DateTime` and its like.

        :raises Neo4jError: the query failed, perhaps behind records that were good.
        """
        while batch := self.next_records():
            yield from batch

    __iter__ = records

    def next_records(self) -> list[Record]:
        """The records that have come: at least one, or none at the end."""
        type_, limits = record_type(self.keys()), self._limits
        return self._native.next_records(type_, hooks(self._native.utc), limits.left(), limits.cancel)

    def single(self) -> Record:
        """The only record.

        :raises InvalidArgumentError: there is none, or more than one.
        """
        found: list[Record] = []
        for record in self.records():
            found.append(record)
            if len(found) > 1:
                self.close()
                break
        if len(found) != 1:
            raise InvalidArgumentError(f"single: expected one record, found {'none' if not found else 'more'}")
        return found[0]

    def count(self) -> int:
        """How many records are left. They are not looked into."""
        return self._native.count(self._limits.left(), self._limits.cancel)

    def summary(self) -> Summary:
        """How it ended. Records that are left are thrown away, on the server if possible."""
        return summary_of(self._native.summary(self._limits.left(), self._limits.cancel))

    def gather(
        self,
        *,
        mixed: Mixed = "union",
        json_maps: bool = False,
        json_graph: bool = False,
        types: Mapping[str, str] | None = None,
    ) -> Table:
        """All records that are left as columns, for any reader of Arrow (``__arrow_c_stream__``).

        :param mixed: what a column becomes whose values are of several types: a dense union, or text.
        :param json_maps: maps as JSON text, not as structs.
        :param json_graph: nodes, relationships and paths as JSON text, not as structs.
        :param types: of columns by name, as ``{"age": "float64", "tags": "list<utf8>"}``; ``utf8`` takes any value.
        """
        options = _options(mixed, json_maps, json_graph, types)
        return self._native.gather(options, self._limits.left(), self._limits.cancel)

    def to_arrow(
        self,
        *,
        mixed: Mixed = "union",
        json_maps: bool = False,
        json_graph: bool = False,
        types: Mapping[str, str] | None = None,
    ) -> pyarrow.Table:
        """The same as a :class:`pyarrow.Table`."""
        import pyarrow

        return pyarrow.table(self.gather(mixed=mixed, json_maps=json_maps, json_graph=json_graph, types=types))

    def to_pandas(
        self,
        *,
        mixed: Mixed = "union",
        json_maps: bool = False,
        json_graph: bool = False,
        types: Mapping[str, str] | None = None,
    ) -> pandas.DataFrame:
        """The same as a :class:`pandas.DataFrame`. Columns of several types hold Python objects."""
        import pyarrow

        table = self.to_arrow(mixed=mixed, json_maps=json_maps, json_graph=json_graph, types=types)
        unions = [i for i, field in enumerate(table.schema) if _has_union(field.type)]
        if not unions:
            return table.to_pandas()
        import pandas

        columns = {i: pandas.Series(table.column(i).to_pylist(), dtype=object) for i in unions}
        for i in unions:
            table = table.set_column(i, table.schema[i].name, pyarrow.nulls(table.num_rows))
        frame = table.to_pandas()
        for i, column in columns.items():
            frame.isetitem(i, column)
        return frame

    def to_polars(
        self,
        *,
        mixed: Mixed = "text",
        json_maps: bool = False,
        json_graph: bool = False,
        types: Mapping[str, str] | None = None,
    ) -> polars.DataFrame:
        """The same as a :class:`polars.DataFrame`, which has no unions: columns of several types become text."""
        import polars

        return polars.DataFrame(self.gather(mixed=mixed, json_maps=json_maps, json_graph=json_graph, types=types))

    def to_numpy(self) -> dict[str, numpy.ndarray[Any, Any]]:
        """The columns as arrays, by name; of objects where NumPy has no type for them."""
        import numpy

        table = self.to_arrow()
        arrays: dict[str, numpy.ndarray[Any, Any]] = {}
        for name, column in zip(table.schema.names, table.columns, strict=True):
            if _has_union(column.type):
                array = numpy.empty(len(column), dtype=object)
                array[:] = column.to_pylist()
                arrays[name] = array
            else:
                arrays[name] = column.to_numpy()
        return arrays

    def columns(
        self,
        *,
        mixed: Mixed = "union",
        json_maps: bool = False,
        json_graph: bool = False,
        types: Mapping[str, str] | None = None,
    ) -> ColumnStream:
        """Batches as they come, for ``pyarrow.RecordBatchReader.from_stream()`` and its like: memory is bounded by the
        batch. The first batch fixes the types that ``types`` does not name; a later value that does not fit is an error
        that says which column and row, where :meth:`to_arrow` fits them all.
        """
        return ColumnStream(self._native, self._limits, _options(mixed, json_maps, json_graph, types))

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """That of :meth:`columns`, so that readers of Arrow take the result itself."""
        return self.columns().__arrow_c_stream__(requested_schema)

    def close(self) -> None:
        """Leave what is left. An auto-commit query is ended on the server."""
        self._native.cancel()

    def __enter__(self) -> Result:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "ended" if self._native.has_ended else "open"
        return f"Result({state}, columns {list(self._keys or ())})"


class ColumnStream:
    """What :meth:`Result.columns` gives: to be read once."""

    def __init__(self, native: NativeResult, limits: Limits, options: dict[str, Any]) -> None:
        self._native = native
        self._limits = limits
        self._options = options

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows as an Arrow C stream in a capsule. ``requested_schema`` is not followed, as the interface allows."""
        return self._native.stream(self._options, self._limits.left(), self._limits.cancel)


def _options(mixed: Mixed, json_maps: bool, json_graph: bool, types: Mapping[str, str] | None) -> dict[str, Any]:
    if mixed not in ("union", "text"):
        raise InvalidArgumentError(f"mixed: expected 'union' or 'text', found {mixed!r}")
    return {
        "mixed_as_text": mixed == "text",
        "json_maps": json_maps,
        "json_graph": json_graph,
        "types": dict(types or {}),
    }


def _has_union(type_: pyarrow.DataType) -> bool:
    import pyarrow

    if pyarrow.types.is_union(type_):
        return True
    return any(_has_union(type_.field(i).type) for i in range(type_.num_fields))
