"""The tests of `discography serve`, on a program that AddressSanitizer, LeakSanitizer and UBSan watch.

What strangers send reaches code that no unit test runs: the HTTP server, its routes and the swap of snapshots.
"""

from __future__ import annotations

import shutil

from suite import cpp, package
from suite.counts import FAILED, Counts, from_junit, verdict
from suite.log import ROOT, VENV, Log

BUILD = ROOT / "build" / "asan"
PROGRAM = BUILD / "apps" / "discography" / "discography"
# Without those that measure memory: here it is mostly the sanitizer's.
SUBJECTS = ("serve", "serve_operation", "serve_refusals")
TESTS = [ROOT / "tests" / "python" / f"test_discography_{subject}.py" for subject in SUBJECTS]
# Reports go to files: a test may expect that a server ends, and looks at none of what it says.
REPORTS = BUILD / "service-reports"


def tests(log: Log) -> Counts:
    if not (package.install(log) and cpp.build(log, "asan", "discography")):
        return FAILED
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    junit = BUILD / "service.xml"
    junit.unlink(missing_ok=True)
    ok = log.run(VENV / "python", "-m", "pytest", "-q", "-rs", f"--junitxml={junit}", *TESTS, env=environment())
    return from_junit(junit, ok) + verdict(nothing_reported(log))


def environment() -> dict[str, str]:
    return {
        "WIRESPEED_DISCOGRAPHY": str(PROGRAM),
        "ASAN_OPTIONS": f"detect_leaks=1:strict_string_checks=1:log_path={REPORTS / 'asan'}",
        "UBSAN_OPTIONS": f"print_stacktrace=1:log_path={REPORTS / 'ubsan'}",
    }


def nothing_reported(log: Log) -> bool:
    reports = sorted(REPORTS.iterdir())
    for report in reports:
        log.say(f"{report.name}:\n{report.read_text(errors='replace')}")
    return not reports
