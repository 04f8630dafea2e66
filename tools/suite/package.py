"""The Python side: a wheel of what is in the tree, its tests and its stubs."""

from __future__ import annotations

import difflib
import hashlib
import os
from pathlib import Path

from suite import cpp
from suite.counts import FAILED, Counts, from_junit, from_summary, verdict
from suite.log import ROOT, VENV, Log, files

WHEELS = ROOT / "build" / "wheels"
INSTALLED = ROOT / ".venv" / ".wheel"
STUB = Path("python/wirespeed/_native.pyi")
RENEW = ".venv/bin/python -m nanobind.stubgen -m wirespeed._native -o python/wirespeed/_native.pyi"


def content_hash() -> str:
    """Of everything that a wheel is made from."""
    digest = hashlib.sha256()
    for path in files("src", "python", "cmake", "CMakeLists.txt", "pyproject.toml", "VERSION", "README.md", "LICENSE"):
        digest.update(f"{path}\0".encode())
        digest.update((ROOT / path).read_bytes())
    return digest.hexdigest()[:16]


def build(log: Log, folder: Path) -> bool:
    """By the compiler's name that the release preset finds, so that ccache has each object for both."""
    compiler = {"CXX": os.environ.get("CXX", "c++")}
    command = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    return log.run(VENV / "pip", *command, env=compiler)


def install(log: Log) -> bool:
    """The wheel of the tree as it is stands in the venv; built only when its inputs changed."""
    wanted = content_hash()
    folder = WHEELS / wanted
    if not list(folder.glob("*.whl")) and not build(log, folder):
        return False
    if INSTALLED.exists() and INSTALLED.read_text() == wanted:
        return True
    (wheel,) = folder.glob("*.whl")
    if not log.run(VENV / "pip", "install", "--no-deps", "--force-reinstall", wheel):
        return False
    INSTALLED.write_text(wanted)
    return True


def engines(log: Log) -> bool:
    """Those for more than one machine, whose tests skip without them: large, and slow to start."""
    return log.run(VENV / "pip", "install", "--requirement", "tools/requirements-engines.txt")


def tests(log: Log, *options: str) -> Counts:
    """Those of the programs, too: they are built here, so that no test meets yesterday's."""
    if not (install(log) and cpp.build(log, "release", "discography", "bolt_replay", "s3_stub")):
        return FAILED
    report = ROOT / "build" / "pytest.xml"
    report.unlink(missing_ok=True)
    ok = log.run(VENV / "python", "-m", "pytest", "-q", "-rs", f"--junitxml={report}", *options)
    return from_junit(report, ok)


def driver(log: Log, full: bool) -> Counts:
    """The official Neo4j driver's own tests: of its codec with ours in its place, and all with acceleration."""
    if not install(log):
        return FAILED
    (wheel,) = (WHEELS / content_hash()).glob("*.whl")
    options = ["--full"] if full else []
    ok = log.run(VENV / "python", "tools/driver_tests.py", *options, wheel)
    return from_summary(log.text(), ok)


def stubs(log: Log) -> Counts:
    """The committed stub is what the extension says of itself today."""
    if not install(log):
        return FAILED
    fresh = ROOT / "build" / "_native.pyi"
    if not log.run(VENV / "python", "-m", "nanobind.stubgen", "-q", "-m", "wirespeed._native", "-o", fresh):
        return FAILED
    before, after = (ROOT / STUB).read_text().splitlines(), fresh.read_text().splitlines()
    for line in difflib.unified_diff(before, after, "committed", "the extension's", lineterm=""):
        log.say(line)
    if before != after:
        log.say(f"The stub is not the extension's; read the difference and renew it with\n  {RENEW}")
    return verdict(before == after)
