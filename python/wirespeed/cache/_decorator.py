"""@cached."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, TypeVar, overload

from wirespeed.cache._cache import Cache
from wirespeed.cache._core import CachedFunction
from wirespeed.cache._options import UNSET, Seconds, Unset, seconds, tags_of
from wirespeed.errors import InvalidArgumentError

P = ParamSpec("P")
R = TypeVar("R")
MANY = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
USUAL_ITEMS = 1024


@overload
def cached(function: Callable[P, R], /) -> CachedFunction[P, R]: ...
@overload
def cached(
    cache: Cache | None = None,
    /,
    *,
    key: Callable[..., object] | None = None,
    name: str | None = None,
    ttl: Seconds | Unset = UNSET,
    stale: float | Unset = UNSET,
    tags: str | Iterable[str] = (),
    **options: Any,
) -> Callable[[Callable[P, R]], CachedFunction[P, R]]: ...


def cached(
    cache: Any = None,
    /,
    *,
    key: Callable[..., object] | None = None,
    name: str | None = None,
    ttl: Seconds | Unset = UNSET,
    stale: float | Unset = UNSET,
    tags: str | Iterable[str] = (),
    **options: Any,
) -> Any:
    """A decorator for functions and coroutine functions: their answers are kept by their arguments.

    ``f(1)``, ``f(x=1)`` and a default of 1 are one key; 1, 1.0 and True are three. ``f.key(1)`` is that key,
    ``f.delete(1)`` removes its answer, ``f.cache`` is the cache.

    :param cache: where; None: a cache of its own, for which ``options`` are (1,024 items where they set no bound).
    :param key: what makes the key from the arguments; for methods, as ``key=lambda self, x: (self.id, x)``.
    :param name: what the keys begin with; the module and name of the function, unless this is given.
    """
    if not (cache is None or isinstance(cache, Cache)):
        return cached()(cache)
    if cache is not None and options:
        raise InvalidArgumentError(
            f"cached: options of a cache beside a cache: {', '.join(options)}; give them to Cache"
        )
    how = {what: given for what, given in (("ttl", ttl), ("stale", stale)) if not isinstance(given, Unset)}
    for what, given in how.items():
        seconds(what, given)

    def decorate(function: Callable[P, R]) -> CachedFunction[P, R]:
        prefix = name or f"{function.__module__}.{function.__qualname__}"
        chosen = cache if cache is not None else _own(prefix, options)
        parameters, by_position, defaults = _parameters(function)
        more = {"tags": tags_of(tags)} if tags else {}
        is_async = inspect.iscoroutinefunction(function)
        made: CachedFunction[P, R] = CachedFunction(
            chosen, function, prefix, parameters, by_position, defaults, key, {**how, **more}, is_async
        )
        return _dressed(made, function, chosen)

    return decorate


def _own(name: str, options: dict[str, Any]) -> Cache:
    if "max_items" not in options and "max_bytes" not in options:
        options = {**options, "max_items": USUAL_ITEMS}
    return Cache(**{"name": name, **options})


def _parameters(function: Callable[..., Any]) -> tuple[tuple[str, ...] | None, int, tuple[object, ...]]:
    """Their names, how many may be given by position, and their defaults; CachedFunction stands for one that has none
    behind one that has. None as names: it takes any."""
    found = list(inspect.signature(function).parameters.values())
    only_by_position = any(one.kind is inspect.Parameter.POSITIONAL_ONLY for one in found)
    if only_by_position or any(one.kind in MANY for one in found):
        return None, 0, ()
    none = CachedFunction
    given = [none if one.default is inspect.Parameter.empty else one.default for one in found]
    first = next((i for i, default in enumerate(given) if default is not none), len(given))
    by_position = sum(one.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD for one in found)
    return tuple(one.name for one in found), by_position, tuple(given[first:])


# What inspect looks at to tell whether something is a function, and of which kind.
LIKE_A_FUNCTION = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__", "__code__", "__defaults__")


def _dressed(made: CachedFunction[P, R], function: Callable[P, R], cache: Cache) -> CachedFunction[P, R]:
    names = vars(made)
    names.update(getattr(function, "__dict__", {}))
    names.update(
        (name, getattr(function, name)) for name in (*LIKE_A_FUNCTION, "__kwdefaults__") if hasattr(function, name)
    )
    names["__wrapped__"] = function
    names["delete"] = lambda *args, **kwargs: cache.delete(made.key(*args, **kwargs))
    mark = getattr(asyncio.coroutines, "_is_coroutine", None)
    if mark is not None and inspect.iscoroutinefunction(function):
        names["_is_coroutine"] = mark
    return made
