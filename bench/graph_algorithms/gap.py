"""The GAP reference, built from a checkout that WIRESPEED_BENCH_GAPBS names: `THREADS`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np

from graph_algorithms import graphs
from harness import contender

PROGRAMS = {"bfs": "bfs", "components": "cc", "sssp": "sssp", "pagerank": "pr"}


def checkout() -> Path:
    named = os.environ.get("WIRESPEED_BENCH_GAPBS", "")
    if not (Path(named) / "src" / "bfs.cc").is_file():
        raise contender.CannotRun("WIRESPEED_BENCH_GAPBS names no checkout of the GAP benchmark suite")
    return Path(named)


def written(pairs: graphs.Pairs, weighted: bool) -> Path:
    """As an edge list, which the suite's own converter makes a graph of."""
    path = contender.scratch() / ("graph.wel" if weighted else "graph.el")
    columns = [pairs.sources, pairs.targets, *([pairs.weights.astype(np.int64)] if weighted else [])]
    np.savetxt(path, np.column_stack(columns), fmt="%d")
    return path


def start(data: Path) -> contender.Calls:
    suite = checkout()
    question, pairs = graphs.question_of(data)
    program = PROGRAMS[question]
    subprocess.run(["make", "-C", str(suite), program, "converter"], check=True, capture_output=True)
    weighted = question == "sssp"
    text = written(pairs, weighted)
    file = text.with_suffix(".wsg" if weighted else ".sg")
    subprocess.run(
        [str(suite / "converter"), "-f", str(text), "-s", *(["-w"] if weighted else []), "-b", str(file)],
        check=True,
        capture_output=True,
    )
    options = {
        "bfs": ["-r", str(pairs.root)],
        "sssp": ["-r", str(pairs.root), "-d", "16"],
        "pagerank": ["-t", str(graphs.TOLERANCE), "-i", "100"],
        "components": [],
    }[question]

    def calls(checking: bool) -> contender.Outcome:
        # -v: the program holds its own answer against a plain search.
        command = [str(suite / program), "-f", str(file), "-n", "1", *options, *(["-v"] if checking else [])]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env={**os.environ, "OMP_NUM_THREADS": sys.argv[3]}
        )
        seconds = float(re.search(r"Average Time:\s+([\d.]+)", done.stdout)[1])  # type: ignore[index]
        is_right = "PASS" in done.stdout or not checking
        return contender.Outcome({"verified": is_right}, call={"wall": seconds, "user": seconds, "system": 0.0})

    return calls


contender.stay(start)
