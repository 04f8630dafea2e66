"""Arguments of wirespeed.s3 that can only be a mistake: each is an error that says what was expected."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from s3_stub import Stub
from wirespeed import errors
from wirespeed.s3 import AsyncClient, Client, S3FileSystem

SMALL = "obj-4096-3"


def made(stub: Stub, **options: Any) -> Client:
    return Client(**stub.keywords(), **options)


def test_a_text_in_the_place_of_keys_is_an_error(s3_stub: Stub) -> None:
    client = made(s3_stub)
    for ask in (client.get_many, client.delete_many):
        with pytest.raises(errors.InvalidArgumentError, match="found one: 'obj-1-3'"):
            ask("kept-b", "obj-1-3")
    assert not s3_stub.log()


@pytest.mark.parametrize("kind", [Client, AsyncClient, S3FileSystem])
def test_an_option_that_is_none_is_named(s3_stub: Stub, kind: Any) -> None:
    with pytest.raises(TypeError, match="there is no option 'acces_key_id'"):
        made = kind(**s3_stub.keywords(), acces_key_id="typo")
        made.ls("b")  # a file system makes its client when it needs it


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *[("max_connections", 0), ("retries", -1), ("low_speed_time", -3.0), ("low_speed_limit", -1)],
        *[("connect_timeout", 0), ("read_timeout", -1.0), ("read_timeout", float("nan")), ("read_timeout", "30")],
    ],
)
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_number_that_cannot_be_is_named(kind: Any, name: str, wrong: Any) -> None:
    with pytest.raises(errors.InvalidArgumentError, match=f"{name}: expected a number"):
        kind("http://127.0.0.1:9", **{name: wrong})


def test_what_is_no_token_is_a_type_error(s3_stub: Stub) -> None:
    with pytest.raises(TypeError, match="cancel: expected a CancelToken or None"):
        made(s3_stub).get("b", SMALL, cancel=5)  # type: ignore[arg-type]


@pytest.mark.parametrize("span", [(1,), (1, 2, 3), [1, 2], slice(1, 2), "1-2", 5, (None, 5), (5, 2), (-3, -1)])
def test_a_range_of_another_form_is_an_error(s3_stub: Stub, span: Any) -> None:
    client = made(s3_stub)
    for ask in (
        lambda: client.get("b", SMALL, range=span),
        lambda: client.get_into("b", SMALL, bytearray(10), range=span),
        lambda: list(client.stream("b", SMALL, range=span)),
        lambda: client.get_ranges("b", SMALL, [span]),
    ):
        with pytest.raises(errors.InvalidArgumentError, match="range: expected"):
            ask()


def test_urls_are_of_methods_that_objects_know(s3_stub: Stub) -> None:
    client = made(s3_stub)
    assert "X-Amz-Signature=" in client.presign("get", "b", SMALL)
    with pytest.raises(errors.InvalidArgumentError, match="'PATCH'"):
        client.presign("PATCH", "b", SMALL)

    async def work() -> None:
        async with AsyncClient(**s3_stub.keywords()) as other:
            assert "X-Amz-Signature=" in await other.presign("head", "b", SMALL)
            with pytest.raises(errors.InvalidArgumentError, match="'PATCH'"):
                await other.presign("PATCH", "b", SMALL)
            with pytest.raises(errors.InvalidArgumentError, match="range: expected"):
                await other.get("b", SMALL, range=slice(1, 2))  # type: ignore[arg-type]
            with pytest.raises(errors.InvalidArgumentError, match="range: expected"):
                async for _ in other.stream("b", SMALL, range=(-3, -1)):
                    pass

    asyncio.run(work())
