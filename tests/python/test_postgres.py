"""wirespeed.postgres against a real PostgreSQL: statements, rows and columns, transactions, notifications."""

from __future__ import annotations

import contextlib
import datetime
import signal
import threading
import time
from collections.abc import Iterator
from decimal import Decimal

import numpy
import pandas  # type: ignore[import-untyped]
import polars
import pyarrow  # type: ignore[import-untyped]
import pytest

import wirespeed
from postgres_servers import PostgresServer
from wirespeed import postgres
from wirespeed.postgres import Connection

pytestmark = pytest.mark.server


@pytest.fixture
def connection(postgres_server: PostgresServer) -> Iterator[Connection]:
    with postgres.connect(postgres_server.url()) as opened:
        yield opened


@pytest.fixture
def table(connection: Connection) -> str:
    connection.execute("CREATE TEMPORARY TABLE numbered (id int PRIMARY KEY, name text, at timestamptz)")
    connection.execute(
        "INSERT INTO numbered SELECT i, 'name ' || i, timestamptz '2020-01-01' + i * interval '1 h'"
        " FROM generate_series(1, 1000) AS i"
    )
    return "numbered"


# --- statements ------------------------------------------------------------------------------------------------------


def test_rows_are_tuples_of_python_objects(connection: Connection) -> None:
    result = connection.query("SELECT 1 AS a, 'x' AS b, NULL::int AS c, 1.50 AS d, date '2020-02-29' AS e")
    assert result.keys() == ("a", "b", "c", "d", "e")
    assert result.rows() == [(1, "x", None, Decimal("1.50"), datetime.date(2020, 2, 29))]


def test_parameters_are_sent_beside_the_statement(connection: Connection) -> None:
    assert connection.query("SELECT $1::int + $2, $3 || '!'", [40, 2, "it's"]).one() == (42, "it's!")


def test_a_wrong_number_of_parameters_is_refused_and_nothing_is_lost(connection: Connection) -> None:
    with pytest.raises(wirespeed.InvalidArgumentError, match=r"expected 2 values, for \$1 to \$2, found 1"):
        connection.query("SELECT $1::int + $2", [1])
    assert connection.query("SELECT 1").value() == 1


def test_a_parameter_that_does_not_fit_names_its_number(connection: Connection) -> None:
    with pytest.raises((wirespeed.Error, TypeError, ValueError), match=r"\$2"):
        connection.query("SELECT $1::int, $2::int", [1, []])
    assert connection.query("SELECT 1").value() == 1


def test_a_statement_is_run_when_the_query_returns(connection: Connection, table: str) -> None:
    connection.query(f"DELETE FROM {table} WHERE id > 10")
    assert connection.query(f"SELECT count(*) FROM {table}").value() == 10


def test_the_status_counts_rows(connection: Connection, table: str) -> None:
    assert connection.execute(f"UPDATE {table} SET name = '' WHERE id <= 7") == ("UPDATE", 7)
    assert connection.execute("SELECT 1 WHERE false") == ("SELECT", 0)
    assert connection.execute("SET application_name = 'x'") == ("SET", None)
    assert connection.execute("") == ("", None)


def test_rows_come_one_by_one(connection: Connection) -> None:
    result = connection.query("SELECT i FROM generate_series(1, 100000) AS i")
    assert sum(i for (i,) in result) == 100000 * 100001 // 2


def test_a_row_of_many_megabytes_is_one_row(connection: Connection) -> None:
    assert [len(v) for v in connection.query("SELECT repeat('x', 20000000), 'y'").one()] == [20000000, 1]


def test_one_wants_exactly_one_row(connection: Connection) -> None:
    with pytest.raises(wirespeed.InvalidArgumentError, match="found 2"):
        connection.query("VALUES (1), (2)").one()
    with pytest.raises(wirespeed.InvalidArgumentError, match="found 0"):
        connection.query("SELECT 1 WHERE false").one()
    assert connection.query("SELECT 1 WHERE false").one_or_none() is None


def test_an_earlier_result_is_kept_when_the_next_query_begins(connection: Connection, table: str) -> None:
    earlier = connection.query(f"SELECT id FROM {table} ORDER BY id")
    first = earlier.next_rows()
    assert connection.query("SELECT 2").value() == 2
    assert first + earlier.rows() == [(i,) for i in range(1, 1001)]


