"""Month 0 as a directory that was ingested, and two months to come: the same records packed anew, and month 1.

What a record is, and whether it is as it was, its bytes tell; what the snapshot has to be, a fresh load into an empty
directory, which is made whenever the program is another one.
"""

from __future__ import annotations

import filecmp
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from isal import igzip

from discogs_ingest import generated
from discogs_ingest.prepare import RECORD, count
from harness import data

NUMBER = re.compile(rb'"?(\d+)')
LEVEL = 1  # of the packing; the generator's own blocks differ from a stream packed in one piece


def generate(folder: Path, releases: int, month: int) -> Path:
    numbers = ("--releases", str(releases), "--seed", str(generated.SEED), "--month", str(month), "--changed", "0.03")
    generated.run([generated.discography(), "generate", *numbers, "--out", str(folder)])
    return folder


def snapshot_of(dump: Path, out: Path) -> str:
    """The SHA-256 of a fresh load's snapshot."""
    generated.ingest(dump, out)
    return generated.snapshot_sha256(out)


def packed_anew(dump: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for file in dump.iterdir():
        with igzip.open(file, "rb") as old, igzip.open(folder / file.name, "wb", compresslevel=LEVEL) as new:
            shutil.copyfileobj(old, new, generated.CHUNK_BYTES)
    return folder


def records_behind(file: Path, start: bytes) -> Iterator[bytes]:
    """What follows the first bytes of each record, up to the next one's."""
    rest = b""
    with igzip.open(file, "rb") as stream:
        while chunk := stream.read(generated.CHUNK_BYTES):
            *whole, rest = (rest + chunk).split(start)
            yield from whole
    yield rest[: rest.rindex(b"</")]


def contents(file: Path, start: bytes) -> dict[int, int]:
    """A hash of each record by its id."""
    records = records_behind(file, start)
    next(records)  # what stands before the first one
    found = ((NUMBER.match(record), hash(record.strip())) for record in records)
    return {int(number[1]): digest for number, digest in found if number is not None}


def changes(before: dict[int, int], after: dict[int, int]) -> dict[str, int]:
    both = before.keys() & after.keys()
    changed = sum(before[number] != after[number] for number in both)
    told = {"added": len(after) - len(both), "changed": changed, "removed": len(before) - len(both)}
    return {**told, "unchanged": len(both) - changed, "left_out": 0}


def variant(base: Path, dump: Path, fresh: Path) -> dict[str, data.Set]:
    counts = {kind: count(generated.file_of(dump, kind), (start,)) for kind, start in RECORD.items()}
    records = {kind: counts[kind][start] for kind, start in RECORD.items()}
    pairs = {kind: (generated.file_of(base, kind), generated.file_of(dump, kind)) for kind in RECORD}
    answer = {
        "bytes": sum(found[b""] for found in counts.values()),
        "records": records,
        "changes": {kind: changes(*(contents(file, RECORD[kind]) for file in files)) for kind, files in pairs.items()},
        "same_files": all(filecmp.cmp(old, new, shallow=False) for old, new in pairs.values()),
        "sha256": snapshot_of(dump, fresh),
    }
    return {"full": data.Set(dump, records["releases"], answer)}


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    releases = generated.releases_wanted(quick)
    base = generate(out / "month0", releases, 0)
    generated.ingest(base, out / "base")
    same = packed_anew(base, out / "same")
    changed = generate(out / "changed", releases, 1)
    return {"same": variant(base, same, out / "fresh_same"), "changed": variant(base, changed, out / "fresh_changed")}


if __name__ == "__main__":
    data.main(prepare, made_by=Path(generated.discography()))
