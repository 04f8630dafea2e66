"""Month 0 as a directory that was ingested, and two months to come: the same records packed anew, and month 1.

What a record is, counting its first bytes tells; what the snapshot has to be, a fresh load into an empty directory.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from isal import igzip

from discogs_ingest import generated
from harness import data

RECORD = {"artists": b"<artist><id>", "labels": b"<label><id>", "masters": b"<master id=", "releases": b"<release id="}
LEVEL = 1  # of the packing; the generator's own blocks differ from a stream packed in one piece


def generate(folder: Path, releases: int, month: int) -> Path:
    numbers = ("--releases", str(releases), "--seed", str(generated.SEED), "--month", str(month), "--changed", "0.03")
    generated.run([generated.discography(), "generate", *numbers, "--out", str(folder)])
    return folder


def ingest(dump: Path, out: Path) -> str:
    """The SHA-256 of the snapshot."""
    generated.run([generated.discography(), "ingest", str(dump), "--out", str(out), "--keep", "0"])
    return hashlib.sha256((out / "graph.snapshot").read_bytes()).hexdigest()


def packed_anew(dump: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for file in dump.iterdir():
        with igzip.open(file, "rb") as old, igzip.open(folder / file.name, "wb", compresslevel=LEVEL) as new:
            shutil.copyfileobj(old, new, generated.CHUNK_BYTES)
    return folder


def count(file: Path, start: bytes) -> tuple[int, int]:
    """Records, and bytes."""
    records = length = 0
    tail = b""
    with igzip.open(file, "rb") as stream:
        while chunk := stream.read(generated.CHUNK_BYTES):
            edge = tail[-(len(start) - 1) :] + chunk[: len(start) - 1]
            records += chunk.count(start) + edge.count(start)
            tail = chunk[-len(start) :]
            length += len(chunk)
    return records, length


def variant(dump: Path, fresh: Path) -> dict[str, data.Set]:
    counts = {kind: count(generated.file_of(dump, kind), start) for kind, start in RECORD.items()}
    records = {kind: found for kind, (found, _) in counts.items()}
    length = sum(one for _, one in counts.values())
    answer = {"bytes": length, "records": records, "sha256": ingest(dump, fresh)}
    return {"full": data.Set(dump, records["releases"], answer)}


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    releases = generated.releases_wanted(quick)
    base = generate(out / "month0", releases, 0)
    ingest(base, out / "base")
    same = packed_anew(base, out / "same")
    changed = generate(out / "changed", releases, 1)
    return {"same": variant(same, out / "fresh_same"), "changed": variant(changed, out / "fresh_changed")}


if __name__ == "__main__":
    data.main(prepare)
