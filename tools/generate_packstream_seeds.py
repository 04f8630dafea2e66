#!/usr/bin/env python3
"""Writes tests/fuzz/seeds/packstream/: one small valid value for each kind and each form of its size.

usage: tools/generate_packstream_seeds.py [--check]

--check writes nothing and fails when a seed is missing, differs, or is none of these.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[1] / "tests" / "fuzz" / "seeds" / "packstream"


def text(value: str) -> bytes:
    encoded = value.encode()
    return bytes([0x80 + len(encoded)]) + encoded


def structure(tag: str, *fields: bytes) -> bytes:
    return bytes([0xB0 + len(fields)]) + tag.encode() + b"".join(fields)


INTEGERS = [b"\x00", b"\x7f", b"\xf0", b"\xc8\x80", b"\xc9\x7f\xff", b"\xca\x80\x00\x00\x00", b"\xcb" + b"\xff" * 8]
FLOATS = [b"\xc1" + struct.pack(">d", value) for value in (1.5, -0.0, float("inf"), float("nan"))]
NAMES = text("name") + text("Zoë")
NODE = structure("N", b"\x07", b"\x91" + text("Person"), b"\xa1" + NAMES, text("4:a:7"))
RELATIONSHIP = structure("r", b"\x01", text("KNOWS"), b"\xa0", text("5:a:1"))

VALUES = {
    "constants": b"\x93\xc0\xc2\xc3",
    "integers": bytes([0x90 + len(INTEGERS)]) + b"".join(INTEGERS),
    "floats": bytes([0x90 + len(FLOATS)]) + b"".join(FLOATS),
    "text_of_each_form": b"\x94" + text("tiny") + b"\xd0\x10" + b"e" * 16 + b"\xd1\x00\x02ab\xd2\x00\x00\x00\x01c",
    "bytes_of_each_form": b"\x93\xcc\x02ab\xcd\x00\x01c\xce\x00\x00\x00\x00",
    "lists_of_each_form": b"\x94\x90\xd4\x01\x01\xd5\x00\x01\x02\xd6\x00\x00\x00\x01\x03",
    "maps_of_each_form": b"\x94\xa1" + NAMES + b"".join(bytes(m) + NAMES for m in (b"\xd8\x01", b"\xd9\x00\x01"))
    + b"\xda\x00\x00\x00\x01" + NAMES,
    "keys_of_each_form": b"\xa3\xd0\x01a\x01\xd1\x00\x01b\x02\xd2\x00\x00\x00\x01c\x03",
    "node": NODE,
    "path": structure("P", b"\x92" + NODE + NODE, b"\x91" + RELATIONSHIP, b"\x92\x01\x01"),
    "times": b"\x93" + structure("D", b"\x2a") + structure("i", b"\x01", b"\x02", text("Asia/Tokyo"))
    + structure("E", b"\x01", b"\x02", b"\x03", b"\x04"),
    "point": structure("X", b"\xc9\x10\xe6", FLOATS[0], FLOATS[1]),
    "uuid": b"\xe0" + bytes(range(16)),
    "nested": b"\x91" * 20 + b"\xa1" + text("a") + b"\x91" * 5 + b"\x01",
}  # fmt: skip


def write_or_check(folder: Path, seeds: dict[str, bytes]) -> int:
    """Writes the seeds, or with --check only says which of them the folder has not, or has besides. The exit code."""
    if sys.argv[1:] == ["--check"]:
        found = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}
        differ = sorted(name for name in found.keys() | seeds.keys() if found.get(name) != seeds.get(name))
        for name in differ:
            print(f"{folder / name}: is not what this script writes; run it without --check")
        return 1 if differ else 0
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in seeds.items():
        (folder / name).write_bytes(value)
    return 0


if __name__ == "__main__":
    sys.exit(write_or_check(SEEDS, VALUES))
