"""Columns into a table, by COPY in its binary form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from wirespeed._limits import Limits, limits_of
from wirespeed._native import CancelToken
from wirespeed.errors import InvalidArgumentError
from wirespeed.postgres._core import NativeCopyWriter
from wirespeed.postgres._session import Session
from wirespeed.postgres._sql import qualified, quoted
from wirespeed.postgres._transaction import commit_sql, rollback_sql

__all__ = ["IngestMode", "arrow_stream", "ingest"]

IngestMode: TypeAlias = Literal["append", "create", "replace", "upsert", "create_append"]
_MODES = ("append", "create", "replace", "upsert", "create_append")
_STAGE = "wirespeed_stage"
_TEXT = "text"


def arrow_stream(data: Any) -> object:
    """The capsule of an Arrow C stream of the columns of ``data``.

    :raises InvalidArgumentError: it is no columns.
    """
    if isinstance(data, Mapping) or (isinstance(data, Sequence) and data and isinstance(data[0], Mapping)):
        import pyarrow  # type: ignore[import-untyped]

        data = pyarrow.table(dict(data)) if isinstance(data, Mapping) else pyarrow.Table.from_pylist(list(data))
    dtype = getattr(data, "dtype", None)
    if dtype is not None and getattr(dtype, "names", None):
        import pyarrow

        data = pyarrow.table({name: data[name] for name in dtype.names})
    export = getattr(data, "__arrow_c_stream__", None)
    if export is None:
        raise InvalidArgumentError(
            "ingest: expected data with __arrow_c_stream__ (a table of pyarrow, polars, pandas, DuckDB), a dict of "
            f"arrays, a structured array or a list of dicts, found {type(data).__name__}"
        )
    return export()


class _Ingest:
    """One of them, within a transaction."""

    def __init__(self, session: Session, table: str, schema: str | None, stream: object, limits: Limits) -> None:
        self._session = session
        self._limits = limits
        self._table = qualified(table, schema)
        self._writer: NativeCopyWriter = session._native.copy_writer(stream)

    @property
    def names(self) -> list[str]:
        return self._writer.names

    def _script(self, sql: str) -> None:
        query = self._session._native.script(sql)
        query.start_script(self._limits.left(), self._limits.cancel)
        query.finish(self._limits.left(), self._limits.cancel)

    def create(self, *, replaces: bool, may_exist: bool) -> None:
        if replaces:
            self._script(f"DROP TABLE IF EXISTS {self._table}")
        if_not_exists = "IF NOT EXISTS " if may_exist else ""
        self._script(f"CREATE TABLE {if_not_exists}{self._table} ({self._writer.table_columns})")

    def copy(self, table: str) -> int:
        names = ", ".join(quoted(name) for name in self.names)
        query = self._session._native.script(f"COPY {table} ({names}) FROM STDIN (FORMAT binary)")
        query.start_script(self._limits.left(), self._limits.cancel)
        return query.send_columns(self._writer, self._limits.left(), self._limits.cancel)

    def describe(self) -> list[tuple[str, int, int, str | None, int, int, int]]:
        """The target columns, in the order of the source's."""
        names = ", ".join(quoted(name) for name in self.names)
        query = self._session._native.query(f"SELECT {names} FROM {self._table}")
        query.describe(self._limits.left(), self._limits.cancel)
        columns = query.columns
        query.close(False)
        return columns

    def append(self) -> int:
        columns = self.describe()
        unwritable = self._writer.bind([(column[1], column[2]) for column in columns])
        if not unwritable:
            return self.copy(self._table)
        return self._through_stage(unwritable, "")

    def upsert(self, keys: Sequence[str] | None) -> int:
        keys = list(keys) if keys is not None else self._primary_key()
        missing = [key for key in keys if key not in self.names]
        if missing or not keys:
            raise InvalidArgumentError(
                f"ingest: expected the columns {keys} of the key among the data's, found {self.names}"
            )
        columns = self.describe()
        unwritable = self._writer.bind([(column[1], column[2]) for column in columns])
        rest = [name for name in self.names if name not in keys]
        target = ", ".join(quoted(key) for key in keys)
        changes = ", ".join(f"{quoted(name)} = EXCLUDED.{quoted(name)}" for name in rest)
        action = f"DO UPDATE SET {changes}" if rest else "DO NOTHING"
        return self._through_stage(unwritable, f" ON CONFLICT ({target}) {action}")

    def _primary_key(self) -> list[str]:
        rows = self._session.query(
            "SELECT a.attname FROM pg_catalog.pg_index i CROSS JOIN LATERAL"
            " pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k(attnum, place)"
            " JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum"
            " WHERE i.indrelid = $1::pg_catalog.text::pg_catalog.regclass AND i.indisprimary ORDER BY k.place",
            [self._table],
        ).rows()
        if not rows:
            raise InvalidArgumentError(
                f"ingest: expected keys, or a primary key of {self._table}, found neither; name the columns of a "
                "unique index as keys"
            )
        return [row[0] for row in rows]

    def _through_stage(self, as_text: Sequence[int], conflict: str) -> int:
        """By a temporary table: for what no COPY does. Types without a binary form are cast from text."""
        columns = self.describe()
        staged = [quoted(name) for name in self.names]
        source = ", ".join(f"NULL::{_TEXT} AS {name}" if i in as_text else name for i, name in enumerate(staged))
        self._script(
            f"CREATE TEMPORARY TABLE {_STAGE} ON COMMIT DROP AS SELECT {source} FROM {self._table} WITH NO DATA"
        )
        rows = self.copy(_STAGE)
        values = ", ".join(f"{name}::{columns[i][3]}" if i in as_text else name for i, name in enumerate(staged))
        self._script(
            f"INSERT INTO {self._table} ({', '.join(staged)}) SELECT {values} FROM {_STAGE}{conflict};"
            f" DROP TABLE {_STAGE}"
        )
        return rows


def ingest(
    session: Session,
    table: str,
    data: Any,
    mode: IngestMode,
    schema: str | None,
    keys: Sequence[str] | None,
    timeout: float | None,
    cancel: CancelToken | None,
) -> int:
    """What :meth:`Connection.ingest` does."""
    if mode not in _MODES:
        raise InvalidArgumentError(f"mode: expected one of {', '.join(_MODES)}, found {mode!r}")
    if keys is not None and mode != "upsert":
        raise InvalidArgumentError(f"keys: expected none for mode {mode!r}, found {list(keys)}; they are for upsert")
    limits = limits_of(timeout, cancel)
    work = _Ingest(session, table, schema, arrow_stream(data), limits)
    savepoint = None if session.transaction_status == "idle" else session._next_savepoint()
    work._script("BEGIN" if savepoint is None else f"SAVEPOINT {savepoint}")
    try:
        if mode in {"create", "replace", "create_append"}:
            work.create(replaces=mode == "replace", may_exist=mode == "create_append")
        rows = work.upsert(keys) if mode == "upsert" else work.append()
        work._script(commit_sql(savepoint))
    except BaseException:
        if not session.closed:
            session.execute_script(rollback_sql(savepoint))
        raise
    return rows
