"""What a piece of work is allowed."""

from __future__ import annotations

import time

from wirespeed._native import CancelToken
from wirespeed.errors import InvalidArgumentError

__all__ = ["NO_LIMITS", "Limits", "limits_of"]


class Limits:
    """Seconds from now on, and a token."""

    __slots__ = ("_ends", "cancel")

    def __init__(self, timeout: float | None, cancel: CancelToken | None = None) -> None:
        if timeout is not None and not timeout >= 0:
            raise InvalidArgumentError(f"timeout: expected seconds >= 0, found {timeout}")
        self._ends = None if timeout is None else time.monotonic() + timeout
        self.cancel = cancel

    def left(self) -> float | None:
        return None if self._ends is None else max(0.0, self._ends - time.monotonic())


NO_LIMITS = Limits(None)


def limits_of(timeout: float | None, cancel: CancelToken | None) -> Limits:
    """Those of a call; most have none."""
    return NO_LIMITS if timeout is None and cancel is None else Limits(timeout, cancel)
