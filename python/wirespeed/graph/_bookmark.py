"""What a bookmark of Neo4j says."""

from __future__ import annotations

import base64
import binascii

from wirespeed.errors import MalformedError

_PREFIX = "FB:"
_BYTES = 0xCC
_WIDTHS = {0xC8: 1, 0xC9: 2, 0xCA: 4, 0xCB: 8}


def transaction_of(bookmark: str) -> int:
    """The transaction that a bookmark names; of several databases the highest. ::

        FB: base64 of  91  CC 10 <the database's 16 bytes> <integer of PackStream>  90
        neo4j:bookmark:v1:tx<digits>

    :raises MalformedError: it is written in another way.
    """
    if not bookmark.startswith(_PREFIX):
        digits = bookmark.rpartition(":tx")[2]
        if digits.isdecimal():
            return int(digits)
        raise _strange(bookmark)
    try:
        return max(_graph_states(base64.b64decode(bookmark[len(_PREFIX) :], validate=True)))
    except (binascii.Error, IndexError, ValueError) as why:
        raise _strange(bookmark) from why


def _graph_states(packed: bytes) -> list[int]:
    if packed[0] & 0xF0 != 0x90:
        raise ValueError("no list")
    place, found = 1, []
    for _ in range(packed[0] & 0x0F):
        if packed[place] != _BYTES:
            raise ValueError("no bytes")
        place += 2 + packed[place + 1]
        width = _WIDTHS.get(packed[place], 0)
        if width == 0 and packed[place] > 0x7F:
            raise ValueError("no integer")
        digits = packed[place + 1 : place + 1 + width] if width else packed[place : place + 1]
        if len(digits) != max(width, 1):
            raise IndexError
        found.append(int.from_bytes(digits, "big", signed=True))
        place += 1 + width
    return found


def _strange(bookmark: str) -> MalformedError:
    return MalformedError(f"bookmark: expected one that names a transaction, as FB:kcwQ..., found {bookmark[:80]!r}")
