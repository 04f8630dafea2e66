"""Every type of PostgreSQL's that a client meets, with edge values, and what makes random ones; for tests and bench."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import postgres_text as text
from postgres_text import Writer, array_of, composite, multirange_of, plain, range_of

TYPES = """
CREATE TYPE pg_temp.mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN pg_temp.amount AS numeric(10, 2);
CREATE DOMAIN pg_temp.small_amount AS pg_temp.amount CHECK (value < 1000);
CREATE TYPE pg_temp.pair AS (a int, b text, c pg_temp.amount, d pg_temp.mood);
CREATE TYPE pg_temp.deep AS (p pg_temp.pair, xs int[], r tstzrange);
CREATE TYPE pg_temp.float_range AS RANGE (subtype = float8);
CREATE TYPE pg_temp.amount_range AS RANGE (subtype = pg_temp.amount)
"""
Dice = random.Random


@dataclass(frozen=True)
class Case:
    """A type's Arrow type, how that is written down, edge values, and what makes random ones."""

    arrow: str
    writer: Writer
    values: list[str]
    dice: Callable[[Dice], str] | None = None
    nulls: list[str] = field(default_factory=list)  # values that Arrow cannot hold


def integer(bits: int, signed: bool = True) -> Callable[[Dice], str]:
    return lambda dice: str(dice.getrandbits(dice.randrange(1, bits + 1)) - (2 ** (bits - 1) if signed else 0))


def decimal(whole: int, fraction: int) -> Callable[[Dice], str]:
    def make(dice: Dice) -> str:
        before = dice.randrange(10 ** dice.randrange(whole + 1))
        digits = dice.randrange(fraction + 1)
        after = f".{dice.randrange(10**digits):0{digits}}" if digits else ""
        return f"{dice.choice(['', '-'])}{before}{after}"

    return make


def floating(exponents: int) -> Callable[[Dice], str]:
    return lambda dice: repr(dice.uniform(-10, 10) * 10.0 ** dice.randrange(-exponents, exponents))


def words(dice: Dice) -> str:
    letters = [
        dice.choice([dice.randrange(32, 0x250), dice.randrange(0x10000, 0x10100)]) for _ in range(dice.randrange(40))
    ]
    return "".join(map(chr, letters))


def date(dice: Dice) -> str:
    day = f"{dice.randrange(1, 9999):04}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"
    return day + dice.choice(["", "", "", " BC"]) if day < "4713" else day


def time(dice: Dice) -> str:
    return f"{dice.randrange(24):02}:{dice.randrange(60):02}:{dice.randrange(60):02}.{dice.randrange(10**6):06}"


def moment(dice: Dice) -> str:
    return f"{dice.randrange(1, 294_000):04}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02} {time(dice)}"


def offset(dice: Dice) -> str:
    return f"{dice.choice('+-')}{dice.randrange(16):02}:{dice.randrange(60):02}:{dice.randrange(60):02}"


def interval(dice: Dice) -> str:
    months, days, us = (dice.randrange(-bound, bound) for bound in (10**6, 10**6, 9 * 10**15))
    return f"{months} mons {days} days {us} us"


def numbers(count: int, brackets: str) -> Callable[[Dice], str]:
    return lambda dice: f"{brackets[0]}{','.join(repr(dice.uniform(-9, 9)) for _ in range(count))}{brackets[1]}"


def list_text(item: Callable[[Dice], str]) -> Callable[[Dice], str]:
    def make(dice: Dice) -> str:
        items = (dice.choice(["NULL", item(dice)]) for _ in range(dice.randrange(1, 6)))
        return "{" + ",".join(items) + "}"

    return make


def range_text(item: Callable[[Dice], float]) -> Callable[[Dice], str]:
    def make(dice: Dice) -> str:
        lower, upper = sorted((item(dice), item(dice)))
        return f"{dice.choice('[(')}{dice.choice(['', lower])},{dice.choice(['', upper])}{dice.choice(')]')}"

    return make


INFINITIES = ["infinity", "-infinity"]
STRUCT = "struct<{}>".format
RANGE = "struct<lower: {0}, upper: {0}, lower_inclusive: bool, upper_inclusive: bool, empty: bool>".format
POINT = "struct<x: double, y: double>"
ARRAY = (
    "struct<values: list<item: {}>, dimensions: list<item: int32 not null>, lower_bounds: list<item: int32 not null>>"
)
PAIR = "struct<a: int32, b: string, c: decimal128(10, 2), d: string>"
pair = composite(plain, plain, plain, plain)

