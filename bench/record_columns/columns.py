"""Many records of four fields, each in bytes of its own, by each way of having them."""

from __future__ import annotations

import datetime
import pickle
import sys
import time
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import numpy as np

from harness import contender

REPEATS = 15
CALLS = 20
START = datetime.datetime(2026, 11, 22, 18, 32, 3, 123456)
NAMES = ("number", "ratio", "time", "code")
DTYPE = np.dtype([("number", "<i8"), ("ratio", "<f8"), ("time", "<M8[us]"), ("code", "S20")])

Work = Callable[[], Any]


def rows(n: int) -> list[tuple[Any, ...]]:
    return [(i, i / 2, START + datetime.timedelta(seconds=i), f"code number {i}") for i in range(n)]


def ours(n: int) -> dict[str, Work]:
    try:
        from wirespeed.record import Fixed, record
    except ImportError as error:
        raise contender.CannotRun(f"the product in bench/.venv has no wirespeed.record: {error}") from error

    @record
    class Declared:
        number: int
        ratio: float
        time: datetime.datetime
        code: Annotated[str, Fixed(20)]

    Simple: Any = Declared
    data = [bytes(Simple(*row)) for row in rows(n)]
    return {
        "objects": lambda: Simple.from_list(data),
        "columns": lambda: Simple.to_columns(data),
        "frame": lambda: Simple.to_pandas(data),
    }


def numpy(n: int) -> dict[str, Work]:
    import pandas as pd  # type: ignore[import-untyped]

    made = np.array(rows(n), DTYPE)
    data = [one.tobytes() for one in made]
    ready = {name: np.ascontiguousarray(made[name]) for name in NAMES}
    ready["code"] = np.array([code.decode() for code in made["code"]], dtype=object)

    def columns() -> Any:
        joined = np.frombuffer(b"".join(data), DTYPE)
        return {name: joined[name] for name in NAMES}

    return {"columns": columns, "frame": lambda: pd.DataFrame(ready)}


class Plain:
    __slots__ = NAMES

    def __init__(self, *values: Any) -> None:
        for name, value in zip(NAMES, values, strict=True):
            setattr(self, name, value)


def from_objects(load: Callable[[bytes], Any], data: list[bytes]) -> dict[str, Work]:
    import pandas as pd

    def columns() -> Any:
        objects = [load(one) for one in data]
        return {name: np.array([getattr(one, name) for one in objects]) for name in NAMES}

    return {
        "objects": lambda: [load(one) for one in data],
        "columns": columns,
        "frame": lambda: pd.DataFrame(columns()),
    }


def with_pickle(n: int) -> dict[str, Work]:
    return from_objects(pickle.loads, [pickle.dumps(Plain(*row), pickle.HIGHEST_PROTOCOL) for row in rows(n)])


def msgspec(n: int) -> dict[str, Work]:
    import msgspec as library

    struct = library.defstruct("Simple", list(zip(NAMES, (int, float, datetime.datetime, str), strict=True)))
    return from_objects(
        library.msgpack.Decoder(struct).decode, [library.msgpack.encode(struct(*row)) for row in rows(n)]
    )


def answer_of(made: Any) -> dict[str, int]:
    numbers = [one.number for one in made] if isinstance(made, list) else made["number"]
    return {"sum": int(sum(numbers)), "rows": len(numbers)}


def work(data: Path, checking: bool) -> contender.Outcome:
    ways = {"ours": ours, "numpy": numpy, "pickle": with_pickle, "msgspec": msgspec}[sys.argv[3]](int(data.read_text()))
    chosen = ways[data.name]
    answer = answer_of(chosen()) if checking else {}
    least = min(timeit.Timer(chosen, timer=time.process_time).repeat(REPEATS, CALLS))
    return contender.Outcome(answer, {"us": least / CALLS * 1e6})


contender.main(work)
