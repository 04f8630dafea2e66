"""Release dumps made of the real sample: in the shape of 2020 as it is, in the shape of 2026 by the rules below."""

from __future__ import annotations

import gzip
import os
import re
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SAMPLE = Path("discogs/discogs_20200806_releases.xml.gz")
ID_SPAN = 20_000_000  # above every id of the sample


@dataclass(frozen=True)
class Dump:
    """A dump as its three parts; the middle one is what gets repeated."""

    head: bytes
    records: bytes
    tail: bytes


def sample() -> Dump:
    """The 1,000 real releases. Found through WIRESPEED_DATA, else in ../shared/data beside the repository."""
    root = Path(__file__).resolve().parents[2]
    folder = Path(os.environ.get("WIRESPEED_DATA", root.parent / "shared" / "data"))
    if not (folder / SAMPLE).is_file():
        raise SystemExit(
            f"expected the real Discogs sample at {folder / SAMPLE}; set WIRESPEED_DATA to the folder over it"
        )
    xml = gzip.decompress((folder / SAMPLE).read_bytes())
    first, last = xml.index(b"<release "), xml.rindex(b"</releases>")
    return Dump(xml[:first], xml[first:last], xml[last:])


def shape_2026(dump: Dump) -> Dump:
    """No <images>, no status, no empty elements, and a master_id in every release: "0" for none, without
    is_main_release. (The sample holds no <series>, which is the other thing that moved.)"""
    xml = re.sub(rb"<images>.*?</images>|<images/>", b"", dump.records, flags=re.DOTALL)
    xml = re.sub(rb'(<release id="\d+") status="[^"]*"', rb"\1", xml)
    xml = _without_empty_elements(xml)
    return Dump(dump.head, b"".join(map(_with_master_id, _split(xml))), dump.tail)


def with_main_release_everywhere(dump: Dump) -> Dump:
    """For disco-quick 0.3.0, which panics on a master_id without is_main_release."""
    return Dump(dump.head, dump.records.replace(b"<master_id>", b'<master_id is_main_release="false">'), dump.tail)


def with_own_ids(dump: Dump, repeats: int) -> Dump:
    """The records written out `repeats` times with ids of their own: discogskit stops at an id that it has seen."""

    def shifted(by: int) -> bytes:
        return re.sub(rb'<release id="(\d+)"', lambda found: b'<release id="%d"' % (int(found[1]) + by), dump.records)

    return Dump(dump.head, b"".join(shifted(turn * ID_SPAN) for turn in range(repeats)), dump.tail)


def _without_empty_elements(xml: bytes) -> bytes:
    while True:
        fewer = re.sub(rb"<(\w+)(?:/>|></\1>)", b"", xml)
        if fewer == xml:
            return xml
        xml = fewer


def _split(xml: bytes) -> Iterable[bytes]:
    return re.findall(rb"<release .*?</release>\s*", xml, flags=re.DOTALL)


def _with_master_id(record: bytes) -> bytes:
    if b"<master_id" in record:
        return record
    return record.replace(b"</data_quality>", b"</data_quality><master_id>0</master_id>", 1)


def write_gzip(path: Path, dump: Dump, repeats: int) -> int:
    """One gzip member, level 6, the records `repeats` times; returns the bytes of XML.

    The records are compressed once, between two full flushes, and the compressed bytes are repeated. Their 4 MB lie far
    outside the window of 32 KiB, so compressing them again and again would find no more than this does.
    """
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    head = packer.compress(dump.head) + packer.flush(zlib.Z_FULL_FLUSH)
    body = packer.compress(dump.records) + packer.flush(zlib.Z_FULL_FLUSH)
    tail = packer.compress(dump.tail) + packer.flush(zlib.Z_FINISH)
    crc = zlib.crc32(dump.head)
    with path.open("wb") as file:
        file.write(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + head)
        for _ in range(repeats):
            file.write(body)
            crc = zlib.crc32(dump.records, crc)
        size = len(dump.head) + repeats * len(dump.records) + len(dump.tail)
        file.write(tail + struct.pack("<II", zlib.crc32(dump.tail, crc), size & 0xFFFFFFFF))
    return size
