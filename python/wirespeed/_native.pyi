"""
The native half of wirespeed. Import wirespeed instead: names here may change.
"""

from collections.abc import Callable, Iterator, Sequence
import os
import pathlib
from typing import Annotated, Any, Literal, overload

import numpy
from numpy.typing import NDArray


version: str = '0.1.0'

class CancelToken:
    """
    Ends long calls from another thread.

    Hand one to any number of calls as ``cancel=``; ``cancel()`` makes each raise
    CancelledError within milliseconds. It is set once and never cleared.
    """

    def __init__(self) -> None: ...

    def cancel(self) -> None:
        """Ask every call that holds this token to end."""

    @property
    def cancelled(self) -> bool:
        """Whether cancel() was called."""

    def wait(self, timeout: float | None = None) -> bool:
        """
        Wait for cancel(): True when it came, False when ``timeout`` seconds passed without it.
        """

class Schema:
    """
    The columns of a table. ``pyarrow.schema(s)`` and others take it by its
    ``__arrow_c_schema__``.
    """

    def __arrow_c_schema__(self) -> object:
        """The Arrow C schema, a struct of the columns, in a capsule."""

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""

    def __len__(self) -> int: ...

    def __repr__(self) -> str: ...

class ColumnTable:
    """
    Columns of equal length. Arrow's readers take them by ``__arrow_c_stream__``.
    """

    @staticmethod
    def joined(tables: Sequence[ColumnTable]) -> ColumnTable:
        """The rows of all, one behind the other, without a copy."""

    @property
    def schema(self) -> Schema: ...

    @property
    def names(self) -> list[str]: ...

    def kind(self, arg: int, /) -> str: ...

    def zone(self, arg: int, /) -> str: ...

    def values(self, column: int, writable: bool = False) -> object: ...

    def mask(self, arg: int, /) -> object: ...

    def filled(self, column: int, as_float: bool = False) -> object: ...

    def objects(self, arg: int, /) -> object: ...

    def __len__(self) -> int: ...

    def __arrow_c_schema__(self) -> object: ...

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class DumpFile:
    """A dump that was looked into."""

    @property
    def path(self) -> pathlib.Path: ...

    @property
    def kind(self) -> str:
        """
        ``artists``, ``labels``, ``masters`` or ``releases``, told from its content.
        """

    @property
    def bytes(self) -> int:
        """Its size on disk."""

    def __repr__(self) -> str: ...

class DumpOptions:
    def __init__(self, threads: int | None = None, max_errors: int | None = None) -> None: ...

class Reject:
    """A record that could not be read."""

    @property
    def file(self) -> pathlib.Path: ...

    @property
    def offset(self) -> int:
        """Of its first byte in the inflated file."""

    @property
    def reason(self) -> str: ...

    @property
    def bytes(self) -> bytes:
        """As they stood in the file."""

    def __repr__(self) -> str: ...

class DumpReport:
    """What a pass over dumps met; complete when the pass has ended."""

    def __init__(self) -> None:
        """Of a pass that met nothing."""

    @property
    def records(self) -> dict[str, int]:
        """Good records of each kind of file."""

    @property
    def rejected(self) -> int:
        """How many records were bad."""

    @property
    def rejects(self) -> list[Reject]:
        """The bad records; the first 16 MiB of them."""

    @property
    def repairs(self) -> int:
        """
        Characters mended in good records: forbidden by XML, wrong UTF-8, a bare ``&``.
        """

    @property
    def bytes_in(self) -> int:
        """Read from disk."""

    @property
    def bytes_xml(self) -> int:
        """After inflating."""

    @property
    def seconds(self) -> float: ...

class DumpProgress:
    """How far a pass is: what a ``progress`` function gets."""

    @property
    def bytes_in(self) -> int:
        """Read from disk so far."""

    @property
    def bytes_total(self) -> int:
        """What ``bytes_in`` will be at the end."""

    @property
    def bytes_xml(self) -> int:
        """Inflated so far."""

    @property
    def records(self) -> int: ...

    @property
    def rejects(self) -> int: ...

class DumpTable:
    """
    A table of a dump, to be read once: a stream. Reading starts when a consumer pulls the first
    batch, on threads of its own, with bounded memory; it ends when the consumer lets go.
    """

    @property
    def name(self) -> str: ...

    @property
    def schema(self) -> Schema: ...

    def __arrow_c_schema__(self) -> object: ...

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """
        The rows as an Arrow C stream in a capsule. ``requested_schema`` is not followed, as the
        interface allows.
        """

    def report(self) -> DumpReport:
        """What this pass has met so far."""

    def __repr__(self) -> str: ...