def test_rows_of_a_result_that_was_dropped_are_thrown_away(connection: Connection) -> None:
    for _ in range(3):
        connection.query("SELECT i, repeat('x', 100) FROM generate_series(1, 50000) AS i")
        assert connection.query("SELECT 1").rows() == [(1,)]


def test_a_result_that_is_closed_early_ends_on_the_server(connection: Connection) -> None:
    begun = time.monotonic()
    with connection.query("SELECT i, pg_sleep(0.001) FROM generate_series(1, 1000000) AS i") as result:
        assert result.next_rows()
    assert connection.query("SELECT 1").value() == 1
    assert time.monotonic() - begun < 60
    with pytest.raises(wirespeed.InvalidArgumentError, match="closed"):
        result.rows()


def test_a_statement_gets_a_name_after_some_runs_and_survives_its_loss(connection: Connection) -> None:
    for i in range(10):
        assert connection.query("SELECT $1::int * 2", [i]).value() == 2 * i
    assert connection.query("SELECT count(*) FROM pg_prepared_statements").value() >= 1
    connection.execute("DISCARD ALL")
    assert connection.query("SELECT $1::int * 2", [21]).value() == 42


def test_a_table_that_changes_between_runs_is_read_as_it_is(connection: Connection) -> None:
    connection.execute("CREATE TEMPORARY TABLE changing (a int)")
    connection.execute("INSERT INTO changing VALUES (1)")
    for _ in range(8):
        assert connection.query("SELECT * FROM changing").rows() == [(1,)]
    connection.execute("ALTER TABLE changing ADD COLUMN b text DEFAULT 'x'")
    assert connection.query("SELECT * FROM changing").rows() == [(1, "x")]
    connection.execute("ALTER TABLE changing ALTER COLUMN a TYPE text USING 'was ' || a")
    assert connection.query("SELECT * FROM changing").to_arrow().to_pylist() == [{"a": "was 1", "b": "x"}]


def test_a_type_made_after_connecting_is_known(connection: Connection) -> None:
    connection.execute_script(
        "DROP TYPE IF EXISTS late_pair, late_mood; CREATE TYPE late_mood AS ENUM ('glad', 'sad');"
        " CREATE TYPE late_pair AS (mood late_mood, moods late_mood[])"
    )
    try:
        sql = "SELECT ROW('glad', '{sad,glad}')::late_pair AS pair, 'sad'::late_mood AS mood"
        (pair, mood) = connection.query(sql).one()
        assert (pair.mood, pair.moods, mood) == ("glad", ["sad", "glad"], "sad")
        found = connection.query(sql).to_arrow().to_pylist()
        assert found == [{"pair": {"mood": "glad", "moods": ["sad", "glad"]}, "mood": "sad"}]
        assert connection.query("SELECT $1::late_mood", ["glad"]).value() == "glad"
    finally:
        connection.execute_script("DROP TYPE late_pair; DROP TYPE late_mood")


def test_a_statement_is_described_without_running(connection: Connection) -> None:
    prepared = connection.prepare("SELECT $1::int AS i, $2::text AS t")
    assert (prepared.parameters, [c.type for c in prepared.columns]) == ([23, 25], ["integer", "text"])
    assert prepared.query([1, "x"]).one() == (1, "x")


def test_many_runs_are_one_round_trip_and_all_or_nothing(connection: Connection, table: str) -> None:
    insert = f"INSERT INTO {table} (id, name) VALUES ($1, $2)"
    assert connection.executemany(insert, ((i, str(i)) for i in range(2000, 22000))) == 20000
    with pytest.raises(postgres.IntegrityError):
        connection.executemany(insert, [(30000, "x"), (1, "is there"), (30001, "y")])
    with pytest.raises((wirespeed.Error, TypeError, ValueError), match=r"\$1"):
        connection.executemany(insert, [(30000, "x"), ([], "y")])
    assert connection.query(f"SELECT count(*), max(id) FROM {table}").one() == (21000, 21999)


