"""wirespeed: bytes straight to their destination.

A C++ engine under a thin, typed Python package. Every call that can take long releases the interpreter, takes
``timeout=`` (seconds) and ``cancel=`` (a :class:`CancelToken`), and ends on Ctrl-C. Failures are :class:`Error`.
"""

from wirespeed import discogs, graph, search
from wirespeed._native import CancelToken
from wirespeed._native import version as __version__
from wirespeed.errors import (
    CancelledError,
    Error,
    InvalidArgumentError,
    IoError,
    MalformedError,
    NotFoundError,
    TimeoutError,
)

__all__ = [
    "CancelToken",
    "CancelledError",
    "Error",
    "InvalidArgumentError",
    "IoError",
    "MalformedError",
    "NotFoundError",
    "TimeoutError",
    "__version__",
    "discogs",
    "graph",
    "search",
]
