"""What a dump says about a graph, by regular expressions over its bytes: no parser and no graph of ours."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from discogs_ingest import generated

ID = re.compile(rb'<\w+ id="(\d+)"')
MAIN_ARTISTS = re.compile(rb"<artists>(.*?)</artists>", re.DOTALL)
ARTIST = re.compile(rb"<artist><id>(\d+)</id>")
LABELS = re.compile(rb"<labels>(.*?)</labels>", re.DOTALL)
LABEL = re.compile(rb'\bid="(\d+)"/>')
MASTER = re.compile(rb"<master_id[^>]*>(\d+)<")
YEAR = re.compile(rb"<released>(\d{4})")
TITLE = re.compile(rb"</artists><title>([^<]*)</title>")
YEARS = range(1860, 2028)


@dataclass
class Facts:
    """Edges as pairs of external ids; releases in the order of the file."""

    titles: dict[int, int] = field(default_factory=dict)  # release -> bytes of its title
    years: dict[int, int] = field(default_factory=dict)
    by_release: list[tuple[int, int]] = field(default_factory=list)
    by_master: list[tuple[int, int]] = field(default_factory=list)
    on: list[tuple[int, int]] = field(default_factory=list)
    derived_from: list[tuple[int, int]] = field(default_factory=list)


def read(folder: Path) -> Facts:
    facts = Facts()
    for record in generated.records(generated.file_of(folder, "releases"), "release"):
        add_release(facts, record)
    for record in generated.records(generated.file_of(folder, "masters"), "master"):
        number = id_of(record)
        facts.by_master.extend((number, artist) for artist in inside(MAIN_ARTISTS, ARTIST, record))
    return facts


def add_release(facts: Facts, record: bytes) -> None:
    number = id_of(record)
    title, year, master = TITLE.search(record), YEAR.search(record), MASTER.search(record)
    facts.titles[number] = len(html.unescape(title[1].decode()).encode()) if title else 0
    if year and int(year[1]) in YEARS:
        facts.years[number] = int(year[1])
    if master and int(master[1]):
        facts.derived_from.append((number, int(master[1])))
    facts.by_release.extend((number, artist) for artist in inside(MAIN_ARTISTS, ARTIST, record))
    facts.on.extend((number, label) for label in inside(LABELS, LABEL, record))


def id_of(record: bytes) -> int:
    found = ID.match(record)
    if found is None:
        raise SystemExit(f"expected a record with an id, found {record[:60]!r}")
    return int(found[1])


def inside(block: re.Pattern[bytes], item: re.Pattern[bytes], record: bytes) -> Iterator[int]:
    """The ids in the first such block, each once; 0 is none."""
    found = block.search(record)
    return iter({int(number) for number in item.findall(found[1])} - {0} if found else ())


class Paths:
    """Breadth-first search over some edge lists, in both directions."""

    def __init__(self, edges: Iterable[tuple[str, list[tuple[int, int]], str]]) -> None:
        """Edges between nodes of two labels; a node is (label, external id)."""
        lists = [(source, np.array(pairs, dtype=np.int64).reshape(-1, 2), target) for source, pairs, target in edges]
        labels = sorted({label for source, _, target in lists for label in (source, target)})
        ids = {label: self._ids_of(label, lists) for label in labels}
        starts = np.cumsum([0, *(len(ids[label]) for label in labels)])
        self._ids, self._base = ids, dict(zip(labels, starts.tolist(), strict=False))
        ends = [(self._nodes(s, pairs[:, 0]), self._nodes(t, pairs[:, 1])) for s, pairs, t in lists]
        sources = np.concatenate([end for pair in ends for end in pair])
        targets = np.concatenate([end for pair in ends for end in reversed(pair)])
        order = np.argsort(sources, kind="stable")
        self._targets = targets[order]
        self._offsets = np.searchsorted(sources[order], np.arange(starts[-1] + 1))

    @staticmethod
    def _ids_of(label: str, lists: list[tuple[str, Any, str]]) -> Any:
        ends = [pairs[:, 0] for source, pairs, _ in lists if source == label]
        ends += [pairs[:, 1] for _, pairs, target in lists if target == label]
        return np.unique(np.concatenate(ends))

    def _nodes(self, label: str, external: Any) -> Any:
        return self._base[label] + np.searchsorted(self._ids[label], external)

    def distance(self, label: str, a: int, b: int, most: int) -> int:
        """Steps from a to b; -1 for more than `most`."""
        start, end = (int(self._nodes(label, external)) for external in (a, b))
        seen = np.zeros(len(self._offsets) - 1, dtype=bool)
        seen[start] = True
        level = np.array([start])
        for steps in range(most + 1):
            if seen[end]:
                return steps
            level = self._step(level, seen)
        return -1

    def _step(self, level: Any, seen: Any) -> Any:
        begin, sizes = self._offsets[level], self._offsets[level + 1] - self._offsets[level]
        places = np.repeat(begin - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes) + np.arange(sizes.sum())
        found = np.unique(self._targets[places])
        found = found[~seen[found]]
        seen[found] = True
        return found


def artist_distances(facts: Facts, pairs: Iterable[tuple[int, int]], most: int) -> list[int]:
    """Of each pair of artists, along all edges; as :meth:`Paths.distance` says it."""
    edges = [
        ("Release", facts.by_release, "Artist"),
        ("Master", facts.by_master, "Artist"),
        ("Release", facts.on, "Label"),
        ("Release", facts.derived_from, "Master"),
    ]
    paths = Paths(edges)
    return [paths.distance("Artist", a, b, most) for a, b in pairs]
