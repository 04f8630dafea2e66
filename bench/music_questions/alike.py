"""Who is like an artist, by SciPy's products of matrices: the reference for similar artists.

In each dimension (genres, styles, labels, collaborators) an artist's releases are counted by feature; the likeness of
two artists is the cosine of their counts, and their score the weighted sum.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from discogs_ingest import generated
from graph_queries.dump_facts import Facts, id_of

WEIGHTS = {"genres": 0.35, "styles": 0.25, "labels": 0.25, "collaborators": 0.15}
TAGS = {kind: re.compile(b"<%b>([^<]+)</%b>" % (kind, kind)) for kind in (b"genre", b"style")}
AT_ONCE = 10  # artists

Edges = list[tuple[int, Any]]  # of a release and what it has


def tags(folder: Path) -> tuple[Edges, Edges]:
    """The genres and the styles of releases, each once."""
    genres: Edges = []
    styles: Edges = []
    for record in generated.records(generated.file_of(folder, "releases"), "release"):
        number = id_of(record)
        for kind, edges in ((b"genre", genres), (b"style", styles)):
            edges.extend((number, sys.intern(html.unescape(text.decode()))) for text in set(TAGS[kind].findall(record)))
    return genres, styles


def places(values: Iterable[Hashable]) -> dict[Any, int]:
    return {value: place for place, value in enumerate(dict.fromkeys(values))}


class Alike:
    def __init__(self, facts: Facts, genres: Edges, styles: Edges) -> None:
        self._releases = places(release for release, _ in facts.by_release)
        self._artists = places(artist for _, artist in facts.by_release)
        by = self._matrix(facts.by_release, self._artists).T.tocsr()
        kinds = {"genres": genres, "styles": styles, "labels": facts.on}
        counts = {kind: by @ self._matrix(edges, places(what for _, what in edges)) for kind, edges in kinds.items()}
        together = by @ by.T
        together.setdiag(0)
        counts["collaborators"] = together
        self.lengths = {kind: lengths(one.tocsr()) for kind, one in counts.items()}  # of each artist's profile
        parts = [np.sqrt(WEIGHTS[kind]) * shares(one.tocsr(), self.lengths[kind]) for kind, one in counts.items()]
        self._shares = [(part.tocsr(), part.T.tocsr()) for part in parts]

    @property
    def artists(self) -> list[int]:
        """In the order of the lengths."""
        return list(self._artists)

    def _matrix(self, edges: Edges, columns: dict[Any, int]) -> Any:
        """Releases by what they have; those without an artist are left out."""
        known = [(self._releases[release], columns[what]) for release, what in edges if release in self._releases]
        rows, ends = np.array(known, dtype=np.int32).reshape(-1, 2).T
        return sp.coo_array((np.ones(len(rows)), (rows, ends)), shape=(len(self._releases), len(columns))).tocsr()

    def scores(self, artists: list[int], count: int) -> list[Any]:
        """Of each artist's best, at most so many, all above 0."""
        found: list[Any] = []
        for begin in range(0, len(artists), AT_ONCE):
            rows = [self._artists[artist] for artist in artists[begin : begin + AT_ONCE]]
            all_scores = sum((part[rows] @ turned).toarray() for part, turned in self._shares)
            all_scores[np.arange(len(rows)), rows] = 0
            found += [best[best > 0] for best in -np.sort(-all_scores, axis=1)[:, :count]]
        return found


def lengths(counts: Any) -> Any:
    return np.sqrt(counts.multiply(counts).sum(axis=1))


def shares(counts: Any, of_rows: Any) -> Any:
    """Each row as a vector of length 1, or 0."""
    return sp.diags_array(np.divide(1, of_rows, out=np.zeros_like(of_rows), where=of_rows > 0)) @ counts
