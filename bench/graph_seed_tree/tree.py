"""The tree of the article, and what is counted in it: shared by prepare.py and the contenders.

Ten levels below the root: A -HAS_B-> four B -HAS_A-> four A each. Nodes are numbered as a program makes them that makes
each node with all below it before the next. `value` is true or false at random; counted are B's of which it is true.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from harness import clock, contender

DEPTH, QUICK_DEPTH, FANOUT = 5, 3, 4
SEED = 20160524
# By the number of levels; prepare.py holds the generator against it.
NODES = {QUICK_DEPTH: 5_461, DEPTH: 1_398_101}
KNOWN = {QUICK_DEPTH: 552, DEPTH: 140_156}
SHUFFLE = 7

Ids: TypeAlias = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Tree:
    """Edges in the order of their targets; `steps` is how far each node is from the root."""

    sources: Ids
    targets: Ids
    steps: npt.NDArray[np.uint8]
    value: npt.NDArray[np.bool_]
    root: int = 0

    @property
    def nodes(self) -> int:
        return len(self.steps)

    @property
    def is_b(self) -> npt.NDArray[np.bool_]:
        return self.steps % 2 == 1

    @property
    def types(self) -> npt.NDArray[np.uint8]:
        """Of each edge, 0 for HAS_B and 1 for HAS_A."""
        return (self.steps[self.targets] % 2 == 0).astype(np.uint8)

    @property
    def count(self) -> int:
        return int((self.is_b & self.value).sum())


def made(depth: int) -> Tree:
    levels = 2 * depth
    below = [(FANOUT ** (levels - step + 1) - 1) // (FANOUT - 1) for step in range(levels + 1)]
    steps = np.zeros(below[0], dtype=np.uint8)
    parents = np.zeros(below[0], dtype=np.uint32)
    level = np.zeros(1, dtype=np.uint32)
    for step in range(1, levels + 1):
        children = level[:, None] + 1 + below[step] * np.arange(FANOUT, dtype=np.uint32)[None, :]
        parents[children.ravel()] = np.repeat(level, FANOUT)
        level = children.ravel().astype(np.uint32)
        steps[level] = step
    value = np.random.default_rng(SEED).random(len(steps)) < 0.5
    return Tree(parents[1:], np.arange(1, len(steps), dtype=np.uint32), steps, value)


def shuffled(tree: Tree) -> Tree:
    """The same tree with ids at random, its edges in the old order."""
    name = np.random.default_rng(SHUFFLE).permutation(tree.nodes).astype(np.uint32)
    steps, value = np.empty_like(tree.steps), np.empty_like(tree.value)
    steps[name], value[name] = tree.steps, tree.value
    return Tree(name[tree.sources], name[tree.targets], steps, value, int(name[tree.root]))


ARRAYS = ("sources", "targets", "steps", "value")


def save(folder: Path, tree: Tree) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ARRAYS:
        getattr(tree, name).tofile(folder / name)
    (folder / "root").write_text(str(tree.root))


def load(folder: Path) -> Tree:
    kinds = (np.uint32, np.uint32, np.uint8, np.bool_)
    pairs = zip(ARRAYS, kinds, strict=True)
    sources, targets, steps, value = (np.fromfile(folder / name, dtype=kind) for name, kind in pairs)
    return Tree(sources, targets, steps, value, int((folder / "root").read_text()))


def as_it_is(_tree: Tree, found: Any) -> int:
    return int(found)


def begin(prepare: Callable[[Tree], Callable[[], Any]], read: Callable[[Tree, Any], int] = as_it_is) -> None:
    """prepare(tree) loads it and gives what is asked; `read` makes the count of what that found, behind the
    clock."""
    begin_in(lambda _folder, tree: prepare(tree), read)


def by_two(count: Callable[[], Any]) -> Callable[[], Any]:
    """Two threads that ask at once."""
    pool = ThreadPoolExecutor(2)

    def both() -> Any:
        first, second = pool.submit(count), pool.submit(count)
        assert first.result() == second.result()
        return first.result()

    return both


def begin_in(prepare: Callable[[Path, Tree], Callable[[], Any]], read: Callable[[Tree, Any], int] = as_it_is) -> None:
    """For those who find the tree in a file of the folder of its arrays."""

    def start(data: Path) -> contender.Calls:
        tree = load(data)
        begun = time.perf_counter()
        count = prepare(data, tree)
        counters = {"load_ms": 1000 * (time.perf_counter() - begun)}

        def calls(_checking: bool) -> contender.Outcome:
            found, call = clock.measured(count)
            return contender.Outcome({"count": read(tree, found)}, counters, call=call)

        return calls

    contender.stay(start)
