#!/usr/bin/env python3
"""Runs the fuzz targets of build/fuzz: first over their seeds and regressions, then on for some seconds each.

usage: tools/fuzz.py [--seconds N] [--jobs N] [NAME...]

A target is tests/fuzz/NAME_fuzz.cpp. What it learns stays in build/fuzz/corpus/NAME; an input that breaks it lands in
build/fuzz/found/NAME, with the command that shows it again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "fuzz"
INPUTS = ROOT / "tests" / "fuzz"

# One allocation beyond this is memory reserved on the word of the input; one input beyond this time is a loop.
LIMITS = ["-malloc_limit_mb=512", "-rss_limit_mb=2048", "-timeout=20"]


@dataclass
class Finding:
    name: str
    ok: bool
    text: str


def target_names() -> list[str]:
    return sorted(path.name.removesuffix("_fuzz.cpp") for path in INPUTS.glob("*_fuzz.cpp"))


def committed_inputs(name: str) -> list[Path]:
    folders = [INPUTS / "seeds" / name, INPUTS / "regressions" / name]
    return [folder for folder in folders if folder.is_dir()]


def fuzz(name: str, seconds: int) -> Finding:
    binary = BUILD / "tests" / "fuzz" / f"{name}_fuzz"
    if not binary.exists():
        return Finding(name, False, f"{binary} is not built; run: cmake --preset fuzz && cmake --build --preset fuzz")
    if not committed_inputs(name):
        return Finding(name, False, f"{name} has no seeds; put small valid inputs into tests/fuzz/seeds/{name}/")
    corpus, found = BUILD / "corpus" / name, BUILD / "found" / name
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    artifacts = f"-artifact_prefix={found}/"
    known = sorted(path for folder in committed_inputs(name) for path in folder.iterdir() if path.is_file())
    replay = run([binary, *LIMITS, artifacts, *known])
    if replay.returncode != 0:
        return Finding(name, False, failure(name, binary, found, replay.stdout))
    search = run([binary, *LIMITS, artifacts, f"-max_total_time={seconds}", corpus, *committed_inputs(name)])
    if search.returncode != 0:
        return Finding(name, False, failure(name, binary, found, search.stdout))
    return Finding(name, True, f"{name}: {len(known)} known inputs; {last_words(search.stdout)}")


def run(command: Iterable[str | Path]) -> subprocess.CompletedProcess[str]:
    symbolizer = shutil.which("llvm-symbolizer-19") or shutil.which("llvm-symbolizer") or ""
    return subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        cwd=ROOT,
        env={**os.environ, "ASAN_SYMBOLIZER_PATH": symbolizer},
        check=False,
    )


def failure(name: str, binary: Path, found: Path, output: str) -> str:
    tail = "\n".join(output.splitlines()[-40:])
    inputs = " ".join(str(path.relative_to(ROOT)) for path in sorted(found.iterdir())) or "a known input, named above"
    advice = (
        f"{name}: failed. Show it again with: {binary.relative_to(ROOT)} INPUT, where INPUT is {inputs}.\n"
        f"Once it is mended, keep the input as tests/fuzz/regressions/{name}/<what-it-was>."
    )
    return f"{tail}\n{advice}"


def last_words(output: str) -> str:
    lines = [line for line in output.splitlines() if line.startswith("Done ")]
    return lines[-1] if lines else "ended without a summary"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--seconds", type=int, default=30, help="for each target (default %(default)s)")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="targets at once")
    options = parser.parse_args()
    names = options.names or target_names()
    with ThreadPoolExecutor(options.jobs) as pool:
        findings = list(pool.map(lambda name: fuzz(name, options.seconds), names))
    for finding in findings:
        print(finding.text)
    passed = sum(finding.ok for finding in findings)
    print(f"{passed} passed, {len(findings) - passed} failed, 0 skipped")
    return 0 if passed == len(findings) else 1


if __name__ == "__main__":
    sys.exit(main())