class CollectedTable:
    """A table in memory, to be read as often as wanted."""

    @property
    def name(self) -> str: ...

    @property
    def schema(self) -> Schema: ...

    def __arrow_c_schema__(self) -> object: ...

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows as an Arrow C stream in a capsule, without a copy."""

    def __len__(self) -> int: ...

    def __repr__(self) -> str: ...

def find_dumps(paths: Sequence[str | os.PathLike[str]]) -> list[DumpFile]:
    """The dump files among files and directories, recognised by content."""

def tables_of(files: Sequence[DumpFile]) -> list[str]:
    """The names of the tables that these files can give."""

def open_table(files: Sequence[DumpFile], name: str, options: DumpOptions, progress: object | None = None, timeout: float | None = None, cancel: object | None = None) -> DumpTable: ...

def collect_tables(files: Sequence[DumpFile], names: Sequence[str], options: DumpOptions, progress: object | None = None, timeout: float | None = None, cancel: object | None = None) -> tuple[list[CollectedTable], DumpReport]: ...

class Node:
    """
    A node of a graph. It is an id with a hold on the snapshot; text is read when it is asked for.

    Nodes of snapshots with the same content compare equal. ``int(node)`` and indexing an array by it
    give the dense id.
    """

    @property
    def label(self) -> str: ...

    @property
    def id(self) -> int | None:
        """
        The id inside its label, as its source has it; None for labels without ids.
        """

    @property
    def name(self) -> str | None:
        """The property that names it; None where there is none."""

    @property
    def dense_id(self) -> int:
        """Its place among all nodes of the snapshot, 0 to ``node_count - 1``."""

    @property
    def is_stub(self) -> bool:
        """Whether it is only referred to, without a record of its own."""

    @property
    def properties(self) -> dict[str, str | int | list[str] | None]:
        """
        All properties of its label by name; None where this node has no value.
        """

    def __getitem__(self, name: str) -> None | str | int | list[str]:
        """
        The property of this name, None where the node has no value.

        :raises NotFoundError: nodes of this label have no such property; the message lists them.
        """

    def __index__(self) -> int: ...

    def __hash__(self) -> int: ...

    def __eq__(self, other: object, /) -> bool: ...

    def __repr__(self) -> str: ...

class Neighbors:
    """
    Neighbours of a node, a page of them: a sequence of Node, and the bare ids as an array.

    Ascending by dense id, outgoing before incoming ones. Where relationships of the type have
    a value (as a role), a neighbour comes once for each value.
    """

    @property
    def ids(self) -> Annotated[memoryview, dict(dtype='uint32', shape=(None,), writable=False)]:
        """
        Dense ids, uint32, shape (n,), read-only; ``numpy.asarray(neighbors.ids)`` copies nothing.
        """

    @property
    def values(self) -> list[str] | None:
        """
        The value of each relationship, shape (n,); None where the type has no values. Made on each call.
        """

    @property
    def total(self) -> int:
        """Relationships that there are, on this page and off it."""

    def __len__(self) -> int: ...

    @overload
    def __getitem__(self, index: int) -> Node: ...

    @overload
    def __getitem__(self, index: slice) -> list[Node]: ...

    def __iter__(self) -> Iterator[Node]: ...

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """The ids as a NumPy array, copied."""

    def __repr__(self) -> str: ...

class Category:
    """
    Relationships of one node that have type, direction and label of the other end in common.
    """

    @property
    def type(self) -> str: ...

    @property
    def direction(self) -> Literal['out', 'in', 'both']:
        """``out`` where the node is the source, else ``in``."""

    @property
    def label(self) -> str:
        """Of the neighbours."""

    @property
    def count(self) -> int:
        """Relationships, exact."""

    def neighbors(self, offset: int = 0, limit: int | None = None) -> Neighbors:
        """The neighbours, or a page of them."""

    def __repr__(self) -> str: ...

class Step:
    """How one node of a path leads to the next."""

    @property
    def type(self) -> str: ...

    @property
    def direction(self) -> Literal['out', 'in', 'both']:
        """
        ``out`` where the first node is the relationship's source, else ``in``.
        """

    def __repr__(self) -> str: ...

class Path:
    """A shortest path. ``str(path)`` writes it as ``A <-BY- B -ON-> C``."""

    @property
    def nodes(self) -> list[Node]:
        """From the first end to the last, both included."""

    @property
    def ids(self) -> Annotated[memoryview, dict(dtype='uint32', shape=(None,), writable=False)]:
        """Their dense ids, uint32, shape (length + 1,), read-only."""

    @property
    def steps(self) -> list[Step]:
        """One for each relationship, in order."""

    @property
    def length(self) -> int:
        """Relationships on the path."""

    def __str__(self) -> str: ...

    def __repr__(self) -> str: ...

class Trend:
    """
    Nodes counted by year, ascending; years without any are left out. ``dict(trend)`` maps
    years to counts.
    """

    @property
    def years(self) -> Annotated[memoryview, dict(dtype='int16', shape=(None,), writable=False)]:
        """int16, shape (n,), read-only."""

    @property
    def counts(self) -> Annotated[memoryview, dict(dtype='uint32', shape=(None,), writable=False)]:
        """uint32, shape (n,), read-only."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[tuple[int, int]]: ...

    def __repr__(self) -> str: ...

