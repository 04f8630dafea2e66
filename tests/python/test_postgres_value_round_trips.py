"""Every type of a real server's, there and back: what we read of a value is sent again, and the server finds it equal
to what it had sent, by its own text.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from postgres_servers import PostgresServer
from wirespeed import postgres
from wirespeed.postgres import Connection, Interval, Range

pytestmark = pytest.mark.server
UTC = dt.timezone.utc

TYPES = """
CREATE TYPE pg_temp.mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE pg_temp.pair AS (a int, b text, c timestamptz);
CREATE DOMAIN pg_temp.shoe_size AS int CHECK (value > 0);
CREATE DOMAIN pg_temp.sizes AS int[];
CREATE TYPE pg_temp.deep AS (p pg_temp.pair, xs int[], m pg_temp.mood);
CREATE TYPE pg_temp.float_range AS RANGE (subtype = float8)
"""

# Type: values as the server writes them. All go back as what they were.
CASES: dict[str, list[str]] = {
    "bool": ["true", "false"],
    "int2": ["-32768", "32767", "0"],
    "int4": ["-2147483648", "2147483647"],
    "int8": ["-9223372036854775808", "9223372036854775807"],
    "float4": ["1.5", "-0", "NaN", "Infinity", "3.4e38", "1e-45"],
    "float8": ["0.1", "-0", "NaN", "-Infinity", "1.7976931348623157e308", "5e-324"],
    "numeric": [
        *["0", "0.00", "1", "-1.10", "9999", "10000", "0.0001", "0.00001", "12340000.5600", "1e100", "1e-100"],
        *["123456789012345678901234567890.123456789", "NaN", "Infinity", "-Infinity"],
    ],
    "numeric(5,-2)": ["12345"],
    "text": ["", "a", "h\u00e9\u4e2d\U0001f600", "x" * 10_000],
    "varchar": ["abc"],
    "char(5)": ["abc"],
    "name": ["abc"],
    '"char"': ["a", ""],
    "citext": ["AbC"],
    "xml": ["<a/>"],
    "bytea": ["\\x", "\\x00ff"],
    "uuid": ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "00000000-0000-0000-0000-000000000000"],
    "date": [
        *["2000-01-01", "1970-01-01", "0001-01-01", "9999-12-31", "infinity", "-infinity"],
        *["0044-03-15 BC", "5874897-12-31", "4713-01-01 BC", "10000-01-01"],
    ],
    "time": ["00:00:00", "23:59:59.999999", "24:00:00", "12:00:00.5"],
    "timetz": ["12:34:56.789+02", "00:00:00-15:59", "24:00:00+00", "01:02:03+05:30"],
    "timestamp": [
        *["2000-01-01 00:00:00", "1969-12-31 23:59:59.999999", "infinity", "-infinity", "0001-01-01 00:00:00"],
        *["9999-12-31 23:59:59.999999", "294276-12-31 23:59:59.999999", "4713-01-01 00:00:00 BC"],
    ],
    "timestamptz": [
        *["2000-01-01 00:00:00+00", "1969-12-31 23:59:59.999999+00", "infinity", "294276-12-31 23:59:59.999999+00"],
        *["0044-03-15 01:02:03.5+00 BC", "2020-06-01 12:00:00+05:30"],
    ],
    "interval": [
        *["00:00:00", "1 day", "-1 days", "1 mon", "1 year 2 mons 3 days 04:05:06.7", "-1 mons +2 days -03:00:00"],
        *["100000 days", "-178000000 years"],
    ],
    "json": ['{"a": [1, 2.5, null, "x"]}', "1"],
    "jsonb": ['{"a": [1, 2.5, null, "x"]}', "1"],
    "int4[]": ["{}", "{1,2,NULL}", "{{1,2},{3,4}}", "{{{1},{2}},{{3},{NULL}}}"],
    "text[]": ["{}", '{"",NULL,"NULL","a,b","\\"q\\""}'],
    "date[]": ["{2020-01-01,infinity,NULL}", "{{2020-01-01},{infinity}}"],
    "numeric[]": ["{1.10,NaN}"],
    "timestamptz[]": ['{"2020-01-01 00:00:00+00",NULL}'],
    "bool[]": ["{t,f}"],
    "jsonb[]": ['{"{\\"a\\": 1}",NULL}'],
    "bytea[]": ['{"\\\\x00ff"}'],
    "uuid[]": ["{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}"],
    "citext[]": ["{Ab,cD}"],
    "pg_temp.mood": ["sad", "happy"],
    "pg_temp.mood[]": ["{sad,happy}"],
    "pg_temp.pair": ['(1,x,"2020-01-01 00:00:00+00")', "(,,)", '(2,"a,b ""q"" \\\\",)', "(1,,infinity)"],
    "pg_temp.pair[]": ['{"(1,x,)",NULL}'],
    "pg_temp.shoe_size": ["46"],
    "pg_temp.shoe_size[]": ["{46,47}"],
    "pg_temp.sizes": ["{1,2}"],
    "pg_temp.deep": ['("(1,x,)","{1,NULL}",sad)'],
    "int4range": ["[1,5)", "empty", "(,)", "[1,)", "(,5)"],
    "numrange": ["[1.5,2.5]", "(1.5,)"],
    "tsrange": ['["2020-01-01 00:00:00","2020-01-02 00:00:00")'],
    "daterange": ["[2020-01-01,2020-02-01)", "[2020-01-01,infinity)"],
    "pg_temp.float_range": ["[1.5,2.5)"],
    "int4multirange": ["{}", "{[1,3),[5,7)}"],
    "int4range[]": ['{"[1,5)",empty}'],
    "hstore": ["", '"a"=>"1", "b"=>NULL'],
    "inet": ["1.2.3.4", "1.2.3.4/24", "::1", "2001:db8::/32"],
    "cidr": ["10.0.0.0/8", "1.2.3.4/32", "2001:db8::/32"],
    "inet[]": ["{1.2.3.4,::1/64}"],
    "macaddr": ["08:00:2b:01:02:03"],
    "macaddr8": ["08:00:2b:01:02:03:04:05"],
    "bit(5)": ["10101"],
    "varbit": ["", "1010101010"],
    "money": ["$12.34", "-$0.01"],
    "oid": ["4294967295"],
    "xid": ["4294967295"],
    "cid": ["7"],
    "xid8": ["18446744073709551615"],
    "pg_lsn": ["16/B374D848", "0/0"],
    "tid": ["(4294967295,65535)"],
    "point": ["(1,2.5)"],
    "line": ["{1,2,3}"],
    "lseg": ["[(1,2),(3,4)]"],
    "box": ["(3,4),(1,2)"],
    "box[]": ["{(3,4),(1,2);(1,1),(0,0)}"],
    "path": ["[(1,2),(3,4)]", "((1,2),(3,4))"],
    "polygon": ["((1,2),(3,4),(5,6))"],
    "circle": ["<(1,2),3>"],
    "tsvector": ["'a':1 'b':2A,3", "'it''s' 'x\\\\y'", ""],
    "int2vector": ["1 2 3"],
    "oidvector": ["1 2"],
    "regclass": ["pg_class"],
    "jsonpath": ['$."a"'],
    "ltree": ["a.b"],
    "seg": ["1 .. 2"],
    "seg[]": ['{"1 .. 2",NULL}', "{NULL}"],
    "isbn": ["0-393-04002-X"],
}


@pytest.fixture(scope="module")
def connection(postgres_server: PostgresServer) -> Iterator[Connection]:
    with postgres.connect(postgres_server.dsn()) as made:
        made.execute_script("SET timezone = 'UTC'; SET search_path = public")
        made.execute_script(TYPES)
        yield made


@pytest.mark.parametrize("type_", CASES)
def test_a_value_that_was_read_can_be_sent(connection: Connection, type_: str) -> None:
    for written in CASES[type_]:
        value, said = connection.query(f"SELECT v, v::text FROM (SELECT $1::text::{type_} AS v) AS t", [written]).one()
        back = connection.query(f"SELECT ($1::{type_})::text", [value]).value()
        assert (back, value) == (said, value)


@pytest.mark.parametrize("type_", CASES)
def test_null_is_none_both_ways(connection: Connection, type_: str) -> None:
    assert connection.query(f"SELECT $1::{type_}, $1::{type_} IS NULL", [None]).one() == (None, True)


@pytest.mark.parametrize("type_", CASES)
def test_a_str_is_read_by_the_server(connection: Connection, type_: str) -> None:
    for written in CASES[type_]:
        said = connection.query(f"SELECT $1::text::{type_}::text", [written]).value()
        assert connection.query(f"SELECT $1::{type_}::text", [written]).value() == said


def random_values(dice: random.Random) -> dict[str, Any]:
    def moment() -> dt.datetime:
        return dt.datetime.min + dt.timedelta(
            days=dice.randrange(3_652_059), seconds=dice.randrange(86_400), microseconds=dice.randrange(10**6)
        )

    return {
        "int8": dice.getrandbits(64) - 2**63,
        "float8": dice.uniform(-1, 1) * 10.0 ** dice.randrange(-300, 300),
        "numeric": Decimal(dice.getrandbits(dice.randrange(1, 400))).scaleb(-dice.randrange(100)),
        "text": "".join(
            chr(dice.choice([dice.randrange(1, 0xD800), dice.randrange(0x10000, 0x110000)])) for _ in range(20)
        ),
        "bytea": dice.randbytes(dice.randrange(50)),
        "uuid": uuid.UUID(int=dice.getrandbits(128)),
        "date": moment().date(),
        "time": moment().time(),
        "timestamp": moment(),
        "timestamptz": moment().replace(tzinfo=UTC),
        "interval": Interval(dice.randrange(1, 10**6), dice.randrange(-(10**6), 10**6), dice.getrandbits(50)),
        "int4[]": [dice.choice([None, dice.getrandbits(31)]) for _ in range(dice.randrange(10))],
        "int8range": Range(dice.randrange(-1000, 0), dice.randrange(1, 1000)),
        "bool": dice.random() < 0.5,
    }


@pytest.mark.parametrize("seed", range(5))
def test_random_values_come_back(connection: Connection, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(20):
        values = random_values(dice)
        sql = "SELECT " + ", ".join(f"${i}::{type_}" for i, type_ in enumerate(values, 1))
        assert connection.query(sql, list(values.values())).one() == tuple(values.values())


def test_arrays_of_numpy_arrive(connection: Connection) -> None:
    sql = "SELECT $1::int8[], $2::float8[], $3::text[], $4::timestamptz[], $5::int4[]"
    given = [
        np.arange(5),
        np.array([0.5, 1.5]),
        np.array(["a", "\u4e2d"]),
        np.array(["2020-01-01", "NaT"], "M8[s]"),
        np.array([[1, 2], [3, 4]]),
    ]
    moment = dt.datetime(2020, 1, 1, tzinfo=UTC)
    expected = ([0, 1, 2, 3, 4], [0.5, 1.5], ["a", "\u4e2d"], [moment, None], [[1, 2], [3, 4]])
    assert connection.query(sql, given).one() == expected


def test_composites_have_names_and_records_have_none(connection: Connection) -> None:
    pair, record = connection.query("SELECT $1::pg_temp.pair, ROW(1, 'a', ROW(2.5))", [{"a": 5, "b": "x"}]).one()
    assert (pair.a, pair.b, pair.c) == (5, "x", None)
    assert record == (1, "a", (Decimal("2.5"),))


def test_columns_hold_what_rows_hold(connection: Connection) -> None:
    sql = """SELECT i, i % 3 = 0 AS b, CASE WHEN i % 7 <> 0 THEN 'x' || i END AS t, i / 4.0::float8 AS f,
                    '2020-01-01'::timestamptz + i * interval '1 hour' AS z, date '2020-01-01' + i AS d,
                    CASE WHEN i % 5 <> 0 THEN i::int2 END AS s, i::numeric(10, 2) AS n
             FROM generate_series(1, 1000) AS i"""
    rows = connection.query(sql).rows()
    frame = connection.query(sql).to_pandas(nullable=True)
    assert [str(dtype) for dtype in frame.dtypes] == [
        *["Int32", "boolean", "str", "float64", "datetime64[us, UTC]", "datetime64[s]", "Int16", "object"]
    ]
    made = frame.astype(object).where(frame.notna(), None)
    made["d"] = [moment.date() for moment in made["d"]]
    assert [tuple(row) for row in made.itertuples(index=False)] == rows
    arrays = connection.query(sql).to_numpy()
    assert [row[2] for row in rows] == arrays["t"].tolist()
    assert [row[6] for row in rows] == arrays["s"].tolist()
    assert arrays["z"].dtype == "M8[us]"
