"""What a type checker must infer from the package's own annotations."""

import builtins

from typing_extensions import assert_type

import wirespeed

token = wirespeed.CancelToken()
assert_type(token.cancelled, bool)
assert_type(token.wait(timeout=1.5), bool)


def reason(error: wirespeed.Error) -> str:
    return error.code


try:
    token.wait()
except builtins.TimeoutError as caught:
    assert isinstance(caught, wirespeed.TimeoutError)
    assert_type(caught.code, str)
