"""Graphs in memory, made from edges in arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from wirespeed import _native
from wirespeed._native import CancelToken
from wirespeed.errors import InvalidArgumentError

Direction: TypeAlias = Literal["out", "in", "both"]
Order: TypeAlias = Literal["depth_first", "breadth_first"]
Condition: TypeAlias = tuple[str, str, object]


def from_edges(
    sources: Any,
    targets: Any,
    *,
    nodes: int,
    types: Any = None,
    weights: Any = None,
    labels: Any = None,
    properties: Mapping[str, Any] | None = None,
    keep_order: bool = False,
) -> EdgeGraph:
    """A graph of the edges ``sources[i]`` to ``targets[i]``. Node i is the integer i in all arguments and answers.

    Arrays are NumPy's, Arrow's of any library, pandas', polars', or lists.

    :param nodes: how many nodes there are; edges lie between 0 and ``nodes - 1``.
    :param types: a type for each edge: texts, or a dictionary of texts.
    :param weights: a number for each edge.
    :param labels: a label for each node, ``None`` for none; or a list with a list of labels for each.
    :param properties: an array with a value for each node, by name. They are not copied: leave them as they are.
    :param keep_order: leave nodes in memory in the order of their numbers. Without it a graph may be laid out anew
        where walks gain by it; today it never is.
    :raises InvalidArgumentError: an array is not as long as it has to be, or an edge leads to a node that is not there.
    """
    numbers, names = _types_of(types)
    sets, combinations, label_names = _labels_of(labels)
    native = _native.edge_graph(
        nodes,
        _ids(sources, "sources"),
        _ids(targets, "targets"),
        numbers,
        names,
        None if weights is None else _floats(weights),
        sets,
        combinations,
        label_names,
        list((properties or {}).items()),
    )
    return EdgeGraph(native, names, label_names)


class EdgeGraph:
    """What :func:`from_edges` made. Constant; any number of threads may ask at once, without the interpreter's lock.

    Questions that take long end at ``timeout`` seconds, when ``cancel`` is set, and at Ctrl-C.
    """

    def __init__(self, native: _native.EdgeGraph, types: list[str], labels: list[str]) -> None:
        self._native = native
        self._types = types
        self._labels = labels

    def __repr__(self) -> str:
        return f"<EdgeGraph: {self.node_count:,} nodes, {self.relationship_count:,} relationships>"

    @property
    def node_count(self) -> int:
        return self._native.node_count

    @property
    def relationship_count(self) -> int:
        return self._native.relationship_count

    @property
    def types(self) -> list[str]:
        """The types of relationships, as they first occur."""
        return list(self._types)

    @property
    def labels(self) -> list[str]:
        return list(self._labels)

    @property
    def topology_bytes(self) -> int:
        """What the relationships take in memory, seen from both ends."""
        return self._native.topology_bytes

    def degrees(self, direction: Direction = "out") -> Any:
        """How many relationships each node has: int64. A loop counts twice in "both"."""
        return self._native.degrees(direction)

    def levels(
        self,
        root: int,
        direction: Direction = "out",
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """How many relationships away each node is: int32, -1 where there is no way."""
        return self._native.levels(root, direction, timeout=timeout, cancel=cancel)

    def distances(
        self,
        source: int,
        targets: Any = None,
        direction: Direction = "out",
        weighted: bool = True,
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """How far each node is by the sum of weights, or each of the targets: float64, inf where there is no way.

        Without weights each relationship counts 1. "both" leads along the smaller of opposite weights.

        :raises InvalidArgumentError: a weight is below 0.
        """
        wanted = None if targets is None else _ids(targets, "targets")
        return self._native.distances(source, wanted, direction, weighted, timeout=timeout, cancel=cancel)

    def components(
        self,
        kind: Literal["weak", "strong"] = "weak",
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """The number of its component for each node: uint32, counted by the components' first nodes."""
        return self._native.components(kind, timeout=timeout, cancel=cancel)

    def pagerank(
        self,
        damping: float = 0.85,
        tolerance: float = 1e-6,
        max_iterations: int = 100,
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """The share of each node in a walk at random, 1 in all: float64. Weights do not count.

        It ends when all ranks together change by less than ``tolerance`` times the nodes, as NetworkX's does.

        :raises Error: it has not settled after so many iterations.
        """
        return self._native.pagerank(damping, tolerance, max_iterations, timeout=timeout, cancel=cancel)

    def similar(
        self,
        node: int,
        k: int,
        metric: Literal["jaccard", "overlap", "cosine"] = "jaccard",
        direction: Direction = "both",
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> tuple[Any, Any]:
        """The nodes whose neighbours are most like those of ``node``, and their scores; equal ones by smaller id.

        Neighbours are sets: two relationships to one node count once. Only nodes that share one are given.
        """
        return self._native.similar(node, k, metric, direction, timeout=timeout, cancel=cancel)

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
    ) -> Traversal:
        """A walk, described once.

        :param uniqueness: "none", "node_global" (a node once), "node_path" (once on each path), "node_level" (once at
            each depth).
        :param relationships: ``"KNOWS>|<LIKES"``: types with their direction; without one both ways; ``>``, ``<``,
            ``*``: any type. ``"A>,B>"`` by turns.
        :param labels: ``-A`` is left out, ``/A`` ends the walk there, ``>A`` alone is returned, ``+A`` or ``A`` alone
            is walked on from; between bars, by turns between commas.
        :param include: property, comparison and value: what is returned, not what is walked.
        :raises NotFoundError: a type, label or property that the graph does not have.
        """
        native = self._native.traversal(
            order=order,
            uniqueness=uniqueness,
            relationships=relationships,
            labels=labels,
            include=None if include is None else (include[0], include[1], _plain(include[2])),
            min_depth=min_depth,
            max_depth=max_depth,
        )
        return Traversal(native)


class Traversal:
    """What :meth:`EdgeGraph.traversal` described. The start is at depth 0 and is filtered like any other node."""

    def __init__(self, native: _native.EdgeTraversal) -> None:
        self._native = native

    def count(self, root: int, *, timeout: float | None = None, cancel: CancelToken | None = None) -> int:
        """How many nodes the walk returns."""
        return self._native.count(root, timeout=timeout, cancel=cancel)

    def nodes(
        self,
        root: int,
        *,
        limit: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Any:
        """The nodes that the walk returns, in its order: uint32."""
        return self._native.nodes(root, limit=limit, timeout=timeout, cancel=cancel)

    def paths(
        self,
        root: int,
        *,
        limit: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Paths:
        """The way to each node that the walk returns."""
        return Paths(*self._native.paths(root, limit=limit, timeout=timeout, cancel=cancel))


class Paths(Sequence[Any]):
    """Paths one after the other: path i is ``nodes[offsets[i]:offsets[i + 1]]``, from the root on."""

    def __init__(self, offsets: Any, nodes: Any) -> None:
        self.offsets = offsets
        self.nodes = nodes

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        return self.nodes[self.offsets[place] : self.offsets[place + 1]]

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __repr__(self) -> str:
        return f"<Paths: {len(self):,}>"


def _ids(values: Any, name: str) -> Any:
    """As contiguous uint32. What is no id becomes one that no graph has."""
    import numpy

    array = numpy.asarray(values)
    if array.size == 0:
        return numpy.empty(0, dtype=numpy.uint32)
    if array.dtype.kind not in "iu":
        raise InvalidArgumentError(f"{name}: expected integers, found {array.dtype}")
    if array.min() < 0 or array.max() > 0xFFFFFFFE:
        raise InvalidArgumentError(f"{name}: expected ids of nodes, found {array.min()} to {array.max()}")
    return numpy.ascontiguousarray(array, dtype=numpy.uint32)


def _floats(values: Any) -> Any:
    import numpy

    return numpy.ascontiguousarray(values, dtype=numpy.float64)


def _texts(values: Any, what: str) -> tuple[Any, list[str]]:
    """A number for each text, and the texts; as many as there are texts where it is missing."""
    import numpy

    from wirespeed import kernels

    codes, distinct = kernels.factorize(values, nulls="drop")
    names = list(numpy.asarray(distinct).tolist())
    if not all(isinstance(name, str) for name in names):
        raise InvalidArgumentError(f"{what}: expected texts, found {names[0]!r}")
    numbers = numpy.asarray(codes)
    return numpy.where(numbers < 0, len(names), numbers).astype(numpy.uint32), names


def _types_of(types: Any) -> tuple[Any, list[str]]:
    if types is None:
        return None, [""]
    numbers, names = _texts(types, "types")
    if numbers.size and numbers.max() == len(names):
        raise InvalidArgumentError("types: expected a type for each edge, found a null")
    return numbers, names


def _labels_of(labels: Any) -> tuple[Any, list[list[int]], list[str]]:
    """Which set of labels each node has, the sets, and the labels."""
    if labels is None:
        return None, [], []
    if isinstance(labels, list | tuple) and any(_is_list(one) for one in labels):
        return _label_lists(labels)
    numbers, names = _texts(labels, "labels")
    return numbers, [[i] for i in range(len(names))], names


def _is_list(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str)


def _label_lists(labels: Sequence[Any]) -> tuple[Any, list[list[int]], list[str]]:
    import numpy

    numbers: dict[str, int] = {}
    sets: dict[frozenset[int], int] = {}
    of_node = numpy.empty(len(labels), dtype=numpy.uint32)
    for node, names in enumerate(labels):
        given = () if names is None else names if _is_list(names) else (names,)
        combination = frozenset(numbers.setdefault(name, len(numbers)) for name in given)
        of_node[node] = sets.setdefault(combination, len(sets))
    return of_node, [sorted(one) for one in sets], list(numbers)


def _plain(value: Any) -> Any:
    """NumPy's scalars as Python's own."""
    item = getattr(value, "item", None)
    return item() if callable(item) else value
