"""The dumps of discogs_hash, with what XPath counts in the sample."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

from discogs_hash import canonical, dump_shapes
from discogs_hash.dump_shapes import Dump
from discogs_hash.prepare import QUICK_REPEATS, REPEATS
from harness import data

CREDIT = "*[self::artists or self::extraartists]/artist"
ROWS = {
    "releases": "/releases/release",
    "release_artists": f"/releases/release/{CREDIT}",
    "release_labels": "/releases/release/labels/label",
    "release_genres": "/releases/release/genres/genre",
    "release_styles": "/releases/release/styles/style",
    "release_formats": "/releases/release/formats/format",
    "release_tracks": "//track",
    "release_track_artists": f"//track/{CREDIT}",
    "release_companies": "/releases/release/companies/company",
    "release_identifiers": "/releases/release/identifiers/identifier",
    "release_videos": "/releases/release/videos/video",
    "release_series": "/releases/release/series/series",
}
NUMBERS = {
    "release_artists.artist_id": f"{ROWS['release_artists']}/id/text()",
    "release_labels.label_id": f"{ROWS['release_labels']}/@id",
    "release_track_artists.artist_id": f"{ROWS['release_track_artists']}/id/text()",
    "release_companies.company_id": f"{ROWS['release_companies']}/id/text()",
}
TEXTS = {
    "releases.title": "/releases/release/title/text()",
    "releases.notes": "/releases/release/notes/text()",
    "release_artists.name": f"{ROWS['release_artists']}/name/text()",
    "release_formats.descriptions": f"{ROWS['release_formats']}/descriptions/description/text()",
    "release_tracks.title": "//track/title/text()",
    "release_identifiers.value": f"{ROWS['release_identifiers']}/@value",
    "release_videos.description": f"{ROWS['release_videos']}/description/text()",
}


def text_bytes(text: str) -> int:
    """None for nothing but line breaks: to some that is a text, to others none."""
    return len(text.encode()) if text.strip(canonical.SPACE) else 0


def count(dump: Dump) -> dict[str, Any]:
    tree = etree.fromstring(dump.head + dump.records + dump.tail, etree.XMLParser(huge_tree=True))
    sums = {name: sum(int(text) for text in tree.xpath(path)) for name, path in NUMBERS.items()}
    sums |= {name: sum(map(text_bytes, tree.xpath(path))) for name, path in TEXTS.items()}
    return {"rows": {name: len(tree.xpath(path)) for name, path in ROWS.items()}, "sums": sums}


def times(counts: dict[str, Any], repeats: int) -> dict[str, Any]:
    return {part: {name: value * repeats for name, value in values.items()} for part, values in counts.items()}


def make_shape(out: Path, year: str, dump: Dump, repeats: dict[str, int]) -> dict[str, data.Set]:
    counts, sets = count(dump), {}
    for name, number in repeats.items():
        path = out / f"releases_{year}_{name}.xml.gz"
        answer = times(counts, number)
        answer["bytes"] = dump_shapes.write_gzip(path, dump, number)
        sets[name] = data.Set(path, answer["rows"]["releases"], answer)
    return sets


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    repeats = QUICK_REPEATS if quick else REPEATS
    sample = dump_shapes.sample()
    variants = {}
    for year, dump in (("2020", sample), ("2026", dump_shapes.shape_2026(sample))):
        variants[year] = make_shape(out, year, dump, repeats)
        own_ids = dump_shapes.with_own_ids(dump, repeats["slice"])
        variants[year] |= make_shape(out, year, own_ids, {"slice_for_discogskit": 1})
    return variants


if __name__ == "__main__":
    data.main(prepare)
