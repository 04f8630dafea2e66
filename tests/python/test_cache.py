"""wirespeed.cache from threads: what is kept and for how long, and what it says of itself."""

from __future__ import annotations

import gc
import re
import weakref
from random import Random
from typing import Any

import numpy as np
import pytest

from cache_crowds import never, pass_time, small
from conftest import run_python
from wirespeed.cache import UNSET, Cache, prometheus
from wirespeed.errors import InvalidArgumentError


def test_what_was_loaded_is_given_again() -> None:
    cache, value = small(), object()
    assert cache.get_or_load("a", lambda: value) is value
    assert cache.get_or_load("a", never) is value
    assert cache.get("a") is value


def test_get_loads_nothing() -> None:
    cache = small()
    assert cache.get("a") is None
    assert cache.get("a", 7) == 7


def test_put_replaces_and_delete_removes() -> None:
    cache = small()
    cache.put("a", 1)
    cache.put("a", 2)
    assert (cache.get("a"), len(cache)) == (2, 1)
    assert cache.delete("a")
    assert not cache.delete("a")
    cache.put("b", 1)
    cache.clear()
    assert (cache.get("b"), len(cache)) == (None, 0)


def test_a_value_ends_with_its_ttl() -> None:
    cache = small(ttl=1000)
    cache.put("a", 1)
    cache.put("longer", 1, ttl=2000)
    cache.put("for ever", 1, ttl=None)
    pass_time(cache, 900)
    assert cache.get("a") == 1
    pass_time(cache, 101)
    assert (cache.get("a"), cache.get("longer")) == (None, 1)
    pass_time(cache, 1e8)
    assert (cache.get("longer"), cache.get("for ever")) == (None, 1)


def test_jitter_spreads_the_ends() -> None:
    cache = Cache(1000, ttl=10_000, jitter=0.5, beta=0)
    for i in range(1000):
        cache.put(i, i)
    pass_time(cache, 7500)
    assert 350 < sum(cache.get(i) is not None for i in range(1000)) < 650
    pass_time(cache, 2501)
    cache.prune()
    assert (len(cache), cache.stats().expirations) == (0, 1000)


def test_it_holds_so_many_items() -> None:
    cache = small()
    for i in range(1000):
        cache.put(i, i)
    assert len(cache) == 100
    assert cache.stats().evictions == 900


def test_it_holds_so_many_bytes() -> None:
    cache = Cache(max_bytes=1 << 20)
    for i in range(1000):
        cache.put(i, bytes(10_000))
        assert cache.stats().weight <= 1 << 20
    assert 90 < len(cache) < 105
    cache.put("large", bytes(2 << 20))
    assert cache.get("large") is None
    assert cache.stats().too_large == 1


@pytest.mark.parametrize(
    ("value", "least"),
    [
        (b"x" * 5000, 5000),
        ("x" * 5000, 5000),
        (np.zeros(5000), 40_000),
        ([b"x" * 5000] * 2, 10_000),
        ({"a": b"x" * 5000}, 5000),
        (5, 5),
    ],
)
def test_sizes_of_values(value: Any, least: int) -> None:
    cache = Cache(max_bytes=1 << 20)
    cache.put("a", value)
    assert least < cache.stats().weight < least + 1000


def test_sizes_may_be_the_caller_s_own() -> None:
    cache = Cache(max_bytes=10_000, size_of=lambda value: value * 1000)
    cache.put("a", 5)
    assert cache.stats().weight > 5000
    cache.put("b", 11)
    assert cache.get("b") is None


def test_an_invalidation_ends_all_and_a_tag_what_has_it() -> None:
    cache = small()
    cache.put("a", 1, tags="x")
    cache.put("b", 2, tags=["x", "y"])
    cache.put("c", 3)
    cache.invalidate(tag="y")
    assert [cache.get(key) for key in "abc"] == [1, None, 3]
    cache.invalidate(tag="x")
    assert [cache.get(key) for key in "abc"] == [None, None, 3]
    cache.invalidate()
    assert cache.get("c") is None
    cache.put("c", 4)
    assert cache.get("c") == 4


def test_a_new_version_ends_all_and_the_same_one_nothing() -> None:
    cache = small(version="1")
    cache.put("a", 1)
    cache.version = "1"
    assert cache.get("a") == 1
    cache.invalidate(version="2")
    assert (cache.get("a"), cache.version) == (None, "2")


