"""How much memory a result takes that is read as it comes: what its batch takes, however long it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow  # type: ignore[import-untyped]
import pytest

from replay_server import Replay
from wirespeed import bolt

MIB = 1 << 20
NODES = 1_000_000
ALLOWED = 64 * MIB  # above the largest batch

pytestmark = [
    pytest.mark.large,
    pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs Linux"),
]


def status(key: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith(key))


def peak_of(work: Callable[[], int]) -> int:
    """How far above its start the process has been during the work, which gives a number but 0. Bytes."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    start = status("VmRSS")
    return work() and status("VmHWM") - start


def test_columns_of_a_million_nodes_take_the_memory_of_a_batch(bolt_replay: Replay) -> None:
    sizes: list[int] = []

    def stream() -> int:
        rows = 0
        for batch in pyarrow.RecordBatchReader.from_stream(client.query(f"REPLAY nodes 1x{NODES}").columns()):
            rows += batch.num_rows
            sizes.append(batch.nbytes)
        assert rows == NODES
        return rows

    with bolt.connect(bolt_replay.uri) as client:
        client.verify_connectivity()
        above = peak_of(stream)
    assert len(sizes) > 1
    assert above < max(sizes) + ALLOWED


def test_records_of_a_million_nodes_take_the_memory_of_a_batch(bolt_replay: Replay) -> None:
    with bolt.connect(bolt_replay.uri) as client:
        client.verify_connectivity()
        above = peak_of(lambda: sum(1 for _ in client.query(f"REPLAY nodes 1x{NODES}").records()))
    assert above < ALLOWED


def test_a_whole_result_does_not_pass_for_a_stream(bolt_replay: Replay) -> None:
    with bolt.connect(bolt_replay.uri) as client:
        assert peak_of(lambda: len(client.query(f"REPLAY nodes 1x{NODES}").to_arrow())) > ALLOWED
