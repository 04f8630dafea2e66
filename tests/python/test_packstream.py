"""wirespeed.packstream by itself: what users and the driver may rely on. The driver's own: tools/driver_tests.py."""

from __future__ import annotations

import copy
import enum
import gc
import math
import pickle
import random
import struct
import sys
import uuid
import weakref
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from conftest import run_python
from wirespeed.packstream import Structure, swap_endian, v1, v2

PACKSTREAM = [pytest.param(v1, id="v1"), pytest.param(v2, id="v2")]


class Hooks:
    """Dehydration hooks as the driver has them: by exact type."""

    def __init__(self, exact_types: dict[type, Callable[[Any], Any]]) -> None:
        self.exact_types = exact_types

    def get_transformer(self, item: Any, /) -> Callable[[Any], Any] | None:
        return self.exact_types.get(type(item))


def unpack(data: bytes, version: ModuleType = v1) -> Any:
    """The one value that the bytes are."""
    value, end = version.unpack(bytearray(data), 0)
    assert end == len(data)
    return value


MIXTURE = {
    "constants": [None, True, False],
    "integers": [s * (1 << b) + d for b in (0, 4, 7, 8, 15, 16, 31, 32, 62) for s in (1, -1) for d in (-1, 0, 1)],
    "floats": [0.0, 1.5, -1e300, math.inf],
    "text": ["", "a", "é", "Zoë", "日本語", "🎵", "x" * 15, "x" * 16, "x" * 255, "ü" * 128, "x" * 65535, "x" * 65536],
    "bytes": [b"", b"ab", b"x" * 255, b"x" * 256, b"x" * 65536],
    "lists": [[], [[]], list(range(15)), list(range(16)), list(range(300)), [0] * 65536],
    "map": {"k" * n: n for n in (0, 1, 15, 16, 255, 256, 65535, 65536)},
    "large map": {f"key {i}": i for i in range(300)},
    "structure": Structure(b"N", 1, ["L"], {"k": Structure(b"D", 2)}),
}  # fmt: skip


@pytest.mark.parametrize("version", PACKSTREAM)
def test_every_kind_survives_both_ways(version: ModuleType) -> None:
    assert unpack(version.pack(MIXTURE), version) == MIXTURE


def test_floats_keep_their_bits() -> None:
    for bits in (0x8000000000000000, 0x7FF8DEADBEEF0001, 0xFFF0000000000000):
        data = b"\xc1" + bits.to_bytes(8, "big")
        assert v1.pack(unpack(data)) == data


def test_the_value_at_an_index_and_the_index_behind_it() -> None:
    assert v1.unpack(bytearray(b"\x01\x82ab\x02"), 1) == ("ab", 4)
    assert v1.unpack(bytes=bytearray(b"\x01"), idx=0, hydration_hooks=None) == (1, 1)


def test_bytes_behind_the_value_do_not_matter() -> None:
    assert v1.unpack(bytearray(b"\x91\x05" + b"\xff" * 8192), 0) == ([5], 2)


def test_of_a_key_that_comes_twice_the_last_value_counts() -> None:
    assert unpack(b"\xa2\x81a\x01\x81a\x02") == {"a": 2}


def test_keys_of_maps_are_one_object_however_often_they_come() -> None:
    first, second = unpack(v1.pack([{"name": 1}, {"name": 2}]))
    assert [*first] == [*second] == ["name"]


# Bytes that are none.


@pytest.mark.parametrize("version", PACKSTREAM)
def test_a_value_cut_at_any_offset_is_a_value_error(version: ModuleType) -> None:
    data = version.pack(
        [None, 1, -200, 2**40, 1.5, "text", "x" * 300, b"bytes", {"key": [1, {"k" * 20: 2}]}, Structure(b"N", 1, 2)]
    )
    for end in range(len(data)):
        with pytest.raises(ValueError, match="Nothing to unpack"):
            version.unpack(bytearray(data[:end]), 0)


@pytest.mark.parametrize("head", [b"\xd6", b"\xda", b"\xd2", b"\xce"])
@pytest.mark.parametrize("size", [3, 2**16, 2**31 - 1, 2**31, 2**32 - 1])
def test_a_size_beyond_the_bytes_left_is_a_value_error(head: bytes, size: int) -> None:
    with pytest.raises(ValueError, match=f"needs {size * (2 if head == bytes([0xDA]) else 1)} bytes"):
        unpack(head + struct.pack(">I", size) + b"\x01\x01")


