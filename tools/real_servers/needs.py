"""Programs of the system that a server needs. As root on Debian they are installed; others are told the line to run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from real_servers.errors import Unavailable
from real_servers.places import ROOT


def need_programs(programs: Sequence[str], packages: str) -> None:
    """`packages` is the list of tools/ whose apt packages bring the programs."""
    missing = missing_of(programs)
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"servers: installing {' and '.join(missing)} (tools/{packages})", file=sys.stderr, flush=True)
        _install(packages)
        missing = missing_of(programs)
    if missing:
        raise Unavailable(
            f"{' and '.join(missing)} not found. Install what it needs, then call this again:\n  {line(packages)}"
        )


def missing_of(programs: Sequence[str]) -> list[str]:
    return [program for program in programs if shutil.which(program) is None]


def line(packages: str) -> str:
    words = (ROOT / "tools" / packages).read_text().splitlines()
    names = [name for word in words if (name := word.split("#")[0].strip())]
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(names)}"


def _install(packages: str) -> None:
    """As ./test does it. Its failure shows in what is still missing, with the reason on stderr."""
    script = f"source tools/setup.sh && need_packages tools/{packages}"
    subprocess.run(["bash", "-euc", script], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
