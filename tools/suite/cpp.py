"""The C++ side: configure, build and test by preset."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping

from suite import real
from suite.counts import FAILED, Counts, from_junit, verdict
from suite.log import ROOT, Log

CORES = str(len(os.sched_getaffinity(0)))


def build(log: Log, preset: str, *targets: str) -> bool:
    """Everything of a preset, or only the targets; goes on after an error so that all of them show."""
    chosen = ["--target", *targets] if targets else []
    return log.run("cmake", "--preset", preset) and log.run(
        "cmake", "--build", ROOT / "build" / preset, "--parallel", CORES, *chosen, "--", "-k", "0"
    )


def tests(log: Log, preset: str) -> Counts:
    return ctest(log, preset) if build(log, preset) else FAILED


def tests_with_servers(log: Log, preset: str) -> Counts:
    """The servers are there while the tests run, not while they are built."""
    if not build(log, preset):
        return FAILED
    with real.servers(log) as environment:
        return ctest(log, preset, env=environment)


def headers(log: Log) -> Counts:
    return verdict(build(log, "dev", "all_verify_interface_header_sets"))


def threaded_tests(log: Log) -> Counts:
    """Only the modules that say THREADED: the rest would cost minutes and can find nothing."""
    if not build(log, "tsan", "threaded_tests"):
        return FAILED
    return ctest(log, "tsan", "--label-regex", "^threads$")


def ctest(log: Log, preset: str, *options: str, env: Mapping[str, str] | None = None) -> Counts:
    report = ROOT / "build" / preset / "junit.xml"
    report.unlink(missing_ok=True)
    ok = log.run(
        *without_address_randomisation(preset),
        "ctest", "--test-dir", ROOT / "build" / preset, "--parallel", CORES, "--output-on-failure",
        "--output-junit", report, "--no-tests=error", *options, env=env,
    )  # fmt: skip
    return from_junit(report, ok)


def without_address_randomisation(preset: str) -> list[str]:
    """g++ 12's ThreadSanitizer gives up on the wide address randomisation of newer kernels."""
    return ["setarch", "-R"] if preset == "tsan" and shutil.which("setarch") else []
