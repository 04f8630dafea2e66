"""wirespeed.bolt against a real Neo4j: what only one can tell."""

from __future__ import annotations

import datetime
import resource
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import numpy
import pandas  # type: ignore[import-untyped]
import polars
import pyarrow  # type: ignore[import-untyped]
import pytest

from real_servers.instance import Instance
from wirespeed import bolt

pytestmark = pytest.mark.server
UTC = datetime.timezone.utc


@pytest.fixture
def client(neo4j_server: Instance) -> Iterator[bolt.Client]:
    with bolt.connect(neo4j_server.uri) as opened:
        yield opened


@pytest.fixture
def label(client: bolt.Client) -> Iterator[str]:
    """Of nodes that are gone afterwards."""
    name = "WirespeedBoltTest"
    client.query(f"MATCH (n:{name}) DETACH DELETE n").summary()
    yield name
    client.query(f"MATCH (n:{name}) DETACH DELETE n").summary()


VALUES: list[Any] = [
    None,
    True,
    -(2**63),
    2.5,
    "Björk \U0001f3b5",
    b"\x00\xff",
    [1, [2, "x"]],
    {"a": 1, "b": {"c": None}},
    datetime.date(1969, 12, 31),
    datetime.time(23, 59, 59, 999_999),
    datetime.time(1, 2, 3, tzinfo=datetime.timezone(datetime.timedelta(hours=-5, minutes=-30))),
    datetime.datetime(1969, 12, 31, 23, 59, 59, 1),
    datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
    datetime.datetime(2024, 7, 1, 12, tzinfo=ZoneInfo("Europe/Oslo")),
    bolt.Duration(14, -3, 5, 999_999_999),
    bolt.Point(4326, 12.5, 55.75),
    bolt.Point(9157, 1.0, 2.0, 3.0),
    bolt.Date(10_000_000),
    bolt.LocalTime(1),
    bolt.Time(1, 3600),
    bolt.LocalDateTime(-1, 1),
    bolt.DateTime(1_000_000_000, 1, -3600),
    bolt.DateTime(1_000_000_000, 1, "Asia/Tokyo"),
]


@pytest.mark.parametrize("version", [(4, 4), (5, 0), (5, 8)])
def test_what_is_sent_comes_back(neo4j_server: Instance, version: tuple[int, int]) -> None:
    with bolt.connect(neo4j_server.uri, version=version) as opened:
        for value in VALUES:
            found = opened.query("RETURN $value AS value", {"value": value}).single()[0]
            assert found == value and type(found) is type(value)


def test_numpy_s_and_pandas_values_are_sent_as_what_they_are(client: bolt.Client) -> None:
    sent = {
        "int": numpy.int64(7),
        "float": numpy.float32(0.5),
        "flag": numpy.bool_(True),
        "array": numpy.arange(3),
        "time": numpy.datetime64("2020-01-01T00:00:00.5"),
        "none": numpy.datetime64("NaT"),
        "stamp": pandas.Timestamp("2020-01-01", tz="UTC"),
        "series": pandas.Series([1, 2]),
        "missing": pandas.NaT,
        "tuple": (1, 2),
        "span": datetime.timedelta(days=1, microseconds=5),
    }
    found = client.query("RETURN $sent AS sent", {"sent": sent}).single()["sent"]
    assert found == {
        "int": 7,
        "float": 0.5,
        "flag": True,
        "array": [0, 1, 2],
        "time": datetime.datetime(2020, 1, 1, 0, 0, 0, 500_000),
        "none": None,
        "stamp": datetime.datetime(2020, 1, 1, tzinfo=UTC),
        "series": [1, 2],
        "missing": None,
        "tuple": [1, 2],
        "span": bolt.Duration(0, 1, 0, 5000),
    }


