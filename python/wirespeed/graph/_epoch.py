"""How old a copy of a graph is, and of what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from wirespeed.errors import Error


class StaleError(Error):
    """The copy is older than the question allows, and could not be renewed in time: ask the store itself.

    ``epoch`` is that of the copy.
    """

    code = "deadline"

    def __init__(self, message: str, epoch: Epoch | None = None) -> None:
        super().__init__(message)
        self.epoch = epoch


@dataclass(frozen=True)
class Epoch:
    """The state of a store that a graph is a copy of.

    ``store_id`` names the store, ``last_transaction`` is the last one that it had committed; ``None`` where the source
    has no transactions. ``taken_at`` is when the copy was known to be the same, in UTC. ``nodes`` and ``relationships``
    are how many there were of each label and type, as the store itself counts them.
    """

    store_id: str
    last_transaction: int | None
    taken_at: datetime
    nodes: dict[str, int] = field(default_factory=dict)
    relationships: dict[str, int] = field(default_factory=dict)


class Answer(NamedTuple):
    """An answer and the state of the store that it is true of; ``None``: the caller's fallback gave it."""

    value: Any
    epoch: Epoch | None
