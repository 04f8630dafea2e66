"""The snapshot of a generated dump, queries about it, and what the dump's bytes answer."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

from discogs_ingest import generated
from graph_queries import dump_facts
from graph_queries.dump_facts import Facts
from harness import data

SEED = 20260801
QUERIES, PATHS, CHECKED = 1_000, 300, 100
MAX_DEPTH = 10

Node = tuple[str, int]


def draw_nodes(rng: random.Random, facts: Facts, count: int) -> list[Node]:
    """Artists and labels in turn: as their releases are, all alike, ..."""
    artists, labels = sorted({a for _, a in facts.by_release}), sorted({label for _, label in facts.on})
    nodes: list[Node] = []
    while len(nodes) < count:
        nodes.append(("Artist", rng.choice(facts.by_release)[1]))
        nodes.append(("Label", rng.choice(facts.on)[1]))
        nodes += [("Artist", rng.choice(artists)), ("Label", rng.choice(labels))]
    return nodes[:count]


def draw_pairs(rng: random.Random, facts: Facts) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    while len(pairs) < PATHS:
        a, b = rng.choice(facts.by_release)[1], rng.choice(facts.by_release)[1]
        if a != b:
            pairs.append((a, b))
    return pairs


def releases_of(facts: Facts, wanted: set[Node]) -> dict[Node, list[int]]:
    found: dict[Node, list[int]] = {node: [] for node in wanted}
    for label, edges in (("Artist", facts.by_release), ("Label", facts.on)):
        for release, other in edges:
            if (label, other) in found:
                found[label, other].append(release)
    return found


def answers(facts: Facts, releases: list[int], nodes: list[Node], pairs: list[tuple[int, int]]) -> dict[str, Any]:
    next_to = releases_of(facts, set(nodes))
    masters = Counter(artist for _, artist in facts.by_master)
    degrees = [len(next_to[node]) + (masters[node[1]] if node[0] == "Artist" else 0) for node in nodes]
    years = [facts.years[release] for node in nodes for release in next_to[node] if release in facts.years]
    return {
        "titles": sum(facts.titles[release] for release in releases),
        "degrees": sum(degrees),
        "explored": sum(degrees),
        "trends": sum(years),
        "paths": dump_facts.artist_distances(facts, pairs, MAX_DEPTH),
    }


def write_queries(file: Path, releases: list[int], nodes: list[Node], pairs: list[tuple[int, int]]) -> None:
    lines = [f"node\tRelease\t{release}\t0\n" for release in releases]
    for kind in ("degree", "trends", "explore"):
        lines += [f"{kind}\t{label}\t{number}\t0\n" for label, number in nodes]
    lines += [f"path\tArtist\t{a}\t{b}\n" for a, b in pairs]
    file.write_text("".join(lines))


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    wanted = generated.releases_wanted(quick)
    folder, music = generated.dump(out, wanted), out / "music"
    generated.ingest(folder, music)
    facts, rng = dump_facts.read(folder), random.Random(SEED)
    shutil.rmtree(folder)
    releases = rng.choices(list(facts.titles), k=QUERIES)
    nodes, pairs = draw_nodes(rng, facts, QUERIES), draw_pairs(rng, facts)
    write_queries(music / "queries.tsv", releases, nodes, pairs)
    answer = answers(facts, releases[:CHECKED], nodes[:CHECKED], pairs[:CHECKED])
    return {f"{wanted:,} releases": {"full": data.Set(music, 4 * QUERIES + PATHS, answer)}}


if __name__ == "__main__":
    data.main(prepare, made_by=Path(generated.discography()))