CASES: dict[str, Case] = {
    "bool": Case("bool", plain, ["t", "f"], lambda dice: dice.choice("tf")),
    "int2": Case("int16", plain, ["-32768", "32767", "0"], integer(16)),
    "int4": Case("int32", plain, ["-2147483648", "2147483647"], integer(32)),
    "int8": Case("int64", plain, ["-9223372036854775808", "9223372036854775807"], integer(64)),
    "oid": Case("uint32", plain, ["0", "4294967295"], integer(32, signed=False)),
    "xid": Case("uint32", plain, ["0", "4294967295"], integer(32, signed=False)),
    "cid": Case("uint32", plain, ["0", "4294967295"]),
    "xid8": Case("uint64", plain, ["0", "18446744073709551615"], integer(64, signed=False)),
    "pg_lsn": Case("uint64", text.pg_lsn, ["0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF"]),
    "float4": Case(
        "float",
        plain,
        ["1.5", "-0", "NaN", "Infinity", "-Infinity", "3.4e38", "1e-45", "123456", "1234567", "0.0001", "0.00001"],
        floating(36),
    ),
    "float8": Case(
        "double",
        plain,
        ["0.1", "-0", "NaN", "Infinity", "-Infinity", "5e-324", "1.7976931348623157e308", "1e15", "100000000000000"],
        floating(300),
    ),
    "numeric": Case(
        "string",
        plain,
        ["0", "0.00", "-1.10", "1e100", "1e-100", "NaN", "Infinity", "-Infinity", "10000", "12340000.5600"],
        decimal(60, 40),
    ),
    "numeric(5,2)": Case("decimal128(5, 2)", plain, ["0", "999.99", "-999.99", "0.01"], decimal(3, 2), ["NaN"]),
    "numeric(38,0)": Case(
        "decimal128(38, 0)", plain, ["9" * 38, "-" + "9" * 38, "1" + "0" * 37], decimal(38, 0), ["NaN"]
    ),
    "numeric(38,1)": Case("decimal128(38, 1)", plain, ["9" * 37 + ".9", "0.1", "-10000.5"], decimal(37, 1)),
    "numeric(38,38)": Case("decimal128(38, 38)", plain, ["0." + "9" * 38, "-0." + "0" * 37 + "1", "0"], decimal(0, 38)),
    "numeric(20,7)": Case("decimal128(20, 7)", plain, ["1234567890123.1234567"], decimal(13, 7)),
    "numeric(39,2)": Case("string", plain, ["9" * 37 + ".99"], decimal(37, 2)),
    "numeric(5,-2)": Case("string", plain, ["12345", "0", "-50"], decimal(7, 0)),
    "numeric(3,5)": Case("string", plain, ["0.00123", "0"]),
    "money": Case(
        "decimal128(19, 2)", text.money, ["0", "-92233720368547758.08", "92233720368547758.07"], decimal(15, 2)
    ),
    "text": Case("string", plain, ["", "a", "h\u00e9\u4e2d\U0001f600", "x" * 100_000], words),
    "varchar(20)": Case("string", plain, ["", "abc"]),
    "char(5)": Case("string", plain, ["", "abc"]),
    "name": Case("string", plain, ["", "abc"]),
    '"char"': Case("string", plain, ["", "a"]),
    "citext": Case("string", plain, ["AbC"], words),
    "xml": Case("string", plain, ["<a/>"]),
    "json": Case("string", plain, ['{ "a" : 1 }', "1e2"]),
    "jsonb": Case("string", plain, ['{ "a" : 1 }', "1e2"]),
    "jsonpath": Case("string", plain, ['$."a"']),
    "bytea": Case("binary", plain, ["\\x", "\\x00ff"], lambda dice: "\\x" + dice.randbytes(dice.randrange(40)).hex()),
    "uuid": Case(
        "fixed_size_binary[16]", plain, ["0" * 32, "f" * 32], lambda dice: str(uuid.UUID(int=dice.getrandbits(128)))
    ),
    "date": Case(
        "date32[day]",
        plain,
        ["4713-01-01 BC", "0001-12-31 BC", "0001-01-01", "5874897-12-31", "2000-02-29"],
        date,
        INFINITIES,
    ),
    "time": Case("time64[us]", plain, ["00:00", "24:00:00", "23:59:59.999999"], time),
    "timetz": Case(
        "struct<time: time64[us], utc_offset_s: int32>",
        text.timetz,
        ["00:00-15:59:59", "24:00+15:59:59", "12:00+05:30"],
        lambda dice: time(dice) + offset(dice),
    ),
    "timestamp": Case(
        "timestamp[us]",
        plain,
        ["4713-01-01 BC", "0001-12-31 23:59:59.999999 BC", "294247-01-10 04:00:54.775807"],
        moment,
        [*INFINITIES, "294247-01-10 04:00:54.775808", "294276-12-31 23:59:59.999999"],
    ),
    "timestamptz": Case(
        "timestamp[us, tz=UTC]",
        plain,
        ["4713-01-02 BC", "1970-01-01 00:00+05:30", "294247-01-10 04:00:54.775807+00"],
        moment,
        [*INFINITIES, "294276-12-31 23:59:59.999999+00"],
    ),
    "interval": Case(
        "month_day_nano_interval",
        plain,
        ["0", "-1 mon +1 day", "1 year -1 mon", "2562047 hours", "-178000000 years", "-1 day -00:00:00.000001"],
        interval,
        ["2562048 hours", "-100000000 hours"],
    ),
    "bit(4)": Case("string", plain, ["0000", "1010"]),
    "varbit": Case(
        "string",
        plain,
        ["", "1", "101010101"],
        lambda dice: "".join(dice.choice("01") for _ in range(dice.randrange(40))),
    ),
    "inet": Case(
        "string",
        plain,
        [
            "1.2.3.4",
            "1.2.3.4/0",
            "::",
            "::1",
            "::2",
            "1::",
            "::ffff:1.2.3.4",
            "::1.2.3.4",
            "1:0:0:2::3",
            "1:0:2:0:3:0:4:0",
            "2001:db8::/32",
        ],
        lambda dice: ":".join(dice.choice(["0", f"{dice.getrandbits(16):x}"]) for _ in range(8)),
    ),
    "cidr": Case("string", plain, ["0.0.0.0/0", "10.0.0.0/8", "1.2.3.4/32", "2001:db8::/32", "::/0"]),
    "macaddr": Case("string", plain, ["08:00:2b:01:02:03"]),
    "macaddr8": Case("string", plain, ["08:00:2b:01:02:03:04:05"]),
    "tid": Case("string", plain, ["(0,0)", "(4294967295,65535)"]),
    "tsvector": Case("string", plain, ["", "'a':1A 'b':2B,3C 'c':16383", "'it''s' 'x\\\\y' 'a b'"]),
    "point": Case(POINT, text.point, ["(1,2.5)", "(Infinity,NaN)", "(-0,1e300)"], numbers(2, "()")),
    "line": Case("struct<a: double, b: double, c: double>", text.line, ["{1,2,3}"], numbers(3, "{}")),
    "lseg": Case(STRUCT(f"start: {POINT}, end: {POINT}"), text.lseg, ["[(1,2),(3,4)]"]),
    "box": Case(STRUCT(f"upper_right: {POINT}, lower_left: {POINT}"), text.box, ["(1,2),(3,4)"]),
    "path": Case(STRUCT(f"closed: bool, points: list<item: {POINT}>"), text.path, ["[(1,2)]", "((1,2),(3,4),(5,6))"]),
    "polygon": Case(f"list<item: {POINT}>", text.polygon, ["((1,2),(3,4),(5,6))"]),
    "circle": Case(STRUCT(f"center: {POINT}, radius: double"), text.circle, ["<(1,2),3>"]),
    "int4[]": Case("list<item: int32>", array_of(plain), ["{}", "{1,2,NULL}"], list_text(integer(31))),
    "int8[]": Case(
        ARRAY.format("int64"),
        array_of(plain),
        ["{}", "{1}", "{{1,2},{3,NULL}}", "[0:1]={5,6}", "[-1:0][2:3]={{1,2},{3,4}}", "{{{{{{7}}}}}}"],
    ),
    "text[]": Case("list<item: string>", array_of(plain), ["{}", '{"",NULL,"NULL","a,b","\\"q\\" \\\\"," "}']),
    "numeric(6,3)[]": Case(
        "list<item: decimal128(6, 3)>", array_of(plain), ["{1.5,-2.125,NULL}"], list_text(decimal(3, 3))
    ),
    "timestamptz[]": Case("list<item: timestamp[us, tz=UTC]>", array_of(plain), ['{"2020-01-01 00:00+00",NULL}']),
    "bool[]": Case("list<item: bool>", array_of(plain), ["{t,f,NULL}"], list_text(lambda dice: dice.choice("tf"))),
    "box[]": Case(
        f"list<item: struct<upper_right: {POINT}, lower_left: {POINT}>>",
        array_of(text.box, ";"),
        ["{(3,4),(1,2);(1,1),(0,0)}"],
    ),
    "int2vector": Case("list<item: int16>", array_of(plain), []),
    "pg_temp.mood": Case("string", plain, ["sad", "happy"], lambda dice: dice.choice(["sad", "ok", "happy"])),
    "pg_temp.mood[]": Case("list<item: string>", array_of(plain), ["{sad,NULL,happy}"]),
    "pg_temp.amount": Case("decimal128(10, 2)", plain, ["1.5", "-99999999.99"], decimal(8, 2)),
    "pg_temp.small_amount": Case("decimal128(10, 2)", plain, ["1.5"]),
    "pg_temp.amount[]": Case("list<item: decimal128(10, 2)>", array_of(plain), ["{1.5,NULL}"]),
    "pg_temp.pair": Case(PAIR, pair, ["(1,x,2.50,ok)", "(,,,)", '(2,"a,b ""q"" \\\\ ()",,sad)', '(3,"",,)']),
    "pg_temp.pair[]": Case(f"list<item: {PAIR}>", array_of(pair), ['{"(1,x,2.50,ok)",NULL,"(,,,)"}', "{}"]),
    "pg_temp.deep": Case(
        STRUCT(f"p: {PAIR}, xs: list<item: int32>, r: {RANGE('timestamp[us, tz=UTC]')}"),
        composite(pair, array_of(plain), range_of(plain)),
        ['("(1,x,,)","{1,NULL}","[""2020-01-01 00:00+00"",)")', "(,,empty)"],
    ),
    "int4range": Case(
        RANGE("int32"),
        range_of(plain),
        ["[1,5)", "empty", "(,)", "[1,)", "(,5)"],
        range_text(lambda dice: dice.randrange(-99, 99)),
    ),
    "int8range": Case(RANGE("int64"), range_of(plain), ["[1,5)"]),
    "numrange": Case(
        RANGE("string"),
        range_of(plain),
        ["[1.50,2.5]", "(1.5,)", "[NaN,NaN]"],
        range_text(lambda dice: dice.uniform(-99, 99)),
    ),
    "daterange": Case(RANGE("date32[day]"), range_of(plain), ["[2020-01-01,2020-02-01)"]),
    "tsrange": Case(RANGE("timestamp[us]"), range_of(plain), ['["2020-01-01 00:00","2020-01-02 00:00:01.5")']),
    "tstzrange": Case(RANGE("timestamp[us, tz=UTC]"), range_of(plain), ['["2020-01-01 00:00+00",)']),
    "pg_temp.float_range": Case(RANGE("double"), range_of(plain), ["[1.5,2.5)"]),
    "pg_temp.amount_range": Case(RANGE("decimal128(10, 2)"), range_of(plain), ["[1.50,2.50)"]),
    "int4range[]": Case(f"list<item: {RANGE('int32')}>", array_of(range_of(plain)), ['{"[1,5)",empty,NULL}']),
    "int4multirange": Case(f"list<item: {RANGE('int32')}>", multirange_of(plain), ["{}", "{[1,3),[5,7)}"]),
    "datemultirange": Case(f"list<item: {RANGE('date32[day]')}>", multirange_of(plain), ["{[2020-01-01,2020-01-03)}"]),
    "hstore": Case("map<string, string>", text.hstore, ["", "a=>1, b=>NULL", '"q\\" \\\\"=>""']),
    "hstore[]": Case("list<item: map<string, string>>", array_of(text.hstore), ['{"a=>1",NULL}']),
    "ltree": Case("string", plain, ["a.b", ""]),
    "seg": Case("string", plain, ["1 .. 2"]),
    "isbn": Case("string", plain, ["0-393-04002-X"]),
    "aclitem": Case("string", plain, []),
}

VECTORS: dict[str, Case] = {
    "vector": Case("list<item: float>", text.vector, ["[1,2.5,-3]"], numbers(3, "[]")),
    "vector(3)": Case("fixed_size_list<item: float>[3]", text.vector, ["[1,2.5,-3]"], numbers(3, "[]")),
    "halfvec": Case("list<item: float>", text.vector, ["[1,2.5,-65504,6.104e-05,5.9604645e-08,0]"]),
    "halfvec(2)": Case("fixed_size_list<item: float>[2]", text.vector, ["[1,2.5]"]),
    "sparsevec": Case(
        "struct<dimensions: int32, indices: list<item: int32>, values: list<item: float>>",
        text.sparse_vector,
        ["{1:1.5,3:2}/5", "{}/5"],
    ),
}

RANDOM_VALUES = 200


def literals(name: str, case: Case) -> list[str | None]:
    dice = random.Random(name)
    rolled = [case.dice(dice) for _ in range(RANDOM_VALUES)] if case.dice else []
    return [None, *case.values, None, *rolled]
