"""A generated dump, and what a load of it that nobody killed makes."""

from __future__ import annotations

from pathlib import Path

from discogs_ingest import generated
from harness import data


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    releases = generated.releases_wanted(quick)
    dump = generated.dump(out, releases)
    fresh = out / "fresh"
    generated.ingest(dump, fresh)
    sha256, left = generated.snapshot_sha256(fresh), generated.left_in(fresh)
    answer = {"releases": releases, "sha256": sha256, "left": left}
    return {f"{releases:,} releases": {"full": data.Set(dump, releases, answer)}}


if __name__ == "__main__":
    data.main(prepare, made_by=Path(generated.discography()))