def test_a_script_has_several_statements(connection: Connection) -> None:
    assert connection.execute_script("SELECT 1; CREATE TEMPORARY TABLE s (a int); INSERT INTO s VALUES (1), (2)") == [
        ("SELECT", 1),
        ("CREATE TABLE", None),
        ("INSERT", 2),
    ]
    with pytest.raises(postgres.ProgrammingError, match="syntax error"):
        connection.execute_script("SELECT 1; nonsense")
    assert connection.query("SELECT 1").value() == 1


# --- errors ----------------------------------------------------------------------------------------------------------


def test_an_error_has_the_fields_that_the_server_sent(connection: Connection, table: str) -> None:
    with pytest.raises(postgres.IntegrityError) as caught:
        connection.execute(f"INSERT INTO {table} VALUES (1)")
    error = caught.value
    assert (error.sqlstate, error.code, error.severity) == ("23505", "23505", "ERROR")
    assert (error.table, error.constraint) == ("numbered", "numbered_pkey")
    assert error.detail == "Key (id)=(1) already exists."
    with pytest.raises(postgres.ProgrammingError) as caught_syntax:
        connection.query("SELECT nonsense")
    assert (caught_syntax.value.sqlstate, caught_syntax.value.position) == ("42703", 8)
    assert "nonsense" in str(caught_syntax.value)


def test_an_error_behind_good_rows_comes_after_them(connection: Connection) -> None:
    result = connection.query("SELECT 1 / (30000 - i), repeat('x', 100) FROM generate_series(1, 40000) AS i")
    rows = 0
    with pytest.raises(postgres.DataError, match="division by zero"):
        for _ in result:
            rows += 1
    assert 0 < rows < 30000
    assert connection.query("SELECT 1").value() == 1


def test_a_timeout_ends_the_query_on_the_server(connection: Connection) -> None:
    begun = time.monotonic()
    with pytest.raises(wirespeed.TimeoutError):
        connection.query("SELECT pg_sleep(60)", timeout=0.2)
    assert connection.query("SELECT 1").value() == 1
    assert time.monotonic() - begun < 30


def test_a_token_ends_the_query_on_the_server(connection: Connection) -> None:
    token = wirespeed.CancelToken()
    threading.Timer(0.2, token.cancel).start()
    with pytest.raises(wirespeed.CancelledError):
        connection.query("SELECT pg_sleep(60)", cancel=token)
    assert connection.query("SELECT 1").value() == 1


def test_another_thread_cancels(connection: Connection) -> None:
    threading.Timer(0.3, connection.cancel).start()
    with pytest.raises(postgres.QueryCanceledError) as caught:
        connection.query("SELECT pg_sleep(60)")
    assert caught.value.sqlstate == "57014"
    assert connection.query("SELECT 1").value() == 1


def test_cancels_that_race_with_ends_hurt_no_later_query(connection: Connection) -> None:
    for i in range(50):
        thread = threading.Thread(target=connection.cancel)
        thread.start()
        with contextlib.suppress(postgres.QueryCanceledError):
            assert connection.query("SELECT $1::int", [i]).value() == i
        thread.join()
        deadline = time.monotonic() + 10
        while True:  # a cancel may come late, and end one more
            try:
                assert connection.query("SELECT $1::int", [i]).value() == i
                break
            except postgres.QueryCanceledError:
                assert time.monotonic() < deadline


def test_ctrl_c_ends_the_query(connection: Connection) -> None:
    main = threading.main_thread().ident
    assert main is not None
    threading.Timer(0.3, signal.pthread_kill, [main, signal.SIGINT]).start()
    with pytest.raises(KeyboardInterrupt):
        connection.query("SELECT pg_sleep(60)")
    assert connection.query("SELECT 1").value() == 1


def test_a_closed_connection_says_so(postgres_server: PostgresServer) -> None:
    connection = postgres.connect(postgres_server.url())
    connection.close()
    connection.close()
    assert connection.closed
    with pytest.raises(wirespeed.Error, match="closed"):
        connection.query("SELECT 1")


def test_a_session_that_the_server_ends_says_why(connection: Connection, postgres_server: PostgresServer) -> None:
    postgres_server.sql(f"SELECT pg_terminate_backend({connection.process_id})")
    time.sleep(0.2)
    with pytest.raises((postgres.OperationalError, postgres.UnavailableError), match=r"57P01|closed|eof"):
        connection.query("SELECT 1")
    assert connection.closed


