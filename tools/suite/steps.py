"""What ./test runs. Each step is a function of its log that returns what it counted; STEPS is the table of contents."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from suite import cpp, package, readme, sanitized, sanitized_service, tidy
from suite.counts import FAILED, PASSED, SKIPPED, Counts, from_summary, verdict
from suite.log import VENV, Log, files


class Tier(enum.IntEnum):
    QUICK = 0
    WHOLE = 1
    FULL = 2


class Lane(enum.Enum):
    """Steps of one lane run one after another, beside those of the others: they share neither a build nor servers."""

    LIGHT = enum.auto()  # looks at sources
    MAIN = enum.auto()
    BEHIND = enum.auto()  # takes the time that the main one leaves


@dataclass(frozen=True)
class Context:
    tier: Tier


@dataclass(frozen=True)
class Step:
    name: str
    title: str
    tier: Tier
    run: Callable[[Log, Context], Counts]
    lane: Lane = Lane.MAIN


def layers(log: Log, _: Context) -> Counts:
    return verdict(log.run(VENV / "python", "tools/check_layers.py"))


def cpp_format(log: Log, _: Context) -> Counts:
    return verdict(log.run("clang-format-19", "--dry-run", "-Werror", *files("*.cpp", "*.hpp")))


def python_format(log: Log, _: Context) -> Counts:
    return verdict(log.run(VENV / "ruff", "format", "--check")) + verdict(log.run(VENV / "ruff", "check"))


def types(log: Log, _: Context) -> Counts:
    return verdict(log.run(VENV / "mypy")) + verdict(log.run(VENV / "mypy", "--config-file", "bench/mypy.ini"))


def generated(log: Log, _: Context) -> Counts:
    """Each tools/generate_*.py knows whether what it once wrote is what it would write; 77 says it cannot tell here."""
    verdicts = {0: PASSED, 77: SKIPPED}
    scripts = files("tools/generate_*.py")
    return sum((verdicts.get(log.exit_code(VENV / "python", path, "--check"), FAILED) for path in scripts), Counts())


def scripts(log: Log, _: Context) -> Counts:
    shells = [path for path in files("run", "test", ".ci/run", "bench/run", "*.sh") if is_shell(path)]
    return verdict(log.run("shellcheck", "--external-sources", *shells))


def is_shell(path: Path) -> bool:
    return path.suffix == ".sh" or path.open("rb").readline().rstrip().endswith(b"sh")


def servers(log: Log, _: Context) -> Counts:
    """What real servers need is there; 77 says that this machine cannot have it."""
    verdicts = {0: PASSED, 77: SKIPPED}
    codes = (log.exit_code("tools/servers", kind, "prepare") for kind in ("neo4j", "postgres", "redis", "s3"))
    return sum((verdicts.get(code, FAILED) for code in codes), Counts())


def unit_tests(log: Log, context: Context) -> Counts:
    return cpp.tests(log, "dev") if context.tier == Tier.QUICK else cpp.tests_with_servers(log, "dev")


# Which Python tests, by the marks in pyproject.toml.
MARKED = {Tier.QUICK: "not server and not large and not full", Tier.WHOLE: "not full", Tier.FULL: ""}


def python_tests(log: Log, context: Context) -> Counts:
    if context.tier == Tier.FULL:
        if not package.engines(log):
            return FAILED
        log.exit_code("tools/servers", "s3", "prepare", "--server", "minio")  # its tests skip where it is not built
    return package.tests(log, "-m", MARKED[context.tier])


def driver_tests(log: Log, context: Context) -> Counts:
    return package.driver(log, full=context.tier == Tier.FULL)


def python_asan(log: Log, _: Context) -> Counts:
    return sanitized.tests(log)


def service_asan(log: Log, _: Context) -> Counts:
    return sanitized_service.tests(log)


def fuzz(log: Log, context: Context) -> Counts:
    if not cpp.build(log, "fuzz"):
        return verdict(False)
    seconds = 300 if context.tier == Tier.FULL else 30
    ok = log.run(VENV / "python", "tools/fuzz.py", "--seconds", str(seconds))
    return from_summary(log.text(), ok)


STEPS = [
    Step("layers", "nothing includes upward or sideways", Tier.QUICK, layers, lane=Lane.LIGHT),
    Step("format", "C++ is formatted", Tier.QUICK, cpp_format, lane=Lane.LIGHT),
    Step("ruff", "Python is formatted and free of lint", Tier.QUICK, python_format, lane=Lane.LIGHT),
    Step("scripts", "shellcheck on the shell scripts", Tier.WHOLE, scripts, lane=Lane.LIGHT),
    Step("generated", "generated sources are what their generators write", Tier.WHOLE, generated, lane=Lane.LIGHT),
    Step("servers", "what the real servers of the tests need", Tier.WHOLE, servers, lane=Lane.LIGHT),
    Step("types", "mypy --strict", Tier.WHOLE, types, lane=Lane.LIGHT),
    Step("unit", "C++ unit tests", Tier.QUICK, unit_tests),
    Step("python", "the wheel, and the tests of the Python package", Tier.QUICK, python_tests),
    Step("stubs", "the type stubs are those of the extension", Tier.QUICK, lambda log, _: package.stubs(log)),
    Step("driver", "the Neo4j driver's own tests, on ours", Tier.WHOLE, driver_tests),
    Step("headers", "every public header compiles alone", Tier.WHOLE, lambda log, _: cpp.headers(log)),
    Step("readme", "the README's own commands", Tier.WHOLE, lambda log, _: readme.commands(log)),
    Step("asan", "C++ unit tests under ASan and UBSan", Tier.WHOLE, lambda log, _: cpp.tests_with_servers(log, "asan")),
    Step("python-asan", "the Python tests of native code under ASan and UBSan", Tier.WHOLE, python_asan),
    Step("serve-asan", "the tests of `discography serve` under ASan and UBSan", Tier.WHOLE, service_asan),
    Step("tidy", "clang-tidy on what changed", Tier.WHOLE, lambda log, _: tidy.check(log)),
    Step("fuzz", "each parser on mutated input", Tier.WHOLE, fuzz, lane=Lane.BEHIND),
    Step("tsan", "tests with threads under TSan", Tier.WHOLE, lambda log, _: cpp.threaded_tests(log), lane=Lane.BEHIND),
]
