"""The log of one step: every command that it ran and what that printed."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "build" / "test-logs"
VENV = ROOT / ".venv" / "bin"


class Log:
    def __init__(self, name: str) -> None:
        LOGS.mkdir(parents=True, exist_ok=True)
        self.path = LOGS / f"{name}.log"
        self.path.write_text("")

    def say(self, text: str) -> None:
        with self.path.open("a") as file:
            file.write(text + "\n")

    def run(self, *command: str | Path, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> bool:
        """Runs a command to its end; True when it succeeded."""
        return self.exit_code(*command, env=env, cwd=cwd) == 0

    def exit_code(self, *command: str | Path, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> int:
        """A command that is not there is a failure that says so."""
        arguments = [str(word) for word in command]
        self.say(f"$ {shlex.join(arguments)}")
        with self.path.open("a") as file:
            try:
                ended = subprocess.run(
                    arguments,
                    stdout=file,
                    stderr=subprocess.STDOUT,
                    stdin=subprocess.DEVNULL,
                    env={**os.environ, **(env or {})},
                    cwd=cwd,
                    check=False,
                )
            except FileNotFoundError:
                file.write(f"{arguments[0]}: not found; is it installed?\n")
                return 127
        if ended.returncode != 0:
            self.say(f"(exit code {ended.returncode})")
        return ended.returncode

    def text(self) -> str:
        return self.path.read_text(errors="replace")

    def tail(self, lines: int = 40) -> str:
        return "\n".join(self.text().splitlines()[-lines:])


def files(*patterns: str) -> list[Path]:
    """Files of ours below the root: what git tracks or would, in order."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    )
    names = sorted({name for name in listed.stdout.decode().split("\0") if name})
    return [Path(name) for name in names if (ROOT / name).is_file()]
