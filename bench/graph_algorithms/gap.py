"""The GAP reference, built from a checkout that WIRESPEED_BENCH_GAPBS names: `THREADS`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import csv

from graph_algorithms import graphs
from harness import contender

PROGRAMS = {"bfs": "bfs", "components": "cc", "sssp": "sssp", "pagerank": "pr"}
THREADS = int(sys.argv[3])


def checkout() -> Path:
    named = os.environ.get("WIRESPEED_BENCH_GAPBS", "")
    if not (Path(named) / "src" / "bfs.cc").is_file():
        raise contender.CannotRun("WIRESPEED_BENCH_GAPBS names no checkout of the GAP benchmark suite")
    return Path(named)


def number(pattern: str, said: str) -> int:
    """The first one that the program says so."""
    found = re.search(pattern, said, re.MULTILINE)
    if found is None:
        raise SystemExit(f"GAP: expected {pattern!r} in what it says, found {said[-200:]!r}")
    return int(found[1])


def written(pairs: graphs.Pairs, weighted: bool) -> Path:
    """As an edge list."""
    path = contender.scratch() / ("graph.wel" if weighted else "graph.el")
    columns = {"source": pairs.sources, "target": pairs.targets}
    if weighted:
        columns["weight"] = pairs.weights.astype("int32")
    csv.write_csv(pa.table(columns), path, csv.WriteOptions(include_header=False, delimiter=" "))
    return path


def graph_file(suite: Path, folder: Path, pairs: graphs.Pairs, weighted: bool) -> Path:
    """By the suite's own converter, once: beside the graph."""
    file = folder / ("gap.wsg" if weighted else "gap.sg")
    if not file.is_file():
        text, new = written(pairs, weighted), contender.scratch() / file.name
        convert = [str(suite / "converter"), "-f", str(text), "-s", *(["-w"] if weighted else []), "-b", str(new)]
        subprocess.run(convert, check=True, capture_output=True)
        text.unlink()
        new.rename(file)
    return file


def told(question: str, pairs: graphs.Pairs, said: str) -> dict[str, Any]:
    """By its analysis (-a). Its graph ends at the last node that has an edge; each behind it is a component, too."""
    if question == "bfs":
        return {"reached": number(r"^BFS Tree has (\d+) nodes", said)}
    if question == "sssp":
        return {"reached": number(r"^SSSP Tree reaches (\d+) nodes", said)}
    if question == "components":
        left = pairs.nodes - number(r"^Graph has (\d+) nodes", said)
        largest = number(r"biggest clusters\n\d+:(\d+)", said)
        return {"reached": [number(r"^There are (\d+) components", said) + left, largest]}
    return {}


def start(data: Path) -> contender.Calls:
    suite = checkout()
    question, pairs = graphs.question_of(data)
    program = PROGRAMS[question]
    subprocess.run(["make", "-C", str(suite), program, "converter"], check=True, capture_output=True)
    file = graph_file(suite, graphs.folder_of(data), pairs, question == "sssp")
    options = {
        "bfs": ["-r", str(pairs.root)],
        "sssp": ["-r", str(pairs.root), "-d", "16"],
        "pagerank": ["-t", str(graphs.TOLERANCE), "-i", "100"],
        "components": [],
    }[question]
    command = [str(suite / program), "-f", str(file), *options]
    env = {**os.environ, "OMP_NUM_THREADS": str(THREADS)}

    def calls(checking: bool) -> contender.Outcome:
        # -v: the program holds its own answer against a plain search. Timed is its third: others are warm, too.
        asked = [*command, *(["-n", "1", "-v", "-a"] if checking else ["-n", "3"])]
        said = subprocess.run(asked, capture_output=True, text=True, check=True, env=env).stdout
        answer: dict[str, Any] = {"edges": number(r"and (\d+) undirected edges", said)}
        if checking:
            answer |= {"verified": re.search(r"^Verification: +PASS", said, re.MULTILINE) is not None}
            answer |= told(question, pairs, said)
        seconds = float(re.findall(r"^Trial Time: +([\d.]+)", said, re.MULTILINE)[-1])
        # OpenMP's threads ask for work while they wait for it, so that each takes the whole time.
        return contender.Outcome(answer, call={"wall": seconds, "user": seconds * THREADS, "system": 0.0})

    return calls


contender.stay(start)