def test_a_syntax_error_says_where(client: bolt.Client) -> None:
    with pytest.raises(bolt.ClientError) as caught:
        client.query("RETURN 1\nRETURN x +")
    assert caught.value.code == "Neo.ClientError.Statement.SyntaxError"
    assert caught.value.position is not None and caught.value.position.line == 2
    assert len(caught.value.gql_status) == 5 and caught.value.diagnostic_record["CURRENT_SCHEMA"] == "/"


def test_a_transaction_takes_effect_as_a_whole(client: bolt.Client, label: str) -> None:
    with client.transaction() as transaction:
        transaction.query(f"CREATE (:{label} {{x: 1}})")
        transaction.query(f"CREATE (:{label} {{x: 2}})")
    with pytest.raises(RuntimeError), client.transaction() as transaction:
        transaction.query(f"CREATE (:{label} {{x: 3}})")
        raise RuntimeError("changed my mind")
    assert client.query(f"MATCH (n:{label}) RETURN sum(n.x) AS sum").single()["sum"] == 3


def test_work_sees_what_was_written_before(neo4j_server: Instance, client: bolt.Client, label: str) -> None:
    client.query(f"CREATE (:{label})").summary()
    assert client.bookmarks.all()
    with bolt.connect(neo4j_server.uri.replace("bolt", "neo4j", 1)) as other:
        found = other.query(f"MATCH (n:{label}) RETURN n", access="read", bookmarks=client.bookmarks)
        assert found.count() == 1


def test_a_summary_tells_what_changed_and_what_is_to_be_known(client: bolt.Client, label: str) -> None:
    summary = client.query(f"CREATE (n:{label} {{x: 1}}) RETURN n").summary()
    assert summary.counters == {"nodes-created": 1, "properties-set": 1, "labels-added": 1}
    assert summary.contains_updates and summary.query_type == "rw"
    noticed = client.query(f"MATCH (n:{label}) RETURN n.no_such_property_at_all AS x").summary()
    assert [notification.severity for notification in noticed.notifications] == ["WARNING"]
    assert any(status.gql_status == "01N52" for status in noticed.statuses)
    silent = client.query(
        f"MATCH (n:{label}) RETURN n.no_such_property_at_all AS x", notifications_minimum_severity="OFF"
    )
    assert silent.summary().notifications == []


def test_plans_and_profiles_are_given(client: bolt.Client) -> None:
    plan = client.query("EXPLAIN RETURN 1 AS x").summary().plan
    profile = client.query("PROFILE RETURN 1 AS x").summary().profile
    assert plan is not None and plan["operatorType"].startswith("ProduceResults")
    assert profile is not None and profile["rows"] == 1


def test_settings_of_a_transaction_reach_the_server(client: bolt.Client) -> None:
    result = client.query(
        "SHOW TRANSACTIONS YIELD metaData, database WHERE metaData.app = 'test' RETURN metaData, database",
        metadata={"app": "test"},
        database="neo4j",
    )
    assert dict(result.single().items()) == {"metaData": {"app": "test"}, "database": "neo4j"}
    with pytest.raises(bolt.Neo4jError) as caught:
        client.query("UNWIND range(1, 10000000000) AS x WITH x WHERE x < 0 RETURN x", transaction_timeout=0.2).count()
    assert "TransactionTimedOut" in caught.value.code


FRAMES = [
    pandas.DataFrame({"id": range(2500), "name": "x"}),
    polars.DataFrame({"id": range(2500), "name": "x"}),
    pyarrow.table({"id": range(2500), "name": ["x"] * 2500}),
    [{"id": i, "name": "x"} for i in range(2500)],
]


@pytest.mark.parametrize("data", FRAMES, ids=["pandas", "polars", "pyarrow", "dicts"])
def test_columns_are_ingested_in_batches(client: bolt.Client, label: str, data: Any) -> None:
    report = client.ingest(
        f"UNWIND $rows AS row CREATE (n:{label}) SET n = row, n.source = $source",
        data,
        params={"source": "test"},
        batch_rows=1000,
    )
    assert (report.rows, report.batches, report.retries) == (2500, 3, 0)
    assert report.counters["nodes-created"] == 2500
    found = client.query(f"MATCH (n:{label}) WHERE n.source = 'test' RETURN n.id AS id ORDER BY id").to_numpy()
    assert found["id"].tolist() == list(range(2500))


