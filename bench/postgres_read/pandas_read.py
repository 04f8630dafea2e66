"""pandas.read_sql over SQLAlchemy and psycopg2, the usual way; or over ADBC, which its documentation recommends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi
import pandas
import sqlalchemy

from harness import contender
from postgres_read import calls, workloads


def through_psycopg2(workload: workloads.Workload) -> Any:
    engine = sqlalchemy.create_engine(workloads.url().replace("postgresql:", "postgresql+psycopg2:"))
    return lambda: pandas.read_sql(workload.percent_query, engine, params=tuple(workload.values) or None)


def through_adbc(workload: workloads.Workload) -> Any:
    connection = adbc_driver_postgresql.dbapi.connect(workloads.url())
    return lambda: pandas.read_sql(workload.query, connection, params=tuple(workload.values) or None)


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    return calls.reads({"psycopg2": through_psycopg2, "adbc": through_adbc}[sys.argv[3]](workload), calls.of_frame)


contender.stay(begin)
