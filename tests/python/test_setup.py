"""What ./run and ./test do before anything else: what is missing is installed, or a plain user is told how."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from conftest import ROOT

COMMANDS = """
source {root}/tools/setup.sh
need_space 4
need_packages {list}
echo went on
"""


@dataclass
class Machine:
    """A Debian of scripts: packages that are there, who one is, and an apt-get that notes what it was asked."""

    folder: Path
    user: int = 0
    there: list[str] = field(default_factory=list)
    apt_fails: bool = False
    free_mib: int = 5000
    made_mib: int = 0

    def has(self, name: str, body: str) -> None:
        tool = self.folder / "bin" / name
        tool.parent.mkdir(exist_ok=True)
        tool.write_text(f"#!/bin/sh\n{body}\n")
        tool.chmod(0o755)

    def set_up(self) -> subprocess.CompletedProcess[str]:
        installed = "|".join(self.there or ["-"])
        self.has("dpkg-query", f'case $4 in {installed}) echo "install ok installed" ;; *) exit 1 ;; esac')
        self.has("df", f"echo Avail; echo '  {self.free_mib}'")
        self.has("du", f"printf '{self.made_mib}\\ttotal\\n'; exit 1")  # as of folders that are not there yet
        self.has("id", f"echo {self.user}")
        self.has("apt-get", f'echo "$@" >>{self.folder}/asked; echo of apt; exit {int(self.apt_fails)}')
        (self.folder / "list.txt").write_text("# what is needed\nalpha\n\nbeta  # of the second kind\n")
        script = COMMANDS.format(root=ROOT, list=self.folder / "list.txt")
        path = f"{self.folder}/bin:{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env={**os.environ, "PATH": path},
        )

    @property
    def asked(self) -> list[str]:
        log = self.folder / "asked"
        return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_where_nothing_is_missing_nothing_is_said(machine: Machine) -> None:
    machine.there = ["alpha", "beta"]
    done = machine.set_up()
    assert (done.returncode, done.stdout, done.stderr) == (0, "went on\n", "")
    assert machine.asked == []


def test_root_gets_what_is_missing_and_is_told(machine: Machine) -> None:
    machine.there = ["alpha"]
    done = machine.set_up()
    assert (done.returncode, done.stdout) == (0, "set-up: installing beta\nwent on\n")
    assert machine.asked == ["update", "install -y --no-install-recommends beta"]


def test_a_plain_user_is_told_the_line_to_run(machine: Machine) -> None:
    machine.user = 1000
    done = machine.set_up()
    assert done.returncode == 2
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends alpha beta\n" in done.stderr
    assert machine.asked == [] and "went on" not in done.stdout


def test_a_plain_user_who_has_all_goes_on(machine: Machine) -> None:
    machine.user, machine.there = 1000, ["alpha", "beta"]
    assert machine.set_up().stdout == "went on\n"


def test_an_apt_that_fails_ends_the_set_up_with_its_own_words(machine: Machine) -> None:
    machine.apt_fails = True
    done = machine.set_up()
    assert done.returncode == 2
    assert "of apt" in done.stderr and "build/apt.log" in done.stderr


def test_a_disk_without_room_for_what_will_be_made_ends_the_set_up_before_anything_is(machine: Machine) -> None:
    machine.free_mib, machine.made_mib = 33, 1000
    done = machine.set_up()
    assert (done.returncode, done.stdout) == (2, "")
    assert "takes 4 GiB" in done.stderr and "found 33 MiB free and 1000 MiB" in done.stderr
    assert machine.asked == []


def test_what_an_earlier_run_made_needs_no_room_again(machine: Machine) -> None:
    machine.there, machine.free_mib, machine.made_mib = ["alpha", "beta"], 100, 4000
    assert machine.set_up().stdout == "went on\n"
