"""What aio measures of waits."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from aio_loop import Clock, run
from wirespeed import aio
from wirespeed._waits import Measured
from wirespeed.errors import InvalidArgumentError


def test_waits_are_measured_and_work_is_not(clock: Clock) -> None:
    async def work() -> None:
        clock.work(5)
        await asyncio.sleep(2)
        clock.work(5)
        await asyncio.sleep(1)

    async def main() -> Measured:
        await (found := Measured(work()))
        return found

    found = clock.run(main())
    assert (found.least, found.most) == (3, 3)


def test_a_wait_that_ended_while_another_worked_is_only_bounded(clock: Clock) -> None:
    async def quick() -> None:
        await asyncio.sleep(1)

    async def works() -> None:
        clock.work(10)

    async def main() -> list[float]:
        waiting, working = Measured(quick()), Measured(works())
        await asyncio.gather(asyncio.create_task(wait(waiting)), asyncio.create_task(wait(working)))
        return [waiting.least, waiting.most, working.most]

    async def wait(what: Measured) -> None:
        await what

    assert clock.run(main()) == [0, 10, 0]


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
