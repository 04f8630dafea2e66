"""The cursor of PEP 249, with ADBC's fetches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from wirespeed._native import CancelToken
from wirespeed.errors import Error
from wirespeed.postgres._dbapi_session import DbapiSession, as_dbapi
from wirespeed.postgres._dbapi_types import Description, description_of
from wirespeed.postgres._errors import InterfaceError, NotSupportedError, ProgrammingError, Warning
from wirespeed.postgres._placeholders import numbered
from wirespeed.postgres._result import ColumnStream, Result

if TYPE_CHECKING:
    import numpy
    import pandas  # type: ignore[import-untyped]
    import polars
    import pyarrow  # type: ignore[import-untyped]

__all__ = ["Cursor", "Params", "Row"]

Params: TypeAlias = "Sequence[Any] | Mapping[str, Any]"
Row: TypeAlias = "tuple[Any, ...]"

_ONLY_READS = re.compile(r"\s*(?:SELECT|VALUES|TABLE|SHOW|EXPLAIN)\b", re.IGNORECASE)
_PROCEDURE_NAME = re.compile(r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)(?:\.(?:"(?:[^"]|"")+"|[^\W\d][\w$]*))?')
_IS_PROCEDURE = """
    SELECT coalesce(bool_or(prokind = 'p'), false)
    FROM parse_ident($1) AS parts, pg_proc JOIN pg_namespace n ON n.oid = pronamespace
    WHERE proname = parts[cardinality(parts)]
      AND CASE WHEN cardinality(parts) = 1 THEN pg_function_is_visible(pg_proc.oid)
               WHEN parts[1] = 'pg_temp' THEN n.oid = pg_my_temp_schema()
               ELSE nspname = parts[1] END"""


class Cursor:
    """Runs statements one after the other; their rows are read as they come, so ``rowcount`` of a query is -1 until
    the last has come. What is left of the rows is dropped by the next statement.
    """

    lastrowid = None
    """PostgreSQL's tables have none: write ``RETURNING``."""

    def __init__(self, connection: DbapiSession) -> None:
        self.connection = connection
        self.arraysize = 1
        """Rows that :meth:`fetchmany` gives unless told."""
        self.messages: list[tuple[type[Exception], Exception]] = []
        """Notices of the server since the last call that ran something: ``(Warning, what it says)``."""
        self._result: Result | None = None
        self._rows: list[Row] = []
        self._next = 0
        self._sql = ""
        self._touched = -1
        self._is_closed = False

    # --- running ------------------------------------------------------------------------------------------------------

    def execute(
        self,
        operation: str,
        parameters: Params | None = None,
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Cursor:
        """Runs one statement; returns the cursor itself.

        :param parameters: a sequence for ``%s`` or ``$1``, a mapping for ``%(name)s``. Without them the text is taken
            as it is, so that ``%`` needs no other.
        :param timeout: seconds, also for the fetches.
        """
        self._leave()
        sql, values = numbered(operation, parameters)
        with as_dbapi(), self.connection._session() as session:
            result = session.query(sql, values, timeout=timeout, cancel=cancel)
        if result.columns:
            self._result, self._sql = result, sql
        else:
            rows = result.status().rows
            self._touched = -1 if rows is None else rows
        self._take_messages()
        return self

    def executemany(
        self,
        operation: str,
        seq_of_parameters: Iterable[Params],
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Cursor:
        """Runs one statement for each of the parameters, all or nothing; ``rowcount`` is that of all together."""
        self._leave()
        rows = iter(seq_of_parameters)
        first = next(rows, None)
        if first is None:
            self._touched = 0
            return self
        sql, values = numbered(operation, first)
        rest = (numbered(operation, row)[1] for row in rows)
        with as_dbapi(), self.connection._session() as session:
            self._touched = session.executemany(sql, chain([values], rest), timeout=timeout, cancel=cancel)
        self._take_messages()
        return self

    def executescript(self, operation: str) -> Cursor:
        """Runs statements with semicolons between them. Their rows are dropped."""
        self._leave()
        with as_dbapi(), self.connection._session() as session:
            session.execute_script(operation)
        self._take_messages()
        return self

    def callproc(self, procname: str, parameters: Sequence[Any] = ()) -> Sequence[Any]:
        """Calls a function or a procedure; what it gives is fetched. Returns the parameters as they are.

        :param procname: as SQL has it, perhaps with its schema.
        """
        self._open()
        if _PROCEDURE_NAME.fullmatch(procname) is None:
            raise ProgrammingError(f"callproc: expected a name, perhaps with its schema, found {procname!r}")
        with self.connection._session() as session:
            is_procedure = session.query(_IS_PROCEDURE, [procname]).value()
        places = ", ".join(f"${i + 1}" for i in range(len(parameters)))
        self.execute(f"{'CALL' if is_procedure else 'SELECT * FROM'} {procname}({places})", parameters)
        return parameters

    def ingest(self, table: str, data: Any, mode: Any = "create", **options: Any) -> int:
        """Columns into a table: as :meth:`wirespeed.postgres.Connection.ingest`."""
        self._leave()
        with as_dbapi(), self.connection._session() as session:
            self._touched = session.ingest(table, data, mode=mode, **options)
        return self._touched

    adbc_ingest = ingest

    # --- what came of it ----------------------------------------------------------------------------------------------

    @property
    def description(self) -> list[Description] | None:
        """Of each column a tuple of seven; None unless the last statement gave rows."""
        return None if self._result is None else [description_of(column) for column in self._result.columns]

    @property
    def rowcount(self) -> int:
        """Rows that the last statement touched or gave; -1: not known (yet)."""
        if self._result is None:
            return self._touched
        tags = self._result._query.tags
        return -1 if not tags or tags[-1][1] is None else tags[-1][1]

    def fetchone(self) -> Row | None:
        """The next row; None: there is none."""
        if self._next == len(self._rows) and not self._receive():
            return None
        self._next += 1
        return self._rows[self._next - 1]

    def fetchmany(self, size: int | None = None) -> list[Row]:
        """The next rows, at most so many; none at the end."""
        wanted = self.arraysize if size is None else size
        if wanted < 0:
            raise ProgrammingError(f"fetchmany: expected size >= 0, found {wanted}")
        made: list[Row] = []
        while len(made) < wanted and (self._next < len(self._rows) or self._receive()):
            some = self._rows[self._next : self._next + wanted - len(made)]
            self._next += len(some)
            made += some
        if wanted == 0:
            self._rowset()
        return made

    def fetchall(self) -> list[Row]:
        """All rows that are left."""
        result = self._rowset()
        made = self._rows[self._next :]
        self._rows, self._next = [], 0
        rest = result.rows()
        return made + rest if made else rest

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        row = self.fetchone()
        if row is None:
            raise StopIteration
        return row

    def nextset(self) -> None:
        """None: a statement of PostgreSQL's has one set of rows."""
        self._rowset()

    def fetch_arrow(self, **options: Any) -> ColumnStream:
        """The columns as they come, for one reader of Arrow (``__arrow_c_stream__``); options as of :class:`Result`."""
        return self._columns().batches(**options)

    def fetch_record_batch(self, **options: Any) -> pyarrow.RecordBatchReader:
        """The same as pyarrow's reader."""
        import pyarrow

        return pyarrow.RecordBatchReader.from_stream(self.fetch_arrow(**options))

    def fetch_arrow_table(self, **options: Any) -> pyarrow.Table:
        """All rows as a :class:`pyarrow.Table`."""
        return self._columns().to_arrow(**options)

    fetchallarrow = fetch_arrow_table

    def fetch_df(self, **options: Any) -> pandas.DataFrame:
        """All rows as a :class:`pandas.DataFrame`."""
        return self._columns().to_pandas(**options)

    def fetch_polars(self, **options: Any) -> polars.DataFrame:
        """All rows as a :class:`polars.DataFrame`."""
        return self._columns().to_polars(**options)

    def fetchnumpy(self, **options: Any) -> dict[str, numpy.ndarray[Any, Any]]:
        """All rows as arrays by name, masked where there are NULLs."""
        arrays: dict[str, numpy.ndarray[Any, Any]] = self._columns().to_numpy(**options)
        return arrays

    # --- the rest of PEP 249 ------------------------------------------------------------------------------------------

    def setinputsizes(self, sizes: Sequence[Any]) -> None:
        """Nothing: the server says what parameters are."""

    def setoutputsize(self, size: int, column: int | None = None) -> None:
        """Nothing: no column is cut."""

    def scroll(self, value: int, mode: str = "relative") -> None:
        """Rows come once.

        :raises NotSupportedError: always.
        """
        raise NotSupportedError("scroll: rows come once; use wirespeed.postgres.Connection.cursor(sql, scroll=True)")

    def close(self) -> None:
        """No more of it. What is left of the rows is dropped."""
        if not self._is_closed:
            with suppress(Error):
                self._drop()
            self._is_closed = True

    def __enter__(self) -> Cursor:
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Cursor({'closed' if self._is_closed else 'open'})"

    # --- within -------------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        if self._is_closed:
            raise InterfaceError("cursor: expected an open one, found it closed")
        self.connection._open()

    def _leave(self) -> None:
        """Ready for the next statement."""
        self._open()
        self.messages.clear()
        self._drop()

    def _drop(self) -> None:
        result, self._result = self._result, None
        self._rows, self._next, self._touched = [], 0, -1
        if result is None or result._query.has_ended:
            return
        if self.connection.autocommit and not _ONLY_READS.match(self._sql):
            result.status()  # closing would undo what it did
        else:
            result.close()

    def _rowset(self) -> Result:
        self._open()
        if self._result is None:
            raise ProgrammingError("fetch: expected a statement that gives rows, found none")
        return self._result

    def _receive(self) -> bool:
        """Whether there are more rows."""
        self._rows, self._next = self._rowset().next_rows(), 0
        return bool(self._rows)

    def _columns(self) -> Result:
        result = self._rowset()
        if self._rows:
            raise ProgrammingError("fetch columns: expected no row to be fetched yet, found some; run it again")
        return result

    def _take_messages(self) -> None:
        for notice in self.connection.driver_connection.notices():
            self.messages.append((Warning, Warning(notice["message"])))
