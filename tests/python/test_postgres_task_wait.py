"""What a task waits for, natively: how waits end, without a server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import postgres_task_waits as waits
from postgres_silent_peer import silent_connection
from wirespeed.postgres._core import NativeConnection, TaskWait
from wirespeed.postgres._watch import Watch


@pytest.fixture(scope="module")
def connection() -> Iterator[NativeConnection]:
    with silent_connection() as made:
        yield made


def test_a_step_is_taken_until_it_makes_something(connection: NativeConnection) -> None:
    assert type(waits.run(connection, waits.makes)) is object


@pytest.mark.parametrize(
    ("wait", "end"),
    [
        (waits.fails, "failed"),
        (waits.expires, "expired"),
        (waits.is_cancelled, "cancelled"),
        (waits.is_dropped, "dropped"),
        (waits.is_forgotten, "forgotten"),
    ],
)
def test_a_wait_ends_otherwise(connection: NativeConnection, wait: waits.Wait, end: str) -> None:
    assert waits.run(connection, wait) == end


def test_something_else_than_a_connection_is_refused() -> None:
    with pytest.raises(TypeError, match="expected a native connection"):
        TaskWait(None, object())  # type: ignore[arg-type]


def test_a_callback_is_wanted_alone(connection: NativeConnection) -> None:
    async def wait(watch: Watch) -> object:
        with pytest.raises(TypeError, match="expected a callback"):
            watch.add_done_callback()  # type: ignore[call-arg]
        with pytest.raises(TypeError, match="expected a callback"):
            watch.add_done_callback(print, print)  # type: ignore[arg-type, call-arg]
        return "refused"

    assert waits.run(connection, wait) == "refused"
