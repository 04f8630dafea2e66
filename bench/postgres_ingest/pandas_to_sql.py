"""pandas' to_sql over SQLAlchemy and psycopg 3, many rows a statement."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy

from harness import contender
from postgres_ingest import tables
from postgres_read import workloads


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    target, frame = tables.Target(workload), tables.source(workload.rows).to_pandas()
    engine = sqlalchemy.create_engine(workloads.url().replace("postgresql:", "postgresql+psycopg:"))
    return tables.sends(
        target, lambda: frame.to_sql(target.table, engine, if_exists="append", index=False, chunksize=10_000)
    )


contender.stay(begin)