class LabelMemory:
    """What the nodes of a label take, in bytes."""

    @property
    def name(self) -> str: ...

    @property
    def nodes(self) -> int:
        """Their number, with stubs."""

    @property
    def ids(self) -> int:
        """Between ids and dense ids, both ways."""

    @property
    def names(self) -> int:
        """Names and what finds a node by its name."""

    @property
    def other(self) -> int:
        """Other properties."""

class TypeMemory:
    """What the relationships of a type take, both directions, in bytes."""

    @property
    def name(self) -> str: ...

    @property
    def relationships(self) -> int:
        """Their number."""

    @property
    def ends(self) -> int:
        """Nodes that may be sources, and those that may be targets."""

    @property
    def neighbors(self) -> int: ...

    @property
    def rows(self) -> int:
        """What finds the neighbours of a node."""

    @property
    def values(self) -> int:
        """Values of relationships."""

    @property
    def topology(self) -> int:
        """``neighbors + rows``."""

class MemoryReport:
    """
    What the bytes of a graph are spent on. The file is mapped: at most this is in memory.
    """

    @property
    def labels(self) -> list[LabelMemory]: ...

    @property
    def types(self) -> list[TypeMemory]: ...

    @property
    def topology(self) -> int:
        """Neighbours and rows of all types."""

    @property
    def ids(self) -> int: ...

    @property
    def names(self) -> int: ...

    @property
    def other(self) -> int:
        """Other properties, values, dictionaries, trends."""

    @property
    def total(self) -> int: ...

class Graph:
    """
    A property graph in a mapped snapshot file. Constant: any number of threads may ask at once.

    Wherever a node is asked for, it is a Node, its dense id, or a pair of label and id. Each question
    takes ``timeout`` in seconds (TimeoutError when it passed) and ``cancel``.
    """

    @property
    def path(self) -> pathlib.Path: ...

    @property
    def labels(self) -> list[str]:
        """The labels, in the order of their nodes' dense ids."""

    @property
    def relationship_types(self) -> list[str]: ...

    @property
    def node_count(self) -> int:
        """With stubs."""

    def count(self, label: str, *, timeout: float | None = None, cancel: CancelToken | None = None) -> int:
        """Nodes of the label, without stubs."""

    def stub_count(self, label: str, *, timeout: float | None = None, cancel: CancelToken | None = None) -> int:
        """Nodes of the label that are referred to and have no record."""

    def relationship_count(self, type: str, *, timeout: float | None = None, cancel: CancelToken | None = None) -> int:
        """Relationships of the type, distinct."""

    def relationship_rows(self, type: str, *, timeout: float | None = None, cancel: CancelToken | None = None) -> int:
        """Relationships of the type as often as they were written."""

    def memory_report(self) -> MemoryReport:
        """What the bytes of the graph are spent on."""

    def verify(self, *, timeout: float | None = None, cancel: CancelToken | None = None) -> None:
        """
        Read the whole file and compare checksums and rules.

        :raises MalformedError: the file is not as it was written.
        """

    def node(self, label: str, id: int, *, timeout: float | None = None, cancel: CancelToken | None = None) -> Node:
        """
        The node with this id inside its label.

        :raises NotFoundError: there is none, or no such label; the message lists the labels.
        """

    def node_at(self, node: Node | int | tuple[str, int]) -> Node:
        """
        The node with this dense id.

        :raises NotFoundError: the graph has fewer nodes.
        """

    def find(self, label: str, name: str, *, timeout: float | None = None, cancel: CancelToken | None = None) -> list[Node]:
        """
        All nodes of the label with exactly this name, ascending by id; an empty list if there are none.

        :raises NotFoundError: there is no such label; the message lists them.
        """

    def neighbors(self, node: Node | int | tuple[str, int], type: str, direction: Literal['out', 'in', 'both'] = 'out', offset: int = 0, limit: int | None = None, *, timeout: float | None = None, cancel: CancelToken | None = None) -> Neighbors:
        """
        Neighbours by one relationship type, ``limit`` of them from ``offset`` on; all by default.

        :raises NotFoundError: there is no such node or type; the message lists the types.
        :raises InvalidArgumentError: another direction, a negative number, a node of another snapshot.
        """

    def degree(self, node: Node | int | tuple[str, int], type: str, direction: Literal['out', 'in', 'both'] = 'out', *, timeout: float | None = None, cancel: CancelToken | None = None) -> int:
        """
        How many relationships of the type the node has. Errors as neighbors().
        """

    def explore(self, node: Node | int | tuple[str, int], *, timeout: float | None = None, cancel: CancelToken | None = None) -> list[Category]:
        """
        All relationships of the node, counted by type, direction and label of the other end.
        """

    def trends(self, node: Node | int | tuple[str, int], *, timeout: float | None = None, cancel: CancelToken | None = None) -> Trend:
        """
        How many distinct nodes next to this one there are by year: releases of an artist, label, genre or
        style. Empty for nodes of other labels.
        """

    def shortest_path(self, a: Node | int | tuple[str, int], b: Node | int | tuple[str, int], types: str | Sequence[str] | None = None, max_depth: int = 10, direction: Literal['out', 'in', 'both'] = 'both', *, timeout: float | None = None, cancel: CancelToken | None = None) -> Path | None:
        """
        A shortest path of at most ``max_depth`` relationships, None if there is none.

        ``types`` names the types to follow, in order of preference; None for all. ``direction`` is ``both``,
        ``out`` (each step from source to target) or ``in``. Of several shortest paths it is always the one
        whose dense ids, read from ``a``, are smallest first.

        :raises TimeoutError, CancelledError: ``timeout`` seconds passed, ``cancel`` was set.
        :raises NotFoundError: there is no such node or type; the message lists the types.
        """

    def __repr__(self) -> str: ...

