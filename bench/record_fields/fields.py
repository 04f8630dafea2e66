"""One record of four fields, by each way of having one."""

from __future__ import annotations

import datetime
import sys
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import numpy as np

from harness import contender

VALUES = (123_456, 0.5, datetime.datetime(2026, 11, 22, 18, 32, 3, 123456), "a code of its own")
NAMES = ("number", "ratio", "time", "code")
REPEATS = 15


class Way:
    """How records are made, had from bytes, and read."""

    make: Callable[..., Any]
    load: Callable[[bytes], Any]
    data: bytes


def ours() -> Way:
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
    way = Way()
    way.make, way.load, way.data = Simple, Simple.from_bytes, bytes(Simple(*VALUES))
    return way


def msgspec() -> Way:
    import msgspec as library

    struct = library.defstruct("Simple", list(zip(NAMES, (int, float, datetime.datetime, str), strict=True)))
    way = Way()
    # As its documentation advises: one decoder for many calls.
    way.make, way.load = struct, library.msgpack.Decoder(struct).decode
    way.data = library.msgpack.encode(struct(*VALUES))
    return way


DTYPE = np.dtype([("number", "<i8"), ("ratio", "<f8"), ("time", "<M8[us]"), ("code", "S20")])


class OverNumpy:
    """The bytes, and an array over them from the first field that is read on."""

    __slots__ = ("_array", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._array: Any = None

    def _field(self, name: str) -> Any:
        if self._array is None:
            self._array = np.frombuffer(self._data, DTYPE, 1)
        return self._array[name][0]

    number = property(lambda self: int(self._field("number")))
    ratio = property(lambda self: float(self._field("ratio")))
    time = property(lambda self: self._field("time").item())
    code = property(lambda self: self._field("code").decode())

    @classmethod
    def make(cls, *values: Any) -> OverNumpy:
        return cls(np.array([values], DTYPE).tobytes())


def numpy() -> Way:
    way = Way()
    way.make, way.load, way.data = OverNumpy.make, OverNumpy, bytes(OverNumpy.make(*VALUES)._data)
    return way


def nanoseconds(statement: str, calls: int, **names: Any) -> float:
    """CPU time of a call: the least of the repeats."""
    import time

    timer = timeit.Timer(statement, globals=names, timer=time.process_time)
    return min(timer.repeat(REPEATS, calls)) / calls * 1e9


STATEMENTS = {"first": "load(data).number", "warm": "one.number", "construct": "make(a, b, c, d)"}


def work(data: Path, checking: bool) -> contender.Outcome:
    setting, calls = sys.argv[3], int(data.read_text()) // REPEATS
    if setting == "loop":
        values = [str(value) for value in VALUES]
        return contender.Outcome({"values": values}, {"ns": nanoseconds("pass", calls)})
    way = {"ours": ours, "msgspec": msgspec, "numpy": numpy}[setting]()
    one = way.load(way.data)
    names = dict(zip("abcd", VALUES, strict=True))
    counters = {
        "ns": nanoseconds(STATEMENTS[data.name], calls, one=one, load=way.load, make=way.make, data=way.data, **names)
    }
    answer = {"values": [str(getattr(one, name)) for name in NAMES]} if checking else {}
    return contender.Outcome(answer, counters)


contender.main(work)
