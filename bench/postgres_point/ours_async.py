"""wirespeed.postgres on asyncio's loop or uvloop."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from harness import contender
from postgres_point import turns
from postgres_read import workloads
from postgres_read.ours import module


def begin(data: Path) -> contender.Calls:
    workload, loop = workloads.read(data), turns.loop_of(sys.argv[3])
    connection = loop.run_until_complete(module().connect_async(workloads.url()))

    async def one(key: int) -> Any:
        return (await (await connection.query(workload.query, (key,))).rows())[0]

    return turns.awaited(workload, loop, one)


contender.stay(begin)
