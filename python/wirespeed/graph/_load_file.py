"""Graphs from files."""

from __future__ import annotations

import os

from wirespeed import _native
from wirespeed.graph._edges import EdgeGraph
from wirespeed.graph._loaded import LoadedGraph
from wirespeed.graph._saved import loaded_keys, read_note


def load(
    path: str | os.PathLike[str], *, timeout: float | None = None, cancel: _native.CancelToken | None = None
) -> EdgeGraph:
    """The graph that :meth:`EdgeGraph.save` wrote: a :class:`LoadedGraph` where its nodes had keys.

    The file is mapped, read once for its checksums, and not copied: processes that load the same file share its memory.
    Do not change it in place; ``save`` replaces it, and graphs that were loaded keep the old one.

    Keys of NumPy come back as NumPy arrays of the same dtype, keys of Arrow's libraries as
    :class:`wirespeed.kernels.Array`, which those libraries take without a copy.

    :raises IoError: the file cannot be read.
    :raises MalformedError: it is no graph of ``save``, or was cut or altered.
    """
    native, types, labels, keys, kind, note = _native.load_edge_graph(path, timeout, cancel)
    if keys is None:
        return EdgeGraph(native, types, labels)
    dropped, epoch = read_note(note, os.fspath(path))
    return LoadedGraph(native, types, labels, loaded_keys(keys, kind, native.node_count), dropped=dropped, epoch=epoch)
