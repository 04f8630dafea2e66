"""A generated dump, and what a load of it that nobody killed makes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from discogs_ingest import generated
from harness import data


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    releases = generated.releases_wanted(quick)
    dump = generated.dump(out, releases)
    generated.ingest(dump, out / "fresh")
    digest = hashlib.sha256((out / "fresh" / "graph.snapshot").read_bytes()).hexdigest()
    left = sorted(path.name for path in (out / "fresh").iterdir())
    answer = {"releases": releases, "sha256": digest, "left": left}
    return {f"{releases:,} releases": {"full": data.Set(dump, releases, answer)}}


if __name__ == "__main__":
    data.main(prepare, made_by=Path(generated.discography()))
