"""Names of parametrized cases, the same in every process."""

from __future__ import annotations

import re

_ADDRESS = re.compile(" at 0x[0-9a-f]+")


def short(value: object) -> str:
    """How it prints, without an address, as far as a name should go."""
    return _ADDRESS.sub("", str(value))[:24]


def printable(value: object) -> str:
    """How it is written, without an address."""
    return _ADDRESS.sub("", ascii(value))
