"""Snapshots of two months, and requests about nodes that both have."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from discogs_ingest import generated
from discogs_months.prepare import generate
from graph_queries import dump_facts
from graph_queries import prepare as queries
from harness import data
from serve_mix import mix
from serve_mix.prepare import NODES, SEED, TARGETS, draw_names


def nodes_of(facts: dump_facts.Facts) -> set[mix.Node]:
    return {("Artist", number) for _, number in facts.by_release} | {("Label", number) for _, number in facts.on}


def month(out: Path, releases: int, number: int) -> tuple[Path, dump_facts.Facts]:
    """Its dump, and what that says; its snapshot lies in out/music."""
    folder = generate(out / f"month{number}", releases, number)
    generated.ingest(folder, out / "music")
    shutil.copy(out / "music" / "graph.snapshot", out / f"month{number}.snapshot")
    return folder, dump_facts.read(folder)


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    wanted = generated.releases_wanted(quick)
    (folder, facts), (_, after) = (month(out, wanted, number) for number in (0, 1))
    rng, kept = random.Random(SEED), nodes_of(after)
    nodes = [node for node in queries.draw_nodes(rng, facts, NODES) if node in kept]
    targets = mix.targets(rng, draw_names(rng, folder), nodes, TARGETS)
    (out / "targets.txt").write_text("".join(f"{target}\n" for target in targets))
    answer = {"failed": 0, "releases": [len(after.titles), len(facts.titles)]}
    return {f"{wanted:,} releases": {"full": data.Set(out, TARGETS, answer)}}


if __name__ == "__main__":
    data.main(prepare, made_by=Path(generated.discography()))
