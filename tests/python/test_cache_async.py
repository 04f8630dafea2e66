"""wirespeed.cache from event loops, and from loops and threads together."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import inspect
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from aio_loop import run
from cache_crowds import never, pass_time, small
from waiting import until, wait_until
from wirespeed.cache import Cache, cached
from wirespeed.errors import Error


class Gate:
    """A loader that is in, until it is let out."""

    def __init__(self, outcome: Any = "loaded") -> None:
        self.outcome = outcome
        self.is_in, self.out = asyncio.Event(), asyncio.Event()

    async def __call__(self) -> Any:
        self.is_in.set()
        await self.out.wait()
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


@asynccontextmanager
async def crowd(cache: Cache, count: int, ask: Callable[[], Awaitable[Any]]) -> AsyncIterator[list[Any]]:
    """So many tasks that wait for a load, and in the end what each of them got."""

    async def asked() -> Any:
        return await ask()

    before = cache.stats().waiting
    tasks = [asyncio.create_task(asked()) for _ in range(count)]
    await until(lambda: cache.stats().waiting == before + count)
    got: list[Any] = []
    yield got
    got += await asyncio.gather(*tasks, return_exceptions=True)


def test_what_was_loaded_is_given_again() -> None:
    async def main() -> None:
        cache, value = small(), object()

        async def load() -> object:
            await asyncio.sleep(0)
            return value

        assert await cache.aget_or_load("a", load) is value
        assert await cache.aget_or_load("a", never) is value
        assert await cache.aget_or_load("b", lambda: value) is value

    run(main())


def test_a_hit_is_a_coroutine_as_any_other() -> None:
    async def main() -> None:
        cache = small()
        cache.put("a", 7)

        def hit() -> Any:
            return cache.aget_or_load("a", never)

        assert inspect.isawaitable(hit()) and asyncio.iscoroutine(hit())
        assert list(await asyncio.gather(hit(), hit())) == [7, 7]
        assert await asyncio.create_task(hit()) == 7
        assert await asyncio.wait_for(hit(), 1) == 7
        one = hit()
        with pytest.raises(StopIteration) as caught:
            one.send(None)
        assert caught.value.value == 7
        with pytest.raises(RuntimeError):
            await one
        closed = hit()
        closed.close()
        with pytest.raises(RuntimeError):
            await closed
        with pytest.raises(KeyError):
            hit().throw(KeyError("x"))
        with pytest.raises(KeyError):
            hit().throw(KeyError, "x")

    run(main())


def test_a_value_that_is_an_exception_a_tuple_or_none_is_a_value() -> None:
    async def main() -> None:
        for value in (ValueError("kept"), (1, 2), None, StopIteration(3)):
            cache = small()
            cache.put("a", value)
            assert await cache.aget_or_load("a", never) is value

    run(main())


def test_ten_thousand_tasks_that_miss_load_once() -> None:
    async def main() -> None:
        cache, gate = small(), Gate()
        first = asyncio.create_task(cache.aget_or_load("a", gate))
        await gate.is_in.wait()
        async with crowd(cache, 10_000, lambda: cache.aget_or_load("a", never)) as got:
            gate.out.set()
        assert got == ["loaded"] * 10_000
        assert await first == "loaded"
        stats = cache.stats()
        assert (stats.loads, stats.waits, stats.waiting, stats.loading) == (1, 10_000, 0, 0)

    run(main())


def test_an_error_is_everybody_s_who_waits_and_of_those_who_ask_for_a_moment_after() -> None:
    async def main() -> None:
        cache, gate = small(error_ttl=5), Gate(LookupError("no such thing"))
        first = asyncio.create_task(cache.aget_or_load("a", gate))
        await gate.is_in.wait()
        async with crowd(cache, 10, lambda: cache.aget_or_load("a", never)) as got:
            gate.out.set()
        assert [type(error) for error in got] == [LookupError] * 10
        with pytest.raises(LookupError):
            await first
        for _ in range(3):
            with pytest.raises(LookupError, match="no such thing"):
                await cache.aget_or_load("a", never)
        with pytest.raises(LookupError):
            cache.get_or_load("a", never)
        pass_time(cache, 6)
        assert await cache.aget_or_load("a", lambda: 1) == 1

    run(main())


@pytest.mark.parametrize("whose", ["the one who began it", "one who waits"])
def test_a_cancellation_ends_one_wait_and_not_the_load(whose: str) -> None:
    async def main() -> None:
        cache, gate = small(), Gate()
        first = asyncio.create_task(cache.aget_or_load("a", gate))
        await gate.is_in.wait()

        async def ask() -> Any:
            return await cache.aget_or_load("a", never)

        second, third = asyncio.create_task(ask()), asyncio.create_task(ask())
        await until(lambda: cache.stats().waiting == 2)
        chosen, other = (first, second) if whose == "the one who began it" else (second, first)
        chosen.cancel("enough")
        with pytest.raises(asyncio.CancelledError):
            await chosen
        assert cache.stats().loading == 1
        gate.out.set()
        assert [await other, await third, cache.get("a")] == ["loaded"] * 3
        assert cache.stats().waiting == 0

    run(main())


def test_a_wait_may_have_an_end() -> None:
    async def main() -> None:
        cache, gate = small(), Gate()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(cache.aget_or_load("a", gate), 0.01)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(cache.aget_or_load("a", never), 0.01)
        gate.out.set()
        assert await cache.aget_or_load("a", never) == "loaded"

    run(main())


def test_a_load_that_is_cancelled_goes_to_one_who_waits() -> None:
    async def main() -> None:
        cache, gate, loads = small(), Gate(asyncio.CancelledError()), []

        async def load() -> str:
            loads.append(1)
            return "by another"

        first = asyncio.create_task(cache.aget_or_load("a", gate))
        await gate.is_in.wait()
        async with crowd(cache, 10, lambda: cache.aget_or_load("a", load)) as got:
            gate.out.set()
        assert (got, len(loads)) == (["by another"] * 10, 1)
        with pytest.raises(asyncio.CancelledError):
            await first
        assert cache.stats().handovers == 1

    run(main())


def test_loads_that_are_cancelled_one_after_another_come_to_an_end() -> None:
    async def main() -> None:
        cache = small()

        async def cancelled() -> None:
            await asyncio.sleep(0)
            raise asyncio.CancelledError

        async def ask() -> Any:
            return await cache.aget_or_load("a", cancelled)

        ended = await asyncio.gather(*(ask() for _ in range(20)), return_exceptions=True)
        assert [type(one) for one in ended] == [asyncio.CancelledError] * 20
        assert cache.stats().loading == cache.stats().waiting == 0

    run(main())


def test_a_loop_that_ends_hands_its_load_over_to_a_thread() -> None:
    cache, got = small(), []
    thread = threading.Thread(target=lambda: got.append(cache.get_or_load("a", lambda: "by the thread")))

    async def main() -> None:
        gate = Gate()
        task = asyncio.create_task(cache.aget_or_load("a", gate))
        await gate.is_in.wait()
        thread.start()
        await until(lambda: cache.stats().waiting == 1)
        del task

    run(main())
    thread.join(30)
    assert got == ["by the thread"]


def test_a_coroutine_that_nobody_awaits_keeps_nobody_waiting() -> None:
    async def main() -> None:
        cache = small()
        dropped = cache.aget_or_load("a", never)
        assert cache.stats().loading == 1
        dropped.close()
        del dropped
        gc.collect()
        assert await cache.aget_or_load("a", lambda: 1) == 1

    run(main())


@pytest.mark.parametrize("leader", ["thread", "task"])
def test_threads_and_tasks_of_several_loops_wait_for_one_load(leader: str) -> None:
    cache, got = small(), []
    is_in, out = threading.Event(), threading.Event()

    def load() -> str:
        is_in.set()
        assert out.wait(30)
        return "loaded"

    async def aload() -> str:
        return await asyncio.to_thread(load)

    def ask() -> None:
        got.append(cache.get_or_load("a", never))

    async def asks(loader: Callable[[], Any], count: int) -> None:
        async def one() -> Any:
            return await cache.aget_or_load("a", loader)

        got.extend(await asyncio.gather(*(one() for _ in range(count))))

    begin = (lambda: cache.get_or_load("a", load)) if leader == "thread" else (lambda: run(asks(aload, 1)))
    first = threading.Thread(target=begin)
    first.start()
    assert is_in.wait(30)
    loops = [threading.Thread(target=lambda: run(asks(never, 200))) for _ in range(3)]
    threads = [threading.Thread(target=ask) for _ in range(50)]
    for thread in loops + threads:
        thread.start()
    wait_until(lambda: cache.stats().waiting == 650)
    out.set()
    for thread in [first, *loops, *threads]:
        thread.join(30)
    assert set(got) == {"loaded"}
    assert len(got) == (650 if leader == "thread" else 651)
    assert cache.stats().loads == 1


def test_a_thread_s_call_within_a_loop_that_loads_does_not_wait_for_it() -> None:
    async def main() -> None:
        cache, gate = small(), Gate()
        first = asyncio.create_task(cache.aget_or_load("a", gate))
        await gate.is_in.wait()
        assert cache.get_or_load("a", lambda: "by itself") == "by itself"
        gate.out.set()
        assert await first == "loaded"

    run(main())


def test_a_loader_that_asks_for_its_own_key_is_told() -> None:
    async def main() -> None:
        cache = small(error_ttl=0)

        async def inner() -> Any:
            return await cache.aget_or_load("a", outer)

        async def outer() -> Any:
            return await cache.aget_or_load("b", inner)

        with pytest.raises(Error, match="asks for its own key"):
            await cache.aget_or_load("a", outer)
        assert cache.stats().loading == 0

    run(main())


def test_a_loader_has_its_caller_s_context() -> None:
    variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable")

    async def main() -> None:
        cache = small()
        variable.set("mine")

        async def load() -> str:
            return variable.get()

        async def wait(name: str) -> tuple[Any, str]:
            variable.set(name)
            return await cache.aget_or_load("b", gate), variable.get()

        assert await cache.aget_or_load("a", load) == "mine"
        gate = Gate()
        waits = [asyncio.create_task(wait(f"{i}")) for i in range(3)]
        await gate.is_in.wait()
        gate.out.set()
        assert await asyncio.gather(*waits) == [("loaded", f"{i}") for i in range(3)]

    run(main())


def test_a_stale_value_is_served_while_a_task_loads_it_anew() -> None:
    async def main() -> None:
        cache, gate = small(ttl=10, stale=10), Gate("new")
        cache.put("a", "old")
        pass_time(cache, 11)
        assert [await cache.aget_or_load("a", gate) for _ in range(3)] == ["old"] * 3
        await gate.is_in.wait()
        gate.out.set()
        await until(lambda: cache.get("a") == "new")
        assert cache.stats().refreshes == 1

    run(main())


def test_a_refresh_that_fails_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        cache = small(ttl=10, stale=10)
        cache.put("a", "old")
        pass_time(cache, 11)

        def fail() -> str:
            raise ZeroDivisionError

        assert await cache.aget_or_load("a", fail) == "old"
        await until(lambda: cache.stats().load_errors == 1)
        await until(lambda: "the refresh of 'a' failed" in caplog.text)

    with caplog.at_level(logging.WARNING):
        run(main())


def test_a_cached_coroutine_function() -> None:
    calls = []

    @cached(max_items=10, ttl=60)
    async def f(x: int, *, y: int = 2) -> int:
        calls.append(x)
        await asyncio.sleep(0)
        return x + y

    async def main() -> None:
        assert await asyncio.gather(*(f(1) for _ in range(50))) == [3] * 50
        assert await f(x=1, y=2) == 3
        assert calls == [1]
        assert f.delete(1)
        assert await f(1) == 3
        with pytest.raises(TypeError, match=r"f\(\)"):
            await f()  # type: ignore[call-arg]

    run(main())
    assert inspect.iscoroutinefunction(f)
    assert asyncio.iscoroutinefunction(f)


def test_the_puts_and_deletes_of_tasks() -> None:
    async def main() -> None:
        cache = small()
        await cache.aput("a", 1, tags="x")
        assert cache.get("a") == 1
        await cache.ainvalidate(tag="x")
        assert cache.get("a") is None
        await cache.aput("a", 1)
        assert await cache.adelete("a")
        await cache.aclose()

    run(main())


def test_a_task_s_exit_goes_to_the_loop_and_the_others_go_on() -> None:
    """SystemExit leaves a task through the loop's call that lets all go on."""
    cache, got = small(), []

    async def main() -> None:
        gate = Gate()

        async def ask(number: int) -> None:
            got.append(await cache.aget_or_load("a", gate))
            if number == 3:
                raise SystemExit(5)

        tasks = [asyncio.create_task(ask(i)) for i in range(10)]
        await gate.is_in.wait()
        await until(lambda: cache.stats().waiting == 9)
        gate.out.set()
        await asyncio.sleep(10)
        del tasks

    with pytest.raises(SystemExit):
        asyncio.run(main())
    assert len(got) == 9  # the one who began the load waits for its task, which ends with the loop
