"""Values of every type as JSON: numbers, text, times, what Arrow has."""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
import random
import uuid
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from json_tables import EAST, NOON, UTC, WIDE, column
from wirespeed.errors import InvalidArgumentError
from wirespeed.record import to_json


def test_floats_are_the_shortest_that_read_back_as_repr_has_them() -> None:
    dice = np.random.default_rng(1)
    bits = dice.integers(0, 2**64, 1_000_000, dtype="u8").view("f8")
    values = np.concatenate([bits[np.isfinite(bits)], dice.standard_normal(200_000), np.round(dice.random(200_000), 3)])
    text = to_json({"c": values}, "columns")[6:-2].decode().split(",")
    for ours, value in zip(text, values.tolist(), strict=True):
        assert float(ours) == value
        assert len(digits_of(ours)) == len(digits_of(repr(value))), (ours, value)


def digits_of(number: str) -> str:
    return number.lower().partition("e")[0].replace(".", "").lstrip("-0").rstrip("0")


def test_floats_of_32_bits_are_the_shortest_of_their_own() -> None:
    values = np.random.default_rng(2).integers(0, 2**32, 300_000, dtype="u4").view("f4")
    values = values[np.isfinite(values)]
    text = to_json({"c": values}, "columns")[6:-2].decode().split(",")
    assert np.array_equal(np.array(text, "f4"), values)
    for ours, value in zip(text, values, strict=True):
        assert digits_of(ours) == digits_of(np.format_float_scientific(value, unique=True)), (ours, value)