def open_graph(path: str | os.PathLike[str]) -> Graph: ...

class EdgeGraph:
    """A graph in memory, made from edges."""

    @property
    def node_count(self) -> int: ...

    @property
    def relationship_count(self) -> int: ...

    @property
    def topology_bytes(self) -> int:
        """What rows and classes of nodes take."""

    def components(self, kind: str = 'weak', *, threads: int = 1, timeout: float | None = None, cancel: CancelToken | None = None) -> object: ...

    def property_column(self, name: str, nodes: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None) -> object: ...

    def relationship_property_column(self, name: str, ids: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None) -> object: ...

    @property
    def properties(self) -> list[str]: ...

    @property
    def relationship_properties(self) -> list[str]: ...

    def save(self, path: str | os.PathLike[str], keys: object | None, kind: str, note: str, timeout: float | None = None, cancel: CancelToken | None = None) -> None: ...

    def pagerank(self, damping: float, tolerance: float, max_iterations: int, *, direction: Literal['out', 'in', 'both'] = 'out', relationships: str = '', weighted: bool = False, personalization: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None = None, dangling: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None = None, start: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None = None, threads: int = 1, timeout: float | None = None, cancel: CancelToken | None = None) -> object: ...

    def betweenness(self, *, direction: Literal['out', 'in', 'both'], relationships: str, weighted: bool, normalized: bool, endpoints: bool, sources: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, k: int | None, seed: int, threads: int, timeout: float | None, cancel: CancelToken | None) -> object: ...

    def edge_betweenness(self, *, direction: Literal['out', 'in', 'both'], relationships: str, weighted: bool, normalized: bool, sources: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, k: int | None, seed: int, threads: int, timeout: float | None, cancel: CancelToken | None) -> tuple[object, object, object]: ...

    def closeness(self, *, nodes: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, direction: Literal['out', 'in', 'both'], relationships: str, weighted: bool, improved: bool, harmonic: bool, sources: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, k: int | None, seed: int, threads: int, timeout: float | None, cancel: CancelToken | None) -> object: ...

    def core_numbers(self, *, relationships: str, parallel: bool, timeout: float | None, cancel: CancelToken | None) -> object: ...

    def triangles(self, *, relationships: str, threads: int, timeout: float | None, cancel: CancelToken | None) -> object: ...

    def transitivity(self, *, relationships: str, threads: int, timeout: float | None, cancel: CancelToken | None) -> float: ...

    def clustering(self, *, relationships: str, directed: bool, weighted: bool, threads: int, timeout: float | None, cancel: CancelToken | None) -> object: ...

    def label_propagation(self, *, seed: int | None, relationships: str, weighted: bool, max_iterations: int, timeout: float | None, cancel: CancelToken | None) -> object: ...

    def louvain(self, *, resolution: float, threshold: float, seed: int, direction: Literal['out', 'in', 'both'], relationships: str, weighted: bool, timeout: float | None, cancel: CancelToken | None) -> tuple[object, float]: ...

    def modularity(self, communities: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], *, resolution: float, direction: Literal['out', 'in', 'both'], relationships: str, weighted: bool, timeout: float | None, cancel: CancelToken | None) -> float: ...

    def degrees(self, direction: Literal['out', 'in', 'both'], relationships: str) -> object: ...

    def degrees_by_type(self, node: int) -> list[tuple[str, int, int]]: ...

    def neighborhood(self, node: int, *, k: int, relationships: str, bounds: WalkBounds, timeout: float | None, cancel: CancelToken | None) -> tuple[object, object, object]: ...

    def co_occurring(self, node: int, *, relationships: str, hops: int, k: int | None, bounds: WalkBounds, timeout: float | None, cancel: CancelToken | None) -> tuple[object, object]: ...

    def group_by(self, nodes: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], property: str, *, relationships: str, timeout: float | None, cancel: CancelToken | None) -> dict[object, int]: ...

    def similar(self, node: int, k: int, *, metric: str, direction: Literal['out', 'in', 'both'], relationships: Sequence[tuple[str, float]], timeout: float | None, cancel: CancelToken | None) -> tuple[object, object]: ...

    def profiles(self, relationships: Sequence[tuple[str, float]], *, timeout: float | None, cancel: CancelToken | None) -> EdgeProfiles: ...

    def levels(self, roots: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], direction: Literal['out', 'in', 'both'], *, relationships: str, labels: str, max_depth: int | None, threads: int, timeout: float | None = None, cancel: CancelToken | None = None) -> object: ...

    def levels_from_each(self, roots: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], direction: Literal['out', 'in', 'both'], *, relationships: str, labels: str, max_depth: int | None, threads: int, bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> object: ...

    def bfs_tree(self, roots: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], direction: Literal['out', 'in', 'both'], *, relationships: str, labels: str, max_depth: int | None, timeout: float | None = None, cancel: CancelToken | None = None) -> object: ...

    def distances(self, sources: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], targets: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, direction: Literal['out', 'in', 'both'], weighted: bool, *, relationships: str, labels: str, max_distance: float | None, predecessors: bool, threads: int, bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, object]: ...

    def shortest_path(self, source: int, target: int, direction: Literal['out', 'in', 'both'], *, relationships: str, labels: str, weighted: bool, max_depth: int | None, estimates: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, heuristic: Callable[[int], float] | None, bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> object: ...

    def all_shortest_paths(self, source: int, target: int, direction: Literal['out', 'in', 'both'], *, relationships: str, labels: str, weighted: bool, max_depth: int | None, bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, object]: ...

    def shortest_paths(self, source: int, target: int, k: int, direction: Literal['out', 'in', 'both'], *, relationships: str, labels: str, weighted: bool, bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, object, object]: ...

    def simple_paths(self, source: int, targets: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], direction: Literal['out', 'in', 'both'], *, relationships: str, labels: str, max_depth: int | None, bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, object]: ...

    def traversal(self, options: TraversalOptions) -> EdgeTraversal: ...

    def two_sided(self, start: TraversalOptions, end: TraversalOptions | None, sides: str, collisions: str, min_length: int, max_length: int | None) -> TwoSidedTraversal: ...

    def relationship_ends(self, ids: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)]) -> tuple[object, ...]:
        """Sources, targets, types, and edges where they are kept."""

