"""Which file or object goes where: the rules of ``cp``, with patterns that keep what they vary."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from wirespeed.s3._cli import _local_files
from wirespeed.s3._cli._session import Rules, Session, is_remote, remote
from wirespeed.s3._globs import has_magic
from wirespeed.s3._paths import strip_protocol

__all__ = ["NO_KEY", "Step", "UsageError", "is_key", "planned"]

NO_KEY = "its name is no UTF-8, as keys are; rename it, or put it by standard input"


class UsageError(ValueError):
    """The call is not one that the command understands."""


class Step(NamedTuple):
    source: str  # without "s3://"
    target: str
    size: int


def planned(session: Session, sources: Iterable[str], target: str, *, recursive: bool, rules: Rules) -> list[Step]:
    """What does not go anywhere, and why, is told to the report."""
    given = list(sources)
    is_folder = _is_folder(session, target)
    if len(given) > 1 and not is_folder and not target.endswith("/"):
        if not (is_remote(target) or recursive):
            raise UsageError(
                f"expected a folder as the target of {len(given)} sources, found {target!r}; end it in '/'"
            )
        is_folder = True
    steps: list[Step] = []
    taken: dict[str, str] = {}
    for source in given:
        names = _sizes(session, source, recursive)
        root = _root(source, names, is_folder or target.endswith("/"))
        for name, size in names.items():
            goal = _goal(name, root, target)
            if not rules.take(name[len(_folder(source)) :].lstrip("/")) or not _may(session, name, goal, target, taken):
                continue
            taken[goal] = name
            steps.append(Step(name, goal, size))
    return steps


def _is_folder(session: Session, target: str) -> bool:
    return session.run(session.tree.is_folder(target)) if is_remote(target) else Path(target).is_dir()


def _sizes(session: Session, source: str, recursive: bool) -> dict[str, int]:
    if is_remote(source):
        return {name: info["size"] for name, info in session.found(source, recursive=recursive).items()}
    try:
        return {name: one.size for name, one in _local_files.found(source, recursive=recursive).items()}
    except OSError as error:
        session.report.failed(source, error)
        return {}


def _folder(source: str) -> str:
    """From where the names of a source are relative: the last folder that is written out."""
    path = strip_protocol(source) if is_remote(source) else source
    if not has_magic(path):
        return path
    literal = []
    for segment in path.split("/"):
        if has_magic(segment):
            break
        literal.append(segment)
    return "/".join(literal)


def _root(source: str, names: Mapping[str, Any], into_folder: bool) -> str:
    """What of a name the target takes the place of."""
    folder = _folder(source)
    if has_magic(source) and set(names) != {folder}:
        return folder
    is_file = list(names) == [folder]
    if into_folder and (is_file or not source.endswith("/")):
        return os.path.dirname(folder.rstrip("/"))  # noqa: PTH120
    return folder.rstrip("/")


def _goal(name: str, root: str, target: str) -> str:
    base = strip_protocol(target) if is_remote(target) else target.rstrip("/") or "/"
    rest = name[len(root) :].lstrip("/") if root else name
    if not rest:
        return base
    return f"{base}/{rest}" if base != "/" else f"/{rest}"


def is_key(name: str) -> bool:
    """Names of files are any bytes; those that are no text come as surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _may(session: Session, name: str, goal: str, target: str, taken: Mapping[str, str]) -> bool:
    if goal in taken:
        reason = f"would overwrite what {taken[goal]} becomes"
    elif not is_remote(target) and not _local_files.contained(goal, target):
        reason = f"its key leads out of {target}"
    elif is_remote(target) and not is_key(goal):
        reason = NO_KEY
    elif is_remote(target) and "/" not in goal:
        reason = f"expected a key below the bucket, found {remote(goal)}; end the target in '/'"
    else:
        return True
    session.report.failed(name, OSError(22, reason, name))
    return False
