"""The same thing done by the stock driver and by the accelerated one, and told in a way that can be compared."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

import neo4j
from neo4j.exceptions import BrokenRecordError
from neo4j.graph import Node, Path, Relationship

import wirespeed.neo4j as fast

Task = Callable[[neo4j.Driver], Any]
AsyncTask = Callable[[neo4j.AsyncDriver], Awaitable[Any]]


def described(value: Any) -> Any:
    """All that can be seen of a value: its type, what it stores, in which order, down to the last level."""
    if isinstance(value, (list, tuple)) and not isinstance(value, neo4j.Record):
        return (type(value), [described(item) for item in value])
    if isinstance(value, dict):
        return (dict, [(key, described(item)) for key, item in value.items()])
    if isinstance(value, neo4j.Record):
        return ("Record", type(value), value.keys(), [_of_record(value, i) for i in range(len(value))])
    if isinstance(value, (Node, Relationship)):
        return (type(value).__name__, type(value).__mro__[1:], *_stored(value))
    if isinstance(value, Path):
        return (Path, described(value.nodes), described(value.relationships))
    of_driver = type(value).__module__.startswith("neo4j.") and hasattr(value, "__dict__")
    return (type(value), repr(value), *(_stored(value) if of_driver else ()))


def _of_record(record: neo4j.Record, i: int) -> Any:
    try:
        return described(record[i])
    except BrokenRecordError as error:
        return ("broken", str(error), type(error.__cause__), str(error.__cause__))


def _stored(value: Any) -> tuple[Any, ...]:
    """Attributes in the order in which they are stored; the graph and other entities by name only."""
    return tuple((name, _shallow(item)) for name, item in vars(value).items())


def _shallow(item: Any) -> Any:
    if isinstance(item, neo4j.graph.Graph):
        return "graph"
    if isinstance(item, (Node, Relationship)):
        return item.element_id
    return described(item)


def outcome(task: Callable[[], Any]) -> Any:
    try:
        return ("gave", described(task()))
    except Exception as error:
        return told(error)


def told(error: BaseException) -> Any:
    """An error without what differs from run to run: addresses and ports."""
    cause = error.__cause__
    text = re.sub(r"(Unknown PackStream marker \w\w).*", r"\1", str(error))  # ours says where, too
    return (type(error), _masked(text), getattr(error, "code", None), told(cause) if cause else None)


def _masked(text: str) -> str:
    return re.sub(r"#[0-9A-F]{4}|:\d+|, \d+\)|0x[0-9a-f]+|bolt-\d+|'t_\w+': \d+", "#", text)


def once(uri: str, task: Task, **options: Any) -> Any:
    with neo4j.GraphDatabase.driver(uri, **options) as driver:
        return outcome(lambda: task(driver))


async def _once_async(uri: str, task: AsyncTask, options: dict[str, Any]) -> Any:
    async with neo4j.AsyncGraphDatabase.driver(uri, **options) as driver:
        try:
            return ("gave", described(await task(driver)))
        except Exception as error:
            return told(error)


def once_async(uri: str, task: AsyncTask, **options: Any) -> Any:
    return asyncio.run(_once_async(uri, task, options))


def both(do: Callable[[], Any]) -> tuple[Any, Any]:
    """What came of it without and with acceleration."""
    fast.restore()
    return do(), accelerated(do)


def accelerated(do: Callable[[], Any]) -> Any:
    assert fast.accelerate()["active"]
    try:
        return do()
    finally:
        fast.restore()


def same(uri: str, task: Task, **options: Any) -> Any:
    """Fails unless the outcome is the same; gives it."""
    stock, found = both(lambda: once(uri, task, **options))
    assert found == stock
    return stock


def same_async(uri: str, task: AsyncTask, **options: Any) -> Any:
    stock, found = both(lambda: once_async(uri, task, **options))
    assert found == stock
    return stock


class Lines(logging.Handler):
    """The driver's log, masked."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(_masked(record.getMessage()))
