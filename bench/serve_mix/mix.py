"""What people ask of the page: half of it while they type."""

from __future__ import annotations

import random
from collections.abc import Sequence
from urllib.parse import quote

Node = tuple[str, int]  # label, id
SHARES = {"autocomplete": 50, "explore": 15, "node": 10, "trends": 15, "search": 8, "path": 2}


def in_address(node: Node) -> Node:
    return node[0].lower(), node[1]


def path(*ends: Node) -> str:
    start, end = (quote(f"{label}:{number}") for label, number in ends)
    return f"/api/path?from={start}&to={end}"


def typed(rng: random.Random, name: str) -> str:
    """The beginning of a name, from two characters on."""
    return name[: rng.randint(min(2, len(name)), len(name))].strip() or name


def target(rng: random.Random, kind: str, names: Sequence[str], nodes: Sequence[Node]) -> str:
    label, number = in_address(rng.choice(nodes))
    if kind == "autocomplete":
        return f"/api/autocomplete?q={quote(typed(rng, rng.choice(names)))}&limit=10"
    if kind == "search":
        return f"/api/search?q={quote(' '.join(rng.choice(names).split()[:2]))}&limit=10"
    if kind == "path":
        return path(*(in_address(rng.choice(nodes)) for _ in range(2)))
    return f"/api/{kind}/{label}/{number}"


def targets(rng: random.Random, names: Sequence[str], nodes: Sequence[Node], count: int) -> list[str]:
    kinds = rng.choices(list(SHARES), weights=list(SHARES.values()), k=count)
    return [target(rng, kind, names, nodes) for kind in kinds]
