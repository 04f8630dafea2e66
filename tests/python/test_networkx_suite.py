"""NetworkX's own tests of the functions that the backend takes, with the backend in NetworkX's place.

NetworkX converts each graph of a test, asks the backend, and compares graphs in answers with its own. What the backend
does not take is done by NetworkX.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# By module: names of tests that fail because they look at what a backend cannot show, and why.
MODULES: dict[str, dict[str, str]] = {
    "centrality.tests.test_betweenness_centrality": {},
    "centrality.tests.test_closeness_centrality": {},
    "components.tests.test_connected": {},
    "components.tests.test_strongly_connected": {},
    "components.tests.test_weakly_connected": {},
    "link_analysis.tests.test_pagerank": {},
    "shortest_paths.tests.test_generic": {},
    "shortest_paths.tests.test_unweighted": {},
    "shortest_paths.tests.test_weighted": {},
    "tests.test_cluster": {},
    "tests.test_core": {},
    "tests.test_dag": {},
    "traversal.tests.test_bfs": {},
}


def run(module: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    skipped = " and ".join(f"not {name}" for name in MODULES[module])
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "faulthandler_timeout=40"]
    chosen = ["-k", skipped] if skipped else []
    return subprocess.run(
        [*command, "--pyargs", f"networkx.algorithms.{module}", *chosen],
        env={**os.environ, "PYTHONWARNINGS": "", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd="/",
    )


@pytest.mark.parametrize("module", MODULES)
def test_networkx_passes_its_own_tests_through_the_backend(module: str) -> None:
    pytest.importorskip("networkx")
    done = run(module, {"NETWORKX_TEST_BACKEND": "wirespeed", "NETWORKX_FALLBACK_TO_NX": "True"})
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
