"""Traversals by the book: one dictionary at a time, every rule spelled out. What the fast ones are held against."""

from __future__ import annotations

import heapq
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Way:
    """Nodes from a start on, and the edges between them."""

    nodes: tuple[int, ...]
    edges: tuple[int, ...] = ()

    @property
    def depth(self) -> int:
        return len(self.edges)


@dataclass
class SlowGraph:
    nodes: int
    edges: list[tuple[int, int]]
    types: list[str]
    labels: list[list[str]]
    weights: list[float]
    node_values: dict[str, list[Any]] = field(default_factory=dict)
    edge_values: dict[str, list[Any]] = field(default_factory=dict)

    def along(self, node: int, type_: str, direction: str) -> list[tuple[int, int]]:
        """Edges of a type from (out) or to (in) a node, as (edge, neighbor)."""
        if direction == "out":
            return [(i, b) for i, (a, b) in enumerate(self.edges) if a == node and self.types[i] == type_]
        back = [(i, a) for i, (a, b) in enumerate(self.edges) if b == node and self.types[i] == type_]
        return sorted(back, key=lambda one: one[1])

    def type_names(self) -> list[str]:
        return list(dict.fromkeys(self.types))


@dataclass
class Words:
    order: str = "depth_first"
    uniqueness: str = "node_global"
    relationships: str = "*"
    labels: str = ""
    include: Any = None
    where: Any = None
    prune: Any = None
    relationship_where: Any = None
    min_depth: int = 0
    max_depth: int = 1 << 30
    filter_start: bool = True
    begin_sequence_at_start: bool = True
    recent: int = 10_000
    end_nodes: Any = ()
    terminator_nodes: Any = ()
    deny_nodes: Any = ()
    allow_nodes: Any = None


def fulfils(condition: Any, values: dict[str, list[Any]], item: int) -> bool:
    if condition is None:
        return True
    if isinstance(condition, list):
        return all(fulfils(one, values, item) for one in condition)
    if hasattr(condition, "parts"):
        joined = all if condition.kind == "all" else any
        return joined(fulfils(one, values, item) for one in condition.parts)
    name, sign, wanted = condition
    found = values[name][item]
    return found is not None and COMPARISONS[sign](found, wanted)