def test_threads_take_turns(connection: Connection) -> None:
    found: list[int] = []

    def work(i: int) -> None:
        for _ in range(50):
            found.append(connection.query("SELECT $1::int", [i]).value())

    threads = [threading.Thread(target=work, args=[i]) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(list(range(4)) * 50)


# --- transactions ----------------------------------------------------------------------------------------------------


def test_a_transaction_is_committed_at_its_end_and_undone_by_an_exception(connection: Connection, table: str) -> None:
    count = f"SELECT count(*) FROM {table}"
    with connection.transaction():
        connection.execute(f"INSERT INTO {table} VALUES (2000)")
        assert connection.transaction_status == "in_transaction"
    with pytest.raises(KeyError), connection.transaction():
        connection.execute(f"INSERT INTO {table} VALUES (2001)")
        raise KeyError
    with connection.transaction():
        connection.execute(f"INSERT INTO {table} VALUES (2002)")
        raise postgres.Rollback
    assert (connection.query(count).value(), connection.transaction_status) == (1001, "idle")


def test_a_transaction_within_one_is_a_savepoint(connection: Connection, table: str) -> None:
    with connection.transaction():
        connection.execute(f"INSERT INTO {table} VALUES (2000)")
        with pytest.raises(postgres.IntegrityError), connection.transaction():
            connection.execute(f"INSERT INTO {table} VALUES (2000)")
        connection.execute(f"INSERT INTO {table} VALUES (2001)")
    assert connection.query(f"SELECT count(*) FROM {table}").value() == 1002


def test_a_transaction_that_had_failed_is_no_commit(connection: Connection) -> None:
    with (
        pytest.raises(postgres.InternalError, match="rolled it back"),
        connection.transaction(),
        contextlib.suppress(postgres.DataError),
    ):
        connection.query("SELECT 1 / 0").rows()
    assert connection.transaction_status == "idle"


def test_a_transaction_has_its_isolation(connection: Connection) -> None:
    with connection.transaction("serializable", read_only=True, deferrable=True):
        assert connection.query("SHOW transaction_isolation").value() == "serializable"
        with pytest.raises(postgres.InternalError, match="read-only"):
            connection.execute("CREATE TABLE never (a int)")
        raise postgres.Rollback


# --- columns ---------------------------------------------------------------------------------------------------------


def test_a_result_is_an_arrow_table(connection: Connection, table: str) -> None:
    found = connection.query(f"SELECT * FROM {table} ORDER BY id").to_arrow()
    assert found.schema.types == [pyarrow.int32(), pyarrow.string(), pyarrow.timestamp("us", "UTC")]
    assert found.column("id").to_pylist() == list(range(1, 1001))
    assert found.column("name")[999].as_py() == "name 1000"


def test_equal_names_and_rows_without_columns_are_kept(connection: Connection) -> None:
    found = connection.query("SELECT 1 AS a, 2 AS a").to_arrow()
    assert (found.column_names, found.column(1).to_pylist()) == (["a", "a"], [2])
    empty = connection.query("SELECT FROM generate_series(1, 5)").to_arrow()
    assert (empty.num_rows, empty.num_columns) == (5, 0)


def test_a_result_without_rows_has_its_types(connection: Connection, table: str) -> None:
    found = connection.query(f"SELECT * FROM {table} WHERE false").to_arrow()
    assert (found.num_rows, found.schema.names) == (0, ["id", "name", "at"])
    assert connection.query(f"SELECT * FROM {table} WHERE false").to_pandas().shape == (0, 3)
    nothing = connection.query("SET application_name = 'y'").to_arrow()
    assert (nothing.num_rows, nothing.num_columns) == (0, 0)


def test_a_result_is_a_frame_of_pandas(connection: Connection, table: str) -> None:
    found = connection.query(f"SELECT *, NULLIF(id, 1) AS some FROM {table} ORDER BY id").to_pandas()
    assert [str(t) for t in found.dtypes] == ["int32", "str", "datetime64[us, UTC]", "float64"]
    assert found["some"].isna().sum() == 1
    assert found["at"][0] == pandas.Timestamp("2020-01-01 01:00", tz="UTC")
    nullable = connection.query(f"SELECT NULLIF(id, 1) AS some FROM {table} ORDER BY id").to_pandas(nullable=True)
    assert str(nullable["some"].dtype) == "Int32"


def test_a_result_is_a_frame_of_polars(connection: Connection, table: str) -> None:
    found = connection.query(f"SELECT * FROM {table} ORDER BY id").to_polars()
    assert found.schema == {"id": polars.Int32, "name": polars.String, "at": polars.Datetime("us", "UTC")}
    assert found["name"][0] == "name 1"


def test_a_result_is_arrays_of_numpy(connection: Connection, table: str) -> None:
    found = connection.query(f"SELECT *, NULLIF(id, 1) AS some FROM {table} ORDER BY id").to_numpy()
    assert found["id"].dtype == numpy.int32
    assert found["at"].dtype == numpy.dtype("M8[us]")
    assert isinstance(found["some"], numpy.ma.MaskedArray)
    assert found["some"].mask.sum() == 1
    records = connection.query(f"SELECT id, at FROM {table} ORDER BY id").to_numpy(structured=True)
    assert records.dtype.names == ("id", "at")
    assert records["id"][-1] == 1000


def test_readers_of_arrow_take_a_result_itself(connection: Connection) -> None:
    result = connection.query("SELECT i FROM generate_series(1, 200000) AS i")
    batches = list(pyarrow.RecordBatchReader.from_stream(result))
    assert sum(len(batch) for batch in batches) == 200000
    assert max(len(batch) for batch in batches) <= 65536


def test_batches_are_bounded(connection: Connection) -> None:
    result = connection.query("SELECT i FROM generate_series(1, 1000) AS i")
    assert [len(batch) for batch in result.batches(batch_rows=300)] == [300, 300, 300, 100]


def test_text_of_few_values_becomes_a_dictionary(connection: Connection) -> None:
    sql = "SELECT 'value ' || i % 100 AS few, 'value ' || i AS many FROM generate_series(1, 50000) AS i"
    found = connection.query(sql).to_arrow(dictionary="adaptive")
    assert pyarrow.types.is_dictionary(found.schema.field("few").type)
    assert found.schema.field("many").type == pyarrow.string()
    assert found.column("few").to_pylist()[:2] == ["value 1", "value 2"]
    assert str(connection.query(sql).to_pandas(dictionary="adaptive")["few"].dtype) == "category"


def test_an_option_that_is_none_says_what_there_is(connection: Connection) -> None:
    with pytest.raises(wirespeed.InvalidArgumentError, match="expected one of utf8, large_utf8, utf8_view"):
        connection.query("SELECT 1").to_arrow(text="latin1")


# --- what the server says by itself ----------------------------------------------------------------------------------


def test_notices_are_kept(connection: Connection) -> None:
    connection.execute_script("DO $$ BEGIN RAISE WARNING 'careful' USING HINT = 'slowly'; END $$")
    (notice,) = connection.notices()
    assert (notice["severity"], notice["message"], notice["hint"]) == ("WARNING", "careful", "slowly")
    assert connection.notices() == []


def test_notifications_are_heard(connection: Connection, postgres_server: PostgresServer) -> None:
    connection.execute("LISTEN news")
    assert list(connection.notifications(timeout=0)) == []
    with postgres.connect(postgres_server.url()) as other:
        other.execute("NOTIFY news, 'hello'")
    (heard,) = connection.notifications(timeout=1)
    assert (heard.channel, heard.payload) == ("news", "hello")


def test_settings_follow_the_session(connection: Connection) -> None:
    assert connection.server_version.startswith("15.")
    connection.execute("SET TimeZone = 'Asia/Tokyo'")
    assert connection.settings["TimeZone"] == "Asia/Tokyo"
    assert connection.query("SELECT timestamptz '2020-01-01 00:00+00'").value() == datetime.datetime(
        2020, 1, 1, tzinfo=datetime.timezone.utc
    )


@pytest.mark.parametrize("waits", [True, False])
def test_a_statement_that_was_left_after_its_description_can_be_run(connection: Connection, waits: bool) -> None:
    left = connection._native.query("SELECT $1::int AS left_alone")
    left.describe(None, None, waits)
    assert connection.query("SELECT 'another'").rows() == [("another",)]
    left.start([5])
    assert left.rows() == [(5,)]
    assert connection.query("SELECT 1").rows() == [(1,)]
