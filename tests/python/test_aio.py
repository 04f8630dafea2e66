"""aio.gather: results, order, failures, and a real PostgreSQL."""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from collections.abc import Awaitable
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

import pytest

import wirespeed.postgres as pg
from aio_loop import Clock, busy, run
from postgres_servers import PostgresServer
from waiting import until
from wirespeed import aio
from wirespeed.errors import InvalidArgumentError


class Starts:
    """Coroutines that note when they begin."""

    def __init__(self) -> None:
        self.begun: list[Any] = []
        self.under_way = 0
        self.most = 0

    async def work(self, name: Any, turns: int = 1) -> Any:
        self.begun.append(name)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            for _ in range(turns):
                await asyncio.sleep(0)
        finally:
            self.under_way -= 1
        return name


def knowing(**seconds: float) -> aio.Waits:
    """Waits that are known by name."""
    waits = aio.Waits()
    for name, wait in seconds.items():
        waits.learn(name, wait, wait)
    return waits


def test_results_are_in_the_order_of_the_arguments() -> None:
    starts = Starts()
    waits = knowing(a=1, b=3, c=2)

    async def main() -> Any:
        return await aio.gather(*(aio.named(name, starts.work(name)) for name in "abc"), waits=waits)

    assert run(main()) == ["a", "b", "c"]
    assert starts.begun == ["b", "c", "a"]


def test_what_was_never_measured_goes_first_and_in_its_order() -> None:
    starts = Starts()

    async def main() -> None:
        named = [aio.named(name, starts.work(name)) for name in ("x", "slow", "y")]
        await aio.gather(*named, waits=knowing(slow=9))

    run(main())
    assert starts.begun == ["x", "y", "slow"]


def test_what_is_said_of_a_name_counts_until_it_is_measured(clock: Clock) -> None:
    starts = Starts()
    waits = aio.Waits()

    async def main() -> None:
        for _ in range(2):
            slow = aio.named("slow", starts.work("slow", turns=1), expected=5)
            quick = aio.named("quick", sleeps(starts, "quick", 2), expected=1)
            await aio.gather(quick, slow, waits=waits)

    clock.run(main())
    assert starts.begun == ["slow", "quick", "quick", "slow"]
    assert {site.name: site.expected for site in waits.sites()} == {"slow": 0, "quick": 2}


async def sleeps(starts: Starts, name: str, seconds: float) -> None:
    starts.begun.append(name)
    await asyncio.sleep(seconds)


def test_places_of_a_call_are_sites_of_their_own(clock: Clock) -> None:
    waits = aio.Waits()
    starts = Starts()

    async def page() -> None:
        starts.begun.clear()
        fetched = (sleeps(starts, name, seconds) for name, seconds in {"quick": 0, "slow": 2, "middle": 1}.items())
        await aio.gather(*fetched, waits=waits)

    async def main() -> None:
        await page()
        await page()

    clock.run(main())
    assert starts.begun == ["slow", "middle", "quick"]
    sites = waits.sites()
    assert [site.runs for site in sites] == [2, 2, 2]
    assert all("sleeps" in site.name and "page" in site.name and "test_aio.py" in site.name for site in sites)
    assert "number 1 " in sites[0].name


def test_another_call_has_sites_of_its_own() -> None:
    waits = aio.Waits()

    async def main() -> None:
        await aio.gather(asyncio.sleep(0), waits=waits)
        await aio.gather(asyncio.sleep(0), waits=waits)

    run(main())
    assert len(waits.sites()) == 2


def test_the_waits_of_all_calls_are_kept_unless_told_otherwise() -> None:
    aio.waits.forget()

    async def main() -> None:
        await aio.gather(aio.named("of the module", asyncio.sleep(0)))

    run(main())
    assert [site.name for site in aio.waits.sites()] == ["of the module"]
    aio.waits.forget()
    assert aio.waits.sites() == []


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_no_more_than_the_limit_are_under_way(limit: int) -> None:
    starts = Starts()

    async def main() -> Any:
        return await aio.gather(*(starts.work(i, turns=1 + i % 4) for i in range(10)), limit=limit, waits=aio.Waits())

    assert run(main()) == list(range(10))
    assert starts.most == limit


def test_nothing_gathered_is_nothing() -> None:
    async def main() -> list[Any]:
        nothing: list[Awaitable[Any]] = []
        return await aio.gather(*nothing)

    assert run(main()) == []