def test_no_memory_is_reserved_beyond_what_the_bytes_could_hold() -> None:
    ended = run_python("""
        import resource
        from pathlib import Path
        from wirespeed.packstream import v1
        refused = 0
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        room = used + (64 << 20)
        resource.setrlimit(resource.RLIMIT_AS, (room, room))
        for data in (b"\\xd6\\xff\\xff\\xff\\xff\\x01", b"\\xd5\\xff\\xff" * 900 + bytes(66000)):
            try:
                v1.unpack(bytearray(data), 0)
            except ValueError:
                refused += 1
        print(refused)
    """)
    assert (ended.stdout.strip(), ended.returncode) == ("2", 0)


@pytest.mark.parametrize("marker", [*range(0xC4, 0xC8), 0xCF, 0xD3, 0xD7, *range(0xDB, 0xE0), *range(0xE1, 0xF0)])
@pytest.mark.parametrize("version", PACKSTREAM)
def test_a_marker_that_begins_nothing_is_named(version: ModuleType, marker: int) -> None:
    with pytest.raises(ValueError, match=f"Unknown PackStream marker {marker:02X}"):
        version.unpack(bytearray([marker, *[0xC0] * 128]), 0)


def test_text_that_is_no_utf_8_is_a_unicode_decode_error() -> None:
    for data in (b"\x81\xff", b"\x83\xed\xa0\x80", b"\xa1\x82\xc3\x28\x01"):
        with pytest.raises(UnicodeDecodeError):
            unpack(data)


def test_a_key_that_is_no_text_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="strings"):
        unpack(b"\xa1\x01\x01")


@pytest.mark.parametrize("index", [-1, 2, 2**40])
def test_an_index_outside_of_the_bytes_is_a_value_error(index: int) -> None:
    with pytest.raises(ValueError, match="Nothing to unpack"):
        v1.unpack(bytearray(b"\x01"), index)


@pytest.mark.parametrize("data", [b"\x01", memoryview(b"\x01"), "\x01", None])
def test_only_a_bytearray_is_unpacked(data: Any) -> None:
    with pytest.raises(TypeError, match="bytearray"):
        v1.unpack(data, 0)


def test_random_bytes_are_values_or_value_errors() -> None:
    chance = random.Random(5)
    for _ in range(20_000):
        data = bytes(chance.randrange(256) for _ in range(chance.randrange(30)))
        try:
            value, _ = v2.unpack(bytearray(data), 0)
        except ValueError:
            continue
        again, _ = v2.unpack(bytearray(v2.pack(value)), 0)
        assert v2.pack(again) == v2.pack(value)


# Nesting.


def nested(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


def test_hundreds_of_levels_are_fine() -> None:
    assert v1.pack(unpack(v1.pack(nested(400)))) == b"\x91" * 400 + b"\x90"


@pytest.mark.parametrize("unit", [b"\x91", b"\xa1\x81a", b"\xb1N"])
def test_unpacking_a_million_levels_is_a_recursion_error(unit: bytes) -> None:
    with pytest.raises(RecursionError):
        unpack(unit * 1_000_000 + b"\x01")


def test_packing_what_holds_itself_is_a_recursion_error() -> None:
    holds_itself: list[Any] = []
    holds_itself.append(holds_itself)
    of_maps: dict[str, Any] = {}
    of_maps["me"] = of_maps
    structure = Structure(b"S", 1)
    structure[0] = structure
    for value in (holds_itself, of_maps, structure):
        with pytest.raises(RecursionError):
            v1.pack(value)


def test_hooks_without_end_are_a_recursion_error() -> None:
    with pytest.raises(RecursionError):
        v1.pack(1j, Hooks({complex: lambda value: value}))
    with pytest.raises(RecursionError):
        v1.pack(1j, Hooks({complex: lambda value: [value]}))


def test_no_recursion_limit_lets_the_stack_overflow() -> None:
    ended = run_python("""
        import sys
        from wirespeed.packstream import v1
        sys.setrecursionlimit(10**9)
        value, refused = [], 0
        for _ in range(10**6):
            value = [value]
        for call in (lambda: v1.pack(value), lambda: v1.unpack(bytearray(b"\\x91" * 10**6), 0)):
            try:
                call()
            except RecursionError:
                refused += 1
        print(refused)
    """)
    assert (ended.stdout.strip(), ended.returncode) == ("2", 0)


# What can be packed.


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 10**30])
def test_an_integer_beyond_64_bits_is_an_overflow_error(value: int) -> None:
    with pytest.raises(OverflowError, match=f"Integer {value} out of range"):
        v1.pack(value)


@pytest.mark.parametrize("value", ["\ud800", ["a\udfff"], {"\ud800": 1}])
def test_a_surrogate_is_a_unicode_encode_error(value: Any) -> None:
    with pytest.raises(UnicodeEncodeError):
        v1.pack(value)


@pytest.mark.parametrize("value", [(1,), {1}, object(), memoryview(b""), range(2), 1j, print])
def test_other_types_are_value_errors_that_name_them(value: Any) -> None:
    with pytest.raises(ValueError, match="are not supported") as raised:
        v1.pack(value)
    assert str(type(value)) in str(raised.value)
    assert "bolt" not in str(raised.value).lower()


