"""What is near a node, and what it is like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from wirespeed import _native
from wirespeed._native import CancelToken
from wirespeed.graph._questions import Direction, Questions, nodes_of


class Neighbors(Questions):
    """``relationships`` is as a traversal's: ``"KNOWS>|<LIKES"``, and step by step ``"<BY,IS>"``."""

    def degrees_by_type(self, node: int) -> dict[str, tuple[int, int]]:
        """How many relationships of each type lead from a node, and to it."""
        return {name: (out, in_) for name, out, in_ in self._native.degrees_by_type(node)}

    def neighborhood(
        self,
        node: int,
        k: int = 1,
        *,
        relationships: str = "",
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> tuple[Any, Any, Any]:
        """The nodes up to ``k`` relationships away: ids (uint32), hops (int32), and in how many ways (int64).

        A node comes once, as near as it is; ways are those of that length, parallel relationships each.

        :param limit: only the nearest so many.
        """
        return self._native.neighborhood(
            node,
            k=k,
            relationships=relationships,
            bounds=_native.WalkBounds(limit, max_rows, memory),
            timeout=timeout,
            cancel=cancel,
        )

    def co_occurring(
        self,
        node: int,
        relationships: str = "*,*",
        *,
        hops: int = 1,
        k: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> tuple[Any, Any]:
        """The nodes that share something with a node, and how much: ids (uint32) and counts (int64), most first.

        ``"<BY,BY>"`` of an artist: who else is on how many of its releases. With more hops: the same of those found,
        without any who are nearer.

        :param relationships: from the node to what it shares, and on to those who share it.
        :param k: only the first so many; equal counts by smaller id.
        """
        return self._native.co_occurring(
            node,
            relationships=relationships,
            hops=hops,
            k=k,
            bounds=_native.WalkBounds(None, max_rows, memory),
            timeout=timeout,
            cancel=cancel,
        )

    def group_by(
        self,
        nodes: Any,
        property: str,
        *,
        relationships: str = "",
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> dict[Any, int]:
        """How many nodes have each value of a property, by value; ``None`` is last.

        :param nodes: a node or several.
        :param relationships: count those that these steps lead to, each once: ``"<IS"`` of a genre its releases.
            Without them ``nodes`` themselves are counted.
        """
        return self._native.group_by(
            nodes_of(nodes, "nodes"), property, relationships=relationships, timeout=timeout, cancel=cancel
        )

    def similar(
        self,
        node: int,
        k: int,
        metric: Literal["jaccard", "overlap", "cosine"] = "jaccard",
        direction: Direction = "both",
        *,
        relationships: str | Mapping[str, float] = "",
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> tuple[Any, Any]:
        """The nodes whose neighbours are most like those of ``node``, and their scores; equal ones by smaller id.

        Neighbours are sets: two relationships to one node count once. Only nodes that share one are given.

        :param relationships: types in place of ``direction``; of several, each with its weight, scores are added.
        """
        weights = relationships if isinstance(relationships, Mapping) else {relationships: 1.0}
        return self._native.similar(
            node,
            k,
            metric=metric,
            direction=direction,
            relationships=list(weights.items()),
            timeout=timeout,
            cancel=cancel,
        )

    def profiles(
        self,
        relationships: Mapping[str, float],
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Profiles:
        """Profiles of all nodes, made once so that similar ones are found at each request.

        :param relationships: the steps of each dimension, and its weight: ``{"<BY,IS>": 0.7, "<BY,BY>": 0.3}``.
        """
        return Profiles(self._native.profiles(list(relationships.items()), timeout=timeout, cancel=cancel))


class Profiles:
    """What :meth:`EdgeGraph.profiles` made. Constant; any number of threads may ask at once."""

    def __init__(self, native: _native.EdgeProfiles) -> None:
        self._native = native

    def __repr__(self) -> str:
        return f"<Profiles: {self.bytes:,} bytes>"

    @property
    def bytes(self) -> int:
        """What they take in memory."""
        return self._native.bytes

    def similar(
        self, node: int, k: int, *, timeout: float | None = None, cancel: CancelToken | None = None
    ) -> tuple[Any, Any]:
        """The nodes most like ``node``, and their scores; equal ones by smaller id.

        A score is the weighted sum of cosines: in each dimension, of how often the steps lead to each thing.
        """
        return self._native.similar(node, k, timeout=timeout, cancel=cancel)
