"""Where the official driver keeps what is accelerated: its private modules, by line of releases."""

from __future__ import annotations

from dataclasses import dataclass

# Each went through tests/python/test_neo4j.py, which compares it with itself without acceleration. Others keep their
# stock behaviour: private names move, and a guess that is almost right is worse than none.
TESTED = frozenset({"5.28.6", "5.28.8", "6.0.3", "6.1.0", "6.2.0", "6.3.0", "6.3.1", "6.4.0", "6.4.1"})


@dataclass(frozen=True)
class Twin:
    """The modules of the sync or of the async half."""

    bolt: str  # has the class (Async)Bolt, and imports the boxes and the socket
    common: str  # has (Async)Inbox, (Async)Outbox and (Async)Response
    versions: tuple[str, ...]  # of the protocol, one module for each major
    result: str


@dataclass(frozen=True)
class Line:
    sync: Twin
    async_: Twin
    hydration: str  # has _common, v1, v2
    scope: str  # has the class with _hydrate_structure, and its name
    scope_class: str


def _twin(half: str, bolt: str, common: str, versions: tuple[str, ...]) -> Twin:
    io = f"neo4j._{half}.io"
    return Twin(
        bolt=f"{io}.{bolt}",
        common=f"{io}.{common}",
        versions=tuple(f"{io}.{each}" for each in versions),
        result=f"neo4j._{half}.work.result",
    )


def _flat(half: str, *versions: str) -> Twin:
    return _twin(half, "_bolt", "_common", versions)


def _nested(half: str, *versions: str) -> Twin:
    return _twin(half, "_bolt._base", "_bolt._common", tuple(f"_bolt.{each}" for each in versions))


def _before_6_4(*versions: str) -> Line:
    return Line(
        sync=_flat("sync", *versions),
        async_=_flat("async", *versions),
        hydration="neo4j._codec.hydration",
        scope="neo4j._codec.hydration._common",
        scope_class="HydrationScope",
    )


def _from_6_4(*versions: str) -> Line:
    return Line(
        sync=_nested("sync", *versions),
        async_=_nested("async", *versions),
        hydration="neo4j._codec.hydration.bolt",
        scope="neo4j._codec.hydration.bolt._common",
        scope_class="HydrationScopeBolt",
    )


# By the first version of each, the newest first.
_LINES = {
    (6, 4): _from_6_4("_bolt3", "_bolt4", "_bolt5", "_bolt6"),
    (6, 0): _before_6_4("_bolt3", "_bolt4", "_bolt5", "_bolt6"),
    (5, 0): _before_6_4("_bolt3", "_bolt4", "_bolt5"),
}


def line_of(version: str) -> Line | None:
    """The line of a tested version of the driver, None of any other."""
    if version not in TESTED:
        return None
    major, minor = (int(part) for part in version.split(".")[:2])
    return next(line for first, line in _LINES.items() if (major, minor) >= first)