@pytest.mark.parametrize("code", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?", "f2", "f4", ">i4", ">f8"])
def test_numbers_of_each_type_and_stride_are_as_they_are(code: str) -> None:
    dtype = np.dtype(code)
    values = np.random.default_rng(3).integers(0, 256, 1000 * dtype.itemsize, dtype="u1").view(dtype.newbyteorder("="))
    values = (values & 1).astype(bool) if code == "?" else np.nan_to_num(values, posinf=1, neginf=-1)
    for array in (values.astype(dtype), values.astype(dtype)[::-3], values.astype(dtype)[:0]):
        read = column(array)
        assert np.array_equal(np.array(read, dtype=array.dtype), array)


def test_integers_at_their_ends_are_whole() -> None:
    assert column(np.array([-(2**63), 2**63 - 1])) == [-(2**63), 2**63 - 1]
    assert column(np.array([2**64 - 1], "u8")) == [2**64 - 1]


def test_numbers_that_are_not_finite_are_null_or_an_error() -> None:
    values = [1.0, math.nan, math.inf, -math.inf]
    for array in (np.array(values), np.array(values, "f4"), np.array(values, "f2"), pa.array(values), values):
        assert column(array) == [1, None, None, None]
        with pytest.raises(InvalidArgumentError, match="column 'c', row 1: expected a number, found nan"):
            column(array, nonfinite="error")


TEXTS = ["", "a", "plain ascii of some length, more than 16", '"\\/\b\f\n\r\t\x00\x1f\x7f', "h\u00e9", "\u4e2d" * 9]
TEXTS += ["\U0001f600 and on", "\u2028\u2029", "x" * 5000 + "\u00fc" * 3000 + '"']


def test_text_of_every_form_is_what_json_makes_of_it() -> None:
    forms: list[Any] = [np.array(TEXTS), np.array(TEXTS, object), TEXTS, pd.Series(TEXTS), pl.Series(TEXTS)]
    forms += [pa.array(TEXTS), pa.array(TEXTS, "large_utf8"), pa.array(TEXTS, "string_view")]
    forms += [pa.array(TEXTS).dictionary_encode(), pd.Categorical(TEXTS), pd.array(TEXTS, dtype="string[python]")]
    for form in forms:
        expected = [text.rstrip("\0") if form is forms[0] else text for text in TEXTS]
        assert column(form) == expected
        assert to_json({"c": form}, "columns") == (
            json.dumps({"c": expected}, ensure_ascii=False, separators=(",", ":")).encode()
        )


def test_text_at_random_is_what_json_makes_of_it() -> None:
    dice = random.Random(4)
    alphabet = 'ab"\\\n\x01\u00e9\u4e2d\U0001f600'
    texts = ["".join(dice.choices(alphabet, k=dice.randrange(60))) for _ in range(3000)]
    assert column(pa.array(texts)) == texts
    assert column(np.array(texts)) == texts
    assert column(texts) == texts


def test_numpy_s_bytes_of_a_width_are_text() -> None:
    values = np.array(["ab", "h\u00e9".encode(), b""], "S8")
    assert column(values) == ["ab", "h\u00e9", ""]
    assert column(values, binary="error") == ["ab", "h\u00e9", ""]


def test_text_that_is_no_unicode_is_told_with_its_place() -> None:
    bad = np.array([b"fine", b"b\xff"])
    with pytest.raises(InvalidArgumentError, match="column 'c', row 1: expected UTF-8, found the byte 0xff at 1 of 2"):
        to_json({"a": np.arange(2), "c": bad})
    for form in (["x", "\ud800"], np.array(["x", "\ud800"]), np.array(["x", "\ud800"], object)):
        with pytest.raises(InvalidArgumentError, match=r"column 'c', row 1: expected .*Unicode"):
            column(form)


def test_bytes_are_base64_or_text_or_an_error() -> None:
    values = [b"", b"a", b"ab", b"abc", b"\x00\xff\xfe", None]
    encoded = [None if value is None else base64.b64encode(value).decode() for value in values]
    for form in (pa.array(values), pa.array(values, "large_binary"), pa.array(values, "binary_view"), values):
        assert column(form) == encoded
        with pytest.raises(InvalidArgumentError, match="row 0: expected no bytes"):
            column(form, binary="error")
        with pytest.raises(InvalidArgumentError, match="row 4: expected UTF-8"):
            column(form, binary="utf8")
    assert column(pa.array([b"\x00ab", b"cde"], pa.binary(3)), binary="utf8") == ["\x00ab", "cde"]
    assert column([bytearray(b"x"), memoryview(b"yz")], binary="utf8") == ["x", "yz"]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_moments_are_what_isoformat_says(unit: str) -> None:
    dice = np.random.default_rng(5)
    scale = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
    seconds = dice.integers(-(2**33), 2**33, 3000) if unit != "ns" else dice.integers(-(2**32), 2**32, 3000)
    ticks = seconds * scale + dice.integers(0, scale, 3000)
    values = ticks.view(f"M8[{unit}]")
    read = column(values)
    assert np.array_equal(np.array(read, f"M8[{unit}]"), values)
    if unit != "ns":
        assert read == [moment.isoformat() for moment in values.tolist()]
    assert column(values, date_format="epoch", date_unit="ms") == [int(tick) * 1000 // scale for tick in ticks]


def test_moments_of_a_zone_are_utc_s() -> None:
    moments = [NOON.replace(tzinfo=EAST), None, dt.datetime(1969, 12, 31, tzinfo=UTC)]
    expected = [m and m.astimezone(UTC).isoformat() for m in moments]
    there = pd.Series(pd.to_datetime(moments, utc=True)).dt.tz_convert("Asia/Kolkata")
    forms: list[Any] = [pa.array(moments, pa.timestamp("us", "Asia/Kolkata")), there]
    forms += [pl.Series(moments, dtype=pl.Datetime("us", "UTC"))]
    for form in forms:
        assert column(form) == expected
        assert column(form, date_format="iso_z") == [one and one.replace("+00:00", "Z") for one in expected]
        assert column(form, date_format="epoch", date_unit="us")[2] == -86_400_000_000


def test_units_that_are_coarse_fine_or_several_are_read_too() -> None:
    assert column(np.array(["2024-02-29T13", "NaT"], "M8[h]")) == ["2024-02-29T13:00:00", None]
    assert column(np.array(["2024-02", "NaT"], "M8[M]")) == ["2024-02-01", None]
    assert column(np.array(["2024-02-29"], "M8[D]")) == ["2024-02-29"]
    assert column(np.array([1], "M8[25s]")) == ["1970-01-01T00:00:25"]
    assert column(np.array([1500], "M8[ps]")) == ["1970-01-01T00:00:00.000000001"]
    assert column(np.array([90, "NaT"], "m8[m]")) == ["P0DT1H30M0S", None]


@pytest.mark.parametrize("days", [-719_162, -1, 0, 11_016, 19_782, 2_932_896])
def test_dates_are_what_isoformat_says(days: int) -> None:
    date = dt.date(1970, 1, 1) + dt.timedelta(days=days)
    for form in (np.array([days], "M8[D]"), pa.array([date]), pa.array([date], "date64"), pl.Series([date]), [date]):
        assert column(form) == [date.isoformat()]
        assert column(form, date_format="epoch", date_unit="s") == [days * 86_400]


def test_every_day_of_four_centuries_is_its_own() -> None:
    days = np.arange(np.datetime64("1899-12-30"), np.datetime64("2300-01-05"))
    assert column(days) == [str(day) for day in days]
    assert column(days.astype("M8[s]")) == [f"{day}T00:00:00" for day in days]


def test_durations_are_what_pandas_says() -> None:
    values = pd.to_timedelta(["1 days 02:03:04.5", "-1 us", "0 s", "3 days", None])
    expected = [None if pd.isna(value) else value.isoformat() for value in values]
    assert column(values.to_numpy()) == expected
    assert column(pd.Series(values)) == expected
    assert column(pa.array(values.to_numpy())) == expected
    assert column([dt.timedelta(seconds=1.5)]) == ["P0DT0H0M1.5S"]
    assert column(values, date_format="epoch") == [93_784_500, -1, 0, 3 * 86_400_000, None]


def test_times_of_day_are_what_isoformat_says() -> None:
    times = [dt.time(1, 2, 3), dt.time(23, 59, 59, 999_999), None]
    expected = [time and time.isoformat() for time in times]
    assert column(pa.array(times)) == expected
    assert column(pl.Series(times)) == expected
    assert column(times) == expected


def test_a_moment_that_an_epoch_cannot_count_is_an_error() -> None:
    with pytest.raises(InvalidArgumentError, match="row 1: expected a moment that the unit of the epoch can count"):
        column(np.array([0, 2**62], "M8[s]"), date_format="epoch", date_unit="ns")


NESTED: list[tuple[pa.DataType, list[Any], list[Any] | None]] = [
    (pa.null(), [None, None], None),
    (pa.bool_(), [True, None, False] * 9, None),
    (pa.list_(pa.int64()), [[1, None], [], None], None),
    (pa.large_list(pa.utf8()), [["a", None], [], None], None),
    (pa.list_(pa.int32(), 2), [[1, 2], None, [3, None]], None),
    (pa.struct({"x": pa.float64(), "y": pa.utf8()}), [{"x": 0.5, "y": None}, None, {"x": None, "y": "z"}], None),
    (pa.struct([]), [{}, None], None),
    (
        pa.list_(pa.struct({"x": pa.list_(pa.date32())})),
        [[{"x": [dt.date(2020, 1, 2)]}], None],
        [[{"x": ["2020-01-02"]}], None],
    ),
    (pa.map_(pa.utf8(), pa.int8()), [[("a", 1), ('"', None)], [], None], [{"a": 1, '"': None}, {}, None]),
    (pa.map_(pa.int32(), pa.utf8()), [[(5, "x")]], [{"5": "x"}]),
    (pa.decimal128(10, 2), [Decimal("1.10"), Decimal("-0.05"), None, Decimal(0)], [1.1, -0.05, None, 0]),
    (pa.duration("ms"), [dt.timedelta(milliseconds=1500)], ["P0DT0H0M1.5S"]),
    (pa.month_day_nano_interval(), [pa.MonthDayNano([1, 2, 3_500_000_000])], ["P1M2DT3.500S"]),
    (pa.uuid(), [uuid.UUID(int=5), None], [str(uuid.UUID(int=5)), None]),
    (pa.float16(), [np.float16(0.1), None], [0.099975586, None]),
]


@pytest.mark.parametrize(("type_", "values", "expected"), NESTED, ids=lambda value: str(value)[:30])
def test_types_of_arrow_are_their_values(type_: pa.DataType, values: list[Any], expected: list[Any] | None) -> None:
    array = pa.array(values, type_)
    expected = values if expected is None else expected
    assert column(array) == expected
    assert column(pa.chunked_array([array, array[:0], array])) == expected * 2
    assert column(array[1:]) == expected[1:]
    table = pa.table({"c": array, "n": pa.array(range(len(values)))})
    assert json.loads(to_json(table)) == [{"c": value, "n": i} for i, value in enumerate(expected)]
    assert json.loads(to_json(table[1:], "columns")) == {"c": expected[1:], "n": list(range(1, len(values)))}


def test_parts_of_batches_are_the_rows_they_show() -> None:
    inner = pa.array([{"x": i, "l": [i] * (i % 3)} if i % 5 else None for i in range(100)])
    batch = pa.record_batch({"s": inner, "b": pa.array([i % 2 == 0 for i in range(100)])}).slice(7, 50)
    assert json.loads(to_json(batch)) == batch.to_pylist()
    assert json.loads(to_json(pa.StructArray.from_arrays([inner[3:60]], ["s"])[5:20])) == [
        {"s": value} for value in inner[8:23].to_pylist()
    ]


def test_rows_that_are_null_are_no_rows() -> None:
    with pytest.raises(InvalidArgumentError, match="expected rows, found one that is null"):
        to_json(pa.array([{"a": 1}, None]))


@pytest.mark.parametrize("width", ["decimal32(9, 3)", "decimal64(18, 3)", "decimal128(38, 3)", "decimal256(76, 3)"])
def test_decimals_have_all_their_digits(width: str) -> None:
    precision = int(width.partition("(")[2].partition(",")[0])
    make = getattr(pa, width.partition("(")[0])
    largest = Decimal("9" * (precision - 3) + ".999")
    values = [largest, largest.copy_negate(), Decimal("0.001"), Decimal("-0.010"), Decimal(0), None]
    array = pa.array(
        [value if value is None else value.quantize(Decimal("0.001"), context=WIDE) for value in values],
        make(precision, 3),
    )
    text = to_json({"c": array}, "columns").decode()
    assert json.loads(text, parse_float=Decimal, parse_int=Decimal)["c"] == values
    assert column(array, decimals="str") == [value if value is None else f"{value:.3f}" for value in values]


def test_a_map_with_keys_that_are_no_scalars_is_refused() -> None:
    array = pa.array([[([1], 2)]], pa.map_(pa.list_(pa.int8()), pa.int8()))
    with pytest.raises(Exception, match="keys that are text or numbers"):
        column(array)


def test_unions_are_the_alternative_they_hold() -> None:
    parts = [pa.array([1, 2, 3]), pa.array(["a", "b", "c"])]
    types = pa.array([0, 1, 0], "int8")
    assert column(pa.UnionArray.from_sparse(types, parts)) == [1, "b", 3]
    assert column(pa.UnionArray.from_dense(types, pa.array([0, 2, 1], "int32"), parts)) == [1, "c", 2]


def test_a_stream_that_fails_says_why() -> None:
    schema = pa.schema({"a": pa.int64()})

    def batches() -> Any:
        yield pa.record_batch({"a": [1]})
        raise RuntimeError("the tap is closed")

    with pytest.raises(Exception, match="the tap is closed"):
        to_json(pa.RecordBatchReader.from_batches(schema, batches()))


def test_a_stream_is_read_to_its_end() -> None:
    batches = [pa.record_batch({"a": [i, i + 1], "t": [f"x{i}", None]}) for i in range(50)]
    reader = pa.RecordBatchReader.from_batches(batches[0].schema, batches)
    assert json.loads(to_json(reader)) == pa.Table.from_batches(batches).to_pylist()
