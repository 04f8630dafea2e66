"""The generated dump that several tasks share, its snapshot, and what plain counting finds in it.

Records are told by bytes, not by a parser of ours: in the 2026 shape no white space stands between the elements of a
record, no text looks like a tag (the generator escapes `<`), and `<artists>` comes first in a release.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from isal import igzip

from harness import contender

RELEASES, QUICK_RELEASES = 1_000_000, 20_000
SEED = 1
CHUNK_BYTES = 4 << 20


def releases_wanted(quick: bool) -> int:
    return int(os.environ.get("WIRESPEED_BENCH_RELEASES", QUICK_RELEASES if quick else RELEASES))


def discography() -> str:
    return contender.built("apps/discography/discography")


def dump(out: Path, releases: int) -> Path:
    """The folder of the four files."""
    folder = out / "dump"
    command = [discography(), "generate", "--releases", str(releases), "--seed", str(SEED), "--out", str(folder)]
    run(command)
    return folder


def ingest_command(dump: Path, out: Path) -> list[str]:
    return [discography(), "ingest", str(dump), "--out", str(out), "--keep", "0", "--json"]


def ingest_into(dump: Path, out: Path) -> dict[str, Any]:
    """What it told of itself."""
    table: dict[str, Any] = json.loads(run(ingest_command(dump, out)))
    return table


def ingest(dump: Path, out: Path) -> None:
    """Into an empty directory: one that has these files already is left as an earlier program wrote it."""
    shutil.rmtree(out, ignore_errors=True)
    ingest_into(dump, out)


def snapshot_sha256(out: Path) -> str:
    with (out / "graph.snapshot").open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def left_in(out: Path) -> list[str]:
    """The names of what is there."""
    return sorted(path.name for path in out.iterdir())


def run(command: list[str]) -> str:
    """What it printed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command[1:3])}: {(done.stderr.strip() or 'it failed').splitlines()[-1]}")
    return done.stdout


def file_of(folder: Path, kind: str) -> Path:
    return next(folder.glob(f"*_{kind}.xml.gz"))


def records(file: Path, name: str) -> Iterator[bytes]:
    """Each record of a file, as bytes."""
    pattern = re.compile(rb"<%b[ >].*?</%b>\s*(?=<(?:%b[ >]|/%bs>))" % ((name.encode(),) * 4), re.DOTALL)
    rest = b""
    with igzip.open(file, "rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            rest += chunk
            end = 0
            for found in pattern.finditer(rest):
                yield found.group()
                end = found.end()
            rest = rest[end:]
