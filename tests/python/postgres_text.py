"""Columns of Arrow as the text that PostgreSQL's own output functions write: a second implementation, for tests.

A writer takes an array and gives the text of each value, None for NULL. ``plain`` goes by the array's type; what holds
other values is put together from writers: ``array_of(plain)``, ``range_of(plain)``, ``composite(plain, plain)``.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

import pyarrow as pa  # type: ignore[import-untyped]

Texts: TypeAlias = list[str | None]
Writer: TypeAlias = Callable[[Any], Texts]

SECOND = 1_000_000
DAY = 86_400 * SECOND


def float_text(value: float, digits: int) -> str:
    """``digits``: of 10, from which on there is an exponent."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else "0"
    shortest = Decimal(shortest_float32(value) if digits == 6 else repr(value))
    exponent = shortest.adjusted()
    if -5 < exponent < digits:
        text = f"{shortest:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa = f"{shortest.scaleb(-exponent):f}"
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02}"


def shortest_float32(value: float) -> str:
    """The fewest digits that are nearer to it than to its neighbours: the server takes none that are as near."""
    (bits,) = struct.unpack("I", struct.pack("f", abs(value)))
    below, above = (struct.unpack("f", struct.pack("I", near))[0] for near in (bits - 1, bits + 1))
    for precision in range(1, 10):
        text = f"{value:.{precision}g}"
        if (below + abs(value)) / 2 < abs(float(text)) < (abs(value) + above) / 2:
            return text
    return repr(value)


def civil(days: int) -> tuple[int, int, int]:
    """Of days since 1970-01-01; year 0 is 1 BC."""
    days += 719_468
    era, day_of_era = divmod(days, 146_097)
    year = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


def day_text(days: int, rest: str = "") -> str:
    year, month, day = civil(days)
    written = year if year > 0 else 1 - year
    return f"{written:04}-{month:02}-{day:02}{rest}{'' if year > 0 else ' BC'}"


def clock_text(us: int) -> str:
    seconds, fraction = divmod(us, SECOND)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{fraction:06}".rstrip("0") if fraction else text


def timestamp_text(us: int, zone: str) -> str:
    days, time = divmod(us, DAY)
    return day_text(days, f" {clock_text(time)}{zone}")


def interval_text(months: int, days: int, ns: int) -> str:
    assert ns % 1000 == 0
    years, months = int(months / 12), int(math.fmod(months, 12))
    parts = [(years, "year"), (months, "mon"), (days, "day")]
    text, negative = "", False
    for count, unit in parts:
        if count:
            text += (
                f"{' ' if text else ''}{'+' if negative and count > 0 else ''}{count} {unit}{'' if count == 1 else 's'}"
            )
            negative = count < 0
    if ns or not text:
        sign = "-" if ns < 0 else "+" if negative else ""
        text += f"{' ' if text else ''}{sign}{clock_text(abs(ns) // 1000)}"
    return text


def offset_text(east: int) -> str:
    seconds = abs(east)
    text = f"{'-' if east < 0 else '+'}{seconds // 3600:02}"
    text += f":{seconds // 60 % 60:02}" if seconds % 3600 else ""
    return text + (f":{seconds % 60:02}" if seconds % 60 else "")


def of_values(array: Any, write: Callable[[Any], str]) -> Texts:
    return [None if value is None else write(value) for value in array.to_pylist()]


def as_numbers(array: Any, kind: Any, write: Callable[[int], str]) -> Texts:
    """The numbers that the array is stored as: Python's own types do not reach as far."""
    return of_values(array.view(kind), write)


def fixed_text(value: bytes) -> str:
    return re.sub("(.{8})(.{4})(.{4})(.{4})(.*)", r"\1-\2-\3-\4-\5", value.hex())


# By the first test that an array's type passes.
PLAIN: list[tuple[Callable[[Any], bool], Writer]] = [
    (lambda kind: isinstance(kind, pa.BaseExtensionType), lambda array: plain(array.storage)),
    (pa.types.is_dictionary, lambda array: plain(array.dictionary_decode())),
    (pa.types.is_boolean, lambda array: of_values(array, lambda value: "t" if value else "f")),
    (pa.types.is_float32, lambda array: of_values(array, lambda value: float_text(value, 6))),
    (pa.types.is_float64, lambda array: of_values(array, lambda value: float_text(value, 15))),
    (pa.types.is_decimal, lambda array: of_values(array, lambda value: f"{value:f}")),
    (pa.types.is_binary, lambda array: of_values(array, lambda value: "\\x" + value.hex())),
    (pa.types.is_fixed_size_binary, lambda array: of_values(array, fixed_text)),
    (pa.types.is_date32, lambda array: as_numbers(array, pa.int32(), day_text)),
    (pa.types.is_time64, lambda array: as_numbers(array, pa.int64(), clock_text)),
    (pa.types.is_timestamp, lambda array: timestamps(array, "+00" if array.type.tz else "")),
    (pa.types.is_interval, lambda array: of_values(array, lambda value: interval_text(*value))),
]


def timestamps(array: Any, zone: str) -> Texts:
    return as_numbers(array, pa.int64(), lambda us: timestamp_text(us, zone))


def plain(array: Any) -> Texts:
    writer = next((writer for fits, writer in PLAIN if fits(array.type)), None)
    return writer(array) if writer else of_values(array, str)


def fields(array: Any, *writers: Writer) -> list[Texts]:
    """Of a struct's fields; where the struct is NULL, so are they."""
    written = [writer(field) for writer, field in zip(writers, array.flatten(), strict=True)]
    valid = array.is_valid().to_pylist()
    return [[text if there else None for text, there in zip(texts, valid, strict=True)] for texts in written]


