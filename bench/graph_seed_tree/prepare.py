"""The tree in creation order and with ids at random, as arrays and tables; held against its closed form and count."""

from __future__ import annotations

from pathlib import Path

from graph_seed_tree import sqlite_tree
from graph_seed_tree import tree as seed
from harness import data


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    depth = seed.QUICK_DEPTH if quick else seed.DEPTH
    created = seed.made(depth)
    assert (created.nodes, created.count) == (seed.NODES[depth], seed.KNOWN[depth])
    variants = {}
    for name, tree in (("created", created), ("shuffled", seed.shuffled(created))):
        seed.save(out / name, tree)
        sqlite_tree.save(out / name, tree)
        variants[name] = {"full": data.Set(out / name, tree.nodes, {"count": seed.KNOWN[depth]})}
    return variants


if __name__ == "__main__":
    data.main(prepare)
