"""The examples of docs/: each block of Python is a program of its own, whose output a test knows; C++ is a test's."""

from __future__ import annotations

import re
import subprocess
import sys
from textwrap import dedent

from conftest import ROOT


def examples(document: str, language: str = "python") -> list[str]:
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    found = re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/{document}: expected blocks of ```{language}, found none"
    return found


def marked_in(source: str) -> str:
    """What a test in C++ has as an example: the lines between its two marks."""
    text = (ROOT / source).read_text(encoding="utf-8")
    return dedent(text.split("// example\n")[1].split("  // end of the example\n")[0])


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
