"""Neo4j over Bolt: a statement for each question."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import neo4j

from harness import contender, stats
from music_neo4j.prepare import FEW
from music_questions.alike import WEIGHTS
from music_questions.prepare import CHECKED, SIMILAR

WARM_UP = 10

COLLABORATORS = """
MATCH (:Artist {id: $id})<-[:BY]-(r:Release)-[:BY]->(b:Artist) WHERE b.id <> $id
WITH b, count(DISTINCT r) AS together ORDER BY together DESC, b.id
WITH collect([b.id, together]) AS found RETURN size(found), found[..20]
"""
GENRE_YEARS = """
MATCH (:Genre {id: $id})<-[:GENRE]-(r:Release) WHERE r.year IS NOT NULL RETURN r.year, count(r) ORDER BY r.year
"""
PATH = """
MATCH (a:Artist {id: $id}), (b:Artist {id: $other})
MATCH p = shortestPath((a)-[:BY|ON|DERIVED_FROM*..10]-(b)) RETURN length(p)
"""


def dimension(kind: str, to_feature: str, from_feature: str) -> str:
    """Artists with what they add to the score: products of how often both have a feature."""
    return f"""
WITH a MATCH (a)<-[:BY]-(:Release){to_feature} WITH a, f, count(*) AS mine
MATCH (f){from_feature}(:Release)-[:BY]->(b:Artist) WITH a, f, mine, b, count(*) AS theirs WHERE b <> a AND b <> f
WITH a, b, sum(mine * theirs) AS dot RETURN b, {WEIGHTS[kind]} * dot / (a.{kind} * b.{kind}) AS part"""


SIMILAR_TO = f"""
MATCH (a:Artist {{id: $id}})
CALL {{
{dimension("genres", "-[:GENRE]->(f)", "<-[:GENRE]-")}
UNION ALL
{dimension("styles", "-[:STYLE]->(f)", "<-[:STYLE]-")}
UNION ALL
{dimension("labels", "-[:ON]->(f)", "<-[:ON]-")}
UNION ALL
{dimension("collaborators", "-[:BY]->(f:Artist) WHERE f <> a", "<-[:BY]-")}
}}
WITH b, sum(part) AS score ORDER BY score DESC, b.id LIMIT {SIMILAR} RETURN b.id, score
"""

Rows = list[list[Any]]
Ask = Callable[[Any], Rows]


class Asker:
    def __init__(self, driver: neo4j.Driver) -> None:
        quiet = neo4j.NotificationMinimumSeverity.OFF
        self._session = driver.session(default_access_mode=neo4j.READ_ACCESS, notifications_min_severity=quiet)

    def rows(self, query: str, **parameters: Any) -> Rows:
        rows: Rows = self._session.run(query, parameters).values()
        return rows

    def collaborators(self, artist: int) -> Rows:
        return self.rows(COLLABORATORS, id=artist)

    def genre_years(self, genre: str) -> Rows:
        return self.rows(GENRE_YEARS, id=genre)

    def similar(self, artist: int) -> Rows:
        return self.rows(SIMILAR_TO, id=artist)

    def path(self, ends: tuple[int, int]) -> Rows:
        return self.rows(PATH, id=ends[0], other=ends[1])


def queries(folder: Path) -> tuple[list[int], list[tuple[int, int]]]:
    asked: dict[str, list[int]] = {"artist": [], "path": []}
    for line in (folder / "queries.tsv").read_text().splitlines():
        kind, number = line.split("\t")
        asked[kind].append(int(number))
    ends = asked["path"]
    return asked["artist"], list(zip(ends[::2], ends[1::2], strict=True))


def timed(kind: str, ask: Ask, about: Sequence[Any], outcome: contender.Outcome) -> list[Rows]:
    """Answers; how long each took, once the server knows the question."""
    for i in range(WARM_UP if len(about) > WARM_UP else 2):
        ask(about[i])
    walls, found = [], []
    for one in about:
        begin = time.perf_counter()
        found.append(ask(one))
        walls.append(1e3 * (time.perf_counter() - begin))
    outcome.counters |= {f"{kind}_p{percent}_ms": stats.percentile(walls, percent) for percent in (50, 99)}
    return found


def work(folder: Path, checking: bool) -> contender.Outcome:
    artists, pairs = queries(folder)
    if checking:
        artists, pairs = artists[:CHECKED], pairs[:CHECKED]
    outcome = contender.Outcome()
    with neo4j.GraphDatabase.driver(f"bolt://{contender.server('neo4j')}") as driver:
        asker = Asker(driver)
        genres = [name for (name,) in asker.rows("MATCH (g:Genre) RETURN g.id ORDER BY g.id")]
        together = timed("collaborators", asker.collaborators, artists, outcome)
        years = timed("genre_years", asker.genre_years, genres, outcome)
        alike = timed("similar", asker.similar, artists[:FEW], outcome)
        paths = timed("path", asker.path, pairs, outcome)
    outcome.answer = {
        "collaborators": sum(rows[0][0] for rows in together[:CHECKED]),
        "genre_years": sum(count for rows in years for _, count in rows),
        "similar_few_hundredths": round(100 * sum(score for rows in alike for _, score in rows)),
        "path": sum(rows[0][0] if rows else -1 for rows in paths[:CHECKED]),
    }
    return outcome


if __name__ == "__main__":
    contender.main(work)
