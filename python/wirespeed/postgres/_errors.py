"""What PostgreSQL raises besides wirespeed's own family, which it belongs to; the classes of PEP 249 among them."""

from __future__ import annotations

from typing import Any

from wirespeed import errors

__all__ = [
    "AuthenticationError",
    "DataError",
    "DatabaseError",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "NotSupportedError",
    "OperationalError",
    "PostgresError",
    "ProgrammingError",
    "QueryCanceledError",
    "SerializationError",
    "SkippedError",
    "UnavailableError",
    "Warning",
]


class PostgresError(errors.Error):
    """The server refused. ``str()`` is what it said, with its hint; each field of the protocol is an attribute.

    ``code`` is ``sqlstate``. What the server did not say is None.
    """

    severity: str = ""
    """``ERROR``, ``FATAL`` or ``PANIC``, not translated. After the last two the connection is closed."""
    sqlstate: str = ""
    """Five characters, as ``42P01``."""
    message: str = ""
    detail: str | None = None
    hint: str | None = None
    position: int | None = None
    """The character of the query, from 1, where the fault was seen."""
    internal_query: str | None = None
    internal_position: int | None = None
    context: str | None = None
    schema: str | None = None
    table: str | None = None
    column: str | None = None
    data_type: str | None = None
    constraint: str | None = None
    file: str | None = None
    line: str | None = None
    routine: str | None = None


DatabaseError = PostgresError


class InterfaceError(errors.Error):
    """What was used is closed, or was never meant for that."""


class Warning(Exception):
    """What the server says besides; never raised."""


class DataError(PostgresError):
    """A value that cannot be (class 22), as a division by zero or a number out of range."""


class IntegrityError(PostgresError):
    """A constraint says no (class 23); ``constraint`` names it."""


class OperationalError(PostgresError):
    """The server could not do it now: resources, operators, deadlocks."""


class SerializationError(OperationalError):
    """A conflict with another transaction (class 40): do the whole transaction again."""


class QueryCanceledError(OperationalError):
    """The query was ended by a cancel, or by a timeout of the server (57014)."""


class ProgrammingError(PostgresError):
    """The query or the call is at fault (class 42 and its kin): mend it."""


class SkippedError(OperationalError):
    """A statement of a pipeline that was not run, for one before it failed."""


class InternalError(PostgresError):
    """The server is at fault, or the transaction has failed already (25P02)."""


class NotSupportedError(PostgresError):
    """The server cannot do that (class 0A)."""


class AuthenticationError(OperationalError):
    """The server did not let us in, or did not prove that it knows the password."""


class UnavailableError(OperationalError, errors.IoError):
    """No server could be reached, or the connection to it was lost. Open another."""


# By the class of the SQLSTATE, its first two characters.
_BY_CLASS: dict[str, type[PostgresError]] = {
    "08": OperationalError,
    "0A": NotSupportedError,
    "21": ProgrammingError,
    "22": DataError,
    "23": IntegrityError,
    "24": InternalError,
    "25": InternalError,
    "26": ProgrammingError,
    "28": AuthenticationError,
    "2B": InternalError,
    "2D": InternalError,
    "2F": InternalError,
    "34": ProgrammingError,
    "38": InternalError,
    "39": InternalError,
    "3B": InternalError,
    "3D": ProgrammingError,
    "3F": ProgrammingError,
    "40": SerializationError,
    "42": ProgrammingError,
    "44": ProgrammingError,
    "53": OperationalError,
    "54": OperationalError,
    "55": OperationalError,
    "57": OperationalError,
    "58": OperationalError,
    "F0": InternalError,
    "P0": ProgrammingError,
    "XX": InternalError,
}


def class_of(sqlstate: str) -> type[PostgresError]:
    """The exception for a SQLSTATE."""
    if sqlstate == "57014":
        return QueryCanceledError
    return _BY_CLASS.get(sqlstate[:2], PostgresError)


def from_native(kind: str, code: str, message: str, notice: dict[str, Any] | None) -> Exception:
    """The exception for an error of the native client, which calls this."""
    if notice is not None:
        error = class_of(notice["sqlstate"])(message)
        for name, value in notice.items():
            setattr(error, name, value)
        error.code = notice["sqlstate"]
        return error
    if kind == "authentication":
        return AuthenticationError(message)
    if kind == "skipped":
        return SkippedError(message)
    if kind == "unavailable":
        return UnavailableError(message)
    return errors._of_code(code, message)