def test_what_was_ingested_comes_back_as_the_same_columns(client: bolt.Client, label: str) -> None:
    table = pyarrow.table(
        {
            "row": [0, 1, 2],
            "int": [1, None, -(2**63)],
            "float": [0.5, 1e300, None],
            "text": ["a", "", None],
            "flag": [True, None, False],
            "day": [datetime.date(2020, 1, 1), None, datetime.date(1900, 1, 1)],
            "time": pyarrow.array([0, None, 1], pyarrow.timestamp("ns", "UTC")),
            "list": [[1, 2], [], None],
        }
    )
    client.ingest(f"UNWIND $rows AS row CREATE (n:{label}) SET n = row, n.at = row.int", table)
    columns = ", ".join(f"n.{name} AS {name}" for name in table.column_names)
    found = client.query(f"MATCH (n:{label}) WITH n ORDER BY n.row RETURN {columns}").to_arrow()
    assert found.column("time").type == table.column("time").type
    assert found.to_pylist() == table.to_pylist()


def test_an_ingest_that_fails_says_how_far_it_came(client: bolt.Client, label: str) -> None:
    data = pyarrow.table({"x": [1] * 1500 + [0]})
    with pytest.raises(bolt.ClientError, match="1000 rows before them are committed"):
        client.ingest(f"UNWIND $rows AS row CREATE (n:{label} {{x: 1 / row.x}})", data, batch_rows=1000)
    assert client.query(f"MATCH (n:{label}) RETURN n").count() == 1000


def test_credentials_are_checked(neo4j_auth_server: Instance) -> None:
    user, password = neo4j_auth_server.auth or ("", "")
    with bolt.connect(neo4j_auth_server.uri, (user, password)) as opened:
        assert opened.query("RETURN 1 AS x").single()["x"] == 1
    with bolt.connect(neo4j_auth_server.uri, (user, "wrong-password")) as opened, pytest.raises(bolt.AuthError):
        opened.verify_connectivity()
    with bolt.connect(neo4j_auth_server.uri) as opened, pytest.raises(bolt.AuthError):
        opened.verify_connectivity()


def test_tls_is_verified_unless_told_otherwise(neo4j_tls_server: Instance) -> None:
    plain = f"127.0.0.1:{neo4j_tls_server.port}"
    with bolt.connect(f"bolt+ssc://{plain}") as opened:
        assert opened.query("UNWIND range(1, 100000) AS x RETURN x, 'abc'").count() == 100_000
    for uri in (f"bolt://{plain}", f"neo4j+s://localhost:{neo4j_tls_server.port}"):
        with bolt.connect(uri, tls=bolt.Tls(ca_file=str(neo4j_tls_server.ca))) as opened:
            assert opened.query("RETURN 1 AS x").single()["x"] == 1
    with bolt.connect(f"bolt+s://{plain}") as opened, pytest.raises(bolt.ServiceUnavailableError, match="of the CA"):
        opened.verify_connectivity()
    with bolt.connect(f"bolt://{plain}") as opened, pytest.raises(bolt.ServiceUnavailableError, match="TLS"):
        opened.verify_connectivity()


def test_memory_stays_flat_while_nodes_stream(client: bolt.Client, label: str) -> None:
    client.query(f"UNWIND range(1, 1000) AS x CREATE (:{label} {{x: x, text: 'some text ' + x}})").summary()
    query = f"MATCH (n:{label}) UNWIND range(1, 200) AS again RETURN n"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert client.query(query).count() == 200_000
    reader = pyarrow.RecordBatchReader.from_stream(client.query(query))
    assert sum(batch.num_rows for batch in reader) == 200_000
    grown_mib = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown_mib < 64 + 32  # and a batch of 65,536 nodes
