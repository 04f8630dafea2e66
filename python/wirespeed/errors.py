"""The exceptions that wirespeed raises.

One family under :class:`Error`. A class of its own exists only where a caller would act differently; everything else
is told apart by ``code``. Each message says what was being done, what was expected, what was found, where, and what to
do next.
"""

import builtins

__all__ = [
    "CancelledError",
    "Error",
    "InvalidArgumentError",
    "IoError",
    "MalformedError",
    "NotFoundError",
    "TimeoutError",
]


class Error(Exception):
    """Every failure of wirespeed.

    ``code`` is one of ``invalid_argument``, ``malformed``, ``truncated``, ``corrupt``, ``unsupported``, ``limit``,
    ``not_found``, ``io``, ``cancelled``, ``deadline``.
    """

    code: str = ""


class InvalidArgumentError(Error, ValueError):
    """The call asked for something that cannot be: mend the call."""

    code = "invalid_argument"


class NotFoundError(Error, LookupError):
    """What was asked for is not there: go on without it."""

    code = "not_found"


class MalformedError(Error):
    """The bytes are not what their format promises (``malformed``, ``truncated``, ``corrupt``): get another copy."""

    code = "malformed"


class IoError(Error, OSError):
    """The operating system refused: see to the path, the rights or the disk."""

    code = "io"


class TimeoutError(Error, builtins.TimeoutError):
    """The ``timeout`` of the call passed: give it more time or narrow the question."""

    code = "deadline"


class CancelledError(Error):
    """The call's :class:`~wirespeed.CancelToken` was set."""

    code = "cancelled"


_BY_CODE: dict[str, type[Error]] = {
    "invalid_argument": InvalidArgumentError,
    "malformed": MalformedError,
    "truncated": MalformedError,
    "corrupt": MalformedError,
    "not_found": NotFoundError,
    "io": IoError,
    "cancelled": CancelledError,
    "deadline": TimeoutError,
}


def _of_code(code: str, message: str) -> Error:
    """The exception for an error of the native half, which calls this."""
    error = _BY_CODE.get(code, Error)(message)
    error.code = code
    return error
