"""NetworkX's own tests of the functions that the backend takes, with the backend in NetworkX's place.

NetworkX converts each graph of a test, asks the backend, and compares graphs in answers with its own. What the backend
does not take is done by NetworkX.
"""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import pytest

from wirespeed.networkx import _info
from wirespeed.networkx._stock import function_of

MODULES = (
    "centrality.tests.test_betweenness_centrality",
    "centrality.tests.test_closeness_centrality",
    "centrality.tests.test_harmonic_centrality",
    "community.tests.test_label_propagation",
    "community.tests.test_louvain",
    "community.tests.test_quality",
    "components.tests.test_connected",
    "components.tests.test_strongly_connected",
    "components.tests.test_weakly_connected",
    "link_analysis.tests.test_pagerank",
    "shortest_paths.tests.test_astar",
    "shortest_paths.tests.test_generic",
    "shortest_paths.tests.test_unweighted",
    "shortest_paths.tests.test_weighted",
    "tests.test_cluster",
    "tests.test_core",
    "tests.test_dag",
    "tests.test_simple_paths",
    "traversal.tests.test_bfs",
)


def module_with_tests_of(name: str) -> str:
    """Beside the function, those that name it most often."""
    function: Any = inspect.unwrap(function_of(name))
    folder = Path(str(sys.modules[function.__module__].__file__)).parent / "tests"
    most = max(sorted(folder.glob("test_*.py")), key=lambda path: len(re.findall(rf"\b{name}\b", path.read_text())))
    return ".".join(most.relative_to(Path(nx.__file__).parent / "algorithms").with_suffix("").parts)


def test_the_modules_are_those_that_the_installed_networkx_has() -> None:
    assert tuple(sorted({module_with_tests_of(name) for name in _info.FUNCTIONS})) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_networkx_passes_its_own_tests_through_the_backend(module: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "faulthandler_timeout=40"]
    backend = {"NETWORKX_TEST_BACKEND": "wirespeed", "NETWORKX_FALLBACK_TO_NX": "True"}
    done = subprocess.run(
        [*command, "--pyargs", f"networkx.algorithms.{module}"],
        env={**os.environ, "PYTHONWARNINGS": "", **backend},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd="/",
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