class GraphColumn:
    """A column of lists, structs or times on its way into a graph."""

    def __len__(self) -> int: ...

def graph_column(values: list[object]) -> GraphColumn:
    """Of None, scalars, times, lists and dicts of Python's."""

def nested_graph_column(values: object) -> GraphColumn:
    """Of an Arrow column of lists or structs."""

def load_edge_graph(path: str | os.PathLike[str], timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[EdgeGraph, list[str], list[str], object, str, str]: ...

class EdgeProfiles:
    """What nodes have by dimension, ready to be compared."""

    def similar(self, node: int, k: int, *, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, object]: ...

    @property
    def bytes(self) -> int: ...

class VersionedGraph:
    """A graph that goes on while it is asked."""

    @property
    def node_count(self) -> int: ...

    @property
    def last_epoch(self) -> int: ...

    def pin(self) -> tuple[EdgeGraph, list[str], list[str], int]: ...

    def apply(self, added_nodes: int, removed_nodes: Sequence[int], removed_edges: Sequence[tuple[int, int, str, float, Sequence[tuple[str, object]]]], added_edges: Sequence[tuple[int, int, str, float, Sequence[tuple[str, object]]]], labels: Sequence[tuple[int, Sequence[str]]], properties: Sequence[tuple[int, str, object]], relationship_properties: Sequence[tuple[int, int, str, str, object]]) -> int: ...

    def wait(self, epoch: int, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[EdgeGraph, list[str], list[str], int]: ...

    def take_failures(self) -> dict[int, str]: ...

def versioned_graph(graph: EdgeGraph, weighted: bool | None) -> VersionedGraph: ...

class TraversalOptions:
    """What a walk is asked for, in words."""

    def __init__(self, given: dict[str, object]) -> None: ...

class WalkBounds:
    """What one call of a walk may take."""

    def __init__(self, limit: int | None = None, max_rows: int | None = None, memory: int | None = None) -> None: ...

class EdgeTraversal:
    """A walk that is described once and made many times."""

    def count(self, starts: int | Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> int:
        """How many nodes it returns."""

    def nodes(self, starts: int | Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> object:
        """The nodes it returns, in its order: uint32."""

    def paths(self, starts: int | Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], bounds: WalkBounds, relationships: bool, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, ...]:
        """Offsets (int64), nodes and relationships (uint32, or None)."""

    def table(self, starts: int | Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> object:
        """Nodes, depths and labels as columns."""

    def spanning_tree(self, starts: int | Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, ...]:
        """Nodes, parents, relationships, depths, whether they are returned."""

    def subgraph(self, starts: int | Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], all: bool, bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, ...]:
        """Nodes; relationships, their sources, targets and types."""

    def open(self, starts: int | Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], what: str, bounds: WalkBounds) -> EdgeWalk:
        """A walk, to be gone through bit by bit."""

class EdgeWalk:
    """A walk under way."""

    def next(self, rows: int, timeout: float | None = None, cancel: CancelToken | None = None) -> object:
        """So many rows at most; None after the last."""

class TwoSidedTraversal:
    """Walks from both ends that meet."""

    def paths(self, starts: int | Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], ends: int | Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], bounds: WalkBounds, relationships: bool, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, ...]:
        """Offsets (int64), nodes and relationships (uint32, or None)."""