def test_a_key_of_another_type_is_a_type_error_that_names_it() -> None:
    with pytest.raises(TypeError, match="Map keys must be strings, not <class 'int'>"):
        v1.pack({"outer": {1: 2}})


def test_subclasses_count_as_what_they_are() -> None:
    class Color(enum.IntEnum):
        RED = 200

    class Text(str): ...

    class Items(list[Any]): ...

    class Fields(dict[str, Any]): ...

    class Ratio(float): ...

    class Raw(bytes): ...

    values = [Color.RED, Text("é"), Items([1]), Fields(a=1), Ratio(1.5), Raw(b"x")]
    assert unpack(v1.pack(values)) == [200, "é", [1], {"a": 1}, 1.5, b"x"]
    assert unpack(v1.pack(bytearray(b"ab"))) == b"ab"


def test_a_uuid_belongs_to_version_2() -> None:
    value = uuid.UUID("12345678-1234-5678-1234-567812345678")
    assert v2.pack(value) == b"\xe0" + value.bytes
    assert unpack(v2.pack([value]), v2) == [value]
    with pytest.raises(ValueError, match=r"requires Bolt protocol version 6\.1"):
        v1.pack(value)
    with pytest.raises(ValueError, match="Unknown PackStream marker E0"):
        unpack(v2.pack(value), v1)


def test_a_structure_has_at_most_fifteen_fields() -> None:
    assert v1.pack(Structure(b"F", *range(15)))[:2] == b"\xbfF"
    with pytest.raises(OverflowError, match="Structure size out of range"):
        v1.pack(Structure(b"F", *range(16)))


def test_what_changes_while_it_is_packed_is_a_runtime_error() -> None:
    growing: list[Any] = [1, 1j, 2]
    with pytest.raises(RuntimeError, match="changed size"):
        v1.pack(growing, Hooks({complex: lambda _: growing.append(0)}))
    shrinking: list[Any] = [1, 1j, 2]
    with pytest.raises(RuntimeError, match="changed size"):
        v1.pack(shrinking, Hooks({complex: lambda _: shrinking.clear()}))
    fields: dict[str, Any] = {"a": 1j, "b": 2}
    with pytest.raises(RuntimeError, match="changed size"):
        v1.pack(fields, Hooks({complex: lambda _: fields.update(c=3)}))


