"""What is grouped, and how a call is measured: shared by prepare.py and the contenders."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from harness import clock, contender

SIZES = {100: 10, 1_000: 300, 10_000: 1_000}
KINDS = ("int", "U", "S", "arrow")
OPERATIONS = ("sum", "idxmin", "function")
SEED = 8

Values = Any  # an array of int64
# Keys as a list of int or str, and the result of each.
Grouped = tuple[Iterable[Any], Iterable[Any]]


@dataclass(frozen=True)
class Workload:
    kind: str
    operation: str
    keys: Any
    values: Values


def name(kind: str, operation: str, rows: int) -> str:
    return f"{kind}_{operation}_{rows}"


def made(variant: str) -> Workload:
    kind, operation, rows = variant.split("_")
    random = np.random.default_rng(SEED)
    names = random.integers(-(1 << 62), 1 << 62, SIZES[int(rows)])
    codes = random.integers(0, len(names), int(rows))
    values = random.permutation(int(rows)).astype(np.int64)
    return Workload(kind, operation, keys_of(kind, names)[codes] if kind != "arrow" else arrow(names, codes), values)


def keys_of(kind: str, names: Values) -> Any:
    if kind == "int":
        return names
    texts = np.array([f"a name {abs(one) % 10**10:010}" for one in names.tolist()])
    return texts.astype("S") if kind == "S" else texts


def arrow(names: Values, codes: Values) -> Any:
    import pyarrow

    return pyarrow.array(keys_of("U", names)[codes].tolist())


def read(data: Path) -> Workload:
    return made(data.read_text())


def spread(values: Values) -> int:
    """The function that is called for each group."""
    return int(values.max() - values.min())


def digest(grouped: Grouped) -> dict[str, Any]:
    keys = [one.decode() if isinstance(one, bytes) else one for one in grouped[0]]
    return {"groups": sorted((str(key), int(result)) for key, result in zip(keys, grouped[1], strict=True))}


def begin(prepare: Callable[[Workload], tuple[Callable[[], Any], Callable[[Any], Grouped]]]) -> None:
    """prepare(workload) gives the call to be measured, and what its result says."""

    def start(data: Path) -> contender.Calls:
        call, read_result = prepare(read(data))
        count = clock.calibrated(call)

        def calls(checking: bool) -> contender.Outcome:
            if checking:
                return contender.Outcome(digest(read_result(call())))
            return contender.Outcome(call=clock.measured_often(call, count))

        return calls

    contender.stay(start)
