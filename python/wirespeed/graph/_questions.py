"""What all questions to a graph in memory stand on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

from wirespeed import _native
from wirespeed.errors import InvalidArgumentError

Direction: TypeAlias = Literal["out", "in", "both"]


class Questions:
    """Each subject's questions are methods of a class of their own; :class:`EdgeGraph` is all of them."""

    _native: _native.EdgeGraph


def ids_of(values: Any, name: str) -> Any:
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


def floats_of(values: Any) -> Any:
    import numpy

    return numpy.ascontiguousarray(values, dtype=numpy.float64)


def nodes_of(nodes: Any, name: str) -> Any:
    """One node or several, as :func:`ids_of`."""
    import numpy

    if isinstance(nodes, Iterable) and not hasattr(nodes, "__len__"):
        nodes = list(nodes)
    return ids_of(numpy.atleast_1d(numpy.asarray(nodes)), name)
