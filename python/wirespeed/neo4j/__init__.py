"""The official ``neo4j`` driver, many times faster without a change to the code that uses it.

    import wirespeed.neo4j
    wirespeed.neo4j.accelerate()

or, with no line of code at all, ``WIRESPEED_ACCELERATE=neo4j`` in the environment of the process.

What changes is how bytes become records and parameters become bytes: in large reads, natively, all that has arrived at
once. What does not: every class, value, error, log line and the order of things. Connections that are open already stay
as they are. docs/neo4j.md has what was measured; docs/packstream.md is the codec.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import threading
import warnings
from typing import Any, TypedDict

from wirespeed.neo4j._lines import TESTED, line_of

__all__ = ["Status", "accelerate", "restore", "status"]

_lock = threading.Lock()
_undo: list[tuple[Any, str, Any]] = []
_ABSENT = object()


class Status(TypedDict):
    """What :func:`status` tells."""

    active: bool
    #: The installed driver's version, None without one.
    driver: str | None
    #: Why it is as it is, in words.
    reason: str


def accelerate() -> Status:
    """Makes the driver fast, for connections that are opened from now on. Doing it twice does no more.

    With a driver that is not among those tested, or none, there is a warning and nothing changes.

    :returns: what :func:`status` says then.
    """
    with _lock:
        if not _undo:
            obstacle = _obstacle()
            if obstacle is None:
                _apply()
            else:
                warnings.warn(f"wirespeed.neo4j.accelerate(): {obstacle}", RuntimeWarning, stacklevel=2)
    return status()


def restore() -> Status:
    """Puts everything back. Connections that were opened meanwhile go on as they are.

    :returns: what :func:`status` says then.
    """
    with _lock:
        while _undo:
            owner, name, stock = _undo.pop()
            if stock is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, stock)
    return status()


def status() -> Status:
    """Whether the driver is accelerated, which one it is, and why."""
    active = bool(_undo)
    reason = "accelerate() was called" if active else (_obstacle() or "accelerate() was not called")
    return {"active": active, "driver": _installed(), "reason": reason}


def _installed() -> str | None:
    try:
        return importlib.metadata.version("neo4j")
    except importlib.metadata.PackageNotFoundError:
        return None


def _obstacle() -> str | None:
    """What stands against it, with what to do."""
    version = _installed()
    if version is None or importlib.util.find_spec("neo4j") is None:
        return "the neo4j driver is not installed; `pip install neo4j` brings it"
    if line_of(version) is not None:
        return None
    tested = ", ".join(sorted(TESTED))
    return (
        f"neo4j {version} is not among the tested versions ({tested}) and stays as it is; install one of these, "
        "or a newer wirespeed"
    )


def _apply() -> None:
    patches = importlib.import_module("wirespeed.neo4j._patches")
    parts = importlib.import_module("wirespeed.neo4j._parts")
    line = line_of(_installed() or "")
    assert line is not None
    parts.register()
    for owner, name, replacement in list(patches.of_line(line)):
        _undo.append((owner, name, vars(owner).get(name, _ABSENT)))
        setattr(owner, name, replacement)
