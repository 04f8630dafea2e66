"""How a query ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wirespeed.bolt._errors import Position

__all__ = ["IngestReport", "Notification", "Reached", "Status", "Summary"]


@dataclass(frozen=True)
class Notification:
    """What the server wants to be known about the query."""

    code: str
    title: str
    description: str
    severity: str
    category: str
    position: Position | None


@dataclass(frozen=True)
class Status:
    """The same and more in terms of GQL, from Neo4j 5.23 on."""

    gql_status: str
    description: str
    severity: str
    classification: str
    is_notification: bool
    position: Position | None
    diagnostic_record: dict[str, Any]


@dataclass(frozen=True)
class Summary:
    """Everything but the records."""

    query_type: str
    """``r``, ``rw``, ``w`` or ``s`` (of the schema)."""
    database: str
    counters: dict[str, int]
    """What changed, by the server's names: ``nodes-created``, ``properties-set``, ...; what did not is not there."""
    contains_updates: bool
    contains_system_updates: bool
    notifications: list[Notification]
    statuses: list[Status]
    plan: dict[str, Any] | None
    """Of ``EXPLAIN``."""
    profile: dict[str, Any] | None
    """Of ``PROFILE``."""
    available_after_ms: int
    """From the server's taking the query to its first record; -1 where it did not say."""
    consumed_after_ms: int


@dataclass(frozen=True)
class IngestReport:
    """What an ingest did: rows and batches that are committed."""

    rows: int
    batches: int
    retries: int
    counters: dict[str, int]


@dataclass(frozen=True)
class Reached:
    """A server that answered."""

    address: str
    protocol_version: tuple[int, int]
    agent: str
    connection_id: str


def _positioned(made: dict[str, Any]) -> dict[str, Any]:
    if made["position"] is not None:
        made["position"] = Position(*made["position"])
    return made


def summary_of(native: dict[str, Any]) -> Summary:
    native["notifications"] = [Notification(**_positioned(one)) for one in native["notifications"]]
    native["statuses"] = [Status(**_positioned(one)) for one in native["statuses"]]
    return Summary(**native)
