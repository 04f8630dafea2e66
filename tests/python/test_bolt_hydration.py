"""What native code makes of structures is what the package's Python functions make of them."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from wirespeed.bolt import _hydrate as hydrate
from wirespeed.bolt._core import unpack_record
from wirespeed.bolt._record import record_type
from wirespeed.errors import MalformedError
from wirespeed.packstream import Structure, v1

RECORD = record_type(("value",))
DAY, NANOSECONDS = 86_400, 10**9
FIRST, LAST = -719_162, 2_932_896  # days of the years 1 and 9999
NUMBERS = [0, 1, -1, 999, 1000, -1000, 10**6, DAY - 1, DAY, FIRST, LAST, 2**31, -(2**31), 2**45, 2**63 - 1, -(2**63)]
DAYS = [FIRST - 1, FIRST, -1, 0, 11_016, LAST, LAST + 1]
SECONDS = [day * DAY + second for day in DAYS for second in (0, 3_599, DAY - 1)] + NUMBERS
WITHIN = [0, 1000, 999_999_000, 1, 999_999_999, NANOSECONDS, -1000, -1]
OFFSETS = [0, 3600, -3600, 19_800, 1, -DAY + 1, DAY - 1, DAY, -DAY, 2**40]
NAMES = ["Europe/Berlin", "UTC", "America/New_York", "Pacific/Apia", "Nowhere/At_all", "", "../etc", "Ö"]
CLOCK = [0, 1000, DAY * NANOSECONDS - 1000, 12 * 3600 * NANOSECONDS + 5, DAY * NANOSECONDS, -1000, -1]

VALUES: dict[str, list[tuple[Any, ...]]] = {
    "D": [(day,) for day in DAYS + NUMBERS],
    "t": [(clock,) for clock in CLOCK + NUMBERS],
    "T": [*itertools.product(CLOCK, OFFSETS)],
    "d": [*itertools.product(SECONDS, WITHIN)],
    "I": [*itertools.product(SECONDS, WITHIN, OFFSETS)],
    "i": [*itertools.product(SECONDS, [0, 1000, 1], NAMES)],
    "F": [*itertools.product(SECONDS, [0, 1000, 1], OFFSETS)],
    "f": [*itertools.product(SECONDS, [0, 1000, 1], NAMES)],
    "E": [(1, -2, 3, -4), (0, 0, 0, 0)],
    "X": [(7203, 1.5, -2.5), (4326, 1, "x")],
    "Y": [(9157, 1.5, -2.5, 0.0)],
    "N": [(1, ["A", "B"], {"a": 1, "none": None, "list": [1.5, Structure(b"D", 3)]}, "4:x:1"), (1, [], {}, "")],
    "R": [(1, 2, 3, "KNOWS", {"since": Structure(b"D", 0)}, "5:x:1", "4:x:2", "4:x:3")],
    "P": [([Structure(b"N", 1, [], {}, "4:x:1")], [], [])],
    "V": [(b"\xc8", b"\x01\x02")],
    "?": [("Thing", 6, 1, {"message": "no"})],
    "Z": [(1,)],
}
OTHERS: list[Any] = [None, True, 1.5, "x", b"x", [1], {"a": 1}, Structure(b"D", 1), Structure(b"Z")]


def outcome(make: Any) -> Any:
    try:
        return described(make())
    except (MalformedError, ValueError) as error:
        return type(error), str(error), type(error.__cause__)


def described(value: Any) -> Any:
    slots = [name for each in type(value).__mro__ for name in getattr(each, "__slots__", ())]
    if type(value).__module__ == "wirespeed.bolt._types":
        return (type(value), [(name, described(getattr(value, name))) for name in sorted(slots)])
    if isinstance(value, list):
        return [described(each) for each in value]
    if isinstance(value, dict):
        return {name: described(each) for name, each in value.items()}
    return (type(value), repr(value), getattr(value, "fold", None))


def assert_equal(structure: Structure, utc: bool) -> None:
    packed, hooks = v1.pack([structure]), hydrate.hooks(utc)
    by_python = outcome(lambda: v1.unpack(bytearray(packed), 0, hooks)[0][0])
    assert outcome(lambda: unpack_record(packed, RECORD, hooks, utc)[0]) == by_python, structure


@pytest.mark.parametrize("utc", [True, False])
@pytest.mark.parametrize("tag", VALUES)
def test_values_are_the_same(tag: str, utc: bool) -> None:
    for fields in VALUES[tag]:
        assert_equal(Structure(tag.encode(), *fields), utc)


@pytest.mark.parametrize("utc", [True, False])
@pytest.mark.parametrize("tag", VALUES)
def test_fields_that_the_protocol_does_not_have_are_the_same(tag: str, utc: bool) -> None:
    for fields in VALUES[tag][:20]:
        assert_equal(Structure(tag.encode(), *fields[:-1]), utc)
        assert_equal(Structure(tag.encode(), *fields, 0), utc)
        for place, other in itertools.product(range(len(fields)), OTHERS):
            assert_equal(Structure(tag.encode(), *fields[:place], other, *fields[place + 1 :]), utc)


def test_any_moment_in_any_zone_is_the_same() -> None:
    chance = random.Random("zones")
    for _ in range(2000):
        second = chance.randrange(-2_000_000_000, 4_000_000_000)
        assert_equal(Structure(b"i", second, chance.randrange(10**6) * 1000, chance.choice(NAMES[:4])), True)


@pytest.mark.parametrize("tag", VALUES)
def test_what_is_cut_off_anywhere_is_malformed(tag: str) -> None:
    packed = v1.pack([Structure(tag.encode(), *VALUES[tag][0])])
    for end in range(1, len(packed)):
        with pytest.raises((MalformedError, ValueError)):
            unpack_record(packed[:end], RECORD, hydrate.hooks(True), True)
