#!/usr/bin/env python3
"""Runs the official neo4j driver's own tests, unchanged: those of its codec against ours, and its unit tests twice.

usage: tools/driver_tests.py [--full] [--checkout FOLDER] WHEEL [LINE...]

The unit tests (sync, async, and what both share) run without and with wirespeed.neo4j.accelerate(), and each must end
the same way in both runs. --full adds the two long modules that are about a driver's and an auth manager's options.

For each line of drivers (5, 6; or one version, as 6.1.0) a venv with its newest release and this wheel is kept in
~/.cache/wirespeed/driver/LINE.
The tests are no part of the driver's packages, its source distribution included; they are fetched by git, from its
repository at the tag of the release, into ~/.cache/wirespeed/driver/tests-VERSION, and kept. Where that cannot be
reached, put the `tests` folder of a checkout there, or name the checkout with --checkout, which may be of another
version: what its tests find is compared all the same. Without tests a line counts as skipped. The last line is `N
passed, N failed, N skipped`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from suite.counts import FAILED, PASSED, SKIPPED, Counts, from_junit

ROOT = Path(__file__).resolve().parents[1]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wirespeed" / "driver"
PLUGINS = ROOT / "tools" / "driver_plugin"
REPOSITORY = "https://github.com/neo4j/neo4j-python-driver"
# The tests of line 5 were written before pandas 3, which refuses some of what they make.
PANDAS = {"5": "pandas<3", "6": "pandas"}
LINES = {"5": "neo4j>=5.28,<6", "6": "neo4j>=6.4,<7"}
NEEDED = ["pytest", "pytest-asyncio", "pytest-mock", "mock", "freezegun", "numpy", "pyarrow"]
SUBJECT = Path("tests/unit/common/codec/packstream")
UNIT = ["tests/unit/sync", "tests/unit/async_", "tests/unit/mixed", "tests/unit/common"]
LEAST_UNIT_TESTS = 5000  # of some 30,000: fewer, and the two runs agree about nothing
LONG = ["test_driver.py", "test_auth_management.py"]


def call(command: Sequence[str | Path], folder: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


class Line:
    """A line of releases, or one of them; its tests are those of a checkout, where there is one."""

    def __init__(self, name: str, checkout: Path | None) -> None:
        self.name = name
        self.checkout = checkout
        self.folder = CACHE / name
        self.python = self.folder / "bin" / "python"

    def prepare(self, wheel: Path) -> str:
        """Why there is no venv with the driver and the wheel, or nothing."""
        needed = [LINES.get(self.name, f"neo4j=={self.name}"), PANDAS[self.name.split(".")[0]], *NEEDED]
        wanted = " ".join([*needed, sys.version])
        if not kept(self.folder / "requirements", wanted):
            shutil.rmtree(self.folder, ignore_errors=True)
            made = call([sys.executable, "-m", "venv", self.folder])
            if made.returncode == 0:
                made = call([self.python, "-m", "pip", "install", "--quiet", *needed])
            if made.returncode != 0:
                shutil.rmtree(self.folder, ignore_errors=True)
                return f"no venv for it: {last_line(made.stdout)}"
            (self.folder / "requirements").write_text(wanted)
        return self.install(wheel)

    def install(self, wheel: Path) -> str:
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if not kept(self.folder / "wheel", digest):
            done = call([self.python, "-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", wheel])
            if done.returncode != 0:
                raise SystemExit(f"{wheel} could not be installed:\n{done.stdout}")
            (self.folder / "wheel").write_text(digest)
        return ""

    def version(self) -> str:
        return call([self.python, "-c", "import importlib.metadata as m; print(m.version('neo4j'))"]).stdout.strip()

    def tests(self) -> Path | None:
        if self.checkout is not None:
            return self.checkout if (self.checkout / SUBJECT).is_dir() else None
        folder = CACHE / f"tests-{self.version()}"
        if not (folder / SUBJECT).is_dir():
            fetch(self.version(), folder)
        return folder if (folder / SUBJECT).is_dir() else None

    def run(self, tests: Path) -> Counts:
        report = ROOT / "build" / f"driver-{self.name}.xml"
        report.parent.mkdir(exist_ok=True)
        report.unlink(missing_ok=True)
        options = ["-q", "-rfE", "-p", "wirespeed_codec", "-p", "no:cacheprovider", f"--junitxml={report}"]
        done = call([self.python, "-m", "pytest", *options, SUBJECT], tests, PYTHONPATH=str(PLUGINS))
        print(done.stdout)
        return from_junit(report, done.returncode == 0)

    def unit_tests(self, tests: Path, accelerated: bool, full: bool) -> dict[str, str]:
        """How each of the driver's unit tests ends, by its id."""
        report = ROOT / "build" / f"driver-{self.name}-unit{'-accelerated' if accelerated else ''}.xml"
        report.unlink(missing_ok=True)
        plugin = ["-p", "wirespeed_accelerate"] if accelerated else []
        left_out = [] if full else [f"--ignore-glob=*/{name}" for name in LONG]
        folders = [folder for folder in UNIT if (tests / folder).is_dir()]
        options = [
            "-q",
            "--no-header",
            "--continue-on-collection-errors",
            "-p",
            "no:cacheprovider",
            f"--junitxml={report}",
            *plugin,
            *left_out,
        ]
        done = call([self.python, "-m", "pytest", *options, *folders], tests, PYTHONPATH=str(PLUGINS))
        if not report.exists():
            raise SystemExit(f"the driver's unit tests did not run:\n{done.stdout}")
        return endings(report)


