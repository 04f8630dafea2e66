"""How many checks passed, failed and were skipped, and where the numbers come from."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

SUMMARY = re.compile(r"^(\d+) passed, (\d+) failed, (\d+) skipped$", re.MULTILINE)


@dataclass(frozen=True)
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


PASSED = Counts(passed=1)
FAILED = Counts(failed=1)
SKIPPED = Counts(skipped=1)


def verdict(ok: bool) -> Counts:
    return PASSED if ok else FAILED


def from_junit(report: Path, ok: bool) -> Counts:
    """The cases of a JUnit report. A run that failed without a failed case, or ran none, is itself a failure."""
    if not report.exists():
        return FAILED
    counts = Counts()
    for case in ElementTree.parse(report).iter("testcase"):
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"} or case.get("status") == "fail":
            counts += FAILED
        elif "skipped" in kinds or case.get("status") in ("notrun", "disabled"):
            counts += SKIPPED
        else:
            counts += PASSED
    unexplained = counts.failed == 0 and (not ok or counts == Counts())
    return counts + FAILED if unexplained else counts


def from_summary(text: str, ok: bool) -> Counts:
    """The last `N passed, N failed, N skipped` line of an output."""
    lines = SUMMARY.findall(text)
    if not lines:
        return FAILED
    counts = Counts(*(int(number) for number in lines[-1]))
    return counts + FAILED if not ok and counts.failed == 0 else counts
