"""The article's pipeline over tuples."""

from __future__ import annotations

from pathlib import Path

from harness import contender
from postgres_read import calls
from postgres_records import article
from rows_columns import rows


def begin(data: Path) -> contender.Calls:
    given = rows.read(data)
    recipe = article.Recipe(rows.KINDS, article.built(contender.scratch()))
    return calls.reads(lambda: recipe(given), calls.of_frame)


contender.stay(begin)