def test_nothing_is_kept_for_as_long_as_was_said() -> None:
    cache = small(ttl=100, negative_ttl=5)
    assert cache.get_or_load("a", lambda: None) is None
    assert cache.get_or_load("a", never) is None
    pass_time(cache, 6)
    assert cache.get_or_load("a", lambda: 1) == 1
    pass_time(cache, 6)
    assert cache.get_or_load("a", never) == 1


def test_values_are_let_go_and_may_call_the_cache_when_they_go() -> None:
    cache = small()

    class Value:
        def __del__(self) -> None:
            cache.put("from a finalizer", 1)
            cache.get("a")

    for i in range(300):
        cache.put(i, Value())
    cache.put("a", Value())
    cache.put("a", Value())
    cache.delete("a")
    value = Value()
    seen = weakref.ref(value)
    cache.put("a", value)
    del value
    assert seen() is not None
    cache.clear()
    assert seen() is None


def test_a_cache_that_holds_itself_is_collected() -> None:
    cache = small()
    cache.put("self", cache)
    seen = weakref.ref(cache)
    del cache
    gc.collect()
    assert seen() is None


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"max_items": 1, "max_bytes": 1},
        {"max_items": 0},
        {"max_items": 1, "jitter": 1},
        {"max_items": 1, "beta": -1},
        {"max_items": 1, "ttl": -1},
        {"max_items": 1, "ttl": float("nan")},
        {"max_items": 1, "stale": "long"},
        {"max_items": 1.5},
    ],
)
def test_options_that_cannot_be(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgumentError):
        Cache(**options)


def test_calls_that_cannot_be() -> None:
    cache = small()
    for call in (
        lambda: cache.get_or_load("a"),  # type: ignore[call-arg]
        lambda: cache.get_or_load("a", lambda: 1, nonsense=1),  # type: ignore[call-arg]
        lambda: cache.get(),  # type: ignore[call-overload]
        lambda: cache.put("a", 1, tags=[1]),  # type: ignore[list-item]
        lambda: cache.get(object()),
    ):
        with pytest.raises(TypeError):
            call()
    with pytest.raises(InvalidArgumentError):
        cache.get_or_load("a", lambda: 1, ttl=-1)
    with pytest.raises(InvalidArgumentError):
        cache.invalidate(tag="a", version="b")
    assert cache.get_or_load("a", lambda: 1) == 1


def test_prometheus_reads_it() -> None:
    one, other = small(name='a "b"\n'), small(name="other")
    one.get_or_load("a", lambda: 1)
    one.get("a")
    text = prometheus([one, other])
    assert 'wirespeed_cache_hits_total{cache="a \\"b\\"\\n"} 1\n' in text
    assert 'wirespeed_cache_entries{cache="other"} 0\n' in text
    line = re.compile(r'(# (HELP|TYPE) \w+ .+|\w+\{cache="(\\.|[^"\\])*"\} \d+)')
    assert all(line.fullmatch(found) for found in text.splitlines())
    assert one.prometheus("x").startswith("# HELP x_hits_total ")


def test_its_stats_add_up() -> None:
    cache = small()
    assert cache.stats().hit_ratio == 0
    for key in "aab":
        cache.get_or_load(key, lambda: 1)
    stats = cache.stats()
    assert (stats.hits, stats.misses, stats.loads, stats.entries, stats.weight) == (1, 2, 2, 2, 2)
    assert stats.hit_ratio == pytest.approx(1 / 3)
    assert repr(cache) == "<Cache 'cache' of 2 entries>"
    assert repr(UNSET) == "UNSET"


def test_hit_ratios_on_a_zipf_trace_are_better_than_lru() -> None:
    """The store is the C++ one, whose own tests compare it with a model."""
    from functools import lru_cache

    random = Random(3)
    weights = [1 / (i + 1) ** 0.9 for i in range(5000)]
    trace = random.choices(range(5000), weights, k=50_000)
    cache = Cache(250)
    lru = lru_cache(250)(lambda key: key)
    for key in trace:
        cache.get_or_load(key, lambda: 1)
        lru(key)
    assert cache.stats().hits > lru.cache_info().hits


def test_importing_the_package_does_not_import_redis() -> None:
    assert run_python("import sys, wirespeed.cache; print('redis' in sys.modules)").stdout == "False\n"