def endings(report: Path) -> dict[str, str]:
    found = {}
    for case in ElementTree.parse(report).iter("testcase"):
        kinds = {child.tag for child in case} & {"failure", "error", "skipped"}
        found[f"{case.get('classname')}::{case.get('name')}"] = "".join(sorted(kinds)) or "passed"
    return found


def same_endings(stock: dict[str, str], accelerated: dict[str, str]) -> Counts:
    """A test that ends in another way fails here, whatever the ways; one that is skipped in both is skipped."""
    passed = sum(ending == "passed" for ending in stock.values())
    if passed < LEAST_UNIT_TESTS:
        print(f"expected {LEAST_UNIT_TESTS} to pass without acceleration, found {passed}: are they this version's?")
        return FAILED
    counts = Counts()
    for name in sorted(stock.keys() | accelerated.keys()):
        before, after = stock.get(name, "missing"), accelerated.get(name, "missing")
        if before != after:
            print(f"{name}: {before} without acceleration, {after} with it")
        counts += FAILED if before != after else SKIPPED if before == "skipped" else PASSED
    return counts


def compare(line: Line, tests: Path, full: bool) -> Counts:
    if not (tests / UNIT[0]).is_dir():
        print(f"driver {line.version()}: skipped, {tests} has no {UNIT[0]}")
        return SKIPPED
    print(f"driver {line.version()}, its unit tests without and with acceleration:")
    with ThreadPoolExecutor(2) as runs:
        both = [runs.submit(line.unit_tests, tests, accelerated, full) for accelerated in (False, True)]
        counts = same_endings(*(run.result() for run in both))
    print(counts)
    return counts


def kept(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["nothing was said"])[-1]


def fetch(tag: str, folder: Path) -> None:
    """The repository's tests at the tag. Fails in silence: the caller looks what is there."""
    checkout = folder.with_suffix(".checkout")
    shutil.rmtree(checkout, ignore_errors=True)
    done = call(
        ["git", "clone", "--quiet", "--depth=1", f"--branch={tag}", REPOSITORY, checkout], GIT_TERMINAL_PROMPT="0"
    )
    if done.returncode == 0:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(checkout / "tests", folder / "tests", dirs_exist_ok=True)
    shutil.rmtree(checkout, ignore_errors=True)


def check(line: Line, wheel: Path, full: bool) -> Counts:
    why = line.prepare(wheel)
    if why:
        print(f"driver {line.name}: skipped, {why}")
        return SKIPPED
    tests = line.tests()
    if tests is None:
        print(
            f"driver {line.version()}: skipped. {REPOSITORY} could not be reached for its tests, or the checkout has "
            f"none in {SUBJECT}; name a checkout with --checkout, or put its folder `tests` into "
            f"{CACHE}/tests-{line.version()}/"
        )
        return SKIPPED
    print(f"driver {line.version()}, {SUBJECT}:")
    return line.run(tests) + compare(line, tests, full)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--checkout", type=Path, metavar="FOLDER")
    parser.add_argument("wheel", type=Path)
    parser.add_argument("lines", nargs="*", default=list(LINES), metavar="LINE")
    options = parser.parse_args()
    unknown = {name for name in options.lines if name.split(".")[0] not in LINES}
    if unknown or not options.wheel.is_file():
        parser.error(
            f"expected a wheel and lines of {list(LINES)} or versions in them, found {options.wheel} and "
            f"{sorted(options.lines)}"
        )
    checkout = options.checkout and options.checkout.resolve()
    total = Counts()
    for name in options.lines:
        total += check(Line(name, checkout), options.wheel.resolve(), options.full)
    print(total)
    return 1 if total.failed or total == Counts() else 0


if __name__ == "__main__":
    sys.exit(main())
