"""What tells the rows of one result from those of another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any


def digest(rows: Iterable[Sequence[Any]]) -> str:
    made = hashlib.sha256()
    for row in rows:
        made.update("\0".join(map(_text, row)).encode() + b"\1")
    return made.hexdigest()


def _text(value: Any) -> str:
    if hasattr(value, "element_id"):
        return node(value.element_id, value.labels, value)
    return repr(value)


def node(element_id: str, labels: Iterable[str], properties: Any) -> str:
    return repr((element_id, sorted(labels), sorted((key, repr(value)) for key, value in properties.items())))
