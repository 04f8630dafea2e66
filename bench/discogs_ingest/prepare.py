"""A generated dump of artists, labels, masters and releases, with what counting its bytes tells."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from isal import igzip

from discogs_ingest import generated
from harness import data

# The start of a record, which occurs nowhere else in its file.
RECORD = {"artists": b"<artist><id>", "labels": b"<label><id>", "masters": b"<master id=", "releases": b"<release id="}
OTHERS = {"releases": (b"<label ", b"<genre>", b"<style>"), "masters": (b"<genre>", b"<style>")}
LONGEST = 16  # of these texts


def count(file: Path, texts: tuple[bytes, ...]) -> Counter[bytes]:
    """How often each text stands in the file; one that lies across two chunks counts once."""
    found: Counter[bytes] = Counter()
    tail = b""
    with igzip.open(file, "rb") as stream:
        while chunk := stream.read(generated.CHUNK_BYTES):
            for text in texts:
                edge = tail[-(len(text) - 1) :] + chunk[: len(text) - 1]
                found[text] += chunk.count(text) + edge.count(text)
            tail = chunk[-LONGEST:]
            found[b""] += len(chunk)
    return found


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    folder = generated.dump(out, generated.releases_wanted(quick))
    counts = {kind: count(generated.file_of(folder, kind), (RECORD[kind], *OTHERS.get(kind, ()))) for kind in RECORD}
    releases = counts["releases"]
    tags = sum(counts[kind][tag] for kind in ("releases", "masters") for tag in (b"<genre>", b"<style>"))
    answer = {
        "bytes": sum(one[b""] for one in counts.values()),
        "records": {kind: counts[kind][text] for kind, text in RECORD.items()},
        "rows_on": releases[b"<label "],
        "rows_is": tags,
        "rejects": 0,
        "found": True,
    }
    wanted = releases[RECORD["releases"]]
    return {f"{wanted:,} releases": {"full": data.Set(folder, wanted, answer)}}


if __name__ == "__main__":
    data.main(prepare)
