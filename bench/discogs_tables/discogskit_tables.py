"""discogskit's tables, as Parquet without compression: it has no way to Arrow in memory. Run as in discogs_hash."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from discogs_hash import discogskit_run
from discogs_tables import answers
from harness import contender

# Ours -> theirs, whose rows are added up.
PARTS = {
    "release_artists": ("release_artists", "release_extraartists"),
    "release_track_artists": ("release_track_artists", "release_track_extraartists"),
}
LISTS = {"release_genres": "genres", "release_styles": "styles"}


def read(folder: Path, table: str) -> pa.Table:
    files = [folder / f"{part}.parquet" for part in PARTS.get(table, (table,))]
    return pa.concat_tables([parquet.read_table(file) for file in files if file.exists()], promote_options="default")


def tables(folder: Path) -> dict[str, Any]:
    found = {name: read(folder, name) for name in answers.TABLES if name not in LISTS}
    for name, column in LISTS.items():
        found[name] = pa.table({name: pc.list_flatten(found["releases"].column(column))})
    return found


def work(data: Path, checking: bool) -> contender.Outcome:
    folder, startup = discogskit_run.convert(data)
    answer = answers.of_tables(tables(folder)) if checking else {}
    return contender.Outcome(answer=answer, startup=startup)


contender.main(work)
