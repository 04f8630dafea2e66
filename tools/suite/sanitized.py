"""The Python tests of native code, on an extension module that AddressSanitizer and UBSan watch.

The interpreter is the venv's own. It knows nothing of sanitizers, so their runtime is loaded before it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from suite import cpp
from suite.counts import FAILED, Counts, from_junit
from suite.log import ROOT, VENV, Log

BUILD = ROOT / "build" / "asan-python"
PACKAGE = BUILD / "package"
SERVERS = ROOT / "build" / "release" / "tests" / "servers"
# Those of code that counts references by hand or lends its memory to Python. The others call the C++ library, whose
# unit tests run under the sanitizers by themselves.
SUBJECTS = (
    *("packstream", "packstream_driver", "neo4j", "neo4j_dropped", "bolt", "bolt_hydration"),
    "postgres_values",
    "postgres_records",
    "postgres_task_wait",
    "s3_faults",
    "kernels_group",
    "kernels_aggregate",
    "kernels_sets",
    "kernels_filter",
    "kernels_join",
    "kernels_sort",
    "kernels_intervals",
    *("record", "record_bytes", "record_columns", "record_json", "record_json_values"),
    "rows_columns",
    *("cache", "cache_keys", "cache_loads", "cache_functions", "cache_async"),
    "sql",
    "postgres_parameters",
    "threads",
    *(
        "networkx",
        "networkx_ways",
        "networkx_communities",
        "graph_traversals",
        "graph_remote",
        "graph_versions",
        "graph_files",
    ),
)
TESTS = [ROOT / "tests" / "python" / f"test_{subject}.py" for subject in SUBJECTS]
# A frame with its red zones is several times as large; 10,000 levels of nesting are allowed (packstream_objects.hpp).
STACK_BYTES = 64 << 20
# libstdc++ goes along: ASan looks for its __cxa_throw at start-up, when Python has not loaded it yet.
RUNTIME = ("libasan.so", "libstdc++.so")
OPTIONS = {
    "PYTHONPATH": str(PACKAGE),
    # Python's own allocator cuts objects from arenas, in which ASan sees neither ends nor frees.
    "PYTHONMALLOC": "malloc",
    # What an interpreter keeps until its end is no leak. test_native_references.py counts, by the allocator that is off
    # here.
    "ASAN_OPTIONS": "detect_leaks=0:strict_string_checks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "WIRESPEED_BOLT_REPLAY": str(SERVERS / "bolt_replay" / "bolt_replay"),
    "WIRESPEED_S3_STUB": str(SERVERS / "s3_stub" / "s3_stub"),
}
# Only what Python prints is captured: a sanitizer's last words would be lost with the process.
PYTEST = ("-m", "pytest", "-q", "-rs", "--capture=sys")
IS_IT_OURS = f"import wirespeed._native as m; assert m.__file__.startswith({str(PACKAGE)!r}), m.__file__"


def tests(log: Log) -> Counts:
    if not (build(log) and cpp.build(log, "release", "bolt_replay", "s3_stub")):
        return FAILED
    assemble()
    environment = {**OPTIONS, "LD_PRELOAD": " ".join(runtime_libraries())}
    report = BUILD / "pytest.xml"
    report.unlink(missing_ok=True)
    python = ["prlimit", f"--stack={STACK_BYTES}:", str(VENV / "python")]
    chosen = ["-m", "not server", *map(str, TESTS)]
    ok = log.run(*python, "-c", IS_IT_OURS, env=environment) and log.run(
        *python, *PYTEST, f"--junitxml={report}", *chosen, env=environment
    )
    return from_junit(report, ok)


def build(log: Log) -> bool:
    """By the asan preset's flags, so that ccache has the library's objects from there."""
    chosen = {"PYTHON": "ON", "TESTS": "OFF", "SERVERS": "OFF", "APPS": "OFF"}
    options = [f"-DWIRESPEED_{name}={value}" for name, value in chosen.items()]
    python = f"-DPython_EXECUTABLE={VENV / 'python'}"
    return log.run("cmake", "--preset", "asan", "-B", BUILD, python, *options) and log.run(
        "cmake", "--build", BUILD, "--parallel", cpp.CORES, "--target", "_native"
    )


def assemble() -> None:
    """The package as it would be installed, of links into the tree and the build."""
    shutil.rmtree(PACKAGE, ignore_errors=True)
    package = PACKAGE / "wirespeed"
    package.mkdir(parents=True)
    for part in [*(ROOT / "python" / "wirespeed").iterdir(), *(BUILD / "python" / "native").glob("_native*.so")]:
        (package / part.name).symlink_to(part)


def runtime_libraries() -> list[str]:
    """Of the compiler that built it; it gives a bare name back for what it does not have."""
    compiler = os.environ.get("CXX", "c++")
    found = [
        subprocess.run([compiler, f"-print-file-name={name}"], stdout=subprocess.PIPE, text=True, check=True).stdout
        for name in RUNTIME
    ]
    if missing := [path.strip() for path in found if not Path(path.strip()).is_absolute()]:
        raise FileNotFoundError(f"{compiler}: expected a path for {' and '.join(missing)}, found none; is it g++?")
    return [path.strip() for path in found]
