"""The examples of docs/kernels.md do what they say."""

from __future__ import annotations

import pytest

from doc_examples import examples, printed

EXPECTED = [
    ["['Can' 'Neu!' 'Faust'] [47.  10.1 12. ]"],
    ["[datetime.date(2024, 5, 2), datetime.date(2024, 5, 1)]", "[1, 0, 3] [1, 0, 1, 2] [1, 2, 1]", "[0, 1, 0, -1] 2"],
    [
        "[0, 1, 0, 2] [[7, 3, 7], ['a', 'a', 'b']]",
        "[0, 2, 1, 3] [0, 2, 3, 4] [2, 1, 1]",
        "[[1.0, 3.0], [2.0], [4.0]]",
        "[4.0, 1.0, 9.0]",
    ],
    ["['DE', 'JP', 'US']", "['JP', 'DE'] [1, 0, 1] ['DE', 'JP', 'US']"],
    ["[13.0, 3.0] [3, 1] [[9.0, 4.0], [3.0, nan]]", "('total', 'top', 'n')"],
    [
        "[False, True, False, True] [0, 2]",
        "[3, 9] [3, 5, 7, 9] [5]",
        "['?', 'three', '?', 'nine']",
        "[1, 0, 1, 2] [False, True, False, True]",
    ],
    ["[7, 8]", "[9]", "[9, 0]", "[7, 8, 9, 7]", "[0, 0, 2] [[0, 0, 1, 2], [0, 1, -1, 2]]"],
    ["[0, 1, 2, 3] [1, 0, 1, -1]", "['four', 'two', 'four', 'none']", "[3]", "[1, 0, 1]", "[0, 2, -1]"],
    ["Columns(2 rows; id: i8, name: text, ratio: f8) [1, 2]"],
]


def test_every_example_has_its_expectation() -> None:
    assert len(examples("kernels.md")) == len(EXPECTED)


@pytest.mark.parametrize("place", range(len(EXPECTED)))
def test_an_example_prints_what_it_says(place: int) -> None:
    assert printed(examples("kernels.md")[place]) == EXPECTED[place]
