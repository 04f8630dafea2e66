"""Each type that columns are written to, compared with the server's own text of what arrived; and what is refused."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pytest

import wirespeed
from postgres_servers import PostgresServer
from wirespeed import postgres
from wirespeed.postgres import Connection

pytestmark = pytest.mark.server

UUID = uuid.UUID("12345678-9abc-def0-1234-56789abcdef0")
FIRST_US = -211_813_488_000_000_000 + 946_684_800_000_000  # 4714-11-24 BC, since 1970


@pytest.fixture(scope="module")
def connection(postgres_server: PostgresServer) -> Iterator[Connection]:
    with postgres.connect(postgres_server.url()) as opened:
        opened.execute("CREATE EXTENSION IF NOT EXISTS hstore")
        opened.execute("CREATE TYPE pg_temp.mood AS ENUM ('sad', 'ok', 'happy')")
        opened.execute("CREATE DOMAIN pg_temp.price AS numeric(6,2) CHECK (value > 0)")
        opened.execute("CREATE TYPE pg_temp.part AS (a int, b text, c float8[])")
        opened.execute("CREATE TYPE pg_temp.whole AS (x pg_temp.part, m pg_temp.mood)")
        yield opened


def ingest(connection: Connection, kind: str, array: Any) -> None:
    connection.execute("DROP TABLE IF EXISTS pg_temp.written")
    connection.execute(f"CREATE TEMPORARY TABLE written (place serial, c {kind})")
    connection.ingest("written", pa.table({"c": array}))


def written(connection: Connection, kind: str, array: Any) -> list[str | None]:
    """What the server says of the values."""
    ingest(connection, kind, array)
    return [row[0] for row in connection.query("SELECT c::text FROM written ORDER BY place").rows()]


def cast(values: list[Any], kind: Any, through: Any = None) -> Any:
    return pa.array(values, through or pa.int64()).cast(kind)


def point(x: float | None, y: float) -> dict[str, float | None]:
    return {"x": x, "y": y}


RANGE = pa.struct(
    [
        ("lower", pa.int64()),
        ("upper", pa.int64()),
        ("lower_inclusive", pa.bool_()),
        ("upper_inclusive", pa.bool_()),
        ("empty", pa.bool_()),
    ]
)
SHAPED = pa.struct(
    [("values", pa.list_(pa.int64())), ("dimensions", pa.list_(pa.int32())), ("lower_bounds", pa.list_(pa.int32()))]
)
PART = pa.struct([("b", pa.string()), ("a", pa.int64()), ("c", pa.list_(pa.float64()))])
TIMETZ = pa.struct([("time", pa.time64("us")), ("utc_offset_s", pa.int32())])
PAIRS = pa.map_(pa.string(), pa.string())


def between(lower: int | None, upper: int | None, closed: str = "[)", *, empty: bool = False) -> dict[str, Any]:
    return {
        "lower": lower,
        "upper": upper,
        "lower_inclusive": closed[0] == "[",
        "upper_inclusive": closed[1] == "]",
        "empty": empty,
    }


EXACT = [
    ("boolean", pa.array([True, None, False]), ["true", None, "false"]),
    (
        "real",
        pa.array([1.5, None, float("nan"), float("inf"), -0.0], pa.float32()),
        ["1.5", None, "NaN", "Infinity", "-0"],
    ),
    ("real", pa.array([0.5, 16777216.0]), ["0.5", "1.6777216e+07"]),
    ("double precision", pa.array([0.1, None, 1e308, float("-inf")]), ["0.1", None, "1e+308", "-Infinity"]),
    ("double precision", pa.array([1, -(2**63)]), ["1", "-9.223372036854776e+18"]),
    ("integer", pa.array([1.0, None, -3.0]), ["1", None, "-3"]),
    ("smallint", pa.array([Decimal("12.00"), Decimal("-7.00")]), ["12", "-7"]),
    ("money", pa.array([Decimal("44.12"), None, Decimal("-0.05")]), ["$44.12", None, "-$0.05"]),
    ("money", pa.array([44, -1]), ["$44.00", "-$1.00"]),
    ("numeric", pa.array([Decimal("-" + "9" * 76), Decimal(1)], pa.decimal256(76, 0)), ["-" + "9" * 76, "1"]),
    ("numeric", pa.array([Decimal("1230000")], pa.decimal128(5, -2)), ["1230000"]),
    ("numeric", pa.array([Decimal("12.34"), Decimal("-99.99")], pa.decimal32(4, 2)), ["12.34", "-99.99"]),
    (
        "numeric",
        pa.array([0.1, 1e22, float("nan"), float("inf"), None]),
        ["0.1", "1" + "0" * 22, "NaN", "Infinity", None],
    ),
    ("numeric", pa.array(["-0.50", " 1e3 ", ".5", "00012.10", "-inf"]), ["-0.50", "1000", "0.5", "12.10", "-Infinity"]),
    ("numeric(4,2)", pa.array([Decimal("44.120"), Decimal("0")]), ["44.12", "0.00"]),
    ("numeric(2,4)", pa.array([Decimal("0.0099")]), ["0.0099"]),
    ("numeric(3,-2)", pa.array([99900, 1200]), ["99900", "1200"]),
    (
        "date",
        cast([-2451545 + 10957, 0, 2145031948 + 10957], pa.date32(), pa.int32()),
        ["4714-11-24 BC", "1970-01-01", "5874897-12-31"],
    ),
    ("date", pa.array([dt.datetime(2020, 2, 29)], pa.timestamp("us")), ["2020-02-29"]),
    ("timestamp", pa.array([dt.date(2000, 1, 1), dt.date(1, 1, 1)]), ["2000-01-01 00:00:00", "0001-01-01 00:00:00"]),
    (
        "timestamp",
        cast([FIRST_US, 2**63 - 1], pa.timestamp("us")),
        ["4714-11-24 00:00:00 BC", "294247-01-10 04:00:54.775807"],
    ),
    ("timestamp", cast([1234567890123456000], pa.timestamp("ns")), ["2009-02-13 23:31:30.123456"]),
    ("timestamptz", cast([0, None], pa.timestamp("s", "Europe/Berlin")), ["1970-01-01 00:00:00+00", None]),
    ("time", cast([0, 86_400_000_000], pa.time64("us")), ["00:00:00", "24:00:00"]),
    ("time", cast([1001], pa.time32("ms"), pa.int32()), ["00:00:01.001"]),
    ("timetz", pa.array([{"time": 3_600_000_000, "utc_offset_s": 7200}, None], TIMETZ), ["01:00:00+02", None]),
    ("interval", cast([1500, -2000, None], pa.duration("ms")), ["00:00:01.5", "-00:00:02", None]),
    ("interval", pa.array([pa.MonthDayNano([14, -3, 4000])]), ["1 year 2 mons -3 days +00:00:00.000004"]),
    ('"char"', pa.array(["a", "", None]), ["a", "", None]),
    ('"char"', pa.array([65, -1], pa.int8()), ["A", "\\377"]),
    ("json", pa.array(['{"a":  1}']), ['{"a":  1}']),
    ("jsonb", pa.array([{"a": [1, None], "b": "x"}, None]), ['{"a": [1, null], "b": "x"}', None]),
    ("bytea", pa.array([b"abc", None, b"\0\xff\1"], pa.binary(3)), ["\\x616263", None, "\\x00ff01"]),
    ("uuid", pa.array([UUID.bytes, None], pa.binary(16)), [str(UUID), None]),
    ("uuid", pa.array([str(UUID).upper(), UUID.hex]), [str(UUID)] * 2),
    ("inet", pa.array(["10.0.0.1", "2001:db8::/32"]), ["10.0.0.1/32", "2001:db8::/32"]),
    ("cidr", pa.array(["10.0.0.0/8"]), ["10.0.0.0/8"]),
    ("macaddr", pa.array(["08-00-2b-01-02-03", "0800.2b01.0203"]), ["08:00:2b:01:02:03"] * 2),
    ("macaddr8", pa.array(["08:00:2b:01:02:03:04:05"]), ["08:00:2b:01:02:03:04:05"]),
    ("bit(3)", pa.array(["101"]), ["101"]),
    ("varbit", pa.array(["", "110011001"]), ["", "110011001"]),
    ("oid", pa.array([2**32 - 1]), ["4294967295"]),
    ("xid8", pa.array([2**64 - 1], pa.uint64()), [str(2**64 - 1)]),
    ("integer", pa.nulls(2), [None, None]),
    ("bigint[]", pa.array([[1, None], [], None]), ["{1,NULL}", "{}", None]),
    ("smallint[]", pa.array([[9, 9], [1, 2], None], pa.list_(pa.int64(), 2)).slice(1), ["{1,2}", None]),
    ("integer[]", pa.array([[[1, 2], [3, 4]], [[], []]]), ["{{1,2},{3,4}}", "{}"]),
    ("text[]", pa.array([["a", "b,c", None, ""]]), ['{a,"b,c",NULL,""}']),
    ("text[]", pa.array([["a", "b"], ["a"]], pa.list_(pa.dictionary(pa.int8(), pa.string()))), ["{a,b}", "{a}"]),
    (
        "bigint[]",
        pa.array([{"values": [1, None, 3, 4], "dimensions": [2, 2], "lower_bounds": [0, 5]}, None], SHAPED),
        ["[0:1][5:6]={{1,NULL},{3,4}}", None],
    ),
    ("int2vector", pa.array([[1, 2]]), ["1 2"]),
    ("pg_temp.price", pa.array([1.25]), ["1.25"]),
    ("pg_temp.mood", pa.array(["sad", None, "sad"]).dictionary_encode(), ["sad", None, "sad"]),
    ("pg_temp.part", pa.array([{"a": 1, "b": "x", "c": [1.5]}, None], PART), ["(1,x,{1.5})", None]),
    ("pg_temp.part[]", pa.array([[{"a": 1, "b": "x", "c": None}, None]], pa.list_(PART)), ['{"(1,x,)",NULL}']),
    (
        "pg_temp.whole",
        pa.array([{"x": {"a": 1, "b": "x", "c": []}, "m": "ok"}], pa.struct([("x", PART), ("m", pa.string())])),
        ['("(1,x,{})",ok)'],
    ),
    (
        "int4range",
        pa.array([between(1, 5), between(None, 5, "()"), between(1, 5, "(]"), between(1, 2, empty=True), None], RANGE),
        ["[1,5)", "(,5)", "[2,6)", "empty", None],
    ),
    ("int8multirange", pa.array([[between(1, 5), between(7, 9)], []], pa.list_(RANGE)), ["{[1,5),[7,9)}", "{}"]),
    ("hstore", pa.array([[("a", "1"), ("b", None)], None], PAIRS), ['"a"=>"1", "b"=>NULL', None]),
    ("point", pa.array([point(1.5, -2.0), None]), ["(1.5,-2)", None]),
    ("line", pa.array([{"a": 1.0, "b": 2.0, "c": 3.0}]), ["{1,2,3}"]),
    ("lseg", pa.array([{"start": point(1.0, 2.0), "end": point(3.0, 4.0)}]), ["[(1,2),(3,4)]"]),
    ("box", pa.array([{"upper_right": point(3.0, 4.0), "lower_left": point(1.0, 2.0)}]), ["(3,4),(1,2)"]),
    ("circle", pa.array([{"center": point(1.0, 2.0), "radius": 3.0}]), ["<(1,2),3>"]),
    ("path", pa.array([{"closed": False, "points": [point(1.0, 2.0), point(3.0, 4.0)]}]), ["[(1,2),(3,4)]"]),
    ("polygon", pa.array([[point(1.0, 2.0), point(3.0, 4.0)]]), ["((1,2),(3,4))"]),
]


@pytest.mark.parametrize(
    ("kind", "array", "expected"), EXACT, ids=[f"{kind}-{i}" for i, (kind, _, _) in enumerate(EXACT)]
)
def test_values_arrive_as_they_are(connection: Connection, kind: str, array: Any, expected: list[str | None]) -> None:
    assert written(connection, kind, array) == expected


INTEGERS = [(pa.int8(), -(2**7), 2**7 - 1), (pa.int16(), -(2**15), 2**15 - 1), (pa.int32(), -(2**31), 2**31 - 1)]
INTEGERS += [(pa.int64(), -(2**63), 2**63 - 1), (pa.uint8(), 0, 2**8 - 1), (pa.uint16(), 0, 2**16 - 1)]
INTEGERS += [(pa.uint32(), 0, 2**32 - 1), (pa.uint64(), 0, 2**64 - 1)]
REACH = {"smallint": (-(2**15), 2**15 - 1), "integer": (-(2**31), 2**31 - 1), "bigint": (-(2**63), 2**63 - 1)}
REACH |= {"oid": (0, 2**32 - 1), "xid8": (0, 2**64 - 1), "numeric": (-(10**40), 10**40)}


@pytest.mark.parametrize("kind", REACH)
@pytest.mark.parametrize(("source", "least", "greatest"), INTEGERS, ids=[str(row[0]) for row in INTEGERS])
def test_integers_go_where_they_fit_and_nowhere_else(
    connection: Connection, kind: str, source: Any, least: int, greatest: int
) -> None:
    low, high = REACH[kind]
    fitting = [
        value for value in (least, -1, 0, 9999, 10000, greatest) if max(least, low) <= value <= min(greatest, high)
    ]
    assert written(connection, kind, pa.array([*fitting, None], source)) == [*map(str, fitting), None]
    for value in (least, greatest):
        if not low <= value <= high:
            with pytest.raises(
                wirespeed.InvalidArgumentError, match=rf"row 1: {value} \({source}\) does not fit {kind}"
            ):
                ingest(connection, kind, pa.array([0, value], source))


@pytest.mark.parametrize("source", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
def test_text_of_all_layouts_and_lengths(connection: Connection, source: Any) -> None:
    texts = ["", "a", "abc", "twelve bytes", "thirteen byte", "x" * 33, "ü" * 1000, None] * 50
    assert written(connection, "text", pa.array(["skipped", *texts], source).slice(1)) == texts
    assert written(connection, "varchar(2000)", pa.array(texts, source).dictionary_encode()) == texts


@pytest.mark.parametrize("places", [pa.int8(), pa.uint8(), pa.int64(), pa.uint64()], ids=str)
def test_dictionaries_arrive_as_what_they_hold(connection: Connection, places: Any) -> None:
    column = pa.DictionaryArray.from_arrays(pa.array([0, 1, None, 0, 2], places), pa.array(["aa", "b", None]))
    assert written(connection, "text", column) == ["aa", "b", None, "aa", None]


def test_random_decimals_arrive_exactly(connection: Connection) -> None:
    chance = random.Random(5)
    digits = [chance.randint(-(10 ** chance.randint(1, 37)), 10 ** chance.randint(1, 37)) for _ in range(2000)]
    values = [Decimal(f"{number}E-9") for number in digits]
    arrived = written(connection, "numeric", pa.array(values, pa.decimal128(38, 9)))
    assert arrived == [format(value, "f") for value in values]


def test_random_floats_arrive_as_numerics_that_are_them_again(connection: Connection) -> None:
    chance = random.Random(6)
    values = [chance.uniform(-1, 1) * 10 ** chance.randint(-300, 300) for _ in range(1000)]
    assert [float(text or "") for text in written(connection, "numeric", pa.array(values))] == values


REFUSED = [
    ("integer", pa.array([1.5]), r"1\.5 \(float64\) does not fit integer: it would be rounded"),
    ("integer", pa.array([float("nan")]), "integers have no NaN"),
    ("bigint", pa.array([2.0**63]), "it reaches from"),
    ("real", pa.array([0.1]), r"0\.1 \(float64\) does not fit real: the nearest is"),
    ("double precision", pa.array([2**53 + 1]), "the nearest is 9007199254740992"),
    ("numeric(4,2)", pa.array([Decimal("44.125")]), r"44\.125 \(decimal128\(5, 3\)\) does not fit numeric\(4,2\)"),
    ("numeric(4,2)", pa.array([Decimal("100.00")]), "it has 2 digits before the point"),
    ("numeric", pa.array(["1,5"]), "expected a number"),
    ("pg_temp.price", pa.array([1.255]), r"1\.255 \(float64\) does not fit numeric\(6,2\)"),
    ("money", pa.array([Decimal("0.001")]), "it would be rounded"),
    ("timestamp", cast([1, 1001], pa.timestamp("ns")), "it counts in microseconds"),
    ("timestamp", cast([FIRST_US - 1], pa.timestamp("us")), "timestamps reach from 4714-11-24 BC"),
    ("date", pa.array([dt.datetime(2020, 1, 1, 1)], pa.timestamp("us")), "it has a time of the day"),
    ("time", cast([-1], pa.time64("us")), "times reach from 00:00 to 24:00"),
    ("interval", cast([2**62], pa.duration("s")), "at most 2"),
    ('"char"', pa.array(["ab"]), "it has one byte, found 2"),
    ("uuid", pa.array(["1234"]), "32 hexadecimal digits"),
    ("inet", pa.array(["10.0.0.1/33"]), "expected an address"),
    ("cidr", pa.array(["10.0.0.1/8"]), "bits behind its mask"),
    ("varbit", pa.array(["12"]), "the digits 0 and 1"),
    ("smallint[]", pa.array([[1], [2, 70000]]), r"column 'c\[\]', row 1: 70000"),
    ("integer[]", pa.array([[[1, 2], [3]]]), "lists of 2 and of 1 items side by side"),
    ("integer[]", pa.array([[None, [3]]]), "a null in the place of a list"),
    ("pg_temp.part", pa.array([{"a": 2**40, "b": "x", "c": None}], PART), r"column 'c\.a', row 0: 1099511627776"),
    ("int4range", pa.array([between(1, 2**33)], RANGE), r"column 'c\.upper', row 0: 8589934592"),
    ("jsonb", pa.array([[float("inf")]]), "no form in JSON"),
    ("integer", pa.array(["1"]), "utf8 does not go into integer"),
    ("text", pa.array([1]), "int64 does not go into text"),
    ("boolean", pa.array([1]), "int64 does not go into boolean"),
    ("timestamp", cast([0], pa.timestamp("us", "UTC")), "does not go into timestamp without time zone"),
    ("timestamptz", cast([0], pa.timestamp("us")), "does not go into timestamp with time zone"),
]


@pytest.mark.parametrize(
    ("kind", "array", "why"), REFUSED, ids=[f"{kind}-{i}" for i, (kind, _, _) in enumerate(REFUSED)]
)
def test_what_does_not_fit_exactly_is_refused(connection: Connection, kind: str, array: Any, why: str) -> None:
    with pytest.raises(wirespeed.InvalidArgumentError, match=why):
        ingest(connection, kind, array)
    assert connection.query("SELECT count(*) FROM written").value() == 0


def test_long_values_and_many_rows_keep_their_order(connection: Connection) -> None:
    texts = ["a" * 3_000_000, "b", "c" * 2_000_000] * 3 + ["x" * (i % 90) for i in range(20_000)]
    ingest(connection, "text", pa.array(texts))
    lengths = [row[0] for row in connection.query("SELECT length(c) FROM written ORDER BY place").rows()]
    assert lengths == [len(text) for text in texts]
