"""Graphs in memory, made from edges in arrays."""

from __future__ import annotations

import builtins
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any, cast

from wirespeed import _native, kernels
from wirespeed.errors import InvalidArgumentError
from wirespeed.graph._builder import TwoSides
from wirespeed.graph._columns import column_of_values
from wirespeed.graph._communities import Communities
from wirespeed.graph._distances import Distances
from wirespeed.graph._measures import Measures
from wirespeed.graph._neighbors import Neighbors
from wirespeed.graph._paths import Ways
from wirespeed.graph._questions import floats_of, ids_of
from wirespeed.graph._traversal import Walks


def from_edges(
    sources: Any,
    targets: Any,
    *,
    nodes: int,
    types: Any = None,
    weights: Any = None,
    labels: Any = None,
    properties: Mapping[str, Any] | None = None,
    relationship_properties: Mapping[str, Any] | None = None,
    keep_edge_numbers: bool = False,
    keep_order: bool = False,
) -> EdgeGraph:
    """A graph of the edges ``sources[i]`` to ``targets[i]``. Node i is the integer i in all arguments and answers.

    Arrays are NumPy's, Arrow's of any library, pandas', polars', or lists.

    :param nodes: how many nodes there are; edges lie between 0 and ``nodes - 1``.
    :param types: a type for each edge: texts, or a dictionary of texts.
    :param weights: a number for each edge.
    :param labels: a label for each node, ``None`` for none; or a list of labels for each: Arrow's, polars', Python's.
    :param properties: an array with a value for each node, by name: of booleans, numbers, texts, bytes, times, lists
        and structs. They are not copied: leave them as they are. ``None`` in a list is a null.
    :param relationship_properties: the same with a value for each edge.
    :param keep_edge_numbers: remember which edge a relationship was (4 bytes each), as relationship properties need it.
    :param keep_order: leave nodes in memory in the order of their numbers. Without it a large graph of few
        relationships a node is laid out in the order in which walks meet them, where that is another; answers do not
        tell, and making it takes up to four times as long.
    :raises InvalidArgumentError: an array is not as long as it has to be, or an edge leads to a node that is not there.
    """
    numbers, names = _types_of(types)
    sets, combinations, label_names = _labels_of(labels)
    native = _native.edge_graph(
        nodes,
        ids_of(sources, "sources"),
        ids_of(targets, "targets"),
        numbers,
        names,
        None if weights is None else floats_of(weights),
        sets,
        combinations,
        label_names,
        _columns_of(properties),
        _columns_of(relationship_properties),
        keep_edge_numbers,
        keep_order,
    )
    return EdgeGraph(native, names, label_names)


class EdgeGraph(Communities, Distances, Ways, Measures, Neighbors, Walks, TwoSides):
    """What :func:`from_edges` made. Constant; any number of threads may ask at once, without the interpreter's lock.

    Questions that take long end at ``timeout`` seconds, when ``cancel`` is set, and at Ctrl-C.
    """

    def __init__(self, native: _native.EdgeGraph, types: list[str], labels: list[str]) -> None:
        self._native = native
        self._types = types
        self._labels = labels

    def save(
        self, path: str | os.PathLike[str], *, timeout: float | None = None, cancel: _native.CancelToken | None = None
    ) -> None:
        """Writes the graph to a file that :func:`wirespeed.graph.load` maps: all that it was made from.

        The file appears whole or not at all; a graph that was loaded from one of that name keeps what it has.

        :raises IoError: the file cannot be written.
        """
        self._native.save(path, *self._extras(), timeout, cancel)

    def _extras(self) -> tuple[Any, str, str]:
        """What a file keeps beside the graph: keys of nodes, what they are, and a note."""
        return None, "", ""

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
    def properties(self) -> list[str]:
        """Properties that nodes have."""
        return list(self._native.properties)

    @property
    def relationship_properties(self) -> list[str]:
        """Properties that relationships have; weights are none."""
        return list(self._native.relationship_properties)

    def property(self, name: str, nodes: Any = None) -> kernels.Array:
        """The values of a property as an Arrow column: of those nodes, in their order, or of all.

        ``pyarrow.array(a)``, ``polars.Series(a)`` and others take it without a copy. NumPy's times have days, or the
        first unit from seconds on that is fine enough; NaT is null; dictionaries are looked up.

        :raises NotFoundError: there is no such property, or no such node.
        """
        return cast("kernels.Array", self._native.property_column(name, _rows_of(nodes)))

    def relationship_property(self, name: str, ids: Any = None) -> kernels.Array:
        """The same of relationships: by their ids, as paths and subgraphs tell them, or of all as edges were given."""
        return cast("kernels.Array", self._native.relationship_property_column(name, _rows_of(ids)))

    @builtins.property
    def topology_bytes(self) -> int:
        """What the relationships take in memory, seen from both ends."""
        return self._native.topology_bytes


def _rows_of(numbers: Any) -> Any:
    import numpy

    return None if numbers is None else numpy.ascontiguousarray(numbers, dtype=numpy.int64).reshape(-1)


def _texts(values: Any, what: str) -> tuple[Any, list[str]]:
    """A number for each text, and the texts; as many as there are texts where it is missing."""
    import numpy

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
    labels = _lists_of(labels)
    if isinstance(labels, list | tuple) and any(_is_list(one) for one in labels):
        return _label_lists(labels)
    numbers, names = _texts(labels, "labels")
    return numbers, [[i] for i in range(len(names))], names


#: How libraries begin the names of types that have others in them.
_LISTS = ("list", "large_list", "fixed_size_list", "List")
_NESTED = (*_LISTS, "struct", "Array", "Struct")


def _type_of(values: Any) -> str:
    """As Arrow's and NumPy's libraries name it; of others nothing."""
    return str(getattr(values, "type", getattr(values, "dtype", "")))


def _lists_of(values: Any) -> Any:
    """A column of lists as lists of Python's; all others as they are."""
    type_ = _type_of(values)
    if type_.startswith(_LISTS):
        return values.to_pylist() if hasattr(values, "to_pylist") else values.to_list()
    if type_ == "object" and any(isinstance(one, list | tuple | set) for one in values):
        return list(values)
    return values


def _columns_of(properties: Mapping[str, Any] | None) -> list[tuple[str, Any]]:
    return [(name, _column_of(values)) for name, values in (properties or {}).items()]


#: Of Python's values those that no array of NumPy's has as they are.
_RICH = (list, tuple, dict, date, time, timedelta)


def _column_of(values: Any) -> Any:
    type_ = _type_of(values)
    if isinstance(values, list | tuple) or type_ == "object":
        first = next((value for value in values if value is not None), None)
        if isinstance(first, _RICH):
            return _native.graph_column(list(values))
        has_nulls = isinstance(values, list | tuple) and any(value is None for value in values)
        return column_of_values(values) if has_nulls else values
    return _native.nested_graph_column(_in_one_piece(values)) if type_.startswith(_NESTED) else values


def _in_one_piece(values: Any) -> Any:
    for method in ("combine_chunks", "rechunk"):
        if hasattr(values, method):
            return getattr(values, method)()
    return values


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
