"""What type checkers must infer; read by mypy, never run."""

from typing import Any, assert_type

from wirespeed import packstream
from wirespeed.packstream import Structure, swap_endian, v1, v2

assert_type(v1.pack({"a": [1, None]}), bytes)
assert_type(v2.pack(1, dehydration_hooks=None), bytes)
assert_type(v1.unpack(bytearray(b"\x01"), 0), tuple[Any, int])
assert_type(v2.unpack(bytearray(b"\x01"), 0, {Structure: repr}), tuple[Any, int])
assert_type(swap_endian(2, b"ab"), bytes)

node = packstream.Structure(b"N", 1)
assert_type(node, Structure)
assert_type(node.tag, bytes)
assert_type(node.fields, list[Any])
assert_type(node[1:], list[Any])
assert_type(len(node), int)

v1.unpack(b"\x01", 0)  # type: ignore[arg-type]
node.tag = b"M"  # type: ignore[misc]