def test_a_sequence_that_miscounts_is_a_runtime_error() -> None:
    class Liar(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            return iter(range(5))

    with pytest.raises(RuntimeError, match="changed size"):
        v1.pack(Liar([1]))


# Hooks.


def test_hooks_reach_into_lists_maps_and_structures() -> None:
    hooks = Hooks({tuple: list, complex: lambda value: Structure(b"C", value.real, value.imag)})
    packed = v1.pack([(1,), {"k": 1j}, Structure(b"S", (2,))], hooks)
    assert unpack(packed) == [[1], {"k": Structure(b"C", 0.0, 1.0)}, Structure(b"S", [2])]


def test_structures_are_hydrated_innermost_first() -> None:
    seen: list[Any] = []

    def hook(structure: Structure) -> Any:
        seen.append(structure.tag)
        return (structure.tag, *structure.fields)

    data = bytearray(v1.pack({"k": Structure(b"A", [Structure(b"B", 1)])}))
    assert v1.unpack(data, 0, {Structure: hook})[0] == {"k": (b"A", [(b"B", 1)])}
    assert seen == [b"B", b"A"]
    assert v1.unpack(data, 0, {list: hook, dict: hook})[0] == {"k": Structure(b"A", [Structure(b"B", 1)])}


class OwnError(Exception):
    pass


def raising(_: Any) -> Any:
    raise OwnError


def test_what_hooks_raise_passes_through() -> None:
    with pytest.raises(OwnError):
        v1.pack([1j], Hooks({complex: raising}))
    with pytest.raises(OwnError):
        v1.unpack(bytearray(b"\x91\xb0X"), 0, {Structure: raising})


def test_a_hook_cannot_resize_the_buffer_that_is_being_read() -> None:
    data = bytearray(b"\x92\xb0X\x01")
    with pytest.raises(BufferError):
        v1.unpack(data, 0, {Structure: lambda _: data.clear()})
    data.clear()


def test_hooks_of_another_kind_are_type_errors() -> None:
    with pytest.raises(TypeError, match="hydration_hooks"):
        v1.unpack(bytearray(b"\x01"), 0, [Structure])  # type: ignore[arg-type]


# Structure.


def test_a_structure_shows_its_tag_and_fields() -> None:
    structure = Structure(b"T", 1, "two")
    assert (structure.tag, structure.fields, len(structure)) == (b"T", [1, "two"], 2)
    assert (structure[0], structure[-1]) == (1, "two")
    structure[-2] = "one"
    assert structure.fields == ["one", "two"]
    with pytest.raises(IndexError):
        structure[2]
    with pytest.raises(IndexError):
        structure[-3] = 0


@pytest.mark.parametrize(
    "structure",
    [Structure(b"F"), Structure(b"\0", 1), Structure(b"'", None, [b"x"]), Structure(b"\xff", Structure(b"G", 1))],
)
def test_the_repr_of_a_structure_gives_it_back(structure: Structure) -> None:
    assert eval(repr(structure)) == structure
    assert pickle.loads(pickle.dumps(structure)) == structure
    assert copy.deepcopy(structure) == structure


def test_structures_are_equal_by_tag_and_fields() -> None:
    assert Structure(b"A", 1) == Structure(b"A", 1)
    assert Structure(b"A", 1) != Structure(b"B", 1)
    assert Structure(b"A", 1) != Structure(b"A", 2)
    assert Structure(b"A").__eq__(object()) is NotImplemented
    assert Structure(b"A").__ne__(object()) is NotImplemented


def test_structures_cannot_be_hashed() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(Structure(b"A"))


@pytest.mark.parametrize("tag", [b"", b"ab"])
def test_a_tag_is_one_byte(tag: bytes) -> None:
    with pytest.raises(ValueError, match="single byte"):
        Structure(tag)


@pytest.mark.parametrize("tag", ["a", 1, None, bytearray(b"a")])
def test_a_tag_is_bytes(tag: Any) -> None:
    with pytest.raises(TypeError, match="expected bytes for tag"):
        Structure(tag)


def test_cycles_of_structures_are_collected() -> None:
    class Mark:
        pass

    mark = Mark()
    gone = weakref.ref(mark)
    structure = Structure(b"A", mark)
    structure.fields.append(structure)
    del structure, mark
    gc.collect()
    assert gone() is None


def test_nothing_leaks() -> None:
    data = v1.pack(MIXTURE)

    def once() -> None:
        v1.pack(unpack(data))
        for bad in (data[:1000], b"\xa1\x81a\x92\x01\xc4", b"\xb2N\x91\x01\xc4"):
            with pytest.raises(ValueError, match=r"unpack|marker"):
                unpack(bad)

    def blocks_after(rounds: int) -> int:
        for _ in range(rounds):
            once()
        gc.collect()
        return sys.getallocatedblocks()

    before = blocks_after(5)
    assert abs(blocks_after(30) - before) < 50


# Types that are not Python's own.


def test_other_libraries_types_count_once_the_driver_says_so() -> None:
    ended = run_python("""
        import sys, types
        import numpy as np
        from wirespeed.packstream import v1
        def outcome(value):
            try:
                return v1.pack(value).hex()
            except Exception as error:
                return type(error).__name__
        before = outcome(np.int8(5))
        tuples = types.ModuleType("neo4j._codec._types")
        missing = object()
        tuples.NONE_VALUES, tuples.TRUE_VALUES, tuples.FALSE_VALUES = (None, missing), (True,), (False,)
        tuples.FLOAT_TYPES, tuples.INT_TYPES = (float, np.floating), (int, np.integer)
        tuples.SEQUENCE_TYPES, tuples.MAPPING_TYPES = (list, np.ndarray), (dict,)
        sys.modules[tuples.__name__] = tuples
        matrix = np.array([[1, 2]]).view(np.matrix)
        values = (np.int8(5), missing, np.float32(1.5), np.array([1, 2]), np.array(1), matrix)
        print(before, *map(outcome, values))
    """)
    assert ended.stdout.split() == [
        "ValueError",
        "05",
        "c0",
        "c13ff8000000000000",
        "920102",
        "TypeError",
        "RecursionError",
    ]


# Byte order.


@pytest.mark.parametrize(("size", "code"), [(2, "H"), (4, "I"), (8, "Q")])
def test_swap_endian_turns_every_number_round(size: int, code: str) -> None:
    little = struct.pack(f"<5{code}", 1, 2, 3, 4, 5)
    assert swap_endian(size, little) == struct.pack(f">5{code}", 1, 2, 3, 4, 5)
    assert swap_endian(size, b"") == b""


def test_swap_endian_refuses_other_sizes_and_broken_lengths() -> None:
    for size in (0, 1, 3, 16, -2, 2**70):
        with pytest.raises(ValueError, match="Unsupported type size"):
            swap_endian(size, b"")
    with pytest.raises(ValueError, match="not a multiple"):
        swap_endian(4, b"abc")
    with pytest.raises(TypeError):
        swap_endian(2, bytearray(b"ab"))  # type: ignore[arg-type]
