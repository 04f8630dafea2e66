"""Each kind as PackStream, by an encoder of this file's own: nobody's contender."""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path
from typing import Any

from harness import data
from packstream_codec import kinds

QUICK_PART = 20
EPOCH_ORDINAL = 719_163  # of 1970-01-01


def sized(tiny: int, first: int, n: int) -> bytes:
    if n < 16 and tiny:
        return bytes([tiny + n])
    forms = ((">BB", 1 << 8), (">BH", 1 << 16), (">BI", 1 << 32))
    return next(struct.pack(form, first + i, n) for i, (form, limit) in enumerate(forms) if n < limit)


def integer(value: int) -> bytes:
    if -16 <= value < 128:
        return struct.pack(">b", value)
    forms = ((">Bb", 7), (">Bh", 15), (">Bi", 31), (">Bq", 63))
    return next(
        struct.pack(f, 0xC8 + i, value) for i, (f, bits) in enumerate(forms) if -(1 << bits) <= value < 1 << bits
    )


def structure(tag: bytes, *fields: Any) -> bytes:
    return bytes([0xB0 + len(fields)]) + tag + b"".join(map(encode, fields))


def encode(value: Any) -> bytes:
    if isinstance(value, int):
        return integer(value)
    if isinstance(value, float):
        return b"\xc1" + struct.pack(">d", value)
    if isinstance(value, str):
        return sized(0x80, 0xD0, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return sized(0x90, 0xD4, len(value)) + b"".join(map(encode, value))
    if isinstance(value, dict):
        return sized(0xA0, 0xD8, len(value)) + b"".join(encode(k) + encode(v) for k, v in value.items())
    return structure(*fields_of(value))


def fields_of(value: Any) -> tuple[Any, ...]:
    """Tag and fields as Bolt 5 has them."""
    match type(value).__name__:
        case "Date":
            return b"D", value.toordinal() - EPOCH_ORDINAL
        case "Time":
            return b"T", value.ticks, int(value.utc_offset().total_seconds())
        case "DateTime":
            days = value.date().toordinal() - EPOCH_ORDINAL
            return b"d", days * 86_400 + value.time().ticks // 10**9, value.nanosecond
        case "Duration":
            return b"E", value.months, value.days, value.seconds, value.nanoseconds
        case "WGS84Point":
            return b"X", 4326, *map(float, value)
    number, labels, properties = value
    return b"N", number, labels, properties, f"4:node:{number}"


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    variants = {}
    for kind, size in kinds.SIZES.items():
        values = kinds.make(kind, size // (QUICK_PART if quick else 1))
        packed = encode(values)
        path = out / f"{kind}.packstream"
        path.write_bytes(packed)
        answer = {"unpacked": kinds.digest(values), "packed": hashlib.sha256(packed).hexdigest()}
        variants[kind] = {"full": data.Set(path, len(values), answer)}
    (out / "sizes.json").write_text(json.dumps({kind: sets["full"].units for kind, sets in variants.items()}))
    return variants


if __name__ == "__main__":
    data.main(prepare)
