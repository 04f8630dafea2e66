"""The snapshot of a generated dump, the same graph as tables for Neo4j, and what is asked about it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np

from discogs_ingest import generated
from graph_queries import dump_facts
from graph_queries.dump_facts import Facts
from graph_queries.prepare import MAX_DEPTH, PATHS, draw_pairs
from harness import data
from music_neo4j import tables
from music_questions import alike
from music_questions.prepare import CHECKED, QUERIES, SIMILAR, count_collaborators, draw, snapshot_and_facts

SEED = 20261123
FEW = 5  # alike, as Neo4j is asked


def write_tables(folder: Path, facts: Facts, tags: dict[str, alike.Edges], profiles: alike.Alike) -> None:
    relationships: dict[str, alike.Edges] = {
        "by_release": facts.by_release,
        "by_master": facts.by_master,
        "on": facts.on,
        "derived_from": facts.derived_from,
        **tags,
    }
    for name, pairs in relationships.items():
        tables.write(folder, name, [[pair[end] for pair in pairs] for end in (0, 1)])
    tables.write(folder, "release", [list(facts.titles), [facts.years.get(release, 0) for release in facts.titles]])
    tables.write(folder, "artist", [profiles.artists, *(profiles.lengths[kind].tolist() for kind in alike.WEIGHTS)])


def steps_of(facts: Facts, pairs: list[tuple[int, int]]) -> int:
    return sum(dump_facts.artist_distances(facts, pairs, MAX_DEPTH))


def answers(facts: Facts, artists: list[int], genres: alike.Edges, profiles: alike.Alike) -> dict[str, Any]:
    scores = profiles.scores(artists[:FEW], SIMILAR)
    return {
        "collaborators": count_collaborators(facts, artists[:CHECKED]),
        "genre_years": sum(release in facts.years for release, _ in genres),
        "similar_few_hundredths": round(100 * sum(float(np.sum(one)) for one in scores)),
    }


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    wanted = generated.releases_wanted(quick)
    music, facts, genres, styles = snapshot_and_facts(out, wanted)
    rng = random.Random(SEED)
    profiles = alike.Alike(facts, genres, styles)
    write_tables(music, facts, {"genre": genres, "style": styles}, profiles)
    artists, pairs = draw(rng, facts.by_release), draw_pairs(rng, facts)
    lines = [f"artist\t{number}\n" for number in artists]
    lines += [f"path\t{number}\n" for pair in pairs for number in pair]
    (music / "queries.tsv").write_text("".join(lines))
    answer = answers(facts, artists, genres, profiles) | {"path": steps_of(facts, pairs[:CHECKED])}
    return {f"{wanted:,} releases": {"full": data.Set(music, 2 * QUERIES + PATHS, answer)}}


if __name__ == "__main__":
    data.main(prepare, made_by=Path(generated.discography()))
