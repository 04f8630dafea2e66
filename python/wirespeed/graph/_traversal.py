"""Walks over a graph that are described once and made many times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias, cast

from wirespeed import _native
from wirespeed._native import CancelToken
from wirespeed.graph._options import Condition, Evaluator, Nodes, Order, options_of
from wirespeed.graph._questions import Questions, ids_of

Rows: TypeAlias = Literal["nodes", "paths", "table"]


class Walks(Questions):
    def traversal(
        self,
        *,
        order: Order = "depth_first",
        uniqueness: str = "node_global",
        relationships: str = "",
        labels: str = "",
        include: Condition | None = None,
        min_depth: int = 0,
        max_depth: int | None = None,
        sequence: str = "",
        begin_sequence_at_start: bool = True,
        filter_start: bool = True,
        where: Condition | None = None,
        prune: Condition | None = None,
        relationship_where: Condition | None = None,
        end_nodes: Nodes | None = None,
        terminator_nodes: Nodes | None = None,
        allow_nodes: Nodes | None = None,
        deny_nodes: Nodes | None = None,
        recent: int | None = None,
        evaluator: Evaluator | None = None,
    ) -> Traversal:
        """A walk, described once. :func:`wirespeed.graph.walk` says the same in a sentence.

        :param order: "depth_first", "breadth_first", either with "_post" (a node after those behind it), or
            "best_first" (by the sum of weights on the way).
        :param uniqueness: "none", or "node_" or "relationship_" and "global" (once in all), "path" (once on each path),
            "level" (once at each depth), "recent" (once among the last ``recent`` of them).
        :param relationships: ``"KNOWS>|<LIKES"``: types with their direction; without one both ways; ``>``, ``<``,
            ``*``: any type. ``"A>,B>"`` by steps, from the beginning again after the last.
        :param labels: ``-A`` is left out, ``/A`` ends the walk there, ``>A`` alone is returned, ``+A`` or ``A`` alone
            is walked on from; between bars, by steps between commas. ``A:B``: both labels.
        :param sequence: both in one, labels and relationships by turns: ``"A, KNOWS>, B|-C, <LIKES"``.
        :param begin_sequence_at_start: if not, the first step of relationships is followed once, from the start, and
            what is repeated begins behind it.
        :param filter_start: whether labels, conditions and lists are asked about the start, too.
        :param include: (property, comparison, value), or several joined by :func:`all_of` and :func:`any_of`; a list
            of them: all. What is returned, not what is walked.
        :param where: nodes that do not fulfil it are neither returned nor walked on from.
        :param prune: at nodes that fulfil it the walk ends.
        :param relationship_where: others are not followed. "weight" is the weight that a graph was made with.
        :param end_nodes: only these and terminators are returned.
        :param terminator_nodes: likewise, and the walk ends there.
        :param allow_nodes: others, ends and terminators aside, are left out.
        :param deny_nodes: these are left out.
        :param evaluator: called with the way to each node that all else lets through, a list; returns whether it is
            returned, or that and whether it is walked on from. It takes the interpreter's lock and some microseconds.
        :raises NotFoundError: a type, label, property or node that the graph does not have.
        """
        arguments = {name: value for name, value in locals().items() if name != "self"}
        return Traversal(self._native.traversal(options_of(arguments)), self)

    def relationships(self, ids: Any) -> RelationshipEnds:
        """Where the relationships begin and end, their types, and which edges they were."""
        return RelationshipEnds(*self._native.relationship_ends(ids_of(ids, "relationships")))


class Traversal:
    """What :meth:`EdgeGraph.traversal` described. The start is at depth 0 and is asked like any other node.

    A walk begins at a node or at several, which share its uniqueness. Every call ends at ``timeout`` seconds, when
    ``cancel`` is set, and at Ctrl-C; ends quietly after ``limit`` rows; fails with code "limit" where it finds more
    than ``max_rows`` or has to hold more than ``memory`` bytes (4 GiB).
    """

    def __init__(self, native: _native.EdgeTraversal, graph: Walks) -> None:
        self._native = native
        self._graph = graph

    def count(
        self,
        root: Any,
        *,
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> int:
        """How many nodes the walk returns."""
        return self._native.count(starts_of(root), _native.WalkBounds(limit, max_rows, memory), timeout, cancel)

    def nodes(
        self,
        root: Any,
        *,
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """The nodes that the walk returns, in its order: uint32."""
        return self._native.nodes(starts_of(root), _native.WalkBounds(limit, max_rows, memory), timeout, cancel)

    def paths(
        self,
        root: Any,
        *,
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        relationships: bool = False,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Paths:
        """The way to each node that the walk returns, with its relationships if they are asked for."""
        bounds = _native.WalkBounds(limit, max_rows, memory)
        return Paths(*self._native.paths(starts_of(root), bounds, relationships, timeout, cancel))

    def table(
        self,
        root: Any,
        *,
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> _native.ColumnTable:
        """What the walk returns as Arrow columns: node, depth and, in a dictionary, labels.

        ``pyarrow.table(t)``, ``polars.DataFrame(t)`` and others take it.
        """
        bounds = _native.WalkBounds(limit, max_rows, memory)
        return cast("_native.ColumnTable", self._native.table(starts_of(root), bounds, timeout, cancel))

    def batches(
        self,
        root: Any,
        *,
        rows: int = 65_536,
        what: Rows = "nodes",
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Any]:
        """What the walk returns, ``rows`` at a time, as :meth:`nodes`, :meth:`paths` or :meth:`table` would.

        The walk goes no further than it is asked to. ``timeout`` is for each batch. Where it or Ctrl-C ended one,
        nothing is lost: the next one begins with what was found for it. What an evaluator raises ends the walk.
        """
        walk = self._native.open(starts_of(root), what, _native.WalkBounds(limit, max_rows, memory))
        return Batches(walk.next, rows, what, timeout, cancel)

    def spanning_tree(
        self,
        root: Any,
        *,
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> WalkTree:
        """The nodes that are returned and those on the shortest ways to them, each with its parent.

        Goes breadth first and enters a node once, whatever order and uniqueness were described.
        """
        bounds = _native.WalkBounds(limit, max_rows, memory)
        return WalkTree(*self._native.spanning_tree(starts_of(root), bounds, timeout, cancel))

    def subgraph(
        self,
        root: Any,
        *,
        relationships: Literal["walked", "all"] = "walked",
        limit: int | None = None,
        max_rows: int | None = None,
        memory: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Subgraph:
        """The nodes that are returned and relationships between them: those that the walk looked along, or all.

        Goes breadth first and enters a node once, whatever order and uniqueness were described.
        """
        bounds = _native.WalkBounds(limit, max_rows, memory)
        return Subgraph(
            *self._native.subgraph(starts_of(root), relationships == "all", bounds, timeout, cancel),
        )


class Batches(Iterator[Any]):
    """What ``take`` gives of a walk until that is None. No generator, which would be over with the first error."""

    def __init__(
        self, take: Callable[..., Any], rows: int, what: Rows, timeout: float | None, cancel: CancelToken | None
    ) -> None:
        self._take = take
        self._rows = rows
        self._what = what
        self._timeout = timeout
        self._cancel = cancel

    def __next__(self) -> Any:
        found = self._take(self._rows, self._timeout, self._cancel)
        if found is None:
            raise StopIteration
        return Paths(*found) if self._what == "paths" else found


class Paths(Sequence[Any]):
    """Paths one after the other: path i is ``nodes[offsets[i]:offsets[i + 1]]``, from the root on.

    Its relationships, where they were asked for, are ``relationships[offsets[i] - i:offsets[i + 1] - i - 1]``;
    :meth:`EdgeGraph.relationships` knows their ends and types.
    """

    def __init__(self, offsets: Any, nodes: Any, relationships: Any = None) -> None:
        self.offsets = offsets
        self.nodes = nodes
        self.relationships = relationships

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        return self.nodes[self.offsets[place] : self.offsets[place + 1]]

    def relationships_of(self, index: int) -> Any:
        """The relationships of one path, one less than it has nodes."""
        place = range(len(self))[index]
        return self.relationships[self.offsets[place] - place : self.offsets[place + 1] - place - 1]

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __repr__(self) -> str:
        return f"<Paths: {len(self):,}>"


class WalkTree(NamedTuple):
    """A node in each row, behind its parent's. Arrays of NumPy."""

    nodes: Any
    #: A node; -1 for a start.
    parents: Any
    #: Ids, 0xFFFFFFFF for a start.
    relationships: Any
    depths: Any
    #: 1 for nodes that the walk returns, 0 for those that are there for others.
    returned: Any


class Subgraph(NamedTuple):
    """Nodes, and relationships between them: ids, where they begin and end, places in ``g.types``. Arrays of NumPy."""

    nodes: Any
    relationships: Any
    sources: Any
    targets: Any
    types: Any


class RelationshipEnds(NamedTuple):
    """Of relationships by id: nodes, places in ``g.types``, places in the arrays of edges where a graph keeps them."""

    sources: Any
    targets: Any
    types: Any
    edges: Any


def starts_of(root: Any) -> Any:
    """A node as it is, several as an array."""
    if isinstance(root, int):
        return root
    return root.__index__() if hasattr(root, "__index__") and not getattr(root, "ndim", 0) else ids_of(root, "root")
