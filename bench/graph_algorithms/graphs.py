"""The two graphs of the GAP benchmark, smaller: shared by prepare.py and the contenders."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from harness import clock, contender

SCALE, QUICK_SCALE, EDGES_PER_NODE = 20, 14, 16
LOADED = 10_000_000
DAMPING, TOLERANCE = 0.85, 1e-4  # of all ranks together, as GAP's
SEED = 27491095
QUESTIONS = ("bfs", "components", "sssp", "pagerank")

Ids: TypeAlias = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Pairs:
    """Each edge once, from the smaller node; weights from 1 to 255."""

    nodes: int
    sources: Ids
    targets: Ids
    weights: npt.NDArray[np.float64]
    root: int

    def both_ways(self) -> tuple[Ids, Ids, npt.NDArray[np.float64]]:
        ends = (np.concatenate(pair) for pair in ((self.sources, self.targets), (self.targets, self.sources)))
        sources, targets = ends
        return sources, targets, np.concatenate((self.weights, self.weights))


def kron(scale: int, rng: np.random.Generator) -> Any:
    """R-MAT with Graph500's probabilities; nodes are renumbered at random."""
    count = EDGES_PER_NODE << scale
    ends = np.zeros((2, count), dtype=np.uint32)
    for bit in range(scale):
        row = rng.random(count) > 0.76
        column = rng.random(count) > np.where(row, 0.19 / 0.24, 0.57 / 0.76)
        ends[0] |= row.astype(np.uint32) << np.uint32(bit)
        ends[1] |= column.astype(np.uint32) << np.uint32(bit)
    return rng.permutation(1 << scale).astype(np.uint32)[ends]


def urand(scale: int, rng: np.random.Generator) -> Any:
    return rng.integers(0, 1 << scale, (2, EDGES_PER_NODE << scale), dtype=np.uint32)


def made(kind: str, scale: int) -> Pairs:
    rng = np.random.default_rng(SEED)
    ends = (kron if kind == "kron" else urand)(scale, rng)
    low, high = np.minimum(*ends).astype(np.uint64), np.maximum(*ends).astype(np.uint64)
    pairs = np.unique((low << np.uint64(32) | high)[low != high])
    sources, targets = (pairs >> np.uint64(32)).astype(np.uint32), pairs.astype(np.uint32)
    weights = rng.integers(1, 256, len(pairs)).astype(np.float64)
    return Pairs(1 << scale, sources, targets, weights, int(sources[len(sources) // 2]))


def save(folder: Path, pairs: Pairs) -> None:
    """Anew, for contenders may keep what they made of it beside it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("sources", "targets", "weights"):
        np.save(folder / f"{name}.npy", getattr(pairs, name))
    np.save(folder / "numbers.npy", np.array([pairs.nodes, pairs.root]))


def load(folder: Path) -> Pairs:
    nodes, root = np.load(folder / "numbers.npy").tolist()
    sources, targets, weights = (np.load(folder / f"{name}.npy") for name in ("sources", "targets", "weights"))
    return Pairs(nodes, sources, targets, weights, root)


def folder_of(data: Path) -> Path:
    """A variant's file names its graph and its question."""
    return data.parent / data.read_text().split()[0]


def question_of(data: Path) -> tuple[str, Pairs]:
    return data.read_text().split()[1], load(folder_of(data))


def digest(question: str, result: Any, exact: Any = None) -> dict[str, Any]:
    """Of an array with a value for each node; nodes that are not reached have inf, -1 or a number beyond all."""
    values = np.asarray(result, dtype=np.float64)
    if question in ("bfs", "sssp"):
        reached = values[np.isfinite(values) & (values >= 0) & (values < 1e12)]
        return {"answer": [len(reached), int(reached.sum())], "reached": len(reached)}
    if question == "pagerank":
        said = [len(values), bool(np.abs(values - exact).sum() <= 2 * TOLERANCE / (1 - DAMPING))]
    else:
        said = [len(np.unique(values)), int(np.bincount(values.astype(np.int64)).max())]
    return {"answer": said, "reached": said}


Questions: TypeAlias = dict[str, Callable[[], Any]]


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def as_it_is(_question: str, _pairs: Pairs, result: Any) -> Any:
    return result


def begin(prepare: Callable[[Pairs, str], Questions], read: Callable[[str, Pairs, Any], Any] = as_it_is) -> None:
    """prepare(pairs, question) loads the graph and gives the calls; `read` makes an array of what one of them gave,
    behind the clock."""

    def start(data: Path) -> contender.Calls:
        question, pairs = question_of(data)
        before, begun = resident_bytes(), time.perf_counter()
        questions = prepare(pairs, question)
        load_s, loaded = time.perf_counter() - begun, resident_bytes() - before
        counters = {"load_s": load_s, "bytes_a_relationship": loaded / (2 * len(pairs.sources))}

        def calls(checking: bool) -> contender.Outcome:
            if question not in questions:
                raise contender.CannotRun(f"it has no {question}")
            result, call = clock.measured(questions[question])
            exact = np.load(data.with_suffix(".npy")) if checking and question == "pagerank" else None
            answer = digest(question, read(question, pairs, result), exact) if checking else {}
            return contender.Outcome(answer, counters, call=call)

        return calls

    contender.stay(start)