def edge_graph(nodes: int, sources: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], targets: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], types: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, type_names: Sequence[str], weights: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, label_sets: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, sets: Sequence[Sequence[int]], label_names: Sequence[str], properties: Sequence[tuple[str, object]], relationship_properties: Sequence[tuple[str, object]], keep_edge_numbers: bool, keep_order: bool) -> EdgeGraph: ...

class NodeCache:
    """What walks have read of nodes."""

    def __init__(self, labels: bool, properties: bool, relationships: bool, max_bytes: int) -> None: ...

    def invalidate(self, nodes: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)]) -> None: ...

    def clear(self) -> None: ...

    def report(self) -> dict[str, Any]: ...

class RemoteProvider:
    """A graph that lives elsewhere."""

    @property
    def labels(self) -> list[str]: ...

    @property
    def types(self) -> list[str]: ...

class RemoteTraversal:
    """A walk over a provider, described once."""

    def count(self, roots: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)], cache: NodeCache | None, bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, ...]: ...

    def nodes(self, roots: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)], cache: NodeCache | None, bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, ...]: ...

    def paths(self, roots: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)], cache: NodeCache | None, bounds: WalkBounds, relationships: bool, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, ...]: ...

    def table(self, roots: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)], cache: NodeCache | None, bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, ...]: ...

    def spanning_tree(self, roots: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)], cache: NodeCache | None, bounds: WalkBounds, relationships: bool, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, ...]: ...

    def subgraph(self, roots: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)], cache: NodeCache | None, all: bool, bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, ...]: ...

    def open(self, roots: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)], cache: object | None, what: str, bounds: WalkBounds, timeout: float | None = None, cancel: CancelToken | None = None) -> RemoteWalk:
        """A walk, to be gone through bit by bit."""

class RemoteWalk:
    """A walk over a provider under way."""

    def next(self, rows: int, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, ...]:
        """So many rows at most; None after the last."""

class RemoteTwoSided:
    """Walks over a provider from both ends that meet."""

    def paths(self, starts: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)], ends: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)], cache: NodeCache | None, bounds: WalkBounds, relationships: bool, timeout: float | None = None, cancel: CancelToken | None = None) -> tuple[object, ...]: ...

def remote_traversal(provider: RemoteProvider, options: TraversalOptions) -> RemoteTraversal: ...

def remote_two_sided(start: RemoteTraversal, end: RemoteTraversal | None, sides: str, collisions: str, min_length: int, max_length: int | None) -> RemoteTwoSided: ...

def sqlite_provider(said: dict[str, Any], timeout: float | None = None, cancel: CancelToken | None = None) -> RemoteProvider: ...

def neo4j_provider(client: object, database: str, label_names: Sequence[str], batch: int, weight: str, timeout: float | None = None, cancel: CancelToken | None = None) -> RemoteProvider: ...

def python_provider(object: object, labels: Sequence[str], types: Sequence[str], weight: str, batch: int) -> RemoteProvider: ...

