"""Traversals, said in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from wirespeed import _native
from wirespeed.graph._options import Condition, Evaluator, Nodes, Order, all_of, any_of, options_of
from wirespeed.graph._questions import Questions
from wirespeed.graph._traversal import Paths, Subgraph, Traversal, Walks, WalkTree, starts_of

Sides = Literal["alternating", "level", "level_stop_on_result"]


class WalkBuilder:
    """A traversal in the making. Each call gives another; a beginning may be kept and ended in several ways.

    The words are those of :meth:`EdgeGraph.traversal`. Several conditions of one kind have all to be fulfilled, but any
    ``prune`` ends the walk. :meth:`build` makes the traversal; :meth:`count`, :meth:`nodes` and so on make it and walk.
    """

    def __init__(self, graph: Walks, words: Mapping[str, Any] | None = None) -> None:
        self._graph = graph
        self._words = dict(words or {})

    def __repr__(self) -> str:
        return f"walk({self._graph!r}, {', '.join(f'{name}={value!r}' for name, value in self._words.items())})"

    def _with(self, **words: Any) -> WalkBuilder:
        return WalkBuilder(self._graph, {**self._words, **words})

    def order(self, order: Order) -> WalkBuilder:
        return self._with(order=order)

    def depth_first(self, *, post: bool = False) -> WalkBuilder:
        return self._with(order="depth_first_post" if post else "depth_first")

    def breadth_first(self, *, post: bool = False) -> WalkBuilder:
        return self._with(order="breadth_first_post" if post else "breadth_first")

    def best_first(self) -> WalkBuilder:
        return self._with(order="best_first")

    def uniqueness(self, uniqueness: str, *, recent: int | None = None) -> WalkBuilder:
        return self._with(uniqueness=uniqueness, recent=recent)

    def relationships(self, *steps: str) -> WalkBuilder:
        """A pattern, or one for each step."""
        return self._with(relationships=",".join(steps))

    def labels(self, *steps: str) -> WalkBuilder:
        """A filter, or one for each step."""
        return self._with(labels=",".join(steps))

    def sequence(self, *steps: str, begin_at_start: bool = True) -> WalkBuilder:
        """Labels and relationships by turns."""
        return self._with(sequence=",".join(steps), begin_sequence_at_start=begin_at_start)

    def sequence_behind_start(self) -> WalkBuilder:
        """The first step of relationships is followed once; what is repeated begins behind it."""
        return self._with(begin_sequence_at_start=False)

    def start_unfiltered(self) -> WalkBuilder:
        return self._with(filter_start=False)

    def where(self, *condition: Any) -> WalkBuilder:
        """``where("age", ">", 3)``, or conditions."""
        return self._joined("where", condition)

    def where_any(self, *conditions: Condition) -> WalkBuilder:
        return self._joined("where", (any_of(*conditions),))

    def include(self, *condition: Any) -> WalkBuilder:
        return self._joined("include", condition)

    def include_any(self, *conditions: Condition) -> WalkBuilder:
        return self._joined("include", (any_of(*conditions),))

    def prune(self, *condition: Any) -> WalkBuilder:
        before = self._words.get("prune")
        more = _condition_of(condition)
        return self._with(prune=more if before is None else any_of(before, more))

    def relationship_where(self, *condition: Any) -> WalkBuilder:
        return self._joined("relationship_where", condition)

    def end_nodes(self, nodes: Nodes) -> WalkBuilder:
        return self._with(end_nodes=nodes)

    def terminator_nodes(self, nodes: Nodes) -> WalkBuilder:
        return self._with(terminator_nodes=nodes)

    def allow_nodes(self, nodes: Nodes) -> WalkBuilder:
        return self._with(allow_nodes=nodes)

    def deny_nodes(self, nodes: Nodes) -> WalkBuilder:
        return self._with(deny_nodes=nodes)

    def from_depth(self, depth: int) -> WalkBuilder:
        return self._with(min_depth=depth)

    def to_depth(self, depth: int) -> WalkBuilder:
        return self._with(max_depth=depth)

    def evaluator(self, evaluator: Evaluator) -> WalkBuilder:
        """Called with the way to each node that all else lets through."""
        return self._with(evaluator=evaluator)

    def options(self) -> _native.TraversalOptions:
        return options_of(self._words)

    def build(self) -> Traversal:
        return self._graph.traversal(**self._words)

    def count(self, root: Any, **bounds: Any) -> int:
        return self.build().count(root, **bounds)

    def nodes(self, root: Any, **bounds: Any) -> Any:
        return self.build().nodes(root, **bounds)

    def paths(self, root: Any, **bounds: Any) -> Paths:
        return self.build().paths(root, **bounds)

    def table(self, root: Any, **bounds: Any) -> _native.ColumnTable:
        return self.build().table(root, **bounds)

    def batches(self, root: Any, **bounds: Any) -> Any:
        return self.build().batches(root, **bounds)

    def spanning_tree(self, root: Any, **bounds: Any) -> WalkTree:
        return self.build().spanning_tree(root, **bounds)

    def subgraph(self, root: Any, **bounds: Any) -> Subgraph:
        return self.build().subgraph(root, **bounds)

    def _joined(self, name: str, condition: tuple[Any, ...]) -> WalkBuilder:
        before = self._words.get(name)
        more = _condition_of(condition)
        return self._with(**{name: more if before is None else all_of(before, more)})


def _condition_of(given: tuple[Any, ...]) -> Condition:
    """A property, a comparison and a value, or conditions."""
    return given if given and isinstance(given[0], str) else all_of(*given)


def walk(graph: Walks) -> WalkBuilder:
    """A traversal of the graph, to be said in one sentence.

    walk(g).depth_first().relationships("HAS_B>|HAS_A>").labels(">B").include("value", "==", True).nodes(0)
    """
    return WalkBuilder(graph)


class TwoSided:
    """What :meth:`EdgeGraph.two_sided` described."""

    def __init__(self, native: _native.TwoSidedTraversal) -> None:
        self._native = native

    def paths(
        self,
        starts: Any,
        ends: Any,
        *,
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        relationships: bool = False,
        timeout: float | None = None,
        cancel: _native.CancelToken | None = None,
    ) -> Paths:
        """Ways from a start to an end, in the order in which the sides meet."""
        bounds = _native.WalkBounds(limit, max_rows, memory)
        return Paths(
            *self._native.paths(starts_of(starts), starts_of(ends), bounds, relationships, timeout, cancel),
        )


class TwoSides(Questions):
    def two_sided(
        self,
        start: WalkBuilder,
        end: WalkBuilder | None = None,
        *,
        sides: Sides = "alternating",
        collisions: Literal["standard", "shortest"] = "standard",
        min_length: int = 0,
        max_length: int | None = None,
    ) -> TwoSided:
        """A walk from both ends, which makes paths where its sides meet.

        Uniqueness is that of ``start`` and shared by both: what one side has entered under "node_global" is closed to
        the other, so that there are no paths; "node_path" and "relationship_path" hold for the whole path.

        :param end: how the walk goes from the ends; without it as from the starts, against the relationships.
        :param sides: a branch from each by turns, or a whole depth; the third begins no depth once there is a path.
        :param collisions: all paths, or those that are as long as the first.
        :param min_length, max_length: relationships of a whole path.
        """
        native = self._native.two_sided(
            start.options(), None if end is None else end.options(), sides, collisions, min_length, max_length
        )
        return TwoSided(native)
