"""A small graph in every form that walks over graphs elsewhere can meet."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from typing import Any

import numpy
import pytest

from wirespeed import graph

LABELS = ("A", "B", "C")


class Music:
    """A graph at random: as arrays, as tables of SQLite, and as a provider."""

    type_names = ("S", "T")
    label_names = LABELS
    batch = 7

    def __init__(self, seed: int, nodes: int = 40, edges: int = 120) -> None:
        source = random.Random(seed)
        self.node_labels = [source.sample(LABELS, source.randrange(3)) for _ in range(nodes)]
        self.values = [source.choice([None, 0, 1, 2, 3]) for _ in range(nodes)]
        self.names = [source.choice(["n0", "n1", None]) for _ in range(nodes)]
        self.edges: list[tuple[int, str, int]] = sorted(
            (source.randrange(nodes), source.choice("ST"), source.randrange(nodes)) for _ in range(edges)
        )
        self.since = [source.choice([None, 2000, 2001, 2002]) for _ in range(edges)]
        self.roles = [source.choice(["drums", "bass", None]) for _ in range(edges)]
        self.weights = [source.randrange(8) / 2 for _ in range(edges)]
        self.calls = 0

    def in_memory(self) -> graph.EdgeGraph:
        sources, types, targets = zip(*self.edges, strict=True)
        # Labels are texts that have to come up, in an order of their own.
        return graph.from_edges(
            sources,
            targets,
            nodes=len(self.values),
            weights=numpy.array(self.weights),
            types=list(types),
            labels=[list(one) for one in self.node_labels],
            properties={
                "value": numpy.array([numpy.nan if one is None else one for one in self.values], dtype=float),
                "name": numpy.array(self.names, dtype=object),
            },
            relationship_properties={
                "since": numpy.array([numpy.nan if one is None else one for one in self.since], dtype=float),
                "role": numpy.array(self.roles, dtype=object),
            },
        )

    def tables(self, path: Path) -> Path:
        with sqlite3.connect(path) as db:
            db.executescript(
                "CREATE TABLE nodes (id INTEGER PRIMARY KEY, labels TEXT, value INTEGER, name TEXT);"
                "CREATE TABLE relationships (source INTEGER, type TEXT, target INTEGER, since INTEGER, role TEXT,"
                " weight REAL);"
                "CREATE INDEX along ON relationships (source); CREATE INDEX against ON relationships (target);"
            )
            rows = zip([",".join(one) for one in self.node_labels], self.values, self.names, strict=True)
            db.executemany("INSERT INTO nodes VALUES (?, ?, ?, ?)", [(i, *row) for i, row in enumerate(rows)])
            more = zip(self.edges, self.since, self.roles, self.weights, strict=True)
            edges = [(*edge, *columns) for edge, *columns in more]
            db.executemany("INSERT INTO relationships VALUES (?, ?, ?, ?, ?, ?)", edges)
        db.close()
        return path

    # --- a provider ---

    def labels(self, nodes: Any) -> list[Any]:
        self.calls += 1
        return [self.node_labels[node] if node < len(self.values) else None for node in nodes]

    def property(self, name: str, nodes: Any) -> list[Any]:
        self.calls += 1
        column: list[Any] = {"value": self.values, "name": self.names}[name]  # type: ignore[assignment]
        return [column[node] for node in nodes]

    def relationships(self, nodes: Any, type: str | None, direction: str) -> list[Any]:
        self.calls += 1
        edges = [
            (a, b, i) if direction == "out" else (b, a, i)
            for i, (a, one, b) in enumerate(self.edges)
            if type in (None, one)
        ]
        return [[(there, i) for here, there, i in edges if here == node] for node in nodes]

    def relationship_property(self, name: str, ids: Any) -> list[Any]:
        self.calls += 1
        column: list[Any] = {"since": self.since, "role": self.roles, "weight": self.weights}[name]  # type: ignore[assignment]
        return [column[i] for i in ids]


@pytest.fixture
def music() -> Music:
    return Music(seed=20160524)


@pytest.fixture(params=["sqlite", "python"])
def provider(request: pytest.FixtureRequest, music: Music, tmp_path: Path) -> Any:
    if request.param == "python":
        return music
    return graph.SqliteProvider(music.tables(tmp_path / "music.db"), batch=7)
