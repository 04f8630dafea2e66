"""db-benchmark's table G1 with K = 100, and the answers by NumPy alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from harness import data
from kernels_groupby import questions

SIZES, QUICK = {"1e6": 1_000_000, "1e7": 10_000_000}, 100
SEED = 108


def make(folder: Path, rows: int) -> None:
    rng = np.random.default_rng(SEED)
    few, many = questions.GROUPS, max(rows // questions.GROUPS, 1)
    for name in ("id1", "id2", "id3", "id4", "id5", "id6"):
        np.save(folder / f"{name}.npy", rng.integers(1, (many if name in ("id3", "id6") else few) + 1, rows))
    np.save(folder / "v1.npy", rng.integers(1, 6, rows))
    np.save(folder / "v2.npy", rng.integers(1, 16, rows))
    np.save(folder / "v3.npy", np.round(rng.uniform(0, 100, rows), 6))


class Groups:
    """Rows in the order of their keys."""

    def __init__(self, asked: questions.Asked) -> None:
        self.asked, names = asked, questions.KEYS[asked.question]
        columns = [questions.numbers(asked, name) for name in names]
        self.order = np.lexsort(columns[::-1])
        sorted_columns = [column[self.order] for column in columns]
        changes = np.zeros(asked.rows, bool)
        changes[:1] = True
        for column in sorted_columns:
            changes[1:] |= column[1:] != column[:-1]
        self.starts = np.flatnonzero(changes)
        self.counts = np.diff(np.append(self.starts, asked.rows))
        self.group = np.cumsum(changes) - 1
        self.keys = {name: column[self.starts] for name, column in zip(names, sorted_columns, strict=True)}

    def column(self, name: str) -> Any:
        return questions.numbers(self.asked, name)[self.order]

    def sum(self, values: Any) -> Any:
        return np.add.reduceat(values, self.starts)

    def mean(self, values: Any) -> Any:
        return self.sum(values) / self.counts

    def centred(self, name: str) -> Any:
        values = self.column(name).astype("f8")
        return values - self.mean(values)[self.group]

    def ordered(self, name: str) -> Any:
        """Values of each group in their own order."""
        values = self.column(name)
        return values[np.lexsort([values, self.group])]

    def median(self, name: str) -> Any:
        values, middle = self.ordered(name), self.starts + (self.counts - 1) // 2
        return (values[middle] + values[self.starts + self.counts // 2]) / 2


def answer(asked: questions.Asked) -> dict[str, Any]:
    groups, question = Groups(asked), asked.question
    column = groups.column
    found: dict[str, Any] = {}
    if question in ("q1", "q2"):
        found = {"v1": groups.sum(column("v1"))}
    elif question == "q3":
        found = {"v1": groups.sum(column("v1")), "v3": groups.mean(column("v3"))}
    elif question == "q4":
        found = {name: groups.mean(column(name)) for name in ("v1", "v2", "v3")}
    elif question == "q5":
        found = {name: groups.sum(column(name)) for name in ("v1", "v2", "v3")}
    elif question == "q6":
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = np.sqrt(groups.sum(groups.centred("v3") ** 2) / (groups.counts - 1))
        found = {"median": groups.median("v3"), "sd": spread}
    elif question == "q7":
        found = {
            "range": np.maximum.reduceat(column("v1"), groups.starts) - np.minimum.reduceat(column("v2"), groups.starts)
        }
    elif question == "q8":
        values, last = groups.ordered("v3"), groups.starts + groups.counts - 1
        has_two = groups.counts > 1
        found = {"v3": np.concatenate([values[last], values[last[has_two] - 1]])}
        groups.keys = {name: np.concatenate([key, key[has_two]]) for name, key in groups.keys.items()}
    elif question == "q9":
        x, y = groups.centred("v1"), groups.centred("v2")
        with np.errstate(invalid="ignore", divide="ignore"):
            found = {"r2": groups.sum(x * y) ** 2 / (groups.sum(x * x) * groups.sum(y * y))}
    else:
        found = {"v3": groups.sum(column("v3")), "count": groups.counts}
    return questions.digest(question, {**groups.keys, **found})


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    variants = {}
    for size, full_rows in SIZES.items():
        rows, folder = full_rows // (QUICK if quick else 1), out / size
        folder.mkdir(parents=True, exist_ok=True)
        make(folder, rows)
        for question in questions.KEYS:
            file = out / f"{question}_{size}.json"
            file.write_text(json.dumps({"question": question, "rows": rows, "folder": str(folder)}))
            variants[f"{question}_{size}"] = {"full": data.Set(file, rows, answer(questions.read(file)))}
    return variants


if __name__ == "__main__":
    data.main(prepare)
