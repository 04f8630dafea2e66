"""The drivers, each in a folder of its own: neo4j-rust-ext puts a file into the driver's package, so one that has it is
another driver."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PACKAGES = {"stock": ["neo4j==6.4.1"], "rust_ext": ["neo4j==6.4.1", "neo4j-rust-ext==6.4.1.0"]}


def install(out: Path) -> None:
    for name, packages in PACKAGES.items():
        folder, mark = out / name, out / f"{name}.installed"
        if mark.is_file() and mark.read_text() == " ".join(packages):
            continue
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", str(folder), *packages]
        subprocess.run(pip, check=True, stdout=sys.stderr)
        mark.write_text(" ".join(packages))


def use(data: Path, name: str) -> None:
    """From here on `import neo4j` finds this one."""
    sys.path.insert(0, str(data.parent / name))
