"""Finds tasks and reads their task.toml.

A task is a folder of bench/ that holds task.md (for people) and task.toml (for the harness). Each contender is one file
of that folder, named in task.toml; what it is follows from its suffix.
"""

from __future__ import annotations

import fnmatch
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness import calls
from harness.model import BenchError, Contender, Goal, Published, Task


def find_tasks(bench: Path) -> list[str]:
    return sorted(path.parent.name for path in bench.glob("*/task.toml"))


def load_task(bench: Path, name: str) -> Task:
    folder = bench / name
    if not (folder / "task.toml").is_file():
        raise BenchError(f"no task {name!r}; there are: {', '.join(find_tasks(bench)) or 'none'}")
    if not (folder / "task.md").is_file():
        raise BenchError(f"task {name}: expected {folder}/task.md to state data, sizes and what counts; it is missing")
    try:
        with (folder / "task.toml").open("rb") as file:
            return _task(folder, tomllib.load(file))
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BenchError(f"read {folder / 'task.toml'}: {type(error).__name__}: {error}") from error


def _task(folder: Path, table: dict[str, Any]) -> Task:
    return Task(
        name=folder.name,
        folder=folder,
        title=table["title"],
        unit=table["unit"],
        contenders=tuple(_contender(folder, name, entry) for name, entry in table["contender"].items()),
        goals=tuple(Goal(**goal) for goal in table.get("goal", [])),
        counters=table.get("counters", {}),
        runs=table.get("runs", Task.runs),
        servers=table.get("servers", {}),
        server_variants=table.get("server_variants", {}),
        calls=table.get("calls", False),
        published=tuple(_published(dict(entry)) for entry in table.get("published", [])),
    )


def _contender(folder: Path, name: str, entry: dict[str, Any]) -> Contender:
    return Contender(
        name=name,
        role=entry["role"],
        file=_file(folder, entry.get("file", name)),
        what=entry.get("what", ""),
        data=entry.get("data", "full"),
        answers=tuple(entry["answers"]),
        runs=entry.get("runs"),
        builds=tuple(entry.get("builds", ())),
        arguments=tuple(entry.get("arguments", ())),
        resident=entry.get("resident", False),
        variants=tuple(entry.get("variants", Contender.variants)),
        venv=entry.get("venv", Contender.venv),
    )


def _published(entry: dict[str, Any]) -> Published:
    unknown = set(entry) - {"name", "variant", *calls.COLUMNS}
    if unknown:
        raise TypeError(f"published: {', '.join(sorted(unknown))} is no column of the table of calls")
    return Published(entry.pop("name"), variant=entry.pop("variant", Published.variant), figures=entry)


def _file(folder: Path, stem: str) -> Path:
    for candidate in (f"{stem}.py", f"{stem}.sh", f"{stem}.cpp", f"{stem}/Cargo.toml"):
        if (folder / candidate).is_file():
            path = (folder / candidate).resolve()
            return path.parent if path.name == "Cargo.toml" else path
    raise BenchError(f"task {folder.name}: expected {stem}.py, .sh, .cpp or {stem}/Cargo.toml in {folder}; found none")


def select(task: Task, only: list[str]) -> Task:
    """The task with the named contenders alone; all of them when `only` is empty."""
    names = [contender.name for contender in task.contenders]
    unknown = [name for name in only if name not in names]
    if unknown:
        raise BenchError(f"task {task.name}: no contender {', '.join(unknown)}; there are: {', '.join(names)}")
    chosen = tuple(contender for contender in task.contenders if not only or contender.name in only)
    return replace(task, contenders=chosen)


def for_variant(task: Task, variant: str) -> Task:
    """The task with the contenders alone that can do this variant of the data."""
    chosen = tuple(one for one in task.contenders if any(fnmatch.fnmatchcase(variant, name) for name in one.variants))
    return replace(task, contenders=chosen)
