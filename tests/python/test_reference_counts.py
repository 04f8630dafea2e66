"""How references are counted for the tests of native code."""

from __future__ import annotations

import pytest

from reference_counts import check, counted, only_new_objects
from wirespeed.packstream import Structure

__all__ = ["only_new_objects"]
pytestmark = counted


def test_a_leak_of_one_block_or_reference_in_a_round_is_found() -> None:
    kept: list[object] = []
    for leak in (lambda: kept.append(object()), lambda: kept.append(Structure)):
        with pytest.raises(pytest.fail.Exception, match="grew by"):
            check(leak)
