"""What is near nodes of graphs made from edges, against dictionaries and pandas, on a random catalogue."""

from __future__ import annotations

import math
import random
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from wirespeed import errors
from wirespeed.graph import EdgeGraph, from_edges

RELEASES, ARTISTS, GENRES = 200, 40, 8
NODES = RELEASES + ARTISTS + GENRES


class Catalogue:
    """Releases by artists, in genres, of years; releases come first, then artists, then genres."""

    def __init__(self, seed: int) -> None:
        random_ = random.Random(seed)
        self.by = [
            {RELEASES + random_.randrange(ARTISTS) for _ in range(random_.randrange(1, 4))} for _ in range(RELEASES)
        ]
        self.is_ = [
            {RELEASES + ARTISTS + min(random_.randrange(GENRES), random_.randrange(GENRES)) for _ in range(2)}
            for _ in range(RELEASES)
        ]
        self.years = [random_.choice([None, 1990, 1991, 2005, 9999]) for _ in range(RELEASES)]
        self.edges = [(r, a, "BY") for r in range(RELEASES) for a in self.by[r]]
        self.edges += [(r, g, "IS") for r in range(RELEASES) for g in self.is_[r]]
        self.edges += self.edges[:50]  # some twice, which changes no set

    def graph(self) -> EdgeGraph:
        sources, targets, types = zip(*self.edges, strict=True)
        rest = [None] * (NODES - RELEASES)
        return from_edges(
            list(sources),
            list(targets),
            nodes=NODES,
            types=list(types),
            properties={
                "year": pa.array(self.years + rest, pa.int16()),
                "real": np.array([math.nan if y is None else y / 2 for y in self.years + rest]),
                "text": np.array([f"ü{y}" for y in self.years + rest]),
                "category": pa.array([None if y is None else str(y) for y in self.years + rest]).dictionary_encode(),
                "flag": np.array([y == 1990 for y in self.years + rest]),
                "time": np.zeros(NODES, dtype="datetime64[s]"),
            },
        )

    def releases(self, artist: int) -> set[int]:
        return {r for r in range(RELEASES) if artist in self.by[r]}

    def profile(self, artist: int, others: list[set[int]]) -> Counter[int]:
        counts = Counter(thing for r in self.releases(artist) for thing in others[r])
        counts.pop(artist, None)
        return counts


@pytest.fixture(scope="module", params=range(3))
def catalogue(request: Any) -> Catalogue:
    return Catalogue(request.param)


def test_collaborators_are_counted_by_shared_releases(catalogue: Catalogue) -> None:
    graph = catalogue.graph()
    for artist in range(RELEASES, RELEASES + ARTISTS, 7):
        near = catalogue.profile(artist, catalogue.by)
        ids, counts = graph.co_occurring(artist, "<BY,BY>")
        assert list(zip(ids.tolist(), counts.tolist(), strict=True)) == sorted(
            near.items(), key=lambda item: (-item[1], item[0])
        )
        shared = {r for other in near for r in catalogue.releases(other)}
        far = Counter(a for r in shared for a in catalogue.by[r] if a != artist and a not in near)
        ids, counts = graph.co_occurring(artist, "<BY,BY>", hops=2, k=3)
        assert (
            list(zip(ids.tolist(), counts.tolist(), strict=True))
            == sorted(far.items(), key=lambda item: (-item[1], item[0]))[:3]
        )


def test_a_neighborhood_has_hops_and_ways(catalogue: Catalogue) -> None:
    graph = catalogue.graph()
    artist = RELEASES + 3
    ids, hops, ways = graph.neighborhood(artist, 2, relationships="<BY,IS>")
    found = {node: (hop, way) for node, hop, way in zip(ids.tolist(), hops.tolist(), ways.tolist(), strict=True)}
    repeated = Counter((source, target) for source, target, _ in catalogue.edges)
    expected = {r: (1, repeated[r, artist]) for r in catalogue.releases(artist)}
    for genre in range(RELEASES + ARTISTS, NODES):
        number = sum(repeated[r, artist] * repeated[r, genre] for r in catalogue.releases(artist))
        if number:
            expected[genre] = (2, number)
    assert found == expected
    assert len(graph.neighborhood(artist, 2, relationships="<BY,IS>", limit=3)[0]) == 3