class SlowWalk:
    def __init__(self, graph: SlowGraph, words: Words) -> None:
        self.graph = graph
        self.words = words
        self.seen: set[Any] = set()
        self.latest: list[int] = []

    # --- which relationships -------------------------------------------------------------------------------------

    def step(self, depth: int) -> str:
        steps = self.words.relationships.split(",")
        if self.words.begin_sequence_at_start:
            return steps[depth % len(steps)]
        return steps[0] if depth == 0 else steps[1:][(depth - 1) % len(steps[1:])]

    def followed(self, way: Way) -> Iterator[Way]:
        node = way.nodes[-1]
        done: list[tuple[str, str]] = []
        for text in self.step(way.depth).split("|"):
            name = text.strip("<>* ")
            both = ("<" in text) == (">" in text)
            for type_ in [name] if name else self.graph.type_names():
                for direction in ("out", "in") if both else ("in",) if "<" in text else ("out",):
                    if (type_, direction) in done:
                        continue
                    loops_were_shown = any(one == type_ for one, _ in done)
                    done.append((type_, direction))
                    for edge, neighbor in self.graph.along(node, type_, direction):
                        if neighbor == node and loops_were_shown:
                            continue
                        values = {"weight": self.graph.weights, **self.graph.edge_values}
                        if fulfils(self.words.relationship_where, values, edge):
                            yield Way((*way.nodes, neighbor), (*way.edges, edge))

    # --- once ----------------------------------------------------------------------------------------------------

    def is_first(self, way: Way) -> bool:
        if self.words.uniqueness == "none":
            return True
        kind, rule = self.words.uniqueness.split("_")
        if kind == "relationship" and not way.edges:
            return True
        ids = way.nodes if kind == "node" else way.edges
        if rule == "path":
            return ids[-1] not in ids[:-1]
        if rule == "recent":
            return self.is_not_recent(ids[-1])
        key = (ids[-1], way.depth if rule == "level" else None)
        is_new = key not in self.seen
        self.seen.add(key)
        return is_new

    def is_not_recent(self, one: int) -> bool:
        is_new = one not in self.latest
        if not is_new:
            self.latest.remove(one)
        self.latest.append(one)
        del self.latest[: -self.words.recent]
        return is_new

    # --- what becomes of a node ----------------------------------------------------------------------------------

    def evaluate(self, way: Way) -> tuple[bool, bool]:
        """Whether it is returned, whether it is walked on from."""
        words = self.words
        node = way.nodes[-1]
        include, walk_on = self.by_labels(way)
        if way.depth < words.min_depth:
            include = False
        if way.depth >= words.max_depth:
            walk_on = False
        has_ends = bool(words.end_nodes or words.terminator_nodes)
        if way.depth == 0 and not words.filter_start:
            return include and not has_ends, walk_on
        allowed = words.allow_nodes is None or node in {
            *words.allow_nodes,
            *words.end_nodes,
            *words.terminator_nodes,
        }
        if node in words.deny_nodes or not allowed or not fulfils(words.where, self.graph.node_values, node):
            return False, False
        terminates = node in words.terminator_nodes and way.depth >= words.min_depth
        if has_ends and not terminates and node not in words.end_nodes:
            include = False
        if terminates or (words.prune is not None and fulfils(words.prune, self.graph.node_values, node)):
            walk_on = False
        return include and fulfils(words.include, self.graph.node_values, node), walk_on

    def by_labels(self, way: Way) -> tuple[bool, bool]:
        if not self.words.labels:
            return True, True
        steps = [self.groups(step) for step in self.words.labels.split(",")]
        ends_only = any(step["/"] or step[">"] for step in steps)
        if way.depth == 0 and not (self.words.filter_start and self.words.begin_sequence_at_start):
            return not ends_only, True
        first = 0 if self.words.begin_sequence_at_start else 1
        step = steps[(way.depth - first) % len(steps)]
        labels = set(self.graph.labels[way.nodes[-1]])

        def fits(sign: str) -> bool:
            return any(one == ["*"] or labels.issuperset(one) for one in step[sign])

        if fits("-"):
            return False, False
        if fits("/"):
            return True, way.depth < self.words.min_depth
        if fits(">"):
            return True, True
        walk_on = not step["+"] or fits("+")
        return walk_on and not ends_only, walk_on

    @staticmethod
    def groups(step: str) -> dict[str, list[list[str]]]:
        groups: dict[str, list[list[str]]] = {sign: [] for sign in "-/>+"}
        for text in step.split("|"):
            sign = text[0] if text[0] in groups else "+"
            groups[sign].append(text.lstrip("-/>+").split(":"))
        return groups

    # --- orders --------------------------------------------------------------------------------------------------

    def run(self, starts: list[int]) -> list[Way]:
        ways = [Way((start,)) for start in starts]
        order = self.words.order
        if order.startswith("depth_first"):
            return [found for way in ways for found in self.deep(way, is_post=order.endswith("post"))]
        if order.startswith("breadth_first"):
            found = self.broad(ways)
            return sorted(found, key=lambda way: -way.depth) if order.endswith("post") else found
        return self.best(ways)

    def deep(self, way: Way, *, is_post: bool) -> Iterator[Way]:
        if not self.is_first(way):
            return
        include, walk_on = self.evaluate(way)
        if include and not is_post:
            yield way
        for longer in self.followed(way) if walk_on else ():
            yield from self.deep(longer, is_post=is_post)
        if include and is_post:
            yield way

    def broad(self, ways: list[Way]) -> list[Way]:
        found: list[Way] = []
        level = ways
        while level:
            entered = []
            for way in level:
                if not self.is_first(way):
                    continue
                include, walk_on = self.evaluate(way)
                if include:
                    found.append(way)
                if walk_on:
                    entered.append(way)
            level = [longer for way in entered for longer in self.followed(way)]
        return found

    def best(self, ways: list[Way]) -> list[Way]:
        found: list[Way] = []
        waiting: list[tuple[float, int, Way]] = [(0.0, turn, way) for turn, way in enumerate(ways)]
        turns = len(ways)
        while waiting:
            cost, _, way = heapq.heappop(waiting)
            if not self.is_first(way):
                continue
            include, walk_on = self.evaluate(way)
            if include:
                found.append(way)
            for longer in self.followed(way) if walk_on else ():
                heapq.heappush(waiting, (cost + self.graph.weights[longer.edges[-1]], turns, longer))
                turns += 1
        return found
