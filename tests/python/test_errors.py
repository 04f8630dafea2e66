"""The exception family: what a caller can catch, and by which name."""

import builtins

import pytest

import wirespeed


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (wirespeed.InvalidArgumentError, ValueError),
        (wirespeed.NotFoundError, LookupError),
        (wirespeed.IoError, OSError),
        (wirespeed.TimeoutError, builtins.TimeoutError),
    ],
)
def test_an_error_is_caught_by_the_name_python_has_for_it(ours: type, theirs: type) -> None:
    assert issubclass(ours, theirs)
    assert issubclass(ours, wirespeed.Error)


def test_an_error_from_the_core_says_what_was_expected_and_found() -> None:
    with pytest.raises(wirespeed.InvalidArgumentError, match="expected seconds >= 0, found -1") as caught:
        wirespeed.CancelToken().wait(timeout=-1)
    assert caught.value.code == "invalid_argument"
    assert caught.value.args == (str(caught.value),)


def test_every_name_in_all_exists() -> None:
    assert all(hasattr(wirespeed, name) for name in wirespeed.__all__)
