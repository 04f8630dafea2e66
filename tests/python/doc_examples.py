"""The examples of docs/: each block of Python is a program of its own, whose output a test knows."""

from __future__ import annotations

import re
import subprocess
import sys

from conftest import ROOT


def examples(document: str) -> list[str]:
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    found = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/{document}: expected blocks of ```python, found none"
    return found


def printed(program: str) -> list[str]:
    """Its lines."""
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=240, check=False, cwd=ROOT
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def said(program: str) -> list[str]:
    """What the comment behind each print() says that it prints."""
    return [line.split("  # ")[1] for line in program.splitlines() if line.startswith("print(")]