def test_what_is_given_twice_is_awaited_once() -> None:
    starts = Starts()

    async def main() -> Any:
        once = starts.work("once")
        return await aio.gather(once, starts.work("other"), once, aio.named("n", once))

    assert run(main()) == ["once", "other", "once", "once"]
    assert sorted(starts.begun) == ["once", "other"]


def test_futures_tasks_and_other_awaitables_are_taken() -> None:
    class Later:
        def __await__(self) -> Any:
            yield from asyncio.sleep(0.001).__await__()
            return "later"

    async def main() -> Any:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[str] = loop.create_future()
        loop.call_later(0.002, future.set_result, "future")
        done: asyncio.Future[str] = loop.create_future()
        done.set_result("done")
        task = asyncio.create_task(asyncio.sleep(0, "task"))
        return await aio.gather(future, task, Later(), done, limit=1)

    assert run(main()) == ["future", "task", "later", "done"]


def test_futures_take_nobodys_turn() -> None:
    starts = Starts()

    async def main() -> Any:
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        async def ends_it() -> str:
            future.set_result("ended")
            return "ends"

        return await aio.gather(future, ends_it(), starts.work("w"), limit=1)

    assert run(main()) == ["ended", "ends", "w"]


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_that_lets_nobody_in_is_refused(limit: int) -> None:
    with pytest.raises(InvalidArgumentError, match="limit"):
        nothing: list[Awaitable[None]] = []
        aio.gather(*nothing, limit=limit).close()


def test_what_cannot_be_awaited_is_refused() -> None:
    with pytest.raises(InvalidArgumentError, match="found int at place 0"):
        _ = aio.gather(7)  # type: ignore[call-overload]


def test_a_gather_may_stand_in_another() -> None:
    starts = Starts()

    async def main() -> Any:
        inner = aio.gather(starts.work("a"), starts.work("b"), limit=1, waits=aio.Waits())
        return await aio.gather(inner, starts.work("c"), waits=aio.Waits())

    assert run(main()) == [["a", "b"], "c"]


def test_what_has_a_name_can_be_awaited_by_itself() -> None:
    async def main() -> Any:
        return await aio.named("n", Starts().work("w"))

    assert run(main()) == "w"


def test_each_has_the_context_of_the_call_and_one_of_its_own() -> None:
    variable: ContextVar[str] = ContextVar("variable")

    async def work(name: str) -> tuple[str, str]:
        before = variable.get()
        variable.set(name)
        await asyncio.sleep(0)
        return before, variable.get()

    async def main() -> Any:
        variable.set("caller")
        found = await aio.gather(work("a"), work("b"), work("c"), limit=1)
        return found, variable.get()

    assert run(main()) == ([("caller", "a"), ("caller", "b"), ("caller", "c")], "caller")


def test_threads_share_what_they_measure() -> None:
    waits = aio.Waits()

    def work() -> None:
        async def main() -> None:
            for _ in range(50):
                await aio.gather(*(aio.named(i, asyncio.sleep(0)) for i in range(4)), waits=waits)

        asyncio.run(main())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [site.runs for site in waits.sites()] == [200] * 4


class Broken(Exception):
    pass


async def breaks(after: float = 0) -> None:
    await asyncio.sleep(after)
    raise Broken


def test_the_first_that_raises_ends_all_others() -> None:
    ended: list[str] = []

    async def long(name: str) -> None:
        try:
            await asyncio.sleep(30)
        finally:
            await asyncio.sleep(0.001)
            ended.append(name)

    async def main() -> None:
        with pytest.raises(Broken):
            await aio.gather(long("a"), breaks(), long("b"))
        assert sorted(ended) == ["a", "b"]

    run(main())


def test_what_was_not_begun_when_one_raises_never_is() -> None:
    starts = Starts()

    async def main() -> None:
        waiting = [aio.named("w", starts.work(i)) for i in range(3)]
        with pytest.raises(Broken):
            await aio.gather(breaks(), *waiting, limit=1, waits=knowing(w=0.1))

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run(main())
        gc.collect()
    assert starts.begun == []


def test_exceptions_are_results_when_asked_for() -> None:
    async def main() -> list[Any]:
        async def cancels_itself() -> None:
            raise asyncio.CancelledError

        work: list[Awaitable[Any]] = [breaks(), Starts().work("fine"), cancels_itself()]
        return await aio.gather(*work, limit=1, return_exceptions=True)

    broken, fine, cancelled = run(main())
    assert isinstance(broken, Broken)
    assert fine == "fine"
    assert isinstance(cancelled, asyncio.CancelledError)


