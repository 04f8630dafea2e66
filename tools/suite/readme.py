"""The README keeps its word: each of its blocks marked `check` is run, in order, from the root of the tree.

```sh check          each line is a command of its own and must succeed
```python check      the block is a program, run by the venv's Python with the wheel installed
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from suite import package
from suite.counts import FAILED, Counts, verdict
from suite.log import ROOT, VENV, Log

BLOCK = re.compile(r"^```(sh|python) check\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def programs(text: str) -> Iterator[tuple[str, str]]:
    """(language, program) in the order of the text; shell lines one by one."""
    for language, body in BLOCK.findall(text):
        if language == "python":
            yield language, body
            continue
        for line in body.replace("\\\n", " ").splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                yield language, line


def commands(log: Log) -> Counts:
    if not package.install(log):
        return FAILED
    found = list(programs((ROOT / "README.md").read_text()))
    if not found:
        log.say("README.md: expected blocks marked `check`, found none")
        return FAILED
    total = Counts()
    for language, program in found:
        total += verdict(run(log, language, program))
    return total


def run(log: Log, language: str, program: str) -> bool:
    if language == "python":
        return log.run(VENV / "python", "-c", program)
    return log.run(
        "bash", "-euo", "pipefail", "-c", program, env={"PATH": f"{VENV}:{os.environ.get('PATH', '/usr/bin:/bin')}"}
    )
