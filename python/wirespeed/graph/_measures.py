"""What is measured of each node of a graph, as NetworkX measures it."""

from __future__ import annotations

from typing import Any, Literal

from wirespeed._native import CancelToken
from wirespeed.graph._questions import Direction, Questions, floats_of, ids_of


class Measures(Questions):
    """``direction`` is which way relationships lead; ``relationships`` takes its place with types that have one each,
    ``"KNOWS>|LIKES"``. Where all lead both ways, the graph is an undirected one.

    ``threads=0`` is as many as there are cores; sums may then differ in their last bits.
    """

    def degrees(self, direction: Direction = "out", relationships: str = "") -> Any:
        """How many relationships each node has: int64. A loop counts twice in "both"."""
        return self._native.degrees(direction, relationships)

    def components(
        self,
        kind: Literal["weak", "strong"] = "weak",
        *,
        threads: int = 1,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """The number of its component for each node: uint32, counted by the components' first nodes.

        :param threads: for weak ones.
        """
        return self._native.components(kind, threads=threads, timeout=timeout, cancel=cancel)

    def pagerank(
        self,
        damping: float = 0.85,
        tolerance: float = 1e-6,
        max_iterations: int = 100,
        *,
        direction: Direction = "out",
        relationships: str = "",
        weighted: bool = False,
        personalization: Any = None,
        dangling: Any = None,
        start: Any = None,
        threads: int = 1,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """The share of each node in a walk at random, 1 in all: float64.

        It ends when all ranks together change by less than ``tolerance`` times the nodes, as NetworkX's does, after
        fewer iterations. Parallel relationships count each.

        :param weighted: relationships are followed by their weights.
        :param personalization: a number for each node: where the walk starts anew; their sum does not matter.
        :param dangling: the same: where it goes on from nodes that lead nowhere; else as ``personalization``.
        :param start: the same: the ranks at first.
        :raises Error: it has not settled after so many iterations.
        """
        return self._native.pagerank(
            damping,
            tolerance,
            max_iterations,
            direction=direction,
            relationships=relationships,
            weighted=weighted,
            personalization=None if personalization is None else floats_of(personalization),
            dangling=None if dangling is None else floats_of(dangling),
            start=None if start is None else floats_of(start),
            threads=threads,
            timeout=timeout,
            cancel=cancel,
        )

    def betweenness(
        self,
        *,
        direction: Direction = "out",
        relationships: str = "",
        weighted: bool = False,
        normalized: bool = True,
        endpoints: bool = False,
        k: int | None = None,
        sources: Any = None,
        seed: int = 0,
        threads: int = 1,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """How many shortest ways between others lead through each node: float64. Neighbours count once.

        :param weighted: short by weights, else by the number of relationships.
        :param k: estimate it from so many nodes at random; or from ``sources``.
        :param endpoints: a way leads through its ends, too.
        """
        return self._native.betweenness(
            direction=direction,
            relationships=relationships,
            weighted=weighted,
            normalized=normalized,
            endpoints=endpoints,
            sources=None if sources is None else ids_of(sources, "sources"),
            k=k,
            seed=seed,
            threads=threads,
            timeout=timeout,
            cancel=cancel,
        )

    def edge_betweenness(
        self,
        *,
        direction: Direction = "out",
        relationships: str = "",
        weighted: bool = False,
        normalized: bool = True,
        k: int | None = None,
        sources: Any = None,
        seed: int = 0,
        threads: int = 1,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> tuple[Any, Any, Any]:
        """How many shortest ways lead along relationships: sources, targets and values of all pairs of neighbours.

        Of an undirected graph each pair comes once, the smaller node first.
        """
        return self._native.edge_betweenness(
            direction=direction,
            relationships=relationships,
            weighted=weighted,
            normalized=normalized,
            sources=None if sources is None else ids_of(sources, "sources"),
            k=k,
            seed=seed,
            threads=threads,
            timeout=timeout,
            cancel=cancel,
        )

    def closeness(
        self,
        nodes: Any = None,
        *,
        direction: Direction = "in",
        relationships: str = "",
        weighted: bool = False,
        improved: bool = True,
        k: int | None = None,
        sources: Any = None,
        seed: int = 0,
        threads: int = 1,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """1 / the mean distance from the others to each node, or to each of ``nodes``: float64.

        :param direction: "in": how the others get to a node; "out": how it gets to them.
        :param improved: times the share of nodes that get there (Wasserman and Faust).
        :param k: estimate it from so many others at random; or from ``sources``.
        """
        return self._native.closeness(
            nodes=None if nodes is None else ids_of(nodes, "nodes"),
            direction=direction,
            relationships=relationships,
            weighted=weighted,
            improved=improved,
            harmonic=False,
            sources=None if sources is None else ids_of(sources, "sources"),
            k=k,
            seed=seed,
            threads=threads,
            timeout=timeout,
            cancel=cancel,
        )

    def harmonic(
        self,
        nodes: Any = None,
        *,
        direction: Direction = "in",
        relationships: str = "",
        weighted: bool = False,
        k: int | None = None,
        sources: Any = None,
        seed: int = 0,
        threads: int = 1,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """The sum of 1 / distance from the others to each node, or to each of ``nodes``: float64.

        :param k: estimate it from so many others at random.
        :param sources: these others alone.
        """
        return self._native.closeness(
            nodes=None if nodes is None else ids_of(nodes, "nodes"),
            direction=direction,
            relationships=relationships,
            weighted=weighted,
            improved=True,
            harmonic=True,
            sources=None if sources is None else ids_of(sources, "sources"),
            k=k,
            seed=seed,
            threads=threads,
            timeout=timeout,
            cancel=cancel,
        )
