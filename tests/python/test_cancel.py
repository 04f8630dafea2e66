"""Long calls: other threads run meanwhile, and a deadline, a token or Ctrl-C ends them."""

import math
import signal
import threading
import time

import pytest

import wirespeed
from conftest import run_python


def test_a_wait_ends_at_its_deadline() -> None:
    assert wirespeed.CancelToken().wait(timeout=0.01) is False


@pytest.mark.parametrize("timeout", [None, math.inf, 1e300])
def test_a_wait_without_end_ends_when_the_token_is_set(timeout: float | None) -> None:
    token = wirespeed.CancelToken()
    threading.Timer(0.02, token.cancel).start()
    assert token.wait(timeout=timeout) is True
    assert token.cancelled


def test_a_set_token_stays_set() -> None:
    token = wirespeed.CancelToken()
    assert not token.cancelled
    token.cancel()
    token.cancel()
    assert token.cancelled
    assert token.wait(timeout=0) is True


def test_other_threads_run_during_a_long_call() -> None:
    token = wirespeed.CancelToken()
    steps = []

    def work() -> None:
        for _ in range(10):
            steps.append(time.monotonic())
            time.sleep(0.001)
        token.cancel()

    threading.Thread(target=work).start()
    assert token.wait()
    assert len(steps) == 10


@pytest.mark.parametrize("timeout", [-1.0, math.nan])
def test_a_timeout_that_cannot_be_is_refused(timeout: float) -> None:
    with pytest.raises(ValueError, match="timeout: expected seconds"):
        wirespeed.CancelToken().wait(timeout=timeout)


def test_ctrl_c_ends_a_long_call_with_keyboard_interrupt() -> None:
    ended = run_python(
        """
        import wirespeed
        try:
            print("ready", flush=True)
            wirespeed.CancelToken().wait()
        except KeyboardInterrupt:
            print("interrupted")
        """,
        signal_when_ready=signal.SIGINT,
    )
    assert ended.stdout.split() == ["ready", "interrupted"]


def test_what_a_signal_handler_raises_comes_out_of_the_call() -> None:
    ended = run_python(
        """
        import signal, wirespeed
        def handler(number, frame):
            raise RuntimeError("from the handler")
        signal.signal(signal.SIGTERM, handler)
        try:
            print("ready", flush=True)
            wirespeed.CancelToken().wait()
        except RuntimeError as error:
            print(error)
        """,
        signal_when_ready=signal.SIGTERM,
    )
    assert ended.stdout.splitlines() == ["ready", "from the handler"]
