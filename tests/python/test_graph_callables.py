"""Functions of the caller's that walks and searches ask: once for each way, and what they raise is raised."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from wirespeed import graph

NODES = 10_000  # around the first: more steps than a walk makes before it looks at the clock


class Star:
    """The same star of nodes as a provider."""

    label_names: tuple[str, ...] = ()
    type_names: tuple[str, ...] = ()

    def labels(self, nodes: Any) -> list[tuple[str, ...]]:
        return [()] * len(nodes)

    def property(self, name: str, nodes: Any) -> list[None]:
        return [None] * len(nodes)

    def relationships(self, nodes: Any, type: str | None, direction: str) -> list[list[int]]:
        assert direction == "out"
        return [list(range(1, NODES)) if node == 0 else [] for node in nodes]


@pytest.fixture(scope="module")
def star() -> graph.EdgeGraph:
    return graph.from_edges([0] * (NODES - 1), range(1, NODES), nodes=NODES)


class Once:
    """An evaluator that notes the ends of what it is asked of. The first answer takes longer than a call's patience."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def __call__(self, path: list[int]) -> bool:
        if not self.seen:
            time.sleep(0.03)
        self.seen.append(path[-1])
        return len(path) == 2


QUESTIONS: dict[str, Callable[[graph.EdgeGraph, Any], Any]] = {
    "count": lambda g, ask: g.traversal(relationships=">", evaluator=ask).count(0),
    "breadth first": lambda g, ask: g.traversal(relationships=">", order="breadth_first", evaluator=ask).nodes(0),
    "deepest first": lambda g, ask: g.traversal(relationships=">", order="depth_first_post", evaluator=ask).nodes(0),
    "best first": lambda g, ask: g.traversal(relationships=">", order="best_first", evaluator=ask).paths(0),
    "spanning tree": lambda g, ask: g.traversal(relationships=">", evaluator=ask).spanning_tree(0),
    "subgraph": lambda g, ask: g.traversal(relationships=">", evaluator=ask).subgraph(0),
    "a provider": lambda g, ask: graph.traversal_over(Star(), relationships=">", evaluator=ask).count(0),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_evaluator_is_asked_once_of_each_way(star: graph.EdgeGraph, question: str) -> None:
    evaluator = Once()
    QUESTIONS[question](star, evaluator)
    assert sorted(evaluator.seen) == list(range(NODES))


def test_an_evaluator_of_walks_that_meet_is_asked_once_of_each_way(star: graph.EdgeGraph) -> None:
    evaluator = Once()
    side = graph.walk(star).relationships(">").evaluator(evaluator)
    star.two_sided(side).paths(0, NODES - 1)
    assert len(set(evaluator.seen)) > 2
    assert all(evaluator.seen.count(node) <= 2 for node in (0, 1, 2, NODES - 1))  # once from either end


def test_a_heuristic_is_asked_as_often_however_long_it_takes(star: graph.EdgeGraph) -> None:
    def asked(pause: float) -> list[int]:
        nodes: list[int] = []

        def heuristic(node: int) -> float:
            if not nodes:
                time.sleep(pause)
            nodes.append(node)
            return 0.0

        star.shortest_path(0, NODES - 1, heuristic=heuristic)
        return nodes

    assert asked(0.03) == asked(0.0)


class NoTruth:
    def __bool__(self) -> bool:
        raise LookupError("neither")


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("answer", [(True, NoTruth()), (NoTruth(), True)])
def test_what_an_answers_truth_raises_is_raised(star: graph.EdgeGraph, question: str, answer: Any) -> None:
    with pytest.raises(LookupError, match="neither"):
        QUESTIONS[question](star, lambda path: answer)


# Each is asked by a thread that nobody waits for, and still asks when the interpreter ends.
ENDS = {
    "an evaluator": "graph.from_edges([0], [1], nodes=2).traversal(evaluator=linger).count(0)",
    "an evaluator over a provider": "graph.traversal_over(Provider(), evaluator=linger).count(0)",
    "labels of a provider": "graph.traversal_over(Provider(labels=linger)).count(0)",
    "relationships of a provider": "graph.traversal_over(Provider(relationships=linger)).count(0)",
    "an answer of a provider": "graph.traversal_over(Provider(relationships=lambda *_: lingering())).count(0)",
}


@pytest.mark.parametrize("what", ENDS)
def test_the_interpreter_ends_while_a_walk_asks(what: str) -> None:
    program = f"""
import threading, time
from wirespeed import graph

asked = threading.Event()

def linger(*_):
    asked.set()
    while True: time.sleep(0.001)

def lingering():
    yield linger()

class Provider:
    label_names = type_names = ()
    def __init__(self, **methods): self.__dict__.update(methods)
    def labels(self, nodes): return [()] * len(nodes)
    def property(self, name, nodes): return [None] * len(nodes)
    def relationships(self, nodes, type, direction): return [[]] * len(nodes)

class Last:
    sleep = time.sleep
    def __del__(self): self.sleep(0.1)

last = Last()
threading.Thread(target=lambda: {ENDS[what]}, daemon=True).start()
asked.wait()
print("ends", flush=True)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("ends\n", "", 0)
