"""A list of each attribute by a comprehension, and a frame of those: what is done with objects."""

from __future__ import annotations

from pathlib import Path

import pandas

from harness import contender
from postgres_read import calls
from rows_columns import rows


def begin(data: Path) -> contender.Calls:
    given = rows.read(data)
    return calls.reads(
        lambda: pandas.DataFrame({name: [getattr(one, name) for one in given] for name in rows.NAMES}), calls.of_frame
    )


contender.stay(begin)
