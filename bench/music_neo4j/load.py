"""The graph into Neo4j: nodes first, then relationships by the ids that these were given."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import neo4j

from harness import contender
from music_neo4j import tables

ROWS = 50_000  # of a transaction
ENDS = {  # table -> label, type, label
    "by_release": ("Release", "BY", "Artist"),
    "by_master": ("Master", "BY", "Artist"),
    "on": ("Release", "ON", "Label"),
    "derived_from": ("Release", "DERIVED_FROM", "Master"),
    "genre": ("Release", "GENRE", "Genre"),
    "style": ("Release", "STYLE", "Style"),
}


class Store:
    def __init__(self, driver: neo4j.Driver) -> None:
        self._driver = driver
        self._places: dict[str, dict[Any, int]] = {}  # of each label: what Neo4j calls a node

    def add_nodes(self, label: str, rows: Iterable[tuple[Any, ...]], properties: str = "id: row[0]") -> None:
        self._each(rows, f"UNWIND $rows AS row CREATE (:{label} {{{properties}}})")
        self._run(f"CREATE CONSTRAINT FOR (n:{label}) REQUIRE n.id IS UNIQUE")
        found = self._run(f"MATCH (n:{label}) RETURN n.id, id(n)")
        self._places[label] = dict(found)

    def add_relationships(self, source: str, kind: str, target: str, columns: list[list[Any]]) -> None:
        sources, targets = self._places[source], self._places[target]
        rows = ((sources[a], targets[b]) for a, b in zip(*columns, strict=True))
        self._each(
            rows,
            "UNWIND $rows AS row MATCH (a) WHERE id(a) = row[0] MATCH (b) WHERE id(b) = row[1] "
            f"CREATE (a)-[:{kind}]->(b)",
        )

    def _each(self, rows: Iterable[tuple[Any, ...]], query: str) -> None:
        there = [list(row) for row in rows]
        for first in range(0, len(there), ROWS):
            self._run(query, rows=there[first : first + ROWS])

    def _run(self, query: str, **parameters: Any) -> list[Any]:
        quiet = neo4j.NotificationMinimumSeverity.OFF
        with self._driver.session(notifications_min_severity=quiet) as session:
            rows: list[Any] = session.run(query, parameters).values()
            return rows


def load(folder: Path, store: Store) -> None:
    relationships = {name: tables.read(folder, name) for name in ENDS}
    artist_lengths = "id: row[0], genres: row[1], styles: row[2], labels: row[3], collaborators: row[4]"
    artists = {row[0]: row for row in zip(*tables.read(folder, "artist"), strict=True)}
    of_masters = set(relationships["by_master"][1]) - artists.keys()
    store.add_nodes("Artist", [*artists.values(), *((artist, 0, 0, 0, 0) for artist in of_masters)], artist_lengths)
    years = "id: row[0], year: CASE row[1] WHEN 0 THEN null ELSE row[1] END"
    store.add_nodes("Release", zip(*tables.read(folder, "release"), strict=True), years)
    masters = {*relationships["by_master"][0], *relationships["derived_from"][1]}
    for label, ids in (
        ("Master", masters),
        *((ENDS[name][2], set(relationships[name][1])) for name in ("on", "genre", "style")),
    ):
        store.add_nodes(label, ((one,) for one in ids))
    for name, (source, kind, target) in ENDS.items():
        store.add_relationships(source, kind, target, relationships[name])


def main() -> None:
    with neo4j.GraphDatabase.driver(f"bolt://{contender.server('neo4j')}") as driver:
        for folder in map(Path, sys.argv[1:]):
            load(folder, Store(driver))


if __name__ == "__main__":
    with suppress(contender.CannotRun):  # each contender will say so
        main()