def test_cancelling_the_caller_cancels_all_and_waits_for_them() -> None:
    begun: list[int] = []
    ended: list[int] = []

    async def long(number: int) -> None:
        begun.append(number)
        try:
            await asyncio.sleep(30)
        finally:
            await asyncio.sleep(0.002)
            ended.append(number)

    async def main() -> None:
        gathering = asyncio.create_task(aio.gather(*(long(i) for i in range(4)), limit=2))
        await until(lambda: len(begun) == 2)
        gathering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gathering
        assert sorted(ended) == begun == [0, 1]

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run(main())
        gc.collect()


def test_a_cancel_counts_though_results_are_there() -> None:
    async def stubborn() -> str:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(30)
        return "stubborn"

    async def main() -> None:
        gathering = asyncio.create_task(aio.gather(stubborn(), return_exceptions=True))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        gathering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gathering

    run(main())


def test_a_gather_that_is_cancelled_before_it_begins_leaves_no_complaint() -> None:
    async def main() -> None:
        gathering = asyncio.create_task(aio.gather(Starts().work(1), Starts().work(2)))
        gathering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gathering

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run(main())
        gc.collect()


def test_an_exception_leaves_no_cycle_behind() -> None:
    async def main() -> None:
        with suppress(Broken):
            await aio.gather(breaks(), Starts().work(1))

    run(main())
    gc.collect()
    gc.disable()
    try:
        run(main())
        assert not [found for found in gc.get_objects() if isinstance(found, Broken)]
    finally:
        gc.enable()


def test_failures_are_counted_and_their_waits_are_not_believed(clock: Clock) -> None:
    waits = knowing(fails=50, hangs=1)

    async def main() -> None:
        with pytest.raises(Broken):
            await aio.gather(aio.named("fails", breaks(5)), aio.named("hangs", asyncio.sleep(30)), waits=waits)

    clock.run(main())
    fails, hangs = sorted(waits.sites(), key=lambda site: site.name)
    assert (fails.failures, fails.runs, fails.expected) == (1, 1, 50)
    # It had waited for 5 s when it was cancelled, longer than was expected.
    assert (hangs.failures, hangs.runs, hangs.expected) == (1, 1, 1 + (5 - 1) * 0.25)


@pytest.mark.server
def test_with_few_connections_the_slow_query_is_not_the_last(postgres_server: PostgresServer) -> None:
    """Two connections, a slow query and two quick ones: in the order in which they are written the slow one begins when
    a quick one has ended."""
    slow, quick = 0.2, 0.05
    dsn = postgres_server.dsn(host=postgres_server.socket_folder)
    waits, begun = aio.Waits(), []

    async def main() -> None:
        async with pg.AsyncPool(dsn, min_size=2, max_size=2) as pool:

            async def query(seconds: float) -> Any:
                begun.append(seconds)
                async with pool.connection() as connection:
                    return await (await connection.query("SELECT $1::float8, pg_sleep($1)", [seconds])).rows()

            async def page() -> list[float]:
                begun.clear()
                found = await aio.gather(query(quick), query(quick), query(slow), limit=2, waits=waits)
                assert [rows[0][0] for rows in found] == [quick, quick, slow]
                return begun

            assert await page() == [quick, quick, slow]  # nothing is known yet
            while await page() != [slow, quick, quick]:  # a machine that stops may make a quick one slow
                pass

    run(main())


@pytest.mark.server
def test_with_work_before_each_query_the_slow_one_begins_first(postgres_server: PostgresServer) -> None:
    """The case of an API that makes its queries, which is work of the loop's own thread, and then waits for them: the
    order is that of their waits, though each took as long as all the work the first time."""
    dsn = postgres_server.dsn(host=postgres_server.socket_folder)
    waits, begun = aio.Waits(), [0.0]

    async def main() -> None:
        async with pg.AsyncPool(dsn, min_size=3, max_size=3) as pool:

            async def report(seconds: float) -> None:
                begun.append(seconds)
                busy(0.1)
                async with pool.connection() as connection:
                    await (await connection.query("SELECT pg_sleep($1)", [seconds])).rows()

            while begun[0] != 0.25:
                begun.clear()
                await aio.gather(report(0.02), report(0.12), report(0.25), waits=waits)

    run(main())
