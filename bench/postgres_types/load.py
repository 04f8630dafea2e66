"""A table for each type: its values, and what the server says of each."""

from __future__ import annotations

import psycopg

from postgres_types import kinds

FILL = """INSERT INTO {table} SELECT i, v, CASE WHEN v IS DISTINCT FROM NULL THEN format('%%s', v) END, t = ANY(%s)
          FROM (SELECT t, t::{sql} AS v, i FROM unnest(%s::text[]) WITH ORDINALITY AS u(t, i)) AS q"""


def main() -> None:
    with psycopg.connect(kinds.url(), autocommit=True) as connection:
        connection.execute(kinds.SETTINGS)
        connection.execute(f"DROP SCHEMA IF EXISTS {kinds.SCHEMA} CASCADE")
        connection.execute(f"CREATE SCHEMA {kinds.SCHEMA}")
        connection.execute(kinds.MADE)
        for kind in kinds.KINDS:
            connection.execute(f"CREATE TABLE {kind.table} (i bigint, v {kind.sql}, said text, beyond boolean)")
            fill = FILL.format(table=kind.table, sql=kind.sql)
            connection.execute(fill, [kind.case.nulls, kind.literals()])


main()
