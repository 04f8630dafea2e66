"""The snapshot of a generated dump, artists and labels to ask about, and what the dump's bytes answer."""

from __future__ import annotations

import random
import shutil
from collections import defaultdict
from pathlib import Path

from discogs_ingest import generated
from graph_queries import dump_facts
from graph_queries.dump_facts import Facts
from harness import data
from music_questions import alike

SEED = 20260802
QUERIES, CHECKED = 1_000, 100
SIMILAR = 20


def draw(rng: random.Random, edges: list[tuple[int, int]]) -> list[int]:
    """Half of them as their releases are, half all alike."""
    alike = sorted({node for _, node in edges})
    return [rng.choice(edges)[1] if i % 2 else rng.choice(alike) for i in range(QUERIES)]


def count_collaborators(facts: Facts, artists: list[int]) -> int:
    on_release: dict[int, set[int]] = defaultdict(set)
    releases: dict[int, set[int]] = defaultdict(set)
    for release, artist in facts.by_release:
        on_release[release].add(artist)
        releases[artist].add(release)
    together = (set().union(*(on_release[release] for release in releases[artist])) - {artist} for artist in artists)
    return sum(map(len, together))


def count_releases(facts: Facts, labels: list[int]) -> int:
    releases: dict[int, set[int]] = defaultdict(set)
    for release, label in facts.on:
        releases[label].add(release)
    return sum(len(releases[label]) for label in labels)


def snapshot_and_facts(out: Path, wanted: int) -> tuple[Path, Facts, alike.Edges, alike.Edges]:
    """Of a generated dump: its snapshot, and what its bytes say of it, genres and styles of releases included."""
    folder, music = generated.dump(out, wanted), out / "music"
    generated.ingest(folder, music)
    facts = dump_facts.read(folder)
    genres, styles = alike.tags(folder)
    shutil.rmtree(folder)
    return music, facts, genres, styles


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    wanted = generated.releases_wanted(quick)
    music, facts, genres, styles = snapshot_and_facts(out, wanted)
    rng = random.Random(SEED)
    artists, labels = draw(rng, facts.by_release), draw(rng, facts.on)
    lines = [f"artist\t{number}\n" for number in artists] + [f"label\t{number}\n" for number in labels]
    (music / "queries.tsv").write_text("".join(lines))
    scores = alike.Alike(facts, genres, styles).scores(artists[:CHECKED], SIMILAR)
    answer = {
        "collaborators": count_collaborators(facts, artists[:CHECKED]),
        "dna": count_releases(facts, labels[:CHECKED]),
        "genre_years": sum(release in facts.years for release, _ in genres),
        "similar": sum(map(len, scores)),
        "similar_hundredths": round(100 * sum(float(one.sum()) for one in scores)),
    }
    return {f"{wanted:,} releases": {"full": data.Set(music, 3 * QUERIES, answer)}}


if __name__ == "__main__":
    data.main(prepare, made_by=Path(generated.discography()))
