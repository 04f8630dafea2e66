"""clang-tidy on the sources of the library, each only when it, a header of ours below it, or the checks changed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from suite.counts import FAILED, Counts, verdict
from suite.log import ROOT, Log

TIDY = "clang-tidy-19"
BUILD = ROOT / "build" / "dev"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wirespeed" / "tidy"
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
EXTRA = ("--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-Wno-deprecated-declarations")
FOLDERS = ("src", "apps")


def check(log: Log) -> Counts:
    """One case for each source. What is clean is remembered outside the tree, by content."""
    if not log.run("cmake", "--preset", "dev"):
        return FAILED
    sources = sorted(source for source in compiled() if wanted(source))
    stale = [source for source in sources if not stamp(source).exists()]
    log.say(f"{len(sources)} sources, {len(stale)} of them new or changed")
    CACHE.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        results = list(pool.map(lambda source: tidy(log, source), stale))
    total = Counts(passed=len(sources) - len(stale))
    for ok in results:
        total += verdict(ok)
    return total


@cache
def compiled() -> dict[Path, str]:
    """Source -> compile command, with nothing in it that depends on where the tree is."""
    entries = json.loads((BUILD / "compile_commands.json").read_text())
    return {Path(entry["file"]): entry["command"].replace(str(ROOT), "") for entry in entries}


def wanted(source: Path) -> bool:
    return any(source.is_relative_to(ROOT / folder) for folder in FOLDERS) and not source.name.endswith("_test.cpp")


def tidy(log: Log, source: Path) -> bool:
    # The commands are g++'s; clang need not know its warnings. What it would call
    # deprecated is inside libstdc++ 12's own std::stable_sort.
    ended = subprocess.run(
        [TIDY, "--quiet", "-p", str(BUILD), *EXTRA, str(source)],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    if ended.returncode == 0:
        stamp(source).touch()
        return True
    log.say(f"{source.relative_to(ROOT)}:\n{ended.stdout}{ended.stderr if not ended.stdout else ''}")
    return False


def stamp(source: Path) -> Path:
    digest = hashlib.sha256()
    for part in (version(), (ROOT / ".clang-tidy").read_text(), compiled()[source]):
        digest.update(part.encode())
    for path in sorted(closure(source)):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return CACHE / digest.hexdigest()


def closure(source: Path) -> set[Path]:
    """The source and every header of ours that it reaches."""
    found, waiting = {source}, [source]
    while waiting:
        path = waiting.pop()
        for name in INCLUDE.findall(path.read_text(errors="replace")):
            for header in (ROOT / "src" / name, path.parent / name, ROOT / "apps" / name):
                if header.is_file() and header not in found:
                    found.add(header)
                    waiting.append(header)
    return found


@cache
def version() -> str:
    return subprocess.run([TIDY, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout
