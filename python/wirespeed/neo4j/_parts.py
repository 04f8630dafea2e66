"""Tells the native half what the driver's classes and functions are.

With them it makes nodes, dates and the like itself, instead of calling the driver's function for each. It does so only
where the function that the driver has for a structure is one of those named here, and only as long as the classes
store what they stored when this was written; otherwise the driver's function is called, as without wirespeed.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import Any

from wirespeed.neo4j._engine import set_driver
from wirespeed.neo4j._lines import Line, line_of

# The order is that of the enums Hydration and Dehydration in python/native/neo4j_driver.hpp.
_HYDRATIONS = {
    name: i
    for i, name in enumerate(
        (
            "node",
            "relationship",
            "unbound_relationship",
            "date",
            "time",
            "duration",
            "point",
            "utc_datetime",
            "local_datetime",
        ),
        start=1,
    )
}
_DEHYDRATIONS = {
    name: i
    for i, name in enumerate(
        ("date", "time", "duration", "timedelta", "point", "utc_datetime", "local_datetime"),
        start=1,
    )
}


@cache
def register() -> bool:
    """Whether the installed driver is one whose parts are known. They are told once: the native half keeps them."""
    neo4j = importlib.import_module("neo4j")
    line = line_of(neo4j.__version__)
    if line is None:
        return False
    set_driver(**_find(line))
    return True


def _find(line: Line) -> dict[str, Any]:
    time = importlib.import_module("neo4j.time")
    graph = importlib.import_module("neo4j.graph")
    pytz = importlib.import_module("pytz")
    tzinfo = importlib.import_module("pytz.tzinfo")
    scope = getattr(importlib.import_module(line.scope), line.scope_class)
    return {
        "structure": importlib.import_module("neo4j._codec.packstream").Structure,
        "record": importlib.import_module("neo4j").Record,
        "hydrate_structure": scope._hydrate_structure,
        "dehydration_hooks": importlib.import_module("neo4j._codec.hydration").DehydrationHooks,
        "hydrations": _hydrations(line, time, graph),
        "dehydrations": _dehydrations(line, time),
        "graph": graph.Graph,
        "node": graph.Node,
        "date": time.Date,
        "time": time.Time,
        "datetime": time.DateTime,
        "duration": time.Duration,
        "points": _points(line),
        "fixed_offset": pytz.FixedOffset,
        "zone": pytz.timezone,
        "result_parts": (*_results(line), scope, _hydrator(line), graph.Graph, graph.EntitySetView),
        "plain_zones": (type(pytz.FixedOffset(60)), type(pytz.UTC), tzinfo.DstTzInfo, tzinfo.StaticTzInfo),
    }


def _results(line: Line) -> Iterator[type]:
    for twin, prefix in ((line.sync, ""), (line.async_, "Async")):
        module = importlib.import_module(twin.result)
        yield getattr(module, f"{prefix}Result")
        yield module.ConnectionErrorHandler


def _hydrator(line: Line) -> Any:
    return importlib.import_module(f"{line.hydration}.v1.hydration_handler")._GraphHydrator


def _points(line: Line) -> dict[int, tuple[type, int]]:
    """The classes of points, and their dimensions, by what the driver's hydrator looks them up with."""
    names = vars(importlib.import_module(f"{line.hydration}.v1.spatial"))
    return names["_srid_table"] if "_srid_table" in names else names["srid_table"]  # type: ignore[no-any-return]


def _stores(made: object, *names: str) -> bool:
    return list(vars(made)) == list(names)


def _dates_are_known(time: ModuleType) -> bool:
    known = {"_Date__ordinal": 737454, "_Date__year": 2020, "_Date__month": 1, "_Date__day": -2}
    return known == dict(vars(time.Date(2020, 1, 30)))


def _times_are_known(time: ModuleType) -> bool:
    names = ("ticks", "hour", "minute", "second", "nanosecond", "tzinfo")
    return _stores(time.Time(1, 2, 3, 4), *(f"_Time__{name}" for name in names))


def _datetimes_are_known(time: ModuleType) -> bool:
    known = _dates_are_known(time) and _times_are_known(time)
    return known and _stores(time.DateTime(2020, 1, 30), "_DateTime__date", "_DateTime__time")


def _entities_are_known(graph: ModuleType) -> bool:
    node = graph.Node(graph.Graph(), "a", 1, ["b"], {})
    relationship = graph.Relationship(graph.Graph(), "a", 1, {})
    entity = ("_graph", "_element_id", "_id", "_properties")
    return _stores(node, *entity, "_labels") and _stores(relationship, *entity, "_start_node", "_end_node")


def _hydrations(line: Line, time: ModuleType, graph: ModuleType) -> dict[Callable[..., Any], int]:
    """What each of the driver's functions makes, for those whose results are known to the last attribute."""
    v1, v2 = f"{line.hydration}.v1", f"{line.hydration}.v2"
    temporal = importlib.import_module(f"{v1}.temporal")
    hydrator = _hydrator(line)
    found = {
        temporal.hydrate_duration: "duration",
        importlib.import_module(f"{v1}.spatial").hydrate_point: "point",
    }
    if _entities_are_known(graph):
        found[hydrator.hydrate_node] = "node"
        found[hydrator.hydrate_relationship] = "relationship"
        found[hydrator.hydrate_unbound_relationship] = "unbound_relationship"
    if _dates_are_known(time):
        found[temporal.hydrate_date] = "date"
    if _times_are_known(time):
        found[temporal.hydrate_time] = "time"
    if _datetimes_are_known(time):
        found[temporal.hydrate_datetime] = "local_datetime"
        found[importlib.import_module(f"{v2}.temporal").hydrate_datetime] = "utc_datetime"
    return {function: _HYDRATIONS[name] for function, name in found.items()}


def _dehydrations(line: Line, time: ModuleType) -> dict[Callable[..., Any], int]:
    """What each of the driver's functions is given, for those that are known."""
    temporal = importlib.import_module(f"{line.hydration}.v1.temporal")
    utc = importlib.import_module(f"{line.hydration}.v2.temporal")
    found = {
        temporal.dehydrate_duration: "duration",
        temporal.dehydrate_timedelta: "timedelta",
        importlib.import_module(f"{line.hydration}.v1.spatial").dehydrate_point: "point",
    }
    if _dates_are_known(time):
        found[temporal.dehydrate_date] = "date"
    if _times_are_known(time):
        found[temporal.dehydrate_time] = "time"
    if _datetimes_are_known(time):
        found[temporal.dehydrate_datetime] = "local_datetime"
        found[utc.dehydrate_datetime] = "utc_datetime"
    return {function: _DEHYDRATIONS[name] for function, name in found.items()}
