"""What is a key of a cache, and which keys are the same."""

from __future__ import annotations

import datetime
import enum
import uuid
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

import numpy as np
import pytest

from cache_crowds import small
from wirespeed.cache import Cache


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class Level(enum.IntEnum):
    LOW = 1


class Pair(NamedTuple):
    a: int
    b: str


DAY = datetime.date(2026, 11, 22)


DIFFERENT: list[Any] = [
    *(None, True, False, 0, 1, -1, 1.0, 0.0, 1 << 62, 1 << 63, 1 << 64, -(1 << 64), 1j, float("inf"), float("nan")),
    *("", "1", "None", "é", "🎵", "\0", "a\0", "\ud800", "\ud801", "x" * 1000, "x" * 1001, "é" * 200),
    *(
        b"",
        b"1",
        b"\0",
        b"x" * 300,
        (),
        ((),),
        (1,),
        ("1",),
        (1, 2),
        ((1,), 2),
        (1, (2,)),
        ("a", "b"),
        ("ab",),
        (b"ab",),
    ),
    *(DAY, datetime.datetime(2026, 11, 22), datetime.datetime(2026, 11, 22, tzinfo=datetime.timezone.utc)),
    *(datetime.time(1), datetime.timedelta(1), datetime.timedelta(0, 86399), Decimal("1.0"), Decimal("1.00")),
    *(uuid.UUID(int=1), uuid.UUID(int=2), Color.RED, Color.BLUE, Level.LOW, Pair(1, "a"), (1, "a"), (Pair(1, "a"),)),
    *(
        frozenset([1]),
        frozenset([1.0]),
        frozenset(["1"]),
        frozenset([1, "1"]),
        frozenset([(1, "1")]),
        np.int64(1),
        np.int32(1),
        np.float64(1),
        (None, (None, DAY)),
    ),
]


def test_different_keys_are_different() -> None:
    cache = Cache(10_000)
    for i, key in enumerate(DIFFERENT):
        assert cache.get(key) is None, key
        cache.put(key, i)
    assert [cache.get(key) for key in DIFFERENT] == list(range(len(DIFFERENT)))


def test_equal_keys_are_the_same_however_they_were_made() -> None:
    cache = small()
    for one, other in [
        ("abc", "".join(["ab", "c"])),
        (0.0, -0.0),
        (float("nan"), -float("nan")),
        ((1, ("a", DAY)), tuple(iter([1, ("a", datetime.date.fromisoformat("2026-11-22"))]))),
        (1 << 70, int("1" + "0" * 70, 2)),
        (frozenset("abc"), frozenset("cba")),
    ]:
        cache.put(one, "value")
        assert cache.get(other) == "value", one
        cache.clear()


def test_random_nested_keys_are_told_apart_as_their_reprs_are(seed: int = 7) -> None:
    random = Random(seed)

    def make(depth: int) -> Any:
        kinds: list[Callable[[], Any]] = [
            lambda: random.randrange(-3, 3),
            lambda: random.choice(["", "a", "ab", "\xff"]),
            lambda: random.choice([b"", b"a", b"\xff"]),
            lambda: random.choice([None, True, 0.5]),
            lambda: tuple(make(depth + 1) for _ in range(random.randrange(3))),
        ]
        return random.choice(kinds[: 4 if depth > 3 else 5])()

    cache = Cache(100_000)
    model: dict[str, int] = {}
    for _ in range(5000):
        key = make(0)
        assert cache.get(key) == model.get(repr(key)), (seed, key)
        model[repr(key)] = len(model)
        cache.put(key, model[repr(key)])


@pytest.mark.parametrize("key", [object(), [1], {}, {1}, Fraction(1), (1, [2]), lambda: 1, np.arange(3)])
def test_what_is_no_key_is_refused_with_what_to_do(key: Any) -> None:
    with pytest.raises(TypeError, match="say what tells it apart"):
        small().get(key)


def test_a_key_without_end_is_refused() -> None:
    key: tuple[Any, ...] = ()
    for _ in range(100_000):
        key = (key,)
    with pytest.raises(RecursionError):
        small().get(key)
