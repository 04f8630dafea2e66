"""The snapshot of a generated dump, and requests about it as people would make them."""

from __future__ import annotations

import html
import random
import re
import shutil
from pathlib import Path

from discogs_ingest import generated
from graph_queries import dump_facts
from graph_queries.dump_facts import Facts
from harness import data
from serve_mix import mix

SEED = 20260801
TARGETS, NODES, NAMES = 50_000, 4_000, 20_000
NAME = re.compile(rb"<name>([^<]+)</name>")


def draw_nodes(rng: random.Random, facts: Facts) -> list[mix.Node]:
    """Artists and labels, half of them as their releases are, half all alike."""
    artists, labels = sorted({a for _, a in facts.by_release}), sorted({label for _, label in facts.on})
    nodes: list[mix.Node] = []
    while len(nodes) < NODES:
        nodes += [("artist", rng.choice(facts.by_release)[1]), ("label", rng.choice(facts.on)[1])]
        nodes += [("artist", rng.choice(artists)), ("label", rng.choice(labels))]
    return nodes


def draw_names(rng: random.Random, folder: Path) -> list[str]:
    found = [NAME.search(record) for record in generated.records(generated.file_of(folder, "artists"), "artist")]
    names = [html.unescape(name[1].decode()) for name in found if name is not None]
    return [name for name in rng.choices(names, k=NAMES) if any(c.isalnum() for c in name[:2])]


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    wanted = generated.releases_wanted(quick)
    folder, music = generated.dump(out, wanted), out / "music"
    generated.ingest(folder, music)
    facts, rng = dump_facts.read(folder), random.Random(SEED)
    targets = mix.targets(rng, draw_names(rng, folder), draw_nodes(rng, facts), TARGETS)
    shutil.rmtree(folder)
    (music / "targets.txt").write_text("".join(f"{target}\n" for target in targets))
    answer = {"failed": 0, "snapshot_opened": True}
    return {f"{wanted:,} releases": {"full": data.Set(music, TARGETS, answer)}}


if __name__ == "__main__":
    data.main(prepare, made_by=Path(generated.discography()))
