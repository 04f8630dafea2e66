"""The snapshot of a generated dump, requests about it as people would make them, and what the dump's bytes answer."""

from __future__ import annotations

import html
import json
import random
import re
import shutil
from pathlib import Path

from discogs_ingest import generated
from graph_queries import dump_facts
from graph_queries import prepare as queries
from harness import data
from serve_mix import mix

SEED = 20260801
TARGETS, NODES, NAMES = 50_000, 4_000, 20_000
CHECKED, CHECKED_PATHS = 100, 20
NAME = re.compile(rb"<name>([^<]+)</name>")


def draw_names(rng: random.Random, folder: Path) -> list[str]:
    found = [NAME.search(record) for record in generated.records(generated.file_of(folder, "artists"), "artist")]
    names = [html.unescape(name[1].decode()) for name in found if name is not None]
    return [name for name in rng.choices(names, k=NAMES) if any(c.isalnum() for c in name[:2])]


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    wanted = generated.releases_wanted(quick)
    folder, music = generated.dump(out, wanted), out / "music"
    generated.ingest(folder, music)
    facts, rng = dump_facts.read(folder), random.Random(SEED)
    names, nodes = draw_names(rng, folder), queries.draw_nodes(rng, facts, NODES)
    targets = mix.targets(rng, names, nodes, TARGETS)
    shutil.rmtree(folder)
    (music / "targets.txt").write_text("".join(f"{target}\n" for target in targets))
    nodes, names, pairs = nodes[:CHECKED], names[:CHECKED], queries.draw_pairs(rng, facts)[:CHECKED_PATHS]
    (music / "checked.json").write_text(json.dumps({"nodes": nodes, "names": names, "pairs": pairs}))
    told = queries.answers(facts, [], nodes, pairs)
    answer = {key: told[key] for key in ("explored", "trends", "paths")} | {"failed": 0, "suggested": len(names)}
    return {f"{wanted:,} releases": {"full": data.Set(music, TARGETS, answer)}}


if __name__ == "__main__":
    data.main(prepare, made_by=Path(generated.discography()))
