"""PEP 249 over :mod:`wirespeed.postgres`, with the fetches of ADBC that give columns.

    from wirespeed.postgres import dbapi
    with dbapi.connect("postgresql://ann@localhost/music") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name FROM artists WHERE born > %s", (1960,))
        names = cursor.fetchall()

A connection begins a transaction before its first statement; commit() or rollback() ends it. As a context manager it
commits at the end of its block, or rolls back what an exception leaves, and closes. Placeholders are ``%s`` and
``%(name)s`` (:data:`paramstyle`), or PostgreSQL's own ``$1``, for which PEP 249 has no name; a statement has either.
docs/postgres_dbapi.md says more.
"""

from __future__ import annotations

from wirespeed.errors import Error
from wirespeed.postgres._dbapi_connection import Connection, connect
from wirespeed.postgres._dbapi_cursor import Cursor
from wirespeed.postgres._dbapi_types import (
    BINARY,
    DATETIME,
    NUMBER,
    ROWID,
    STRING,
    Binary,
    Date,
    DateFromTicks,
    Time,
    TimeFromTicks,
    Timestamp,
    TimestampFromTicks,
    TypeCode,
    TypeObject,
)
from wirespeed.postgres._errors import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    Warning,
)

__all__ = [
    "BINARY",
    "DATETIME",
    "NUMBER",
    "ROWID",
    "STRING",
    "Binary",
    "Connection",
    "Cursor",
    "DataError",
    "DatabaseError",
    "Date",
    "DateFromTicks",
    "Error",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
    "Time",
    "TimeFromTicks",
    "Timestamp",
    "TimestampFromTicks",
    "TypeCode",
    "TypeObject",
    "Warning",
    "apilevel",
    "connect",
    "paramstyle",
    "threadsafety",
]

apilevel = "2.0"
threadsafety = 2
"""Threads may share the module and connections."""
paramstyle = "pyformat"
