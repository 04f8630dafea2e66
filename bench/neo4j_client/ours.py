"""wirespeed.bolt: rows to pandas, nodes to Arrow, columns into the graph."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests" / "python"))

from harness import contender
from neo4j_client import answers, arrow_answers, calls, workloads

CHECKED_ROWS = 65_536


def batches(found: Any) -> Iterable[pyarrow.RecordBatch]:
    table = found if isinstance(found, pyarrow.Table) else pyarrow.Table.from_pandas(found, preserve_index=False)
    return table.to_batches(max_chunksize=CHECKED_ROWS)  # type: ignore[no-any-return]


def checked(found: Any) -> answers.Answer:
    return arrow_answers.of_batches(batches(found))


def connect(workload: workloads.Workload) -> Any:
    try:
        bolt = importlib.import_module("wirespeed.bolt")
    except ImportError as error:
        raise contender.CannotRun(f"the product in bench/.venv has no wirespeed.bolt: {error}") from error
    return bolt.connect(f"bolt://{contender.server(workload.server)}")


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    client = connect(workload)
    if workload.kind == workloads.MIXED:
        return calls.calls_of(lambda: client.query(workload.query).to_pandas(), checked)
    if workload.kind == workloads.NODES:
        return calls.calls_of(lambda: client.query(workload.query).to_arrow(), checked)
    sent = workloads.SENT[workload.kind]
    table = pyarrow.Table.from_batches(sent.batches(workload.rows))
    return calls.calls_of(
        lambda: client.ingest(workload.query, table, batch_rows=workloads.BATCH_ROWS),
        lambda _: checked(client.query(sent.what_came).to_arrow()),
        lambda: client.query(workloads.DELETE).summary(),
    )


if __name__ == "__main__":
    contender.stay(begin)  # the harness ends the process; nothing is closed
