"""Names to nodes: autocomplete and ranked search over the names in a snapshot.

    import wirespeed
    s = wirespeed.search.open("music")                       # the snapshot that wirespeed.graph.open() takes
    [hit.name for hit in s.autocomplete("pink fl")]
    found = s.search("dark side", label="Release", limit=20)
    found.total, found.facets                                # exact: 1234, {'Release': 1234}
    s.graph.neighbors(found.hits[0].node, "BY")              # hits are nodes of the graph

Case and accents do not count. Hits are ranked by popularity, then the shorter name first. The C++ side:
src/wirespeed/search/index.hpp.
"""

import os

from wirespeed import _native
from wirespeed._native import Graph, Hit, Index, SearchResult

__all__ = ["Hit", "Index", "SearchResult", "open"]


def open(source: str | os.PathLike[str] | Graph) -> Index:
    """The name index of a snapshot: a file, a directory that holds ``graph.snapshot``, or an open graph.

    :raises IoError: the file cannot be read.
    :raises MalformedError: it is no snapshot, or was cut or altered.
    :raises NotFoundError: the snapshot has no name index.
    """
    return _native.index_of(source) if isinstance(source, Graph) else _native.open_index(source)
