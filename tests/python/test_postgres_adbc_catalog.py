"""What the ADBC driver tells of the server, the driver, tables and their statistics."""

from __future__ import annotations

from typing import Any

import pyarrow  # type: ignore[import-untyped]
import pytest

import postgres_adbc
from postgres_servers import PostgresServer

adbc = pytest.importorskip("adbc_driver_manager")
dbapi = pytest.importorskip("adbc_driver_manager.dbapi")

pytestmark = pytest.mark.server

connection = postgres_adbc.connection
schema = postgres_adbc.schema


def test_info_tells_of_both_sides(postgres_server: PostgresServer, connection: Any) -> None:
    info = connection.adbc_get_info()
    assert info["vendor_name"] == "PostgreSQL"
    assert info["vendor_version"].startswith(postgres_server.version.split(".")[0])
    assert info["driver_name"] == "wirespeed PostgreSQL driver"
    assert info["driver_adbc_version"] == 1_001_000
    assert info[3] is True
    assert info[4] is False


MUSIC = """
CREATE TABLE {schema}.artists (id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(80) NOT NULL UNIQUE,
                               rating numeric(5, 2) DEFAULT 1.5 CHECK (rating > 0));
CREATE TABLE {schema}.releases (id int8, artist int8 REFERENCES {schema}.artists (id), title text);
CREATE VIEW {schema}.names AS SELECT name FROM {schema}.artists;
COMMENT ON COLUMN {schema}.artists.rating IS 'of ours';
"""


def objects_of(connection: Any, **filters: Any) -> list[Any]:
    catalogs = connection.adbc_get_objects(**filters).read_all().to_pylist()
    (current,) = [one for one in catalogs if one["catalog_name"] == connection.adbc_current_catalog]
    return list(current["catalog_db_schemas"])


def test_objects_are_catalogs_schemas_tables_columns_and_constraints(
    postgres_server: PostgresServer, connection: Any, schema: str
) -> None:
    postgres_server.sql(MUSIC.format(schema=schema))
    (found,) = objects_of(connection, db_schema_filter=schema)
    tables = {table["table_name"]: table for table in found["db_schema_tables"]}
    assert {name: table["table_type"] for name, table in tables.items()} == {
        "artists": "table",
        "names": "view",
        "releases": "table",
    }
    id_, name, rating = tables["artists"]["table_columns"]
    assert (id_["ordinal_position"], id_["xdbc_is_autoincrement"], id_["xdbc_nullable"]) == (1, True, 0)
    assert (name["xdbc_type_name"], name["xdbc_column_size"]) == ("character varying(80)", 80)
    assert (rating["xdbc_column_size"], rating["xdbc_decimal_digits"]) == (5, 2)
    assert (rating["remarks"], rating["xdbc_column_def"], rating["xdbc_is_nullable"]) == ("of ours", "1.5", "YES")
    constraints = {one["constraint_type"]: one for one in tables["artists"]["table_constraints"]}
    assert constraints["PRIMARY KEY"]["constraint_column_names"] == ["id"]
    assert constraints["UNIQUE"]["constraint_column_names"] == ["name"]
    assert constraints["CHECK"]["constraint_column_names"] == ["rating"]
    (foreign,) = tables["releases"]["table_constraints"]
    assert foreign["constraint_column_usage"] == [
        {
            "fk_catalog": connection.adbc_current_catalog,
            "fk_db_schema": schema,
            "fk_table": "artists",
            "fk_column_name": "id",
        }
    ]


def test_objects_go_as_deep_as_asked(postgres_server: PostgresServer, connection: Any, schema: str) -> None:
    postgres_server.sql(MUSIC.format(schema=schema))
    names = [one["catalog_name"] for one in connection.adbc_get_objects(depth="catalogs").read_all().to_pylist()]
    assert postgres_server.database in names
    shallow = connection.adbc_get_objects(depth="catalogs", catalog_filter=postgres_server.database).read_all()
    assert shallow["catalog_db_schemas"].to_pylist() == [None]
    assert {"db_schema_name": schema, "db_schema_tables": None} in objects_of(connection, depth="db_schemas")
    (found,) = objects_of(connection, depth="tables", db_schema_filter=schema)
    assert found["db_schema_tables"][0]["table_columns"] is None
    assert found["db_schema_tables"][0]["table_constraints"] is None


def test_objects_are_filtered_by_patterns(postgres_server: PostgresServer, connection: Any, schema: str) -> None:
    postgres_server.sql(MUSIC.format(schema=schema))
    assert connection.adbc_get_objects(catalog_filter="").read_all().num_rows == 0
    assert objects_of(connection, db_schema_filter="") == []
    (found,) = objects_of(connection, db_schema_filter=schema, table_name_filter="r%", column_name_filter="_d")
    (table,) = found["db_schema_tables"]
    assert (table["table_name"], [column["column_name"] for column in table["table_columns"]]) == ("releases", ["id"])
    (found,) = objects_of(connection, db_schema_filter=schema, table_types_filter=["view"], depth="tables")
    assert [table["table_name"] for table in found["db_schema_tables"]] == ["names"]
    assert "pg_catalog" not in [one["db_schema_name"] for one in objects_of(connection, depth="db_schemas")]
    (system,) = objects_of(connection, depth="db_schemas", db_schema_filter="pg_catalog")
    assert system["db_schema_name"] == "pg_catalog"


