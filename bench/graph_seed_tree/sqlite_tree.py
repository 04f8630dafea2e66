"""The tree as tables of SQLite, made once beside its arrays."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from graph_seed_tree import tree as seed

TABLES = """
    CREATE TABLE nodes (id INTEGER PRIMARY KEY, labels TEXT, value INTEGER);
    CREATE TABLE relationships (
        source INTEGER, type TEXT, target INTEGER, PRIMARY KEY (source, type, target)
    ) WITHOUT ROWID;
"""


def path_in(folder: Path) -> Path:
    return folder / "tree.db"


def save(folder: Path, tree: seed.Tree) -> None:
    path = path_in(folder)
    path.unlink(missing_ok=True)
    labels = ("B" if is_b else "A" for is_b in tree.is_b.tolist())
    types = ("HAS_A" if number else "HAS_B" for number in tree.types.tolist())
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(TABLES)
        nodes = zip(range(tree.nodes), labels, tree.value.tolist(), strict=True)
        db.executemany("INSERT INTO nodes VALUES (?, ?, ?)", nodes)
        edges = zip(tree.sources.tolist(), types, tree.targets.tolist(), strict=True)
        db.executemany("INSERT INTO relationships VALUES (?, ?, ?)", sorted(edges))
