"""Parts of a graph that hang together: cores, triangles, communities."""

from __future__ import annotations

from typing import Any

from wirespeed._native import CancelToken
from wirespeed.graph._questions import Direction, Questions, ids_of


class Communities(Questions):
    """``relationships`` names types, ``"KNOWS|LIKES"``; where nothing else is said they are seen from either end."""

    def core_numbers(
        self,
        *,
        relationships: str = "",
        parallel: bool = False,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """The greatest k for which each node is in a part where all have at least k neighbours: uint32.

        :param parallel: several relationships between two nodes count each, else a neighbour counts once.
        """
        return self._native.core_numbers(relationships=relationships, parallel=parallel, timeout=timeout, cancel=cancel)

    def triangles(
        self,
        *,
        relationships: str = "",
        threads: int = 1,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """How many triangles each node is part of: int64."""
        return self._native.triangles(relationships=relationships, threads=threads, timeout=timeout, cancel=cancel)

    def transitivity(
        self,
        *,
        relationships: str = "",
        threads: int = 1,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> float:
        """Of all pairs of relationships that meet in a node, the share whose other ends are neighbours."""
        return self._native.transitivity(relationships=relationships, threads=threads, timeout=timeout, cancel=cancel)

    def clustering(
        self,
        *,
        directed: bool = False,
        weighted: bool = False,
        relationships: str = "",
        threads: int = 1,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """For each node the share of pairs of its neighbours that are neighbours: float64.

        :param directed: a triangle counts once for each way its relationships can be directed.
        :param weighted: it counts by the geometric mean of its weights, as shares of the greatest weight.
        """
        return self._native.clustering(
            relationships=relationships,
            directed=directed,
            weighted=weighted,
            threads=threads,
            timeout=timeout,
            cancel=cancel,
        )

    def label_propagation(
        self,
        seed: int | None = None,
        *,
        weighted: bool = False,
        relationships: str = "",
        max_iterations: int = 1000,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """The number of its community for each node: uint32. Each has the label that most of its neighbours have.

        :param seed: ask nodes one by one in an order at random, and choose among equals at random; without it nodes of
            one colour are asked together, as NetworkX's ``label_propagation_communities`` does.
        :param weighted: neighbours count by their weights; needs a seed.
        :raises Error: labels have not settled after so many iterations.
        """
        return self._native.label_propagation(
            seed=seed,
            relationships=relationships,
            weighted=weighted,
            max_iterations=max_iterations,
            timeout=timeout,
            cancel=cancel,
        )

    def louvain(
        self,
        *,
        resolution: float = 1.0,
        threshold: float = 1e-7,
        seed: int = 0,
        direction: Direction = "both",
        relationships: str = "",
        weighted: bool = True,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> tuple[Any, float]:
        """The number of its community for each node, uint32, and the modularity of them all.

        :param resolution: above 1: smaller communities.
        :param threshold: ends when a level gains no more than this.
        :param direction: "both": as an undirected graph; else as a directed one.
        """
        return self._native.louvain(
            resolution=resolution,
            threshold=threshold,
            seed=seed,
            direction=direction,
            relationships=relationships,
            weighted=weighted,
            timeout=timeout,
            cancel=cancel,
        )

    def modularity(
        self,
        communities: Any,
        *,
        resolution: float = 1.0,
        direction: Direction = "both",
        relationships: str = "",
        weighted: bool = True,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> float:
        """How much more lies within communities than chance would put there.

        :param communities: a number for each node, below the number of nodes.
        """
        return self._native.modularity(
            ids_of(communities, "communities"),
            resolution=resolution,
            direction=direction,
            relationships=relationships,
            weighted=weighted,
            timeout=timeout,
            cancel=cancel,
        )
