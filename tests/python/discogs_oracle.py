"""What an ingest of dumps should count, told by another XML parser and by sets: no code of ours is in it."""

from __future__ import annotations

import gzip
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAX_ID = 2**32 - 1
LAST_YEAR = 2027
Element = ElementTree.Element


def records(path: Path) -> Iterator[Element]:
    """The records of a dump: the children of its root."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        depth = 0
        for event, element in ElementTree.iterparse(file, ("start", "end")):
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 1:
                yield element


def reference(text: str | None) -> int | None:
    number = int(text) if text and text.isdigit() else 0
    return number if 0 < number <= MAX_ID else None


def child_id(element: Element) -> int | None:
    return reference(element.findtext("id"))


def texts(record: Element, path: str) -> list[str]:
    return [element.text for element in record.findall(path) if element.text]


def year(date: str | None) -> int | None:
    if not date or not date[:4].isdigit() or len(date) < 4:
        return None
    return int(date[:4]) if 1860 <= int(date[:4]) <= LAST_YEAR else None


@dataclass
class Expected:
    records: Counter[str] = field(default_factory=Counter)
    nodes: dict[str, set[object]] = field(
        default_factory=lambda: {
            label: set() for label in ("Genre", "Style", "Artist", "Label", "Master", "Release", "Person")
        }
    )
    edges: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    years: dict[tuple[str, object], Counter[int]] = field(default_factory=dict)
    names: dict[tuple[str, int], str | None] = field(default_factory=dict)

    def edge(self, kind: str, *ends: object) -> None:
        self.edges.setdefault(kind, []).append(ends)

    def count_year(self, label: str, node: object, when: int | None) -> None:
        if when is not None:
            self.years.setdefault((label, node), Counter())[when] += 1

    def add_artist(self, record: Element) -> None:
        own = child_id(record)
        self.nodes["Artist"].add(own)
        self.names["Artist", own or 0] = record.findtext("name")
        for alias in record.findall("aliases/name"):
            if target := reference(alias.get("id")):
                self.edge("ALIAS_OF", own, target)
        for group in record.findall("groups/name"):
            if target := reference(group.get("id")):
                self.edge("MEMBER_OF", own, target)
        for member in record.findall("members/name"):
            if target := reference(member.get("id")):
                self.edge("MEMBER_OF", target, own)

    def add_label(self, record: Element) -> None:
        own = child_id(record)
        self.nodes["Label"].add(own)
        for sublabel in record.findall("sublabels/label"):
            if target := reference(sublabel.get("id")):
                self.edge("SUBLABEL_OF", target, own)
        parent = record.find("parentLabel")
        if parent is not None and (target := reference(parent.get("id"))):
            self.edge("SUBLABEL_OF", own, target)

    def add_work(self, label: str, record: Element) -> int:
        own = reference(record.get("id"))
        assert own is not None
        self.nodes[label].add(own)
        for artist in record.findall("artists/artist"):
            if target := child_id(artist):
                self.edge("BY", (label, own), target)
        genres, styles = texts(record, "genres/genre"), texts(record, "styles/style")
        self.nodes["Genre"].update(genres)
        self.nodes["Style"].update(styles)
        for tag in [("Genre", genre) for genre in genres] + [("Style", style) for style in styles]:
            self.edge("IS", (label, own), tag)
        for style in styles if len(set(genres)) == 1 else []:
            self.edge("PART_OF", style, genres[0])
        return own

    def add_master(self, record: Element) -> None:
        self.add_work("Master", record)

    def add_release(self, record: Element) -> None:
        own = self.add_work("Release", record)
        when = year(record.findtext("released"))
        for target in {child_id(artist) for artist in record.findall("artists/artist")} - {None}:
            self.count_year("Artist", target, when)
        for genre in set(texts(record, "genres/genre")):
            self.count_year("Genre", genre, when)
        for label in record.findall("labels/label"):
            if target := reference(label.get("id")):
                self.edge("ON", own, target)
        if master := reference(record.findtext("master_id")):
            self.edge("DERIVED_FROM", own, master)
        for credit in record.findall("extraartists/artist"):
            self.add_credit(own, credit)

    def add_credit(self, release: int, credit: Element) -> None:
        name = credit.findtext("name")
        if not name:
            return
        self.nodes["Person"].add(name)
        self.edge("CREDITED_ON", name, release, credit.findtext("role") or "")
        if target := child_id(credit):
            self.edge("SAME_AS", name, target)

    def distinct(self) -> dict[str, int]:
        return {kind: len(set(edges)) for kind, edges in self.edges.items()}

    def rows(self) -> dict[str, int]:
        return {kind: len(edges) for kind, edges in self.edges.items()}

    def stubs(self) -> dict[str, int]:
        """Ids that are referenced and have no record."""
        ends = {
            "Artist": self._ends("BY", 1) | self._ends("SAME_AS", 1) | self._both_ends("ALIAS_OF", "MEMBER_OF"),
            "Label": self._ends("ON", 1) | self._both_ends("SUBLABEL_OF"),
            "Master": self._ends("DERIVED_FROM", 1),
        }
        return {label: len(ends.get(label, set()) - nodes) for label, nodes in self.nodes.items()}

    def _ends(self, kind: str, which: int) -> set[object]:
        return {edge[which] for edge in self.edges.get(kind, [])}

    def _both_ends(self, *kinds: str) -> set[object]:
        return {end for kind in kinds for which in (0, 1) for end in self._ends(kind, which)}


def expect(directory: Path) -> Expected:
    """All dumps of a directory; their names must say what they are."""
    expected = Expected()
    add = {
        "artists": expected.add_artist,
        "labels": expected.add_label,
        "masters": expected.add_master,
        "releases": expected.add_release,
    }
    for path in sorted(directory.glob("*.xml*")):
        kind = next(kind for kind in add if kind in path.name)
        for record in records(path):
            expected.records[kind] += 1
            add[kind](record)
            record.clear()
    return expected