class DumpIngest:
    """What an ingest read and wrote."""

    @property
    def path(self) -> pathlib.Path:
        """
        The snapshot, for ``wirespeed.graph.open()`` and ``wirespeed.search.open()``.
        """

    @property
    def snapshot_bytes(self) -> int: ...

    @property
    def records(self) -> dict[str, int]:
        """Good records of each kind of file, superseded ones too."""

    @property
    def superseded(self) -> dict[str, int]:
        """Of these, those whose id a later record had too: the later one counts."""

    @property
    def rejected(self) -> int:
        """
        How many records were bad; they are in ``rejects.jsonl`` beside the snapshot.
        """

    @property
    def repairs(self) -> int:
        """
        Characters mended in good records: forbidden by XML, wrong UTF-8, a bare ``&``.
        """

    @property
    def ignored(self) -> dict[str, int]:
        """References that could not be taken as such, by reason."""

    @property
    def bytes_in(self) -> int:
        """Read from disk."""

    @property
    def bytes_xml(self) -> int:
        """After inflating."""

    @property
    def nodes(self) -> dict[str, int]:
        """By label, without stubs."""

    @property
    def stubs(self) -> dict[str, int]:
        """By label: nodes that are referred to and have no record."""

    @property
    def relationships(self) -> dict[str, int]:
        """By type, distinct."""

    @property
    def rows(self) -> dict[str, int]:
        """By type, as written in the dumps."""

    @property
    def seconds(self) -> dict[str, float]:
        """By stage: read, graph, search, write."""

class IngestProgress:
    """How far an ingest is: what its ``progress`` function gets."""

    @property
    def stage(self) -> str:
        """``read``, ``graph``, ``search``, ``write`` or ``done``."""

    @property
    def read(self) -> DumpProgress:
        """How far the reading is."""

class DumpHash:
    """The hash of dumps, and what was met on the way."""

    @property
    def sha256(self) -> str:
        """
        64 hexadecimal digits: SHA-256 over the 32-byte content hashes of all good records, in order.
        """

    @property
    def records(self) -> dict[str, int]:
        """Good records of each kind of file."""

    @property
    def rejected(self) -> int:
        """How many records were bad."""

    @property
    def rejects(self) -> list[Reject]:
        """The bad records; the first 16 MiB of them."""

    @property
    def repairs(self) -> int:
        """Characters mended in good records."""

    @property
    def bytes_in(self) -> int:
        """Read from disk."""

    @property
    def bytes_xml(self) -> int:
        """After inflating."""

    @property
    def seconds(self) -> float: ...

    def __repr__(self) -> str: ...

class GeneratedFile:
    """A dump that was generated."""

    @property
    def path(self) -> pathlib.Path: ...

    @property
    def records(self) -> int: ...

    @property
    def xml_bytes(self) -> int: ...

    @property
    def gz_bytes(self) -> int: ...

    def __repr__(self) -> str: ...

def ingest(files: Sequence[DumpFile], out: str | os.PathLike[str], threads: int | None, max_errors: int | None, last_year: int | None, progress: object, timeout: float | None, cancel: CancelToken | None) -> DumpIngest: ...

def hash_dumps(files: Sequence[DumpFile], threads: int | None, max_errors: int | None, progress: object | None, timeout: float | None, cancel: CancelToken | None) -> DumpHash: ...

def generate(out: str | os.PathLike[str], releases: int, seed: int, shape: int, threads: int | None, progress: object, timeout: float | None, cancel: CancelToken | None) -> list[GeneratedFile]: ...

class NodeKeys:
    """The nodes of a NetworkX graph as numbers."""

    def __init__(self, nodes: list[Any]) -> None: ...

    def __len__(self) -> int: ...

    def find(self, node: object | None) -> int:
        """Its number; -1: not there."""

    @property
    def nodes(self) -> list[Any]: ...

    def values(self, nodes: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, values: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], as_ints: bool = False) -> dict[Any, Any]:
        """{node: value}"""

    def levels(self, nodes: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], levels: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)]) -> dict[Any, Any]:
        """{node: level}"""

    def paths(self, nodes: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], finders: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], to_source: bool = False) -> dict[Any, Any]:
        """{node: [source, ..., node]}"""

    def path(self, nodes: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], finders: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], place: int) -> list[Any]:
        """[source, ..., node]"""

    def steps(self, nodes: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], finders: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], node_first: bool = False) -> list[Any]:
        """[(finder, node), ...]"""

    def successors(self, nodes: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], finders: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)]) -> list[Any]:
        """[(finder, [node, ...]), ...]"""

    def groups(self, group_of: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], count: int) -> list[Any]:
        """[{node, ...}, ...]"""

    def tree(self, nodes: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], finders: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], node: dict[Any, Any], succ: dict[Any, Any], pred: dict[Any, Any]) -> None:
        """Fills the dicts of a DiGraph."""

    def pick(self, nodes: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)]) -> list[Any]:
        """[node, ...]"""

    def pick_set(self, nodes: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)]) -> set[Any]:
        """{node, ...}"""

def networkx_edges(keys: NodeKeys, adjacency: object, weight: str | None, missing: float, is_multigraph: bool) -> Any: ...

def networkx_path(successors: object, predecessors: object, source: object | None, target: object | None) -> Any: ...

def edges_of(graph: EdgeGraph) -> Any:
    """Sources, targets and weights, if it has any."""

