"""What the file of a graph keeps of Python's: keys, and what they were a copy of."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from wirespeed.errors import InvalidArgumentError, MalformedError
from wirespeed.graph._epoch import Epoch

#: NumPy's kinds of items that a file keeps as they lie.
_KEPT = "biufmMSU"
_NOTE = "wirespeed.graph"


def saved_keys(ids: Any) -> tuple[Any, str]:
    """The keys as an array, and what they are; :func:`loaded_keys` takes them back.

    :raises InvalidArgumentError: they are objects that no file keeps.
    """
    import numpy

    if _is_arrow(ids):
        return ids, "arrow:"
    keys = numpy.asarray(ids)
    if keys.dtype == object:
        return keys, _kind_of_objects(keys)
    if keys.dtype.kind not in _KEPT or keys.dtype in (numpy.float16, numpy.longdouble):
        raise _unfit(str(keys.dtype))
    keys = keys.astype(keys.dtype.newbyteorder("="), copy=False)
    return keys, f"numpy:{keys.dtype.str}"


def loaded_keys(keys: Any, kind: str, nodes: int) -> Any:
    """
    :raises MalformedError: they are not what they are said to be.
    """
    if not kind.startswith("numpy:"):
        return keys.to_numpy() if kind in ("str", "bytes") else keys
    import numpy

    try:
        dtype = numpy.dtype(kind.removeprefix("numpy:"))
    except TypeError:
        dtype = numpy.dtype(object)
    if dtype.kind not in _KEPT or dtype.itemsize * nodes != len(keys):
        raise MalformedError(f"load: expected keys of NumPy's {kind}, found {len(keys)} bytes; save the graph again")
    return keys.view(dtype)


def note_of(dropped: int, epoch: Epoch | None) -> str:
    said = None if epoch is None else {**vars(epoch), "taken_at": epoch.taken_at.isoformat()}
    return json.dumps({_NOTE: {"dropped": dropped, "epoch": said}})


def read_note(note: str, path: str) -> tuple[int, Epoch | None]:
    """How many relationships were left out, and the epoch; what others than Python have noted is theirs."""
    if not note.startswith(f'{{"{_NOTE}"'):
        return 0, None
    try:
        said = json.loads(note)[_NOTE]
        epoch = said["epoch"]
        if epoch is not None:
            epoch = Epoch(**{**epoch, "taken_at": datetime.fromisoformat(epoch["taken_at"])})
        return int(said["dropped"]), epoch
    except (ValueError, TypeError, KeyError) as failure:
        raise MalformedError(f"load {path}: the note cannot be read: {failure}; save the graph again") from failure


def _is_arrow(ids: Any) -> bool:
    """pandas offers Arrow's interface, too, for what NumPy has."""
    offers = hasattr(ids, "__arrow_c_array__") or hasattr(ids, "__arrow_c_stream__")
    return offers and type(ids).__module__.partition(".")[0] != "pandas"


def _kind_of_objects(keys: Any) -> str:
    types = {type(key) for key in keys}
    for kind in (str, bytes):
        if types <= {kind}:
            return kind.__name__
    raise _unfit(", ".join(sorted(one.__name__ for one in types)))


def _unfit(found: str) -> InvalidArgumentError:
    return InvalidArgumentError(
        f"save: expected keys that are all numbers, times, texts or bytes, found {found}; load the graph with such keys"
    )
