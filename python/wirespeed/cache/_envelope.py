"""What stands around a value in Redis: until when it is fresh, how long it took to load, and what may invalidate it.

    | WSC1 | flags u8 | fresh_until f64 | delta f64 | generation u64 | tags u16 | tag ... | value |
    tag:  | size u16 | UTF-8 | generation u64 |

Little endian; times in seconds, fresh_until since 1970, infinite where it never ends.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

_HEAD = struct.Struct("<4sBddQH")
_SIZE = struct.Struct("<H")
_GENERATION = struct.Struct("<Q")
MAGIC = b"WSC1"
NONE = 1  # the value is None, whatever the codec


@dataclass(frozen=True, slots=True)
class Envelope:
    fresh_until: float
    delta: float
    generation: int
    tags: Mapping[str, int]  # each with its generation when the value was loaded
    payload: bytes | None  # None: so is the value

    def pack(self) -> bytes:
        flags = NONE if self.payload is None else 0
        parts = [_HEAD.pack(MAGIC, flags, self.fresh_until, self.delta, self.generation, len(self.tags))]
        for tag, generation in self.tags.items():
            name = tag.encode()
            parts += [_SIZE.pack(len(name)), name, _GENERATION.pack(generation)]
        return b"".join([*parts, self.payload or b""])


def unpack(data: bytes) -> Envelope | None:
    """None for what is no envelope."""
    try:
        magic, flags, fresh_until, delta, generation, count = _HEAD.unpack_from(data)
        at = _HEAD.size
        tags = {}
        for _ in range(count):
            (size,) = _SIZE.unpack_from(data, at)
            name = data[at + _SIZE.size : at + _SIZE.size + size].decode()
            at += _SIZE.size + size
            (tags[name],) = _GENERATION.unpack_from(data, at)
            at += _GENERATION.size
    except (struct.error, UnicodeDecodeError):
        return None
    if magic != MAGIC or delta != delta or fresh_until != fresh_until:
        return None
    return Envelope(fresh_until, delta, generation, tags, None if flags & NONE else data[at:])
