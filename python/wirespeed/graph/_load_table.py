"""Graphs from tables of nodes and edges."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, TypeAlias

from wirespeed import kernels
from wirespeed.errors import InvalidArgumentError
from wirespeed.graph._columns import column_of_values
from wirespeed.graph._edges import from_edges
from wirespeed.graph._epoch import Epoch
from wirespeed.graph._loaded import NONE, HashedGraph, LoadedGraph, hashed_places, objects_of, places_of

Dangling: TypeAlias = Literal["error", "drop"]


def from_table(
    nodes: Any,
    edges: Any,
    *,
    source: str = "source",
    target: str = "target",
    key: str = "id",
    type: str | None = None,
    labels: str | None = None,
    weight: str | None = None,
    properties: Iterable[str] | None = None,
    relationship_properties: Iterable[str] | None = None,
    dangling: Dangling = "error",
    keep_order: bool = False,
    epoch: Epoch | None = None,
) -> LoadedGraph:
    """A graph of a table of nodes and a table of edges, which name their ends by the nodes' keys.

    Tables are pyarrow's, pandas', polars', a mapping of names to arrays, or whatever has ``__arrow_c_stream__``. Keys
    are integers, texts, bytes, times: all that :mod:`wirespeed.kernels` can look up, alike in both tables. In lists,
    other objects with a hash (UUIDs, tuples, texts beside integers) are keys, too, and looked up one by one.

    :param nodes: ``None``: nodes are what edges name, in the order in which they come up.
    :param key: the nodes' column of keys, each once.
    :param type: the edges' column of types, and
    :param labels: the nodes' column of labels: texts, or lists of texts.
    :param weight: the edges' column of weights.
    :param properties: columns of the nodes to keep; by default all but keys and labels. They are not copied.
    :param relationship_properties: columns of the edges to keep; by default none.
    :param dangling: what becomes of edges to nodes that are not in the table: an error, or they are left out and
        counted in ``dropped``.
    :raises InvalidArgumentError: a column is not there, a key is null or comes twice, an edge dangles.
    """
    edge_columns = columns_of(edges)
    sources, targets = column(edge_columns, source, "edges"), column(edge_columns, target, "edges")
    of_edges = {
        "types": None if type is None else column(edge_columns, type, "edges"),
        "weights": None if weight is None else column(edge_columns, weight, "edges"),
        "relationship_properties": _kept(edge_columns, relationship_properties or (), set(), "edges"),
    }
    if nodes is None:
        return assemble(None, sources, targets, dangling=dangling, keep_order=keep_order, epoch=epoch, **of_edges)
    node_columns = columns_of(nodes)
    return assemble(
        column(node_columns, key, "nodes"),
        sources,
        targets,
        labels=None if labels is None else column(node_columns, labels, "nodes"),
        properties=_kept(node_columns, properties, {key, labels}, "nodes"),
        dangling=dangling,
        keep_order=keep_order,
        epoch=epoch,
        **of_edges,
    )


def assemble(
    ids: Any,
    sources: Any,
    targets: Any,
    *,
    types: Any = None,
    weights: Any = None,
    labels: Any = None,
    properties: Mapping[str, Any] | None = None,
    relationship_properties: Mapping[str, Any] | None = None,
    dangling: Dangling = "error",
    keep_order: bool = False,
    epoch: Epoch | None = None,
) -> LoadedGraph:
    """:func:`from_table` of columns. Without ids nodes are what edges name."""
    places = None
    if _are_objects(*(keys for keys in (ids, sources, targets) if keys is not None)):
        places = _numbered(ids, sources, targets)
        sources, targets = list(sources), list(targets)
        ids, (starts, ends) = objects_of(places), (hashed_places(keys, places) for keys in (sources, targets))
    elif ids is None:
        ids, starts, ends = _named_by_edges(sources, targets)
    else:
        ids = column_of_values(ids) if isinstance(ids, list | tuple) else ids
        _check_keys(ids)
        starts, ends = places_of(sources, ids), places_of(targets, ids)
    there = _there(starts, ends, dangling, (sources, targets))
    picked = _picker(there)
    graph = from_edges(
        picked(starts),
        picked(ends),
        nodes=len(ids),
        types=picked(types),
        weights=picked(weights),
        labels=labels,
        properties=properties,
        relationship_properties={name: picked(one) for name, one in (relationship_properties or {}).items()},
        keep_order=keep_order,
    )
    dropped = 0 if there is None else len(starts) - len(there)
    if places is not None:
        return HashedGraph.named(graph, ids, places, dropped=dropped, epoch=epoch)
    return LoadedGraph.of(graph, ids, dropped=dropped, epoch=epoch)


def columns_of(table: Any) -> Mapping[str, Any]:
    """The columns of whatever is a table."""
    if isinstance(table, Mapping):
        return table
    names = getattr(table, "column_names", None)
    if names is None:
        names = getattr(table, "columns", None)
    if names is not None and hasattr(table, "__getitem__"):
        return {str(name): table[name] for name in names}
    if hasattr(table, "__arrow_c_stream__"):
        import pyarrow  # type: ignore[import-untyped]

        return columns_of(pyarrow.table(table))
    raise InvalidArgumentError(f"from_table: expected a table, found {type(table).__name__}")


def column(columns: Mapping[str, Any], name: str, what: str) -> Any:
    if name in columns:
        return columns[name]
    raise InvalidArgumentError(f"from_table: {what}: expected a column {name!r}, found {', '.join(columns)}")


def _kept(
    columns: Mapping[str, Any], names: Iterable[str] | None, others: set[str | None], what: str
) -> dict[str, Any]:
    chosen = [name for name in columns if name not in others] if names is None else list(names)
    return {name: column(columns, name, what) for name in chosen}


def _are_objects(*columns: Any) -> bool:
    """Whether they are lists of Python's, and have objects that no column of one kind has."""
    return all(map(_is_list, columns)) and any(map(_has_objects, columns))


