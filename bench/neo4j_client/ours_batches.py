"""The same work as a stream of batches, each dropped before the next comes: how much memory it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow

from harness import contender
from neo4j_client import answers, arrow_answers, ours, workloads

MIB = 1 << 20


class Memory:
    """How far above its start the process has been. Bytes."""

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
        self._start = _status("VmRSS")

    def above(self) -> int:
        return _status("VmHWM") - self._start


def _status(key: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith(key))


class Batches:
    """One after the other; the size of the largest."""

    def __init__(self) -> None:
        self.rows = 0
        self.largest = 0

    def through(self, reader: Any) -> Iterator[pyarrow.RecordBatch]:
        for batch in reader:
            self.rows += len(batch)
            self.largest = max(self.largest, batch.nbytes)
            yield batch


def streamed(client: Any, workload: workloads.Workload, seen: Batches) -> Iterator[pyarrow.RecordBatch]:
    stream = client.query(workload.query).columns()
    return seen.through(pyarrow.RecordBatchReader.from_stream(stream))


def sent(client: Any, workload: workloads.Workload, seen: Batches) -> None:
    there = workloads.SENT[workload.kind]
    made = seen.through(there.batches(workload.rows))
    client.ingest(workload.query, pyarrow.RecordBatchReader.from_batches(there.schema, made))


def read(client: Any, workload: workloads.Workload, seen: Batches, checking: bool) -> answers.Answer:
    batches = streamed(client, workload, seen)
    if checking:
        return arrow_answers.of_batches(batches)
    for _ in batches:
        pass
    return {"rows": seen.rows}


def ingest(client: Any, workload: workloads.Workload, seen: Batches, checking: bool) -> answers.Answer:
    sent(client, workload, seen)
    what_came = workloads.SENT[workload.kind].what_came
    found = ours.checked(client.query(what_came).to_arrow()) if checking else {"rows": seen.rows}
    client.query(workloads.DELETE).summary()
    return found


def work(data: Path, checking: bool) -> contender.Outcome:
    workload, seen = workloads.read(data), Batches()
    client = ours.connect(workload)
    client.verify_connectivity()
    how: Callable[..., answers.Answer] = ingest if workload.kind in workloads.SENT else read
    memory = Memory()
    answer = how(client, workload, seen, checking)
    above = memory.above()
    return contender.Outcome(
        answer,
        {
            "above_start_mb": above / MIB,
            "batch_mb": seen.largest / MIB,
            "above_batch_mb": max(above - seen.largest, 0) / MIB,
        },
    )


contender.main(work)
