"""What the Bolt client raises besides wirespeed's own family, which it belongs to."""

from __future__ import annotations

from typing import Any, NamedTuple

from wirespeed import errors

__all__ = [
    "AuthError",
    "ClientError",
    "DatabaseError",
    "IncompleteCommitError",
    "Neo4jError",
    "Position",
    "ServiceUnavailableError",
    "SessionExpiredError",
    "TransientError",
]


class Position(NamedTuple):
    """A place in a query: ``offset`` counts characters from 0, ``line`` and ``column`` from 1."""

    offset: int
    line: int
    column: int


class Neo4jError(errors.Error):
    """The server refused. ``str()`` is its message and its code."""

    code: str = ""
    """As ``Neo.ClientError.Statement.SyntaxError``."""
    message: str = ""
    gql_status: str = ""
    """Five characters, as ``42001``."""
    gql_status_description: str = ""
    position: Position | None = None
    """Where in the query, if the server said so."""
    diagnostic_record: dict[str, Any]
    cause: Neo4jError | None = None
    retryable: bool = False
    """Whether the same work may succeed when it is tried again; ``Client.execute()`` does so by itself."""


class ClientError(Neo4jError):
    """The query or the call is at fault: mend it."""


class AuthError(ClientError):
    """The credentials are wrong, have expired, or do not suffice (``Neo.ClientError.Security``)."""


class TransientError(Neo4jError):
    """The database could not do it now: try again."""


class DatabaseError(Neo4jError):
    """The database is at fault: see its logs."""


class ServiceUnavailableError(errors.IoError):
    """No server could be reached, or the connection to it was lost."""

    retryable: bool = True


class SessionExpiredError(ServiceUnavailableError):
    """The cluster has no server for this work at the moment."""


class IncompleteCommitError(ServiceUnavailableError):
    """The connection was lost while a commit was under way: it may have happened or not."""

    retryable: bool = False


_CONNECTION_ERRORS: dict[str, type[ServiceUnavailableError]] = {
    "unavailable": ServiceUnavailableError,
    "session_expired": SessionExpiredError,
    "incomplete_commit": IncompleteCommitError,
}


def _class_of(code: str) -> type[Neo4jError]:
    if code.startswith("Neo.ClientError.Security."):
        return AuthError
    if code.startswith("Neo.ClientError."):
        return ClientError
    return TransientError if code.startswith("Neo.TransientError.") else DatabaseError


def _from_failure(message: str, failure: dict[str, Any]) -> Neo4jError:
    error = _class_of(failure["code"])(message)
    error.code = failure["code"]
    error.message = failure["message"]
    error.gql_status = failure["gql_status"]
    error.gql_status_description = failure["gql_status_description"]
    error.diagnostic_record = failure["diagnostic_record"]
    error.retryable = failure["retryable"]
    if failure["position"] is not None:
        error.position = Position(*failure["position"])
    if failure["cause"] is not None:
        cause = failure["cause"]
        error.cause = error.__cause__ = _from_failure(cause["message"], cause)
    return error


def from_native(kind: str, code: str, message: str, failure: dict[str, Any] | None) -> Exception:
    """The exception for an error of the native client, which calls this."""
    if failure is not None:
        return _from_failure(message, failure)
    if kind in _CONNECTION_ERRORS:
        return _CONNECTION_ERRORS[kind](message)
    return errors._of_code(code, message)