def found_nodes(graph: EdgeGraph, sources: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], direction: Literal['out', 'in', 'both'] = 'out', max_depth: int = 4294967295) -> Any: ...

def nearest_nodes(graph: EdgeGraph, sources: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], direction: Literal['out', 'in', 'both'] = 'out', cutoff: float = float('inf'), target: int | None = None) -> Any: ...

def components_as_ended(graph: EdgeGraph) -> Any: ...

def personal_pagerank(graph: EdgeGraph, damping: float, tolerance: float, max_iterations: int, weighted: bool, first: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None = None, restart: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None = None, dangling: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None = None) -> Any: ...

class Paths:
    """Paths that are made when they are asked for."""

    def take(self, keys: NodeKeys, count: int, as_edges: bool = False) -> list[Any]:
        """Up to so many; fewer: there are no more."""

class ShortestWays:
    """All shortest ways from a node."""

    @property
    def nodes(self) -> Any: ...

    @property
    def farthest(self) -> float: ...

    def place_of(self, node: int) -> int | None: ...

    def ways_to(self, place: int) -> Paths: ...

def shortest_ways(graph: EdgeGraph, source: int, weighted: bool) -> ShortestWays | None: ...

def simple_paths(graph: EdgeGraph, source: int, targets: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], max_depth: int) -> Paths: ...

def ranked_paths(graph: EdgeGraph, source: int, target: int, weighted: bool, both_ways: bool, compensated: bool) -> Paths: ...

def goal_first_path(graph: EdgeGraph, source: int, target: int, heuristic: Callable[[int], float] | None, cutoff: float, compensated: bool) -> Any: ...

class LouvainLevels:
    """Louvain's method level by level, as NetworkX does it."""

    def __init__(self, graph: EdgeGraph, directed: bool, weighted: bool, resolution: float, compensated: bool) -> None: ...

    def __len__(self) -> int:
        """How many communities there are."""

    @property
    def total(self) -> float:
        """The weight of all edges."""

    @property
    def modularity(self) -> float: ...

    @property
    def communities(self) -> Any: ...

    def modularity_of(self, communities: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)]) -> float:
        """Of communities by number, before any has moved."""

    def move(self, order: Annotated[NDArray[numpy.uint32], dict(shape=(None,), order='C', device='cpu', writable=False)], square: float) -> bool:
        """One level; `square` is that of the total. Whether a node has moved."""

def onion_layers(graph: EdgeGraph) -> Any:
    """Nodes and their layers, layer by layer."""

class Hit:
    """A node whose name fits."""

    @property
    def node(self) -> Node: ...

    @property
    def label(self) -> str: ...

    @property
    def id(self) -> int | None:
        """The id inside its label; None for labels without ids."""

    @property
    def name(self) -> str | None:
        """As the graph has it."""

    @property
    def popularity(self) -> int:
        """
        What hits are ranked by: how many relationships speak of the node, as counted when it was indexed.
        """

    def __repr__(self) -> str: ...

class SearchResult:
    """A page of hits, and how many there are in all."""

    @property
    def hits(self) -> list[Hit]:
        """
        The most popular first, then the shorter name, then the smaller dense id.
        """

    @property
    def total(self) -> int:
        """Names that fit, exact."""

    @property
    def facets(self) -> dict[str, int]:
        """The total by label; labels without a hit are left out."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Hit]: ...

    def __repr__(self) -> str: ...

class Index:
    """
    The names of a snapshot's nodes. Constant: any number of threads may ask at once.

    Case and accents do not count. ``label`` is one label, several, or None for all; ``timeout``
    is in seconds.
    """

    def autocomplete(self, text: str, label: str | Sequence[str] | None = None, limit: int = 10, offset: int = 0, *, timeout: float | None = None, cancel: CancelToken | None = None) -> list[Hit]:
        """
        Names that hold every word of ``text``, the last one as the beginning of a word, the most popular
        first. No words: no hits.

        :raises NotFoundError: there is no such label; the message lists them.
        :raises TimeoutError, CancelledError: ``timeout`` seconds passed, ``cancel`` was set.
        """

    def search(self, text: str, label: str | Sequence[str] | None = None, limit: int = 10, offset: int = 0, *, prefix: bool = False, timeout: float | None = None, cancel: CancelToken | None = None) -> SearchResult:
        """
        Names that hold every word of ``text``, ``limit`` of them from ``offset`` on, and their exact number.
        ``prefix``: the last word may go on. Errors as autocomplete().
        """

    @property
    def labels(self) -> list[str]:
        """The labels that have names."""

    def name_count(self, label: str | None = None) -> int:
        """Names of the label, or all."""

    @property
    def graph(self) -> Graph:
        """The graph of the same snapshot."""

    def __repr__(self) -> str: ...

def open_index(path: str | os.PathLike[str]) -> Index: ...

def index_of(graph: Graph) -> Index: ...
