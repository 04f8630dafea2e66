"""The tables of a dump as another XML parser sees them: no code of ours is in it."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from discogs_oracle import records

Element = ElementTree.Element
Row = tuple[object, ...]
Rows = dict[str, list[Row]]

CREDIT = ("id", "name", "anv", "join", "role", "tracks")


def text_of(element: Element | None) -> str | None:
    """An empty text is as good as none, and so is a blank one with a line break: indented files hold such."""
    text = "" if element is None else element.text or ""
    blank = not text.strip(" \t\n")
    return None if blank and (not text or "\n" in text) else text


def child(element: Element, name: str) -> str | None:
    return text_of(element.find(name))


def number(text: str | None) -> int | None:
    return int(text) if text else None


def flag(text: str | None) -> bool | None:
    return {"true": True, "false": False}.get(text or "")


def credit(element: Element) -> Row:
    first, *others = (child(element, name) for name in CREDIT)
    return (number(first), *others)


def named(record: Element, path: str) -> list[Row]:
    return [(number(e.get("id")), text_of(e)) for e in record.findall(path)]


def texts(record: Element, path: str) -> list[Row]:
    """An empty item is none, as dumps since 2024 do not write it."""
    return [(text,) for e in record.findall(path) if (text := text_of(e)) is not None]


def attributes(record: Element, path: str, *names: str) -> list[Row]:
    return [tuple(number(e.get(name)) if name == "id" else e.get(name) for name in names) for e in record.findall(path)]


def videos(record: Element) -> list[Row]:
    return [
        (
            e.get("src"),
            number(e.get("duration")),
            flag(e.get("embed")),
            child(e, "title"),
            child(e, "description"),
        )
        for e in record.findall("videos/video")
    ]


def artist_rows(record: Element) -> Iterator[tuple[str, Iterable[Row]]]:
    yield "artists", [tuple(child(record, name) for name in ("name", "realname", "profile", "data_quality"))]
    yield "artist_aliases", named(record, "aliases/name")
    yield "artist_members", named(record, "members/name")
    yield "artist_groups", named(record, "groups/name")
    yield "artist_namevariations", texts(record, "namevariations/name")
    yield "artist_urls", texts(record, "urls/url")


def label_rows(record: Element) -> Iterator[tuple[str, Iterable[Row]]]:
    (parent,) = named(record, "parentLabel") or [(None, None)]
    own = tuple(child(record, name) for name in ("name", "contactinfo", "profile", "data_quality"))
    yield "labels", [(*own, *parent)]
    yield "label_sublabels", named(record, "sublabels/label")
    yield "label_urls", texts(record, "urls/url")


def master_rows(record: Element) -> Iterator[tuple[str, Iterable[Row]]]:
    main_release = number(child(record, "main_release"))
    year = number(child(record, "year"))
    yield (
        "masters",
        [(child(record, "title"), year, main_release, child(record, "notes"), child(record, "data_quality"))],
    )
    yield "master_artists", [credit(e) for e in record.findall("artists/artist")]
    yield "master_genres", texts(record, "genres/genre")
    yield "master_styles", texts(record, "styles/style")
    yield "master_videos", videos(record)


def tracks_in_order(
    parent: Element, path: str, number_of_parent: int | None, seen: list[tuple[Element, int | None]]
) -> None:
    """Appends (track, number of the track that holds it), each before its sub-tracks."""
    for track in parent.findall(path):
        seen.append((track, number_of_parent))
        tracks_in_order(track, "sub_tracks/track", len(seen), seen)


def track_rows(record: Element) -> Iterator[tuple[str, Iterable[Row]]]:
    seen: list[tuple[Element, int | None]] = []
    tracks_in_order(record, "tracklist/track", None, seen)
    yield (
        "release_tracks",
        [
            (sequence, parent, child(e, "position"), child(e, "title"), child(e, "duration"))
            for sequence, (e, parent) in enumerate(seen, 1)
        ],
    )
    yield (
        "release_track_artists",
        [
            (sequence, *credit(artist), credits.tag == "extraartists")
            for sequence, (e, _) in enumerate(seen, 1)
            for credits in e
            if credits.tag in ("artists", "extraartists")
            for artist in credits
        ],
    )


def release_rows(record: Element) -> Iterator[tuple[str, Iterable[Row]]]:
    master = record.find("master_id")
    yield (
        "releases",
        [
            (
                *(child(record, name) for name in ("title", "country", "released", "notes", "data_quality")),
                None if master is None else number(master.text),
                None if master is None else flag(master.get("is_main_release")),
                record.get("status"),
            )
        ],
    )
    yield "release_artists", [(*credit(e), False) for e in record.findall("artists/artist")]
    yield "release_artists", [(*credit(e), True) for e in record.findall("extraartists/artist")]
    yield "release_labels", attributes(record, "labels/label", "id", "name", "catno")
    yield "release_genres", texts(record, "genres/genre")
    yield "release_styles", texts(record, "styles/style")
    yield (
        "release_formats",
        [
            (e.get("name"), e.get("qty"), e.get("text"), [text for (text,) in texts(e, "descriptions/description")])
            for e in record.findall("formats/format")
        ],
    )
    yield from track_rows(record)
    company = ("name", "catno", "entity_type", "entity_type_name")
    yield (
        "release_companies",
        [(number(child(e, "id")), *(child(e, name) for name in company)) for e in record.findall("companies/company")],
    )
    yield "release_identifiers", attributes(record, "identifiers/identifier", "type", "value", "description")
    yield "release_videos", videos(record)
    yield "release_series", attributes(record, "series/series", "id", "name", "catno")


ROWS_OF = {"artist": artist_rows, "label": label_rows, "master": master_rows, "release": release_rows}


def rows_of(path: Path) -> Rows:
    """Each table's rows, the id of the record first."""
    rows: Rows = defaultdict(list)
    for record in records(path):
        own = number(record.get("id") or record.findtext("id"))
        for table, parts in ROWS_OF[record.tag](record):
            rows[table].extend((own, *part) for part in parts)
    return rows
