"""What generators of one source file share: they write it, or say whether it is what they would write."""

import argparse
import pathlib
import sys
from collections.abc import Callable

SKIPPED = 77


def write_or_check(
    doc: str | None,
    output: pathlib.Path,
    generate: Callable[[], str],
    why_not_compared: Callable[[str], str | None] = lambda _: None,
) -> int:
    """The exit code. With --check nothing is written: 1 when the file differs, SKIPPED when ``why_not_compared`` gives
    a reason for its text."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    if not parser.parse_args().check:
        output.write_text(generate(), encoding="ascii")
        return 0
    text = output.read_text(encoding="ascii") if output.exists() else ""
    if reason := why_not_compared(text):
        print(reason)
        return SKIPPED
    if text != generate():
        print(f"{output} is not what {sys.argv[0]} writes; run it without --check and commit the result")
        return 1
    return 0
