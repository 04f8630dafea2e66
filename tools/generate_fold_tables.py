#!/usr/bin/env python3
"""Writes src/wirespeed/search/fold_tables.cpp from Python's unicodedata: what search folds, and into what.

    tools/generate_fold_tables.py            write the file
    tools/generate_fold_tables.py --check    exit 1 when the file is not what would be written

The file says which Unicode version it was made from. --check under a Python with another version compares nothing and
exits 77 (skipped); Python 3.11 has 14.0.0.
"""

import pathlib
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence

from generated_source import write_or_check

OUTPUT = pathlib.Path(__file__).resolve().parent.parent / "src/wirespeed/search/fold_tables.cpp"

# The blocks of combining diacritical marks, which are accents of letters and never letters of a script of their own,
# and the variation selectors, which choose a glyph.
ACCENT_BLOCKS = [
    (0x0300, 0x036F),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
    (0xE0100, 0xE01EF),
]
SURROGATES = range(0xD800, 0xE000)
CODE_POINTS = [c for c in range(0x80, 0x110000) if c not in SURROGATES]  # ASCII is not in the tables


def is_accent(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in ACCENT_BLOCKS)


def is_word(code_point: int) -> bool:
    category = unicodedata.category(chr(code_point))
    return category[0] in "LNM" or category == "Co" or is_accent(chr(code_point))


def without_accents(char: str) -> str:
    letter, *marks = list(unicodedata.normalize("NFD", char))
    return letter if marks and all(map(is_accent, marks)) else char


def simple_fold(char: str) -> str:
    """Full case folding where it is one character, else the lower case (as for U+1E9E), else the character."""
    return next(c for c in (char.casefold(), char.lower(), char) if len(c) == 1)


def fold(char: str) -> str:
    folded = simple_fold(without_accents(char))
    return folded if folded == char else fold(folded)


def ranges(code_points: Iterable[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for c in code_points:
        if found and found[-1][1] == c - 1:
            found[-1][1] = c
        else:
            found.append([c, c])
    return found


def fold_runs(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """[first, last, step, to]: every step-th code point from first to last becomes to, to + step, ..."""
    runs: list[list[int]] = []
    for c, to in pairs:
        if runs:
            first, last, step, start = runs[-1]
            gap = c - last
            if to - start == c - first and gap in (1, 2) and (first == last or gap == step):
                runs[-1] = [first, c, gap, start]
                continue
        runs.append([c, c, 1, to])
    return runs


def rows(entries: Sequence[Sequence[int]], per_line: int) -> str:
    cells = ["{" + ", ".join(f"0x{v:04X}" if v > 9 else str(v) for v in entry) + "}" for entry in entries]
    lines = [", ".join(cells[i : i + per_line]) for i in range(0, len(cells), per_line)]
    return "".join(f"    {line},\n" for line in lines)


def generate() -> str:
    words = ranges(c for c in CODE_POINTS if is_word(c))
    pairs = [(c, ord(fold(chr(c)))) for c in CODE_POINTS if is_word(c) and not is_accent(chr(c))]
    runs = fold_runs((c, to) for c, to in pairs if c != to)
    return f"""// Written by tools/generate_fold_tables.py from Unicode {unicodedata.unidata_version}. Do not edit.
#include "wirespeed/search/fold_tables.hpp"

// clang-format off
namespace wirespeed::search {{
namespace {{

// Letters, digits, marks and private use, accents included.
constexpr CodePointRange kWords[] = {{
{rows(words, 6)}}};

// The accents: dropped from words.
constexpr CodePointRange kAccents[] = {{
{rows(ACCENT_BLOCKS, 6)}}};

// first, last, step, to: case and composed accents.
constexpr FoldRun kFolds[] = {{
{rows(runs, 4)}}};

}}  // namespace

const std::span<const CodePointRange> kWordRanges = kWords;
const std::span<const CodePointRange> kAccentRanges = kAccents;
const std::span<const FoldRun> kFoldRuns = kFolds;

}}  // namespace wirespeed::search
"""


def other_unicode(text: str) -> str | None:
    made_from = re.search(r"Unicode ([\d.]+\d)", text)
    if not made_from or made_from[1] == unicodedata.unidata_version:
        return None
    return f"{OUTPUT.name} is of Unicode {made_from[1]}, this Python of {unicodedata.unidata_version}: not compared"


if __name__ == "__main__":
    sys.exit(write_or_check(__doc__, OUTPUT, generate, other_unicode))
