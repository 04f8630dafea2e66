"""pandas' own way: DataFrame.from_records, which infers the types."""

from __future__ import annotations

from pathlib import Path

import pandas

from harness import contender
from postgres_read import calls
from rows_columns import rows


def begin(data: Path) -> contender.Calls:
    given = rows.read(data)
    return calls.reads(lambda: pandas.DataFrame.from_records(given, columns=rows.NAMES), calls.of_frame)


contender.stay(begin)
