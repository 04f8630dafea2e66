"""The driver's Packer and Unpacker around a codec: ours, neo4j-rust-ext's, or the driver's own in Python.

rust-ext lies inside the driver's package, where the driver finds it by itself. It is hidden from the driver's own, and
replaced by ours, in sys.modules before the driver is imported: the way that is open to any other codec.
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

from harness import contender

PASSES = 15


def hide() -> None:
    for name in ("neo4j._rust", "neo4j._rust.codec", "neo4j._rust.codec.packstream", "neo4j._rust.codec.packstream.v1"):
        sys.modules[name] = None  # type: ignore[assignment]


def module(name: str, **members: object) -> ModuleType:
    made = ModuleType(name)
    vars(made).update(members)
    sys.modules[name] = made
    return made


def put_ours() -> None:
    try:
        ours = importlib.import_module("wirespeed.packstream")
    except ImportError as error:
        raise contender.CannotRun(f"the product in bench/.venv has no wirespeed.packstream: {error}") from error
    name = "neo4j._rust.codec.packstream"
    parts = {
        part: module(f"{name}.{part}", pack=v.pack, unpack=v.unpack)
        for part, v in vars(ours).items()
        if part in ("v1", "v2")
    }
    codec = module("neo4j._rust.codec", packstream=module(name, Structure=ours.Structure, **parts))
    module("neo4j._rust", codec=codec, vector=module("neo4j._rust.vector", swap_endian=ours.swap_endian))


SETTINGS: dict[str, Callable[[], None]] = {"ours": put_ours, "python": hide, "rust_ext": lambda: None}


class Codec:
    """One Packer and one Unpacker, with the hooks of Bolt 5."""

    def __init__(self) -> None:
        from neo4j._codec.hydration.bolt import v2
        from neo4j._codec.packstream import RUST_AVAILABLE
        from neo4j._codec.packstream.v1 import Packer, UnpackableBuffer, Unpacker

        self.native = RUST_AVAILABLE
        self.handler = v2.HydrationHandler()
        self.buffer = Packer.new_packable_buffer()
        self.packer, self.unpacker_of = Packer(self.buffer), lambda data: Unpacker(UnpackableBuffer(data))

    def pack(self, values: list[Any]) -> bytes:
        self.buffer.clear()
        self.packer.pack(values, dehydration_hooks=self.handler.new_hydration_scope().dehydration_hooks)
        return bytes(self.buffer.data)

    def unpack(self, data: bytes) -> list[Any]:
        hooks = self.handler.new_hydration_scope().hydration_hooks
        return self.unpacker_of(data).unpack(hooks)  # type: ignore[no-any-return, no-untyped-call]


def nanoseconds(work: Callable[[], object], values: int) -> float:
    """CPU time for a value: the median of the passes, each with a collected heap before it."""
    passes = []
    for _ in range(PASSES):
        gc.collect()
        start = time.process_time_ns()
        kept = work()
        passes.append(time.process_time_ns() - start)
        del kept
    return median(passes) / values


def work(data: Path, checking: bool) -> contender.Outcome:
    setting = sys.argv[3]
    SETTINGS[setting]()
    from packstream_codec import kinds

    codec, packed = Codec(), data.read_bytes()
    if codec.native != (setting != "python"):
        raise contender.CannotRun(f"expected the driver to run with {setting}, but RUST_AVAILABLE is {codec.native}")
    kind, sizes = data.stem, json.loads((data.parent / "sizes.json").read_text())
    values = kinds.make(kind, sizes[kind])
    counters = {"unpack_ns": nanoseconds(lambda: codec.unpack(packed), len(values))}
    answer = {"unpacked": kinds.digest(codec.unpack(packed))} if checking else {}
    if kind not in kinds.ONLY_DECODED:
        counters["pack_ns"] = nanoseconds(lambda: codec.pack(values), len(values))
    if checking:
        again = packed if kind in kinds.ONLY_DECODED else codec.pack(values)
        answer["packed"] = hashlib.sha256(again).hexdigest()
    return contender.Outcome(answer, counters)


contender.main(work)
