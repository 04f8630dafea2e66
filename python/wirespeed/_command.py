"""The command ``wirespeed``: hands its arguments to the part that is named first."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from wirespeed import __version__

__all__ = ["main"]

_USAGE = """usage: wirespeed s3 ls|get|put|cp|rm|du|presign|sync ...

  s3 COMMAND --help   says what a command takes
  --version           says which this is
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """0: all went well. 1: something failed, and was named. 2: the call was not understood."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["s3"]:
        from wirespeed.s3 import _cli

        return _cli.main(given[1:])
    if given[:1] == ["--version"]:
        print(f"wirespeed {__version__}")
        return 0
    asks = given[:1] in (["-h"], ["--help"])
    print(_USAGE, end="", file=sys.stdout if asks else sys.stderr)
    return 0 if asks else 2
