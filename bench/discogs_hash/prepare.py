"""The dumps of discogs_hash, with the reference's answers.

The reference is lxml's Canonical XML over the sample's 1,000 records (canonical.py), each digest taken as often as the
record is repeated.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from discogs_hash import canonical, dump_shapes
from discogs_hash.dump_shapes import Dump
from harness import data

REPEATS = {"full": 200, "slice": 15, "small_slice": 4}
QUICK_REPEATS = {"full": 10, "slice": 3, "small_slice": 1}


def digests_and_elements(dump: Dump) -> tuple[list[bytes], int]:
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(dump.head + dump.records + dump.tail)
        file.flush()
        digests, elements = [], 0
        for record in canonical.records(Path(file.name), "release"):
            elements += sum(1 for _ in record.iter())
            digests.append(canonical.digest(record))
        return digests, elements


def repeated(digests: list[bytes], repeats: int) -> Iterator[bytes]:
    for _ in range(repeats):
        yield from digests


def make_shape(out: Path, year: str, dump: Dump, repeats: dict[str, int]) -> dict[str, data.Set]:
    digests, elements = digests_and_elements(dump)
    sets = {}
    for name, times in repeats.items():
        path = out / f"releases_{year}_{name}.xml.gz"
        size = dump_shapes.write_gzip(path, dump, times)
        answer = {
            "bytes": size,
            "records": len(digests) * times,
            "elements": elements * times + 1,
            "sha256": canonical.total(repeated(digests, times)),
        }
        sets[name] = data.Set(path, len(digests) * times, answer)
    return sets


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    repeats = QUICK_REPEATS if quick else REPEATS
    sample = dump_shapes.sample()
    recent = dump_shapes.shape_2026(sample)
    variants = {"2020": make_shape(out, "2020", sample, repeats), "2026": make_shape(out, "2026", recent, repeats)}
    for year, dump in (("2020", sample), ("2026", recent)):
        for_disco_quick = {"full_for_disco_quick": repeats["full"]}
        variants[year] |= make_shape(out, year, dump_shapes.with_main_release_everywhere(dump), for_disco_quick)
        own_ids = dump_shapes.with_own_ids(dump, repeats["slice"])
        variants[year] |= make_shape(out, year, own_ids, {"slice_for_discogskit": 1})
    return variants


if __name__ == "__main__":
    data.main(prepare)
