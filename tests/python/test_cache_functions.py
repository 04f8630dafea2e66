"""Functions whose results are kept."""

from __future__ import annotations

from typing import Any

import pytest

from cache_crowds import pass_time, small
from wirespeed.cache import Key, cached
from wirespeed.errors import InvalidArgumentError


def test_a_cached_function_is_called_once_for_each_key() -> None:
    calls = []

    @cached
    def f(a: int, b: int = 2, *, c: int = 3) -> tuple[int, int, int]:
        """Says what it got."""
        calls.append((a, b, c))
        return a, b, c

    for _ in range(2):
        assert f(1) == f(a=1) == f(1, 2) == f(1, b=2, c=3) == f(b=2, a=1) == (1, 2, 3)
    assert f(1, 3) == (1, 3, 3)
    assert f(1, c=4) == (1, 2, 4)
    assert calls == [(1, 2, 3), (1, 3, 3), (1, 2, 4)]
    assert (f.__name__, f.__doc__, f.__wrapped__(5)) == ("f", "Says what it got.", (5, 2, 3))
    assert f.key(1) == f.key(a=1) != f.key(2)
    assert isinstance(f.key(1), Key)
    assert f.cache.get(f.key(1)) == (1, 2, 3)
    assert f.delete(a=1)
    assert f(1) == (1, 2, 3)
    assert len(calls) == 5


def test_wrong_arguments_are_the_function_s_own_error() -> None:
    @cached
    def f(a: int, *, b: int) -> int:
        return a + b

    for call in (lambda: f(), lambda: f(1), lambda: f(1, 2), lambda: f(1, b=2, c=3), lambda: f(1, a=1, b=2)):  # type: ignore[call-arg, misc]
        with pytest.raises(TypeError, match=r"f\(\)"):
            call()  # type: ignore[no-untyped-call]
    with pytest.raises(TypeError, match="expected arguments that fit"):
        f.key(1)  # type: ignore[call-arg]
    assert f(1, b=2) == 3


def test_functions_that_take_any_arguments() -> None:
    @cached
    def f(*args: Any, **kwargs: Any) -> Any:
        return args, kwargs

    assert f(1, x=2, y=3) is f(1, y=3, x=2)
    assert f(1) == ((1,), {})
    assert f((("x", 2),)) != f(x=2)
    assert f(1, 2) is not f((1, 2))


def test_methods_need_a_key_of_what_tells_their_objects_apart() -> None:
    class Shop:
        def __init__(self, number: int) -> None:
            self.number = number

        @cached(max_items=10)
        def refused(self, x: int) -> int:
            return x

        @cached(max_items=10, key=lambda self, x: (self.number, x))
        def price(self, x: int) -> tuple[int, int]:
            return self.number, x

    with pytest.raises(TypeError, match="give @cached a key="):
        Shop(1).refused(2)
    assert Shop(1).price(2) is Shop(1).price(2)
    assert Shop(2).price(2) == (2, 2)


def test_functions_that_share_a_cache_have_keys_of_their_own() -> None:
    cache = small(ttl=10)

    @cached(cache)
    def f(x: int) -> str:
        return f"f{x}"

    @cached(cache, ttl=100, tags="g")
    def g(x: int) -> str:
        return f"g{x}"

    assert [f(1), g(1), len(cache)] == ["f1", "g1", 2]
    pass_time(cache, 11)
    assert [cache.get(f.key(1)), cache.get(g.key(1))] == [None, "g1"]
    cache.invalidate(tag="g")
    assert cache.get(g.key(1)) is None


def test_a_function_s_errors_are_its_own() -> None:
    @cached(max_items=5, error_ttl=0)
    def f(x: int) -> float:
        return 1 / x

    with pytest.raises(ZeroDivisionError):
        f(0)
    assert f(2) == 0.5


def test_options_beside_a_cache_are_refused() -> None:
    with pytest.raises(InvalidArgumentError, match="max_items"):
        cached(small(), max_items=5)
    with pytest.raises(InvalidArgumentError, match="ttl"):
        cached(ttl=-1)
