"""wirespeed.kernels: columns as Arrow; with codes as encode() gives them, which keys keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kernels_groupby import questions
from wirespeed import kernels

AGGREGATES: dict[str, dict[str, tuple[Any, ...] | str]] = {
    "q1": {"v1": ("sum", "v1")},
    "q2": {"v1": ("sum", "v1")},
    "q3": {"v1": ("sum", "v1"), "v3": ("mean", "v3")},
    "q4": {"v1": ("mean", "v1"), "v2": ("mean", "v2"), "v3": ("mean", "v3")},
    "q5": {"v1": ("sum", "v1"), "v2": ("sum", "v2"), "v3": ("sum", "v3")},
    "q6": {"median": ("median", "v3"), "sd": ("std", "v3")},
    "q7": {"high": ("max", "v1"), "low": ("min", "v2")},
    "q8": {"v3": ("largest", "v3", 2)},
    "q9": {"r": ("corr", "v1", "v2")},
    "q10": {"v3": ("sum", "v3"), "count": "size"},
}


def begin(asked: questions.Asked) -> tuple[Callable[[], Any], Callable[[Any], questions.Columns]]:
    names = questions.KEYS[asked.question]
    columns: dict[str, Any] = dict(questions.table(asked, has_codes=False))
    if questions.has_codes():  # the others as NumPy's arrays, which are indexed alike
        for name in names:
            columns[name] = kernels.encode(columns[name]) if name in questions.TEXTS else columns[name].to_numpy()
    keys = [columns[name] for name in names]
    specs = {
        name: spec if isinstance(spec, str) else tuple(columns.get(part, part) for part in spec)
        for name, spec in AGGREGATES[asked.question].items()
    }

    def call() -> Any:
        groups = kernels.group(*keys)
        found = groups.agg(**specs)
        given = [key[groups.first] for key in keys] if questions.has_codes() else groups.keys
        return given, {name: np.asarray(value) for name, value in found.items()}

    def columns_of(result: Any) -> questions.Columns:
        given, found = result
        several = given if isinstance(given, tuple | list) else [given]
        plain = [key.decode() if isinstance(key, kernels.Encoded) else key for key in several]
        keys_found = dict(zip(names, plain, strict=True))
        if asked.question == "q7":
            found["range"] = found["high"] - found["low"]
        elif asked.question == "q9":
            found["r2"] = found["r"] ** 2
        elif asked.question == "q8":
            picks = found["v3"].ravel()
            there = ~np.isnan(picks)
            keys_found = {name: np.repeat(questions.number_of(key), 2)[there] for name, key in keys_found.items()}
            found["v3"] = picks[there]
        return {**keys_found, **found}

    return call, columns_of


if __name__ == "__main__":
    questions.serve(begin)
