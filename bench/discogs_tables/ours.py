"""Ours: wirespeed.discogs.read(...).collect([...]), taken over by pyarrow without a copy."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from discogs_tables import answers
from harness import contender


def work(data: Path, checking: bool) -> contender.Outcome:
    try:
        from wirespeed import discogs
    except ImportError as error:
        raise contender.CannotRun(f"the product in bench/.venv has no wirespeed.discogs: {error}") from error
    collected = discogs.read(str(data)).collect(list(answers.TABLES))
    tables = {name: pa.table(collected[name]) for name in answers.TABLES}
    return contender.Outcome(answers.of_tables(tables) if checking else {"rows": answers.rows(tables)})


contender.main(work)