def struct_of(write: Callable[..., str], *writers: Writer) -> Writer:
    def texts(array: Any) -> Texts:
        rows = zip(*fields(array, *writers), strict=True)
        return [write(*row) if there else None for row, there in zip(rows, array.is_valid().to_pylist(), strict=True)]

    return texts


def items_of(array: Any, writer: Writer) -> list[list[str | None] | None]:
    """The texts of a list's items, for each value."""
    values = writer(array.values)
    if pa.types.is_fixed_size_list(array.type):
        starts = [i * array.type.list_size for i in range(len(array) + 1)]
    else:
        starts = array.offsets.to_pylist()
    valid = array.is_valid().to_pylist()
    return [values[starts[i] : starts[i + 1]] if there else None for i, there in enumerate(valid)]


def list_of(write: Callable[[list[Any]], str], writer: Writer) -> Writer:
    return lambda array: [None if items is None else write(items) for items in items_of(array, writer)]


def in_quotes(text: str, special: str, empty: bool = True) -> str:
    if (text or not empty) and not re.search(rf"[\s{re.escape(special)}]", text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '""') + '"'


def array_item(text: str | None, delimiter: str) -> str:
    if text is None:
        return "NULL"
    if text and text.lower() != "null" and not re.search(rf'[\s"\\{{}}{delimiter}]', text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def nested_text(items: Sequence[str | None], sizes: Sequence[int], delimiter: str) -> str:
    if not sizes:
        return "{}"
    if len(sizes) == 1:
        return "{" + delimiter.join(array_item(item, delimiter) for item in items) + "}"
    each = len(items) // sizes[0]
    parts = [nested_text(items[i * each : (i + 1) * each], sizes[1:], delimiter) for i in range(sizes[0])]
    return "{" + delimiter.join(parts) + "}"


def array_of(item: Writer, delimiter: str = ",") -> Writer:
    def shaped(array: Any) -> Texts:
        texts: Texts = []
        shapes = zip(array.field("dimensions").to_pylist(), array.field("lower_bounds").to_pylist(), strict=True)
        for items, (sizes, bounds) in zip(items_of(array.field("values"), item), shapes, strict=True):
            moved = any(bound != 1 for bound in bounds or [])
            lows = "".join(f"[{b}:{b + s - 1}]" for b, s in zip(bounds or [], sizes or [], strict=True))
            texts.append(
                None if items is None else (f"{lows}=" if moved else "") + nested_text(items, sizes, delimiter)
            )
        return [text if there else None for text, there in zip(texts, array.is_valid().to_pylist(), strict=True)]

    flat = list_of(lambda items: nested_text(items, [len(items)] if items else [], delimiter), item)
    return lambda array: shaped(array) if pa.types.is_struct(array.type) else flat(array)


def composite(*writers: Writer) -> Writer:
    def write(*parts: str | None) -> str:
        return "(" + ",".join("" if part is None else in_quotes(part, '"\\(),') for part in parts) + ")"

    return struct_of(write, *writers)


def range_of(bound: Writer) -> Writer:
    def write(lower: str | None, upper: str | None, with_lower: str, with_upper: str, empty: str) -> str:
        if empty == "t":
            return "empty"
        low, high = ("" if text is None else in_quotes(text, '"\\()[],') for text in (lower, upper))
        return f"{'[' if with_lower == 't' else '('}{low},{high}{']' if with_upper == 't' else ')'}"

    return struct_of(write, bound, bound, plain, plain, plain)


def multirange_of(bound: Writer) -> Writer:
    return list_of(lambda ranges: "{" + ",".join(ranges) + "}", range_of(bound))


point = struct_of(lambda x, y: f"({x},{y})", plain, plain)
line = struct_of(lambda a, b, c: f"{{{a},{b},{c}}}", plain, plain, plain)
lseg = struct_of(lambda start, end: f"[{start},{end}]", point, point)
box = struct_of(lambda upper, lower: f"{upper},{lower}", point, point)
circle = struct_of(lambda center, radius: f"<{center},{radius}>", point, plain)
polygon = list_of(lambda points: f"({','.join(points)})", point)
path = struct_of(
    lambda closed, points: f"({points})" if closed == "t" else f"[{points}]", plain, list_of(",".join, point)
)
timetz = struct_of(
    lambda time, east: time + offset_text(int(east)), lambda array: as_numbers(array, pa.int64(), clock_text), plain
)
vector = list_of(lambda items: f"[{','.join(items)}]", plain)
sparse_vector = struct_of(
    lambda size, places, values: (
        "{"
        + ",".join(f"{int(place) + 1}:{value}" for place, value in zip(places.split(), values.split(), strict=True))
        + f"}}/{size}"
    ),
    plain,
    list_of(" ".join, plain),
    list_of(" ".join, plain),
)


def hstore(array: Any) -> Texts:
    def quoted(text: str | None) -> str:
        return "NULL" if text is None else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    return of_values(array, lambda pairs: ", ".join(f"{quoted(key)}=>{quoted(value)}" for key, value in pairs))


def pg_lsn(array: Any) -> Texts:
    return of_values(array, lambda value: f"{value >> 32:X}/{value & 0xFFFFFFFF:X}")


def money(array: Any) -> Texts:
    def write(value: Decimal) -> str:
        return f"{'-' if value < 0 else ''}${abs(value):,.2f}"

    return of_values(array, write)
