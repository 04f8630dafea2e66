"""ADBC's driver for PostgreSQL, with its defaults."""

import adbc_driver_postgresql.dbapi
import pyarrow

from harness import contender
from postgres_types import kinds

connection = adbc_driver_postgresql.dbapi.connect(kinds.url(), autocommit=True)


def read(sql: str) -> pyarrow.Table:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetch_arrow_table()


with connection.cursor() as settings:
    for setting in kinds.SETTINGS.split("; "):
        settings.execute(setting)
contender.main(kinds.judge(read))
