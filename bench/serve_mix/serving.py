"""`discography serve`, up while somebody asks it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from harness import contender


@contextmanager
def served(music: Path, *options: str, before: Sequence[str] = ()) -> Iterator[tuple[str, int]]:
    """Its address, which ends with a slash, and its process; `before` is a command that becomes it."""
    program = contender.built("apps/discography/discography")
    command = [*before, program, "serve", str(music), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        if found is None:
            raise SystemExit("discography serve: it did not start")
        try:
            yield found.group(), process.pid
        finally:
            process.terminate()


def ask(address: str, target: str) -> dict[str, Any]:
    with urlopen(address + target.removeprefix("/")) as answer:
        said: dict[str, Any] = json.load(answer)
    return said
