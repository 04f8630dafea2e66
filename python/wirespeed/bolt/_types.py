"""Values that Neo4j has and Python has not: the graph's, and times that :mod:`datetime` cannot hold."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, ValuesView
from dataclasses import dataclass
from typing import Any

__all__ = [
    "Date",
    "DateTime",
    "Duration",
    "LocalDateTime",
    "LocalTime",
    "Node",
    "Path",
    "Point",
    "Relationship",
    "Time",
    "UnsupportedType",
    "Vector",
]


class _Entity:
    """Properties by name, and an identity: two are equal when they are the same in the graph."""

    __slots__ = ("element_id", "id", "properties")

    id: int
    """The old number; ``element_id`` is what servers from Neo4j 5 on go by."""
    element_id: str
    properties: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.properties[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self.properties.get(name, default)

    def __contains__(self, name: object) -> bool:
        return name in self.properties

    def __iter__(self) -> Iterator[str]:
        return iter(self.properties)

    def __len__(self) -> int:
        return len(self.properties)

    def keys(self) -> KeysView[str]:
        return self.properties.keys()

    def values(self) -> ValuesView[Any]:
        return self.properties.values()

    def items(self) -> ItemsView[str, Any]:
        return self.properties.items()

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.element_id == self.element_id

    def __hash__(self) -> int:
        return hash(self.element_id)


class Node(_Entity):
    """A node: ``labels``, and its properties as a mapping: ``node["name"]``."""

    __slots__ = ("labels",)

    def __init__(self, id: int, labels: list[str], properties: dict[str, Any], element_id: str) -> None:
        self.id = id
        self.labels = labels
        self.properties = properties
        self.element_id = element_id

    def __repr__(self) -> str:
        return f"Node({self.element_id!r}, {self.labels}, {self.properties})"


class Relationship(_Entity):
    """A relationship: its ``type``, the ids of its ends, and its properties as a mapping."""

    __slots__ = ("end_element_id", "end_id", "start_element_id", "start_id", "type")

    def __init__(
        self,
        id: int,
        start_id: int,
        end_id: int,
        type: str,
        properties: dict[str, Any],
        element_id: str,
        start_element_id: str,
        end_element_id: str,
    ) -> None:
        self.id = id
        self.start_id = start_id
        self.end_id = end_id
        self.type = type
        self.properties = properties
        self.element_id = element_id
        self.start_element_id = start_element_id
        self.end_element_id = end_element_id

    def __repr__(self) -> str:
        return f"Relationship({self.element_id!r}, {self.type!r}, {self.properties})"


@dataclass(frozen=True, slots=True)
class Path:
    """A walk: ``nodes[0]``, ``relationships[0]``, ``nodes[1]``, ... Each relationship has the ends it has in the
    graph, against the walk perhaps.
    """

    nodes: list[Node]
    relationships: list[Relationship]

    def __len__(self) -> int:
        return len(self.relationships)


@dataclass(frozen=True, slots=True)
class Duration:
    """Months, days, seconds and nanoseconds, which have no common measure."""

    months: int = 0
    days: int = 0
    seconds: int = 0
    nanoseconds: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """A place: ``srid`` 4326 and 4979 are WGS-84 (x is the longitude), 7203 and 9157 are Cartesian."""

    srid: int
    x: float
    y: float
    z: float | None = None


@dataclass(frozen=True, slots=True)
class Date:
    """A day beyond the years 1 to 9999: days since 1970-01-01."""

    days: int


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A time of day with nanoseconds that are no whole microseconds."""

    nanoseconds: int


@dataclass(frozen=True, slots=True)
class Time:
    """The same with an offset from UTC, in seconds."""

    nanoseconds: int
    offset_seconds: int


@dataclass(frozen=True, slots=True)
class LocalDateTime:
    """A date and time without a zone that :class:`datetime.datetime` cannot hold: seconds since 1970-01-01T00:00."""

    seconds: int
    nanoseconds: int


@dataclass(frozen=True, slots=True)
class DateTime:
    """An instant and a zone that :class:`datetime.datetime` cannot hold. ``zone`` is seconds east of UTC or a name."""

    seconds: int
    """Since 1970-01-01T00:00 of UTC, or of the zone's own clock."""
    nanoseconds: int
    zone: int | str
    is_wall_clock: bool = False
    """The seconds are the zone's own: what Neo4j 4.4 may say of named zones."""


@dataclass(frozen=True, slots=True)
class Vector:
    """Numbers of one type: ``i8``, ``i16``, ``i32``, ``i64``, ``f32`` or ``f64``."""

    type: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class UnsupportedType:
    """A value that this protocol version has nothing for."""

    name: str
    minimum_protocol_version: tuple[int, int]
    message: str | None = None
