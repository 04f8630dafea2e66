"""DuckDB: a table in memory, two threads, results as Arrow; strings, or enums."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa

from kernels_groupby import questions

SELECTED = {
    "q1": "sum(v1)::BIGINT AS v1",
    "q2": "sum(v1)::BIGINT AS v1",
    "q3": "sum(v1)::BIGINT AS v1, avg(v3) AS v3",
    "q4": "avg(v1) AS v1, avg(v2) AS v2, avg(v3) AS v3",
    "q5": "sum(v1)::BIGINT AS v1, sum(v2)::BIGINT AS v2, sum(v3) AS v3",
    "q6": "quantile_cont(v3, 0.5) AS median, stddev(v3) AS sd",
    "q7": "max(v1) - min(v2) AS range",
    "q8": "unnest(max(v3, 2)) AS v3",
    "q9": "pow(corr(v1, v2), 2) AS r2",
    "q10": "sum(v3) AS v3, count(*) AS count",
}


def begin(asked: questions.Asked) -> tuple[Callable[[], Any], Callable[[Any], questions.Columns]]:
    keys = ", ".join(questions.KEYS[asked.question])
    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET preserve_insertion_order = false")
    given = pa.table(questions.table(asked, questions.has_codes()))  # noqa: F841 - the query reads it
    connection.execute("CREATE TABLE x AS SELECT * FROM given")
    sql = f"SELECT {keys}, {SELECTED[asked.question]} FROM x GROUP BY {keys}"

    def columns_of(found: Any) -> questions.Columns:
        return {name: found.column(name).combine_chunks() for name in found.column_names}

    return lambda: connection.execute(sql).to_arrow_table(), columns_of


questions.serve(begin)
