import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable
from typing import Any, Generic, ParamSpec, TypeVar, final, overload

from wirespeed.cache._options import Unset

_P = ParamSpec("_P")
_R = TypeVar("_R", covariant=True)
_T = TypeVar("_T")

@final
class Answer(Coroutine[Any, Any, _R]):
    """A coroutine that is done when it begins."""

    def send(self, value: Any, /) -> Any: ...
    def throw(self, *args: Any) -> Any: ...
    def close(self) -> None: ...
    def __await__(self) -> Generator[Any, Any, _R]: ...

@final
class Key:
    """A key in the form in which the cache and Redis have it; get() and the others take it as any other key."""

    def __bytes__(self) -> bytes: ...

@final
class Lead:
    """The right to load a key, and the duty. One that is dropped hands the load over to whoever waits longest."""

    def begin(self, tags: tuple[str, ...], /) -> None: ...
    def finish(
        self, value: object, size: int, ttl: float | None, stale: float | None, delta: float | None, /
    ) -> None: ...
    def fail(self, error: BaseException, hold: float | None, /) -> None: ...
    def give_up(self) -> None: ...

@final
class Waiter:
    """For one task to await: the value, or None and then `lead` is set."""

    lead: Lead | None

    def __await__(self) -> Generator[Any, Any, Any]: ...
    def get_loop(self) -> asyncio.AbstractEventLoop: ...
    def cancel(self, msg: object = None) -> bool: ...
    def leave(self) -> None: ...

class CacheCore:
    def __init__(self, capacity: int, counts_bytes: bool, shards: int, jitter: float, beta: float, /) -> None: ...
    @overload
    def get(self, key: object, /) -> Any: ...
    @overload
    def get(self, key: object, default: _T, /) -> Any | _T: ...
    def get_or_load(
        self,
        key: object,
        loader: Callable[[], _T],
        /,
        *,
        ttl: float | Unset | None = ...,
        stale: float | Unset = ...,
        tags: str | Iterable[str] = (),
        timeout: float | None = None,
    ) -> _T: ...
    @overload
    def aget_or_load(
        self,
        key: object,
        loader: Callable[[], Awaitable[_T]],
        /,
        *,
        ttl: float | Unset | None = ...,
        stale: float | Unset = ...,
        tags: str | Iterable[str] = (),
    ) -> Coroutine[Any, Any, _T]: ...
    @overload
    def aget_or_load(
        self,
        key: object,
        loader: Callable[[], _T],
        /,
        *,
        ttl: float | Unset | None = ...,
        stale: float | Unset = ...,
        tags: str | Iterable[str] = (),
    ) -> Coroutine[Any, Any, _T]: ...
    def _put(
        self,
        key: object,
        value: object,
        size: int,
        ttl: float | None,
        stale: float | None,
        tags: tuple[str, ...],
        /,
    ) -> None: ...
    def _erase(self, key: object, /) -> bool: ...
    def _key_bytes(self, key: object, /) -> bytes: ...
    def _clear(self) -> None: ...
    def _invalidate(self) -> None: ...
    def _invalidate_tag(self, tag: str, /) -> None: ...
    def _prune(self) -> int: ...
    def _counters(self) -> dict[str, int]: ...
    def _shift_clock(self, seconds: float, /) -> None: ...

@final
class CachedFunction(Generic[_P, _R]):
    """A function whose answers are kept."""

    cache: CacheCore
    __wrapped__: Callable[_P, _R]
    __name__: str

    def __new__(
        cls,
        cache: CacheCore,
        function: Callable[_P, _R],
        prefix: str,
        parameters: tuple[str, ...] | None,
        by_position: int,
        defaults: tuple[object, ...],
        make_key: Callable[..., object] | None,
        how: dict[str, object],
        is_async: bool,
        /,
    ) -> CachedFunction[_P, _R]: ...
    def __call__(self, *args: _P.args, **kwargs: _P.kwargs) -> _R: ...
    @overload
    def __get__(self, instance: None, owner: type | None = None, /) -> CachedFunction[_P, _R]: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None, /) -> Callable[..., _R]: ...
    def key(self, *args: _P.args, **kwargs: _P.kwargs) -> Key: ...
    def delete(self, *args: _P.args, **kwargs: _P.kwargs) -> bool: ...
