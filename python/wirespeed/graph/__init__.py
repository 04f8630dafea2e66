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
distances, components, PageRank, similarity and traversals (docs/graph_edges.md):

    g = wirespeed.graph.from_edges(sources, targets, nodes=n, types=types, labels=labels, properties={"value": flags})
    t = g.traversal(relationships="HAS_B>|HAS_A>", labels=">B", include=("value", "==", True))
    t.count(0), t.nodes(0), t.paths(0)
"""

import os

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
from wirespeed.graph._edges import EdgeGraph, Paths, Traversal, from_edges

__all__ = [
    "Category",
    "EdgeGraph",
    "Graph",
    "LabelMemory",
    "MemoryReport",
    "Neighbors",
    "Node",
    "Path",
    "Paths",
    "Step",
    "Traversal",
    "Trend",
    "TypeMemory",
    "from_edges",
    "open",
]


def open(path: str | os.PathLike[str]) -> Graph:
    """The graph in a snapshot file, or in a directory that holds ``graph.snapshot``.

    Only the header, the directory and the description are checked; :meth:`Graph.verify` reads all of it. The file must
    not be cut while it is open: write a new one and rename it.

    :raises IoError: the file cannot be read.
    :raises MalformedError: it is no snapshot, or was cut or altered.
    """
    return _native.open_graph(path)
