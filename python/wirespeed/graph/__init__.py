"""A property graph in one mapped snapshot file: what there is, what it is called, what it is next to.

    import wirespeed
    g = wirespeed.graph.open("music")                        # a file, or a directory with graph.snapshot
    artist = g.node("Artist", 1)                             # by label and id
    artist.name, artist.properties, artist.is_stub
    g.find("Artist", "The Persuader")                        # by name: a list
    for release in g.neighbors(artist, "BY", "in", limit=10):
        print(release.name, release["year"])
    numpy.asarray(g.neighbors(artist, "BY", "in").ids)       # dense ids, uint32, without a copy
    dict(g.trends(artist))                                   # {1995: 2, 1997: 1, ...}
    print(g.shortest_path(artist, ("Label", 5), types=["BY", "ON"], timeout=0.5))

Opening maps the file and takes milliseconds; nothing is read ahead. Wherever a node is asked for, it is a
:class:`Node`, its dense id (an ``int``), or a pair of label and id. The data model, the file and what each question
costs: docs/graph.md. The C++ side: src/wirespeed/graph/graph.hpp.

:func:`from_edges` makes a graph in memory instead, of edges, types, labels and properties in arrays. It answers levels,
distances, paths (docs/graph_paths.md), components, traversals (docs/graph_traversals.md), centralities, communities and
similarity (docs/graph_measures.md):

    g = wirespeed.graph.from_edges(sources, targets, nodes=n, types=types, labels=labels, properties={"value": flags})
    t = g.traversal(relationships="HAS_B>|HAS_A>", labels=">B", include=("value", "==", True))
    t.count(0), t.nodes(0), t.paths(0)
    wirespeed.graph.walk(g).breadth_first().relationships("HAS_B>").where("value", "==", True).nodes(0)
    g.save("seed.graph")                                     # and wirespeed.graph.load("seed.graph") in any process

:func:`from_table` and its like load graphs whose nodes have keys, :class:`Neo4jCopy` follows a database
(docs/graph_loading.md); :func:`traversal_over` walks a graph where it lives (docs/graph_remote.md).
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

from wirespeed import _native
from wirespeed._native import (
    Category,
    Graph,
    LabelMemory,
    MemoryReport,
    Neighbors,
    Node,
    Path,
    Step,
    Trend,
    TypeMemory,
)
from wirespeed.graph._builder import TwoSided, WalkBuilder, walk
from wirespeed.graph._edges import EdgeGraph, from_edges
from wirespeed.graph._neighbors import Profiles
from wirespeed.graph._options import JoinedCondition, all_of, any_of
from wirespeed.graph._paths import MeasuredPaths
from wirespeed.graph._remote import Neo4jProvider, NodeCache, Provider, SqliteProvider, traversal_over
from wirespeed.graph._remote_traversal import RemoteTraversal, RemoteTwoSided, two_sided_over
from wirespeed.graph._traversal import Paths, RelationshipEnds, Subgraph, Traversal, WalkTree

if TYPE_CHECKING:
    from wirespeed.graph._bookmark import transaction_of
    from wirespeed.graph._copy import Neo4jCopy
    from wirespeed.graph._epoch import Answer, Epoch, StaleError
    from wirespeed.graph._load_file import load
    from wirespeed.graph._load_graphml import from_graphml
    from wirespeed.graph._load_neo4j import TornError, from_neo4j
    from wirespeed.graph._load_networkx import from_networkx
    from wirespeed.graph._load_table import from_table
    from wirespeed.graph._load_text import from_csv, from_edge_list
    from wirespeed.graph._loaded import LoadedGraph
    from wirespeed.graph._neo4j_delta import Outbox, UpdatedAt
    from wirespeed.graph._versions import AnswerAt, Version, VersionedGraph

__all__ = [
    "Answer",
    "AnswerAt",
    "Category",
    "EdgeGraph",
    "Epoch",
    "Graph",
    "JoinedCondition",
    "LabelMemory",
    "LoadedGraph",
    "MeasuredPaths",
    "MemoryReport",
    "Neighbors",
    "Neo4jCopy",
    "Neo4jProvider",
    "Node",
    "NodeCache",
    "Outbox",
    "Path",
    "Paths",
    "Profiles",
    "Provider",
    "RelationshipEnds",
    "RemoteTraversal",
    "RemoteTwoSided",
    "SqliteProvider",
    "StaleError",
    "Step",
    "Subgraph",
    "TornError",
    "Traversal",
    "Trend",
    "TwoSided",
    "TypeMemory",
    "UpdatedAt",
    "Version",
    "VersionedGraph",
    "WalkBuilder",
    "WalkTree",
    "all_of",
    "any_of",
    "from_csv",
    "from_edge_list",
    "from_edges",
    "from_graphml",
    "from_neo4j",
    "from_networkx",
    "from_table",
    "load",
    "open",
    "transaction_of",
    "traversal_over",
    "two_sided_over",
    "walk",
]

# Loaders and copies, by the modules that have them: imported when they are asked for, for most programs have no use for
# them.
_LATER = {
    "Answer": "_epoch",
    "AnswerAt": "_versions",
    "Epoch": "_epoch",
    "LoadedGraph": "_loaded",
    "Neo4jCopy": "_copy",
    "Outbox": "_neo4j_delta",
    "StaleError": "_epoch",
    "TornError": "_load_neo4j",
    "UpdatedAt": "_neo4j_delta",
    "Version": "_versions",
    "VersionedGraph": "_versions",
    "from_csv": "_load_text",
    "from_edge_list": "_load_text",
    "from_graphml": "_load_graphml",
    "from_neo4j": "_load_neo4j",
    "from_networkx": "_load_networkx",
    "from_table": "_load_table",
    "load": "_load_file",
    "transaction_of": "_bookmark",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
        return globals().setdefault(name, found)

    def __dir__() -> list[str]:
        return sorted({*globals(), *_LATER})


def open(path: str | os.PathLike[str]) -> Graph:
    """The graph in a snapshot file, or in a directory that holds ``graph.snapshot``.

    Only the header, the directory and the description are checked; :meth:`Graph.verify` reads all of it. The file must
    not be cut while it is open: write a new one and rename it.

    :raises IoError: the file cannot be read.
    :raises MalformedError: it is no snapshot, or was cut or altered.
    """
    return _native.open_graph(path)