@pytest.mark.parametrize("name", ["year", "real", "text", "category", "flag"])
def test_neighbours_are_counted_by_a_property(catalogue: Catalogue, name: str) -> None:
    graph = catalogue.graph()
    for genre in range(RELEASES + ARTISTS, NODES, 3):
        years = [catalogue.years[r] for r in range(RELEASES) if genre in catalogue.is_[r]]
        column: Any = {
            "year": years,
            "real": [None if y is None else y / 2 for y in years],
            "text": [f"ü{y}" for y in years],
            "category": [None if y is None else str(y) for y in years],
            "flag": [y == 1990 for y in years],
        }[name]
        expected = pd.Series(column, dtype=object).value_counts(dropna=False)
        found = graph.group_by(genre, name, relationships="<IS")
        assert {None if k != k else k: v for k, v in found.items()} == {
            None if k is None or k != k else k: v for k, v in expected.items()
        }
        there = [key for key in found if key is not None]
        assert there == sorted(there)
        assert None not in found or list(found)[-1] is None


def test_groups_of_nodes_count_each_once(catalogue: Catalogue) -> None:
    graph = catalogue.graph()
    assert sum(graph.group_by([3, 5, 3], "year").values()) == 2
    genres = list(range(RELEASES + ARTISTS, NODES))
    assert sum(graph.group_by(genres, "year", relationships="<IS").values()) == RELEASES
    with pytest.raises(errors.NotFoundError, match="age"):
        graph.group_by(3, "age")
    with pytest.raises(errors.Error, match="times"):
        graph.group_by(3, "time")


def cosine(a: Counter[int], b: Counter[int]) -> float:
    shared = sum(count * b[thing] for thing, count in a.items())
    return shared / math.sqrt(sum(x * x for x in a.values()) * sum(x * x for x in b.values())) if shared else 0


def test_profiles_find_artists_with_like_genres_and_collaborators(catalogue: Catalogue) -> None:
    graph = catalogue.graph()
    profiles = graph.profiles({"<BY,IS>": 0.75, "<BY,BY>": 0.25})
    del graph
    assert profiles.bytes > 0
    artists = range(RELEASES, RELEASES + ARTISTS)
    for artist in artists[::9]:
        ids, scores = profiles.similar(artist, NODES)
        expected = {
            other: 0.75 * cosine(catalogue.profile(artist, catalogue.is_), catalogue.profile(other, catalogue.is_))
            + 0.25 * cosine(catalogue.profile(artist, catalogue.by), catalogue.profile(other, catalogue.by))
            for other in artists
            if other != artist
        }
        assert dict(zip(ids.tolist(), scores.tolist(), strict=True)) == pytest.approx(
            {other: score for other, score in expected.items() if score}, rel=1e-5
        )
        assert scores.tolist() == sorted(scores, reverse=True)
        assert profiles.similar(artist, 3)[0].tolist() == ids[:3].tolist()


def test_sets_are_compared_by_type(catalogue: Catalogue) -> None:
    graph = catalogue.graph()
    ids, scores = graph.similar(7, NODES, relationships={"BY>": 2.0, "IS>": 1.0})
    expected = {}
    for other in range(RELEASES):
        score = sum(
            weight * len(sets[7] & sets[other]) / len(sets[7] | sets[other])
            for sets, weight in ((catalogue.by, 2.0), (catalogue.is_, 1.0))
        )
        if other != 7 and score:
            expected[other] = score
    assert dict(zip(ids.tolist(), scores.tolist(), strict=True)) == pytest.approx(expected)
    alone = graph.similar(7, NODES, relationships="BY>")[0].tolist()
    assert sorted(alone) == [r for r in range(RELEASES) if r != 7 and catalogue.by[r] & catalogue.by[7]]
