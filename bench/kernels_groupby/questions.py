"""The ten questions of db-benchmark, its table, and how an answer is judged: shared by all contenders."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from harness import contender
from neo4j_client.calls import measured

Columns = Mapping[str, Any]  # by name; keys under their own names

KEYS = {
    "q1": ["id1"],
    "q2": ["id1", "id2"],
    "q3": ["id3"],
    "q4": ["id4"],
    "q5": ["id6"],
    "q6": ["id4", "id5"],
    "q7": ["id3"],
    "q8": ["id6"],
    "q9": ["id2", "id4"],
    "q10": ["id1", "id2", "id3", "id4", "id5", "id6"],
}
RESULTS = {
    "q1": ["v1"],
    "q2": ["v1"],
    "q3": ["v1", "v3"],
    "q4": ["v1", "v2", "v3"],
    "q5": ["v1", "v2", "v3"],
    "q6": ["median", "sd"],
    "q7": ["range"],
    "q8": ["v3"],
    "q9": ["r2"],
    "q10": ["v3", "count"],
}
TEXTS = {"id1": "id%03d", "id2": "id%03d", "id3": "id%010d"}
GROUPS = 100  # of id1, id2, id4 and id5; id3 and id6 have a hundredth of the rows


@dataclass(frozen=True)
class Asked:
    """What is in a data set's file."""

    question: str
    rows: int
    folder: Path

    @property
    def columns(self) -> list[str]:
        values = {"q1": "1", "q2": "1", "q3": "13", "q6": "3", "q7": "12", "q8": "3", "q9": "12", "q10": "3"}
        return [*KEYS[self.question], *(f"v{number}" for number in values.get(self.question, "123"))]


def read(file: Path) -> Asked:
    said = json.loads(file.read_text())
    return Asked(said["question"], said["rows"], Path(said["folder"]))


def numbers(asked: Asked, name: str) -> Any:
    """A column as NumPy has it; of a text the number in it."""
    return np.load(asked.folder / f"{name}.npy")


def texts(asked: Asked, name: str) -> pa.Array:
    """A column of texts, each its own."""
    return words(asked, name).take(pa.array(numbers(asked, name)))


def words(asked: Asked, name: str) -> pa.Array:
    """What its numbers stand for."""
    return pa.array([TEXTS[name] % number for number in range(int(numbers(asked, name).max()) + 1)], pa.large_utf8())


def encoded(asked: Asked, name: str) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(numbers(asked, name).astype("i4"), words(asked, name))


def table(asked: Asked, has_codes: bool) -> dict[str, pa.Array]:
    """The columns that a question needs, as Arrow."""
    of_texts = encoded if has_codes else texts
    return {name: of_texts(asked, name) if name in TEXTS else pa.array(numbers(asked, name)) for name in asked.columns}


# --- judging ---------------------------------------------------------------------------------------------------------


def number_of(column: Any) -> Any:
    """Keys as integers, whatever a contender gave."""
    array = column if isinstance(column, pa.Array | pa.ChunkedArray) else pa.array(column)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    if pa.types.is_integer(array.type):
        return array.to_numpy(zero_copy_only=False).astype("i8")
    return pc.cast(pc.utf8_slice_codeunits(array, 2), pa.int64()).to_numpy(zero_copy_only=False)


def digest(question: str, columns: Columns) -> dict[str, Any]:
    """How many groups, and each result's sums: plain, and weighted by a number made of its group's keys."""
    weights = np.zeros(len(columns[KEYS[question][0]]), "i8")
    for name in KEYS[question]:
        weights = (weights * 131 + number_of(columns[name])) % 9973
    found = {name: np.nan_to_num(np.asarray(columns[name], "f8")) for name in RESULTS[question]}
    sums = {name: [f"{one.sum():.8e}", f"{(one * weights).sum():.8e}"] for name, one in found.items()}
    return {"groups": len(weights), "results": sums}


def serve(begin: Callable[[Asked], tuple[Callable[[], Any], Callable[[Any], Columns]]]) -> None:
    """`begin` gives the call that is timed, and what makes columns of its result."""

    def calls_of(file: Path) -> contender.Calls:
        asked = read(file)
        call, columns_of = begin(asked)

        def calls(checking: bool) -> contender.Outcome:
            if checking:
                return contender.Outcome(digest(asked.question, columns_of(call())))
            return contender.Outcome(call=measured(call))

        return calls

    contender.stay(calls_of)


def has_codes() -> bool:
    """The contender's argument."""
    return sys.argv[3:] == ["codes"]
