"""How much memory a result takes that is read as it comes: what its batch takes, however long it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow  # type: ignore[import-untyped]
import pytest

from postgres_servers import PostgresServer
from wirespeed import postgres

MIB = 1 << 20
ROW = 1000  # bytes
ALLOWED = 96 * MIB  # a batch of 16 MiB for its reader, the one that is made, and what the interpreter takes for rows

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs Linux"),
]

# In the target list the series is made as it is sent; in FROM the server would first write all of it down.
SQL = f"SELECT generate_series(1, $1::int) AS i, repeat('x', {ROW}) AS t"
SIZES = [
    pytest.param(300_000_000, marks=pytest.mark.large, id="300MB"),
    pytest.param(10_000_000_000, marks=pytest.mark.full, id="10GB"),
]


def columns(result: postgres.Result) -> int:
    return sum(batch.num_rows for batch in pyarrow.RecordBatchReader.from_stream(result))


def rows(result: postgres.Result) -> int:
    return sum(1 for _ in result)


def status(key: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith(key))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("read", [columns, rows, postgres.Result.count])
def test_a_long_result_takes_the_memory_of_a_batch(
    postgres_server: PostgresServer, read: Callable[[postgres.Result], int], size: int
) -> None:
    with postgres.connect(postgres_server.url(sslmode="disable")) as connection:
        assert read(connection.query(SQL, [100_000])) == 100_000  # what is taken once is no matter
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
        before = status("VmRSS")
        assert read(connection.query(SQL, [size // ROW])) == size // ROW
        assert status("VmHWM") - before < ALLOWED
