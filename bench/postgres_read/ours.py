"""wirespeed.postgres: to Arrow, NumPy or pandas."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pyarrow

from harness import contender
from postgres_read import calls, workloads


def module() -> Any:
    try:
        return importlib.import_module("wirespeed.postgres")
    except ImportError as error:
        raise contender.CannotRun(f"the product in bench/.venv has no wirespeed.postgres: {error}") from error


def of_arrays(columns: dict[str, Any]) -> pyarrow.Table:
    return pyarrow.table({name: pyarrow.array(values, mask=masked(values)) for name, values in columns.items()})


def masked(values: Any) -> Any:
    mask = getattr(values, "mask", None)
    return mask if getattr(mask, "shape", ()) else None


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    connection = module().connect(workloads.url())

    def result() -> Any:
        return connection.query(workload.query, workload.values)

    def plain() -> Any:
        return connection.query(f"SELECT * FROM {workload.table}").to_arrow()

    ways: dict[str, contender.Calls] = {
        "plain": calls.reads(plain, lambda table: table, calls.of_table),
        "arrow": calls.reads(lambda: result().to_arrow(), lambda table: table, calls.of_table),
        "dictionary": calls.reads(lambda: result().to_arrow(dictionary="always"), lambda table: table, calls.of_table),
        "numpy": calls.reads(lambda: result().to_numpy(), of_arrays),
        "pandas": calls.reads(lambda: result().to_pandas(), calls.of_frame),
    }
    return ways[sys.argv[3]]


if __name__ == "__main__":
    contender.stay(begin)
