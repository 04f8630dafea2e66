"""The article's pipeline, written anew for today's versions: one pass in C over the records into two arrays of objects;
the columns whose type is known become that type, the texts stay objects; the frame is made of the blocks without a
copy."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import numpy
import pandas
from pandas.api.internals import create_dataframe_from_blocks

from harness import contender
from postgres_read import columns

SOURCE = Path(__file__).with_name("recipe_split.pyx")
DTYPES = {columns.INT: "i8", columns.FLOAT: "f8", columns.BOOL: "?"}


def built(folder: Path) -> Any:
    """recipe_split as a module."""
    c, library = folder / "recipe_split.c", folder / "recipe_split.so"
    run(sys.executable, "-m", "cython", "-3", str(SOURCE), "-o", str(c))
    run("cc", "-O3", "-shared", "-fPIC", f"-I{sysconfig.get_path('include')}", str(c), "-o", str(library))
    spec = importlib.util.spec_from_file_location("recipe_split", library)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise contender.CannotRun(f"its C part was not built: {done.stderr.strip().splitlines()[-1]}")


class Recipe:
    def __init__(self, kinds_by_name: dict[str, str], module: Any) -> None:
        self._split, self._names = module.split, list(kinds_by_name)
        kinds = list(kinds_by_name.values())
        self._typed = numpy.array([at for at, kind in enumerate(kinds) if kind != columns.TEXT])
        self._texts = numpy.array([at for at, kind in enumerate(kinds) if kind == columns.TEXT])
        self._places = {kind: [at for at, one in enumerate(kinds) if one == kind] for kind in dict.fromkeys(kinds)}

    def __call__(self, rows: list[Any]) -> pandas.DataFrame:
        typed, texts = self._split(rows, self._typed, self._texts)
        lines = dict(zip(self._typed.tolist(), typed, strict=True))
        blocks: list[tuple[Any, Any]] = [(texts, self._texts)]
        for kind, places in self._places.items():
            if kind == columns.TIME:
                blocks += [(times(lines[at]), numpy.array([at])) for at in places]
            elif kind != columns.TEXT:
                block = numpy.empty((len(places), len(rows)), DTYPES[kind])
                for at, place in enumerate(places):
                    block[at] = lines[place]
                blocks.append((block, numpy.array(places)))
        index = pandas.RangeIndex(len(rows))
        return create_dataframe_from_blocks(blocks, index=index, columns=pandas.Index(self._names))


def times(values: Any) -> Any:
    return pandas.to_datetime(values, utc=True).array.reshape(1, -1)
