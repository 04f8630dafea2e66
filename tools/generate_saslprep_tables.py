#!/usr/bin/env python3
"""Writes src/wirespeed/postgres/saslprep_tables.cpp from Python's stringprep (RFC 3454, Unicode 3.2 for ever).

    tools/generate_saslprep_tables.py            write the file
    tools/generate_saslprep_tables.py --check    exit 1 when the file is not what would be written

The tables never change, whatever Unicode the Python at hand knows.
"""

import pathlib
import stringprep
import sys
from collections.abc import Callable, Sequence

from generated_source import write_or_check

OUTPUT = pathlib.Path(__file__).resolve().parent.parent / "src/wirespeed/postgres/saslprep_tables.cpp"

Table = Callable[[str], bool]

# RFC 4013, 2.3 and 2.5: prohibited output, and what Unicode 3.2 has not assigned.
REFUSED: Sequence[Table] = (
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
    stringprep.in_table_a1,
)


def ranges(*tables: Table) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for code_point in range(0x110000):
        if not any(table(chr(code_point)) for table in tables):
            continue
        if found and found[-1][1] == code_point - 1:
            found[-1] = (found[-1][0], code_point)
        else:
            found.append((code_point, code_point))
    return found


def rows(entries: Sequence[tuple[int, int]], per_line: int = 6) -> str:
    cells = [f"{{0x{first:04X}, 0x{last:04X}}}" for first, last in entries]
    lines = [", ".join(cells[i : i + per_line]) for i in range(0, len(cells), per_line)]
    return "".join(f"    {line},\n" for line in lines)


def generate() -> str:
    return f"""// Written by tools/generate_saslprep_tables.py from RFC 3454. Do not edit.
#include "wirespeed/postgres/saslprep_tables.hpp"

// clang-format off
namespace wirespeed::postgres {{
namespace {{

// C.1.2
constexpr CodePointRange kSpaces[] = {{
{rows(ranges(stringprep.in_table_c12))}}};

// B.1
constexpr CodePointRange kNothing[] = {{
{rows(ranges(stringprep.in_table_b1))}}};

// C.1.2 to C.9, and A.1
constexpr CodePointRange kRefused[] = {{
{rows(ranges(*REFUSED))}}};

// D.1
constexpr CodePointRange kRightToLeft[] = {{
{rows(ranges(stringprep.in_table_d1))}}};

// D.2
constexpr CodePointRange kLeftToRight[] = {{
{rows(ranges(stringprep.in_table_d2))}}};

}}  // namespace

const std::span<const CodePointRange> kSaslSpaces = kSpaces;
const std::span<const CodePointRange> kSaslNothing = kNothing;
const std::span<const CodePointRange> kSaslRefused = kRefused;
const std::span<const CodePointRange> kSaslRightToLeft = kRightToLeft;
const std::span<const CodePointRange> kSaslLeftToRight = kLeftToRight;

}}  // namespace wirespeed::postgres
"""


if __name__ == "__main__":
    sys.exit(write_or_check(__doc__, OUTPUT, generate))
