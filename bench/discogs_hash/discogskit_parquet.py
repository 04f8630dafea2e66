"""discogskit turning releases into Parquet: tables, no hash."""

from __future__ import annotations

from pathlib import Path

from pyarrow import parquet

from discogs_hash import discogskit_run
from harness import contender


def work(data: Path, checking: bool) -> contender.Outcome:
    folder, startup = discogskit_run.convert(data)
    rows = int(parquet.read_metadata(folder / "releases.parquet").num_rows)
    return contender.Outcome(answer={"records": rows}, startup=startup)


contender.main(work)
