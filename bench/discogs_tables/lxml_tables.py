"""lxml and pyarrow doing the same: one walk over each record, lists of Python values, 2,000 records to a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from discogs_hash import canonical
from discogs_tables import answers
from harness import contender

BATCH_RECORDS = 2_000
ID, TEXT, NUMBER, FLAG = pa.int64(), pa.utf8(), pa.int32(), pa.bool_()
CREDIT = [("artist_id", ID), *((name, TEXT) for name in ("name", "anv", "join", "role", "tracks")), ("extra", FLAG)]
COMPANY = [("company_id", ID), *((name, TEXT) for name in ("name", "catno", "entity_type", "entity_type_name"))]
KEY = ("release_id", ID)
SCHEMAS = {
    "releases": pa.schema(
        [("id", ID)]
        + [(name, TEXT) for name in ("title", "country", "released", "notes", "data_quality")]
        + [("master_id", ID), ("is_main_release", FLAG), ("status", TEXT)]
    ),
    "release_artists": pa.schema([KEY, *CREDIT]),
    "release_labels": pa.schema([KEY, ("label_id", ID), ("name", TEXT), ("catno", TEXT)]),
    "release_genres": pa.schema([KEY, ("genre", TEXT)]),
    "release_styles": pa.schema([KEY, ("style", TEXT)]),
    "release_formats": pa.schema(
        [KEY, ("name", TEXT), ("qty", TEXT), ("text", TEXT), ("descriptions", pa.list_(TEXT))]
    ),
    "release_tracks": pa.schema(
        [KEY, ("sequence", NUMBER), ("parent", NUMBER), ("position", TEXT), ("title", TEXT), ("duration", TEXT)]
    ),
    "release_track_artists": pa.schema([KEY, ("track", NUMBER), *CREDIT]),
    "release_companies": pa.schema([KEY, *COMPANY]),
    "release_identifiers": pa.schema([KEY, ("type", TEXT), ("value", TEXT), ("description", TEXT)]),
    "release_videos": pa.schema(
        [KEY, ("src", TEXT), ("duration", NUMBER), ("embed", FLAG), ("title", TEXT), ("description", TEXT)]
    ),
    "release_series": pa.schema([KEY, ("series_id", ID), ("name", TEXT), ("catno", TEXT)]),
}
FLAGS = {"true": True, "false": False}
Rows = dict[str, list[tuple[Any, ...]]]


def number(text: str | None) -> int | None:
    return int(text) if text else None


def texts(element: Any) -> dict[str, str | None]:
    return {child.tag: child.text for child in element}


def credits(element: Any, extra: bool) -> Iterator[tuple[Any, ...]]:
    for artist in element:
        found = texts(artist).get
        yield number(found("id")), found("name"), found("anv"), found("join"), found("role"), found("tracks"), extra


def add_credits(rows: Rows, key: int, element: Any) -> None:
    rows["release_artists"].extend((key, *credit) for credit in credits(element, element.tag == "extraartists"))


def add_tagged(table: str) -> Callable[[Rows, int, Any], None]:
    def add(rows: Rows, key: int, element: Any) -> None:
        rows[table].extend((key, child.text) for child in element)

    return add


def add_named(table: str) -> Callable[[Rows, int, Any], None]:
    def add(rows: Rows, key: int, element: Any) -> None:
        rows[table].extend((key, number(one.get("id")), one.get("name"), one.get("catno")) for one in element)

    return add


def add_formats(rows: Rows, key: int, element: Any) -> None:
    for one in element:
        described = [text.text for text in one.iterfind("descriptions/description")]
        rows["release_formats"].append((key, one.get("name"), one.get("qty"), one.get("text"), described))


def add_companies(rows: Rows, key: int, element: Any) -> None:
    for one in element:
        found = texts(one).get
        named = (found("name"), found("catno"), found("entity_type"), found("entity_type_name"))
        rows["release_companies"].append((key, number(found("id")), *named))


def add_identifiers(rows: Rows, key: int, element: Any) -> None:
    rows["release_identifiers"].extend((key, o.get("type"), o.get("value"), o.get("description")) for o in element)


def add_videos(rows: Rows, key: int, element: Any) -> None:
    for one in element:
        found, length = texts(one).get, number(one.get("duration"))
        row = (key, one.get("src"), length, FLAGS.get(one.get("embed")), found("title"), found("description"))
        rows["release_videos"].append(row)


def add_tracks(rows: Rows, key: int, element: Any) -> None:
    _add_tracks(rows, key, element, None, 0)


def _add_tracks(rows: Rows, key: int, tracks: Any, parent: int | None, sequence: int) -> int:
    """Sub-tracks follow their parent and count on; returns the last sequence."""
    for track in tracks:
        sequence += 1
        mine, found = sequence, texts(track).get
        rows["release_tracks"].append((key, mine, parent, found("position"), found("title"), found("duration")))
        for child in track:
            if child.tag in ("artists", "extraartists"):
                some = credits(child, child.tag == "extraartists")
                rows["release_track_artists"].extend((key, mine, *credit) for credit in some)
            elif child.tag == "sub_tracks":
                sequence = _add_tracks(rows, key, child, mine, sequence)
    return sequence


PARTS = {
    "artists": add_credits,
    "extraartists": add_credits,
    "labels": add_named("release_labels"),
    "series": add_named("release_series"),
    "genres": add_tagged("release_genres"),
    "styles": add_tagged("release_styles"),
    "formats": add_formats,
    "tracklist": add_tracks,
    "companies": add_companies,
    "identifiers": add_identifiers,
    "videos": add_videos,
}


def add_release(rows: Rows, release: Any) -> None:
    key = int(release.get("id"))
    plain: dict[str, Any] = {}
    for child in release:
        part = PARTS.get(child.tag)
        if part is None:
            plain[child.tag] = child
        else:
            part(rows, key, child)
    text = {tag: element.text for tag, element in plain.items()}.get
    master = plain.get("master_id")
    main = FLAGS.get(master.get("is_main_release")) if master is not None else None
    described = (text("title"), text("country"), text("released"), text("notes"), text("data_quality"))
    rows["releases"].append((key, *described, number(text("master_id")), main, release.get("status")))


def to_batch(table: str, rows: list[tuple[Any, ...]]) -> pa.RecordBatch:
    schema = SCHEMAS[table]
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def read_tables(data: Path) -> dict[str, pa.Table]:
    batches: dict[str, list[pa.RecordBatch]] = {name: [] for name in SCHEMAS}
    rows: Rows = {name: [] for name in SCHEMAS}
    for record in canonical.records(data, "release"):
        add_release(rows, record)
        if len(rows["releases"]) == BATCH_RECORDS:
            flush(rows, batches)
    flush(rows, batches)
    return {name: pa.Table.from_batches(some, schema=SCHEMAS[name]) for name, some in batches.items()}


def flush(rows: Rows, batches: dict[str, list[pa.RecordBatch]]) -> None:
    for name, some in rows.items():
        batches[name].append(to_batch(name, some))
        some.clear()


def work(data: Path, checking: bool) -> contender.Outcome:
    tables = read_tables(data)
    return contender.Outcome(answers.of_tables(tables) if checking else {"rows": answers.rows(tables)})


contender.main(work)