def _is_list(keys: Any) -> bool:
    return isinstance(keys, list | tuple) or str(getattr(keys, "dtype", "")) in ("object", "Object")


def _has_objects(keys: Iterable[Any]) -> bool:
    import numpy

    kinds = set(map(builtins.type, keys)) - {builtins.type(None)}
    return not any(all(issubclass(kind, one) for kind in kinds) for one in (str, bytes, (int, float, numpy.number)))


def _numbered(ids: Any, sources: Any, targets: Any) -> dict[Any, int]:
    """The place of each key; without ids they are what edges name."""
    if ids is None:
        return {key: place for place, key in enumerate(dict.fromkeys((*sources, *targets)))}
    places: dict[Any, int] = {}
    for row, key in enumerate(ids):
        if key is None:
            raise InvalidArgumentError(f"graph: nodes: expected a key for each, found a null in row {row}")
        if places.setdefault(key, row) != row:
            raise InvalidArgumentError(f"graph: nodes: expected each key once, found {key!r} again in row {row}")
    return places


def _named_by_edges(sources: Any, targets: Any) -> tuple[Any, Any, Any]:
    import numpy

    codes, ids = kernels.factorize(kernels.concat([sources, targets]), nulls="drop")
    numbers = numpy.asarray(codes)
    if numbers.size and numbers.min() < 0:
        numbers = numpy.where(numbers < 0, NONE, numbers)
    numbers = numbers.astype(numpy.uint32)
    return ids, numbers[: len(sources)], numbers[len(sources) :]


def _check_keys(ids: Any) -> None:
    import numpy

    if len(ids) == 0:
        return
    codes, distinct = kernels.factorize(ids, nulls="drop")
    if len(distinct) == len(ids):
        return
    numbers = numpy.asarray(codes)
    nulls = numpy.flatnonzero(numbers < 0)
    if nulls.size:
        raise InvalidArgumentError(f"graph: nodes: expected a key for each, found a null in row {nulls[0]}")
    again = numpy.ones(len(numbers), dtype=bool)
    again[numpy.unique(numbers, return_index=True)[1]] = False
    row = int(numpy.flatnonzero(again)[0])
    raise InvalidArgumentError(f"graph: nodes: expected each key once, found {_item(ids, row)!r} again in row {row}")


def _there(starts: Any, ends: Any, dangling: Dangling, named: tuple[Any, Any]) -> Any:
    """The rows of edges whose ends are there; None: all of them."""
    import numpy

    if starts.size == 0 or max(int(starts.max()), int(ends.max())) != NONE:
        return None
    there = (starts != NONE) & (ends != NONE)
    if dangling == "drop":
        return numpy.flatnonzero(there)
    row = int(numpy.flatnonzero(~there)[0])
    missing = _item(named[0 if starts[row] == NONE else 1], row)
    raise InvalidArgumentError(
        f"graph: expected edges between nodes that are there, found {int((~there).sum())} that are not; the one in row "
        f"{row} names {missing!r}; leave them out with dangling='drop'"
    )


def _picker(rows: Any) -> Callable[[Any], Any]:
    """What leaves only these rows of a column."""

    def picked(column: Any) -> Any:
        if rows is None or column is None:
            return column
        return kernels.take({"column": column}, rows)["column"]

    return picked


def _item(column: Any, row: int) -> Any:
    if isinstance(column, list | tuple):
        return column[row]
    import numpy

    return numpy.asarray(kernels.take({"column": column}, numpy.array([row]))["column"]).tolist()[0]
