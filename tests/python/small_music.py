"""A music collection small enough to know by heart, as dumps and as a snapshot.

The Persuader (1) <-BY- Stockholm (100, 1999), Stockholm Nights (101, 2001), In Stockholm (10, a master of 100)
Björk (3)         <-BY- Debut (102, 1993);  Björk is credited on 100 for Vocals and for Remix
Svek (5)          <-ON- 100, 101;  label 6, "Elsewhere", has no record <-ON- 102
"""

from __future__ import annotations

from pathlib import Path

import wirespeed

ARTISTS = [
    '<artist><id>1</id><name>The Persuader</name><aliases><name id="2">Mr. James Barth</name></aliases></artist>',
    "<artist><id>3</id><name>Björk</name></artist>",
]
LABELS = ["<label><id>5</id><name>Svek</name></label>"]
MASTERS = [
    """<master id="10"><main_release>100</main_release>
    <artists><artist><id>1</id><name>The Persuader</name></artist></artists>
    <genres><genre>Electronic</genre></genres><styles><style>Techno</style></styles>
    <year>1999</year><title>In Stockholm</title></master>"""
]


def release(
    own: int, title: str, artist: tuple[int, str], label: tuple[int, str], released: str, more: str = ""
) -> str:
    return f"""<release id="{own}" status="Accepted">
    <artists><artist><id>{artist[0]}</id><name>{artist[1]}</name></artist></artists><title>{title}</title>
    <labels><label name="{label[1]}" catno="X{own}" id="{label[0]}"/></labels>{more}<released>{released}</released>
    </release>"""


def credit(role: str) -> str:
    return f"<artist><id>3</id><name>Björk</name><role>{role}</role></artist>"


PERSUADER, BJORK = (1, "The Persuader"), (3, "Björk")
SVEK, ELSEWHERE = (5, "Svek"), (6, "Elsewhere")
CREDITS = f"<extraartists>{credit('Vocals')}{credit('Remix')}</extraartists>"
FORMATS = '<formats><format name="Vinyl" qty="1" text=""/><format name="CD" qty="1" text=""/></formats>'
GENRES = "<genres><genre>Electronic</genre></genres><styles><style>Techno</style></styles>"
RELEASES = [
    release(
        100,
        "Stockholm",
        PERSUADER,
        SVEK,
        "1999-03-00",
        CREDITS + FORMATS + GENRES + '<master_id is_main_release="true">10</master_id>',
    ),
    release(101, "Stockholm Nights", PERSUADER, SVEK, "2001"),
    release(102, "Debut", BJORK, ELSEWHERE, "1993-07-05"),
]


def write_dumps(directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    for kind, all_records in (("artists", ARTISTS), ("labels", LABELS), ("masters", MASTERS), ("releases", RELEASES)):
        text = "\n".join([f"<{kind}>", *all_records, f"</{kind}>", ""])
        (directory / f"{kind}.xml").write_text(text, encoding="utf-8")
    return directory


def write_snapshot(directory: Path) -> Path:
    """The file, made from dumps in a directory of its own."""
    return wirespeed.discogs.ingest(write_dumps(directory / "dumps"), directory / "music", threads=1).path
