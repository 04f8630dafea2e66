"""Where the parameters of a statement are: ``%s`` and ``%(name)s`` become ``$1``, ``$2``, ..."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from wirespeed.postgres._errors import ProgrammingError

__all__ = ["numbered"]

# What is text to the server, so that nothing in it is a placeholder; and what may be one. Block comments nest, so only
# their beginning is here. A quote that nobody closes goes on to the end: the server will say so.
_TOKEN = re.compile(
    r"""
      (?P<text> (?<![\w$])[eE]'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'?
              | '[^']*'? | "[^"]*"? | --[^\n]*
              | (?<![\w$])\$(?P<tag>(?:[^\W\d]\w*)?)\$ .*? (?:\$(?P=tag)\$|\Z) )
    | (?P<comment> /\* )
    | (?<![\w$])\$(?P<number>\d+)
    | %(?P<mark> % | s | \((?P<name>[^)]*)\)s | . | \Z )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(r"/\*|\*/")


def numbered(sql: str, params: Sequence[Any] | Mapping[str, Any] | None) -> tuple[str, Sequence[Any]]:
    """The statement with ``$1``, ``$2``, ..., and their values in that order.

    A statement with ``$1`` in it, or without ``params``, stays as it is. In all others ``%%`` is one ``%``, also within
    quotes, as all drivers with these placeholders have it; a single ``%`` within quotes is one, too.

    :raises ProgrammingError: the placeholders do not fit the parameters.
    """
    if params is None:
        return sql, ()
    found = _translated(sql)
    if isinstance(params, Mapping):
        return found.sql, _named(found.names, params)
    if isinstance(params, (str, bytes)):
        raise ProgrammingError(f"params: expected a sequence of values or a mapping, found {type(params).__name__}")
    if found.is_native:
        return sql, params
    return found.sql, _in_order(found.names, params)


def _named(names: tuple[str | None, ...], params: Mapping[str, Any]) -> list[Any]:
    if None in names:
        raise ProgrammingError("params: expected a sequence of values for %s, found a mapping; or write %(name)s")
    missing = [str(name) for name in names if name not in params]
    if missing:
        raise ProgrammingError(f"params: expected a value for each name, found none for {', '.join(missing)}")
    return [params[str(name)] for name in names]


def _in_order(names: tuple[str | None, ...], params: Sequence[Any]) -> Sequence[Any]:
    if any(name is not None for name in names):
        raise ProgrammingError("params: expected a mapping for %(name)s, found a sequence; or write %s")
    if len(params) != len(names):
        raise ProgrammingError(f"params: expected {len(names)} values, one for each %s, found {len(params)}")
    return params


class _Translated(NamedTuple):
    sql: str
    names: tuple[str | None, ...]
    """In the order of their numbers; None: a ``%s``."""
    is_native: bool
    """It has ``$1``, so it was not translated."""


@lru_cache(maxsize=512)
def _translated(sql: str) -> _Translated:
    made: list[str] = []
    numbers: dict[str, int] = {}
    names: list[str | None] = []
    fault: str | None = None
    at = 0
    while found := _TOKEN.search(sql, at):
        if found["number"]:
            return _Translated(sql, (), True)
        end = _comment_end(sql, found.end()) if found["comment"] else found.end()
        piece = sql[found.start() : end]
        if found["mark"] is None or found["mark"] == "%":
            piece = piece.replace("%%", "%")
        elif found["mark"] == "s":
            names.append(None)
            piece = f"${len(names)}"
        elif (name := found["name"]) is not None:
            if name not in numbers:
                names.append(name)
                numbers[name] = len(names)
            piece = f"${numbers[name]}"
        else:
            fault = fault or f"{piece!r} at character {found.start() + 1}"
        made += (sql[at : found.start()], piece)
        at = end
    if fault:
        raise ProgrammingError(f"placeholders: expected %s, %(name)s or %% for a percent sign, found {fault}")
    return _Translated("".join(made) + sql[at:], tuple(names), False)


def _comment_end(sql: str, at: int) -> int:
    depth = 1
    while depth and (found := _COMMENT.search(sql, at)):
        depth += 1 if found[0] == "/*" else -1
        at = found.end()
    return at if depth == 0 else len(sql)
