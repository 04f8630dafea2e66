"""What type checkers must infer; read by mypy, never run."""

from typing import Any, assert_type

from wirespeed.cache import Cache, CachedFunction, Key, RedisTier, Stats, cached, prometheus

cache = Cache(100, ttl=60)
assert_type(cache.get("a"), Any)
assert_type(cache.get_or_load("a", lambda: 7), int)
assert_type(cache.stats(), Stats)
assert_type(cache.delete(("a", 1)), bool)
assert_type(prometheus([cache]), str)


async def number() -> int:
    return 7


async def main() -> None:
    assert_type(await cache.aget_or_load("a", number), int)
    assert_type(await cache.aget_or_load("a", lambda: "x", ttl=5, tags="t"), str)


@cached(cache, ttl=5)
def f(a: int, *, b: str = "") -> list[int]:
    return [a]


@cached
def g(a: int) -> str:
    return str(a)


assert_type(f(1, b="x"), list[int])
assert_type(f.key(1), Key)
assert_type(g(1), str)
twin: CachedFunction[[int], str] = cached(max_items=5)(lambda a: "x")

f("1")  # type: ignore[arg-type]
cache.get_or_load("a")  # type: ignore[call-arg]
RedisTier("redis://x", codec=7)  # type: ignore[arg-type]
