"""Ours against the official driver's own codec in Python, on random values: the same bytes, the same objects."""

from __future__ import annotations

import importlib
import random
import sys
from collections.abc import Callable
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pytest

from case_names import printable
from wirespeed import packstream

# The driver takes the native codec that it finds when it is imported; here it shall find none.
NATIVE = ["neo4j._rust", "neo4j._rust.codec", "neo4j._rust.codec.packstream"]
sys.modules.update(dict.fromkeys(NATIVE))  # type: ignore[arg-type]

neo4j_time = importlib.import_module("neo4j.time")
neo4j_spatial = importlib.import_module("neo4j.spatial")
driver = importlib.import_module("neo4j._codec.packstream")
hydration = importlib.import_module("neo4j._codec.hydration.bolt.v2")
VERSIONS = ["v1", "v2"]


def our_structure(structure: Any) -> packstream.Structure:
    return packstream.Structure(structure.tag, *structure.fields)


class Both:
    """The same call to both codecs, with the hooks of Bolt 5."""

    def __init__(self, version: str) -> None:
        self.theirs = importlib.import_module(f"neo4j._codec.packstream.{version}")
        self.ours: ModuleType = getattr(packstream, version)
        self.scope = hydration.HydrationHandler().new_hydration_scope()

    def packed_by_theirs(self, value: Any) -> bytes:
        buffer = self.theirs.Packer.new_packable_buffer()
        self.theirs.Packer(buffer).pack(value, dehydration_hooks=self.scope.dehydration_hooks)
        return bytes(buffer.data)

    def packed_by_ours(self, value: Any) -> bytes:
        """The driver's hooks make its own Structure, which is ours where the driver runs on our codec."""
        hooks = self.scope.dehydration_hooks.extend(exact_types={tuple: list, driver.Structure: our_structure})
        return self.ours.pack(value, hooks)  # type: ignore[no-any-return]

    def unpacked_by_theirs(self, data: bytes) -> Any:
        buffer = importlib.import_module("neo4j._codec.packstream._common").UnpackableBuffer(data)
        return self.theirs.Unpacker(buffer).unpack(self.scope.hydration_hooks)

    def unpacked_by_ours(self, data: bytes) -> Any:
        hook = self.scope.hydration_hooks[driver.Structure]

        def hydrate(structure: packstream.Structure) -> Any:
            return hook(driver.Structure(structure.tag, *structure.fields))

        value, end = self.ours.unpack(bytearray(data), 0, {packstream.Structure: hydrate})
        assert end == len(data)
        return value

    def check(self, value: Any) -> None:
        packed = self.packed_by_theirs(value)
        assert self.packed_by_ours(value) == packed
        assert repr(self.unpacked_by_ours(packed)) == repr(self.unpacked_by_theirs(packed))


@pytest.fixture(params=VERSIONS)
def both(request: pytest.FixtureRequest) -> Both:
    return Both(request.param)


SCALARS: list[Callable[[random.Random], Any]] = [
    lambda _: None,
    lambda chance: chance.random() < 0.5,
    lambda chance: chance.randrange(-(2 ** chance.randrange(1, 64)), 2 ** chance.randrange(1, 63)),
    lambda chance: chance.uniform(-1e9, 1e9),
    lambda chance: "".join(chance.choices("abc éß漢🎵\0", k=chance.randrange(40))),
    lambda chance: chance.randbytes(chance.randrange(300)),
    lambda chance: date(2000, 1, 1) + timedelta(chance.randrange(9999)),
    lambda chance: neo4j_time.Duration(months=chance.randrange(99), seconds=chance.randrange(9**9)),
    lambda chance: neo4j_time.DateTime(chance.randrange(1, 9999), 2, 3, 4, 5, 6, chance.randrange(10**9)),
    lambda chance: neo4j_spatial.CartesianPoint((chance.random(), chance.random(), chance.random())),
    lambda chance: np.int16(chance.randrange(-(2**15), 2**15)),
    lambda chance: np.float32(chance.random()),
    lambda chance: np.array([chance.randrange(9) for _ in range(chance.randrange(4))]),
    lambda _: pd.NA,
    lambda _: pd.NaT,
    lambda chance: pd.Series([chance.random(), None]),
    lambda chance: pd.DataFrame({"a": [chance.randrange(9)], "b": ["x"]}),
    lambda chance: pd.Timestamp(chance.randrange(10**18)),
]


def random_value(chance: random.Random, depth: int = 4) -> Any:
    kind = chance.randrange(len(SCALARS) + 4)
    if kind < len(SCALARS) or depth == 0:
        return SCALARS[kind % len(SCALARS)](chance)
    items = [random_value(chance, depth - 1) for _ in range(chance.choice((0, 1, 2, 5, 17)))]
    if kind == len(SCALARS):
        return tuple(items)
    return (
        items
        if kind == len(SCALARS) + 1
        else {f"key {i}" * chance.choice((1, 4)): item for i, item in enumerate(items)}
    )


def test_random_values(both: Both) -> None:
    for seed in range(400):
        both.check(random_value(random.Random(seed)))


@pytest.mark.parametrize("count", [0, 1, 15, 16, 255, 256, 65535, 65536])
def test_sizes_around_every_border(both: Both, count: int) -> None:
    for value in (
        "x" * count,
        "é" * count,
        b"x" * count,
        [1] * count,
        {str(i): i for i in range(count)},
        {"k" * count: 1},
    ):
        both.check(value)


def test_the_sixty_four_bits_of_integers(both: Both) -> None:
    for bits in range(64):
        both.check(
            [
                sign * 2**bits + step
                for sign in (1, -1)
                for step in (-1, 0, 1)
                if -(2**63) <= sign * 2**bits + step < 2**63
            ]
        )


def errors_of(both: Both, value: Any) -> list[Exception]:
    caught = []
    for pack in (both.packed_by_theirs, both.packed_by_ours):
        with pytest.raises(Exception) as raised:
            pack(value)
        caught.append(raised.value)
    return caught


@pytest.mark.parametrize(
    "value",
    [
        2**63,
        -(2**63) - 1,
        {1: 2},
        {None: 1},
        object(),
        {1, 2},
        memoryview(b""),
        1j,
        "\ud800",
        np.array(5),
        pd.DataFrame({1: [2]}),
    ],
    ids=printable,
)
def test_what_cannot_be_packed_is_the_same_error(both: Both, value: Any) -> None:
    theirs, ours = errors_of(both, value)
    assert (type(ours), str(ours)) == (type(theirs), str(theirs))


def node(*fields: Any) -> bytes:
    return packstream.v1.pack(packstream.Structure(b"N", *fields))


@pytest.mark.parametrize(
    "data",
    [
        node(1, ["A"], {"k": 1}, "4:a:1"),
        node(1),
        b"\x92" + node(1, ["A"], {}, "a") + node(1, ["A"], {}, "a"),
        b"\xb1Z\x01",
        b"\xb1D\xc9\x7f\xff",
        b"\xa1\x81k\xb1Z\x01",
    ],
    ids=ascii,
)
def test_structures_become_what_the_hooks_make_of_them(both: Both, data: bytes) -> None:
    theirs, ours = both.unpacked_by_theirs(data), both.unpacked_by_ours(data)
    assert type(ours) is type(theirs)
    if type(ours).__name__ != "BrokenHydrationObject" and "Broken" not in repr(ours):
        assert repr(ours) == repr(theirs)
