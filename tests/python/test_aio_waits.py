"""What aio measures of waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from aio_loop import busy, run
from wirespeed import aio
from wirespeed._waits import Measured
from wirespeed.errors import InvalidArgumentError


def measured(make: Callable[[], Coroutine[Any, Any, Any]]) -> Measured:
    found = Measured(make())

    async def main() -> None:
        await found

    run(main())
    return found


def test_waits_are_measured_and_work_is_not() -> None:
    async def work() -> None:
        busy(0.05)
        await asyncio.sleep(0.02)
        busy(0.05)

    found = measured(work)
    assert found.most >= 0.02
    assert found.least <= found.most
    assert found.most < 0.1 or found.most - found.least < 0.1  # the 0.1 s of work are not in it, unless we were stopped


def test_a_wait_that_ended_while_another_worked_is_only_bounded() -> None:
    waits = aio.Waits()

    async def quick() -> None:
        await asyncio.sleep(0.001)

    async def works() -> None:
        busy(0.1)

    async def main() -> None:
        await aio.gather(aio.named("quick", quick()), aio.named("works", works()), waits=waits)

    run(main())  # once more: the first time, asyncio's own part takes its time
    waits.forget()
    run(main())
    site = next(site for site in waits.sites() if site.name == "quick")
    assert site.last >= 0.1  # so long it took until it was its turn
    assert site.expected <= site.last / 2 + 0.01  # but nobody says that it waited so long


def test_what_lies_within_the_bounds_of_a_wait_stays_as_it_is() -> None:
    waits = aio.Waits(weight=0.5)
    waits.learn("a", 2, 2)
    waits.learn("a", 1, 9)
    assert waits.expected("a") == 2
    waits.learn("a", 4, 9)
    assert waits.expected("a") == 3
    waits.learn("a", 0, 1)
    assert waits.expected("a") == 2


def test_a_bound_is_believed_until_something_is_known() -> None:
    waits = aio.Waits()
    waits.learn("a", 0, 10)
    assert waits.expected("a") == 0
    waits.learn("a", 4, 4)
    assert waits.expected("a") == 4
    waits.learn("a", 6, 6)
    assert waits.expected("a") == 5


def test_the_newest_wait_has_its_weight() -> None:
    waits = aio.Waits(weight=0.25)
    for _ in range(10):
        waits.learn("a", 1, 1)
    waits.learn("a", 5, 5)
    assert waits.expected("a") == pytest.approx(2)
    assert waits.expected("unknown") is None


def test_sites_that_were_not_seen_for_long_are_forgotten() -> None:
    waits = aio.Waits(max_sites=2)
    for name in ("a", "b", "a", "c"):
        waits.learn(name, 1, 1)
    assert sorted(site.name for site in waits.sites()) == ["a", "c"]


@pytest.mark.parametrize("wrong", [{"weight": 0}, {"weight": 1.5}, {"weight": float("nan")}, {"max_sites": 0}])
def test_settings_that_mean_nothing_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgumentError):
        aio.Waits(**wrong)


def test_cancellation_and_exceptions_reach_what_is_measured() -> None:
    async def main() -> str:
        async def inner() -> str:
            try:
                await asyncio.wait_for(asyncio.sleep(30), 0.001)
            except asyncio.TimeoutError:
                return "timed out"
            return "slept"

        return (await aio.gather(inner()))[0]

    assert run(main()) == "timed out"