def test_a_tables_schema_is_known(postgres_server: PostgresServer, connection: Any, schema: str) -> None:
    postgres_server.sql(MUSIC.format(schema=schema))
    found = connection.adbc_get_table_schema("artists", db_schema_filter=schema)
    assert found == pyarrow.schema(
        [("id", pyarrow.int64()), ("name", pyarrow.string()), ("rating", pyarrow.decimal128(5, 2))]
    )
    with pytest.raises(dbapi.Error) as caught:
        connection.adbc_get_table_schema("nothing", db_schema_filter=schema)
    assert caught.value.status_code == adbc.AdbcStatusCode.NOT_FOUND


def test_types_of_tables_are_told(connection: Any) -> None:
    assert connection.adbc_get_table_types() == [
        "foreign_table",
        "materialized_view",
        "partitioned_table",
        "table",
        "view",
    ]


# --- statistics -------------------------------------------------------------------------------------------------------

WIDTH, DISTINCT, NULLS, ROWS, CORRELATION = 0, 1, 5, 6, 1024
COUNTED = """
CREATE TABLE {schema}.counted (id int8, few text, sparse int);
INSERT INTO {schema}.counted SELECT i, 'x' || i % 4, CASE WHEN i % 2 = 0 THEN i END FROM generate_series(1, 1000) i;
CREATE TABLE {schema}.parted (id int) PARTITION BY RANGE (id);
CREATE TABLE {schema}.part_a PARTITION OF {schema}.parted FOR VALUES FROM (0) TO (100);
INSERT INTO {schema}.parted SELECT i % 100 FROM generate_series(1, 500) i;
CREATE TABLE {schema}.never (id int);
ANALYZE {schema}.counted; ANALYZE {schema}.parted; ANALYZE {schema}.part_a;
"""


def statistics_of(connection: Any, **filters: Any) -> dict[tuple[str, str | None, int], float]:
    (catalog,) = connection.adbc_get_statistics(**filters).read_all().to_pylist()
    assert catalog["catalog_name"] == connection.adbc_current_catalog
    return {
        (one["table_name"], one["column_name"], one["statistic_key"]): one["statistic_value"]
        for schema in catalog["catalog_db_schemas"]
        for one in schema["db_schema_statistics"]
    }


def test_statistics_are_what_analyze_found(postgres_server: PostgresServer, connection: Any, schema: str) -> None:
    postgres_server.sql(COUNTED.format(schema=schema))
    found = statistics_of(connection, db_schema_filter=schema, table_name_filter="counted")
    assert found["counted", None, ROWS] == 1000
    assert found["counted", "id", DISTINCT] == 1000
    assert found["counted", "few", DISTINCT] == 4
    assert found["counted", "few", WIDTH] == 3
    assert found["counted", "sparse", NULLS] == 500
    assert found["counted", "id", NULLS] == 0
    assert found["counted", "id", CORRELATION] == 1
    assert {table for table, _, _ in found} == {"counted"}


def test_a_partitioned_table_has_statistics_of_all_its_parts(
    postgres_server: PostgresServer, connection: Any, schema: str
) -> None:
    postgres_server.sql(COUNTED.format(schema=schema))
    found = statistics_of(connection, db_schema_filter=schema, approximate=False)
    assert found["parted", "id", DISTINCT] == found["part_a", "id", DISTINCT] == 100
    assert {table for table, _, _ in found} == {"counted", "parted", "part_a"}


def test_statistics_come_in_the_columns_that_adbc_prescribes(connection: Any) -> None:
    value = pyarrow.dense_union(
        [
            pyarrow.field("int64", pyarrow.int64()),
            pyarrow.field("uint64", pyarrow.uint64()),
            pyarrow.field("float64", pyarrow.float64()),
            pyarrow.field("binary", pyarrow.binary()),
        ]
    )
    statistic = pyarrow.struct(
        [
            pyarrow.field("table_name", pyarrow.string(), nullable=False),
            pyarrow.field("column_name", pyarrow.string()),
            pyarrow.field("statistic_key", pyarrow.int16(), nullable=False),
            pyarrow.field("statistic_value", value, nullable=False),
            pyarrow.field("statistic_is_approximate", pyarrow.bool_(), nullable=False),
        ]
    )
    reader = connection.adbc_get_statistics(db_schema_filter="there is none")
    (name, schemas) = reader.schema
    (in_schema,) = [schemas.type.value_type]
    assert (name.name, name.type) == ("catalog_name", pyarrow.string())
    assert [field.name for field in in_schema] == ["db_schema_name", "db_schema_statistics"]
    assert in_schema.field("db_schema_statistics").type.value_type == statistic
    assert reader.read_all()["catalog_db_schemas"].to_pylist() == [[]]


def test_the_name_of_our_own_statistic_is_told(connection: Any) -> None:
    names = connection.adbc_get_statistic_names().read_all()
    assert names.to_pylist() == [{"statistic_name": "wirespeed.postgresql.correlation", "statistic_key": CORRELATION}]
