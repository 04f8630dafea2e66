"""What type checkers must infer of wirespeed.aio."""

from collections.abc import Sequence

from typing_extensions import assert_type

from wirespeed import aio


async def number() -> int:
    return 1


async def text() -> str:
    return ""


async def gathered(numbers: Sequence[aio.Named[int]]) -> None:
    assert_type(await aio.gather(number(), text()), tuple[int, str])
    assert_type(await aio.gather(number(), text(), number(), limit=2), tuple[int, str, int])
    assert_type(await aio.gather(number(), number(), return_exceptions=True), list[int | BaseException])
    assert_type(await aio.gather(*numbers, waits=aio.Waits()), list[int])
    assert_type(aio.named("n", text(), expected=0.1), aio.Named[str])
    assert_type(await aio.named("n", text()), str)
    assert_type(aio.waits.sites(), list[aio.Site])
    assert_type(aio.waits.expected("n"), float | None)
