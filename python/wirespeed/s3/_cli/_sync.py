"""``sync``: what is missing or other in the target is carried there, and with --delete what is too much goes."""

from __future__ import annotations

import hashlib
import os
import re
from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from wirespeed.s3._cli import _local_files
from wirespeed.s3._cli._carry import carry_out, delete
from wirespeed.s3._cli._plan import NO_KEY, Step, UsageError, is_key
from wirespeed.s3._cli._session import Rules, Session, is_remote
from wirespeed.s3._paths import split, strip_protocol

__all__ = ["sync"]

_MD5 = re.compile(r'^"?([0-9a-f]{32})"?$')  # the ETag of an object that was put in one piece


class Entry(NamedTuple):
    path: str  # without "s3://"
    size: int
    modified: datetime
    etag: str | None  # None: a file here


def sync(session: Session, given: Namespace) -> None:
    if not (is_remote(given.source) or is_remote(given.target)):
        raise UsageError("expected s3:// as source or as target, found neither")
    rules = Rules(given.rules)
    have = _entries(session, given.source, rules, must_exist=True)
    there = _entries(session, given.target, rules, must_exist=False)
    base = strip_protocol(given.target) if is_remote(given.target) else given.target.rstrip("/") or "/"
    steps = []
    for name, source in have.items():
        target = os.path.join(base, name)  # noqa: PTH118
        if not is_remote(given.target) and not _local_files.contained(target, base):
            session.report.failed(source.path, OSError(22, f"its key leads out of {base}", source.path))
        elif is_remote(given.target) and not is_key(target):
            session.report.failed(source.path, OSError(22, NO_KEY, source.path))
        elif name not in there or _differs(source, there[name], given.compare):
            steps.append(Step(source.path, target, source.size))
    arrived = carry_out(session, steps, from_remote=is_remote(given.source), to_remote=is_remote(given.target))
    if not is_remote(given.target):
        _date(
            [step for step in steps if step.source in arrived], {entry.path: entry.modified for entry in have.values()}
        )
    if given.delete:
        _delete(session, [there[name].path for name in there if name not in have], is_remote(given.target))


def _entries(session: Session, path: str, rules: Rules, *, must_exist: bool) -> dict[str, Entry]:
    """By the name below the folder."""
    try:
        found = _remote(session, path) if is_remote(path) else _local(path)
    except FileNotFoundError:
        if must_exist:
            raise
        return {}
    return {name: entry for name, entry in found.items() if rules.take(name)}


def _remote(session: Session, path: str) -> dict[str, Entry]:
    where = split(path)
    found = session.run(session.tree.find(where.path))
    if not found and not session.run(session.tree.is_folder(path)):
        raise FileNotFoundError(2, "S3 has nothing there", path)
    return {
        name[len(where.path) + 1 :]: Entry(name, info["size"], info["LastModified"], info["ETag"] or "")
        for name, info in found.items()
        if name != where.path
    }


def _local(path: str) -> dict[str, Entry]:
    if not Path(path).is_dir():
        raise FileNotFoundError(2, "expected a folder", path)
    root = path.rstrip("/") + "/"
    found: Mapping[str, Any] = _local_files.found(root, recursive=True)
    return {name[len(root) :]: Entry(name, one.size, one.modified, None) for name, one in found.items()}


def _differs(source: Entry, target: Entry, compare: str) -> bool:
    if source.size != target.size:
        return True
    if compare == "size":
        return False
    one, other = (_content(source), _content(target)) if compare == "etag" else (None, None)
    if one is not None and other is not None:
        return one != other
    if source.etag is not None and source.etag == target.etag:
        return False
    return int(source.modified.timestamp()) > int(target.modified.timestamp())  # S3 tells whole seconds


def _content(entry: Entry) -> str | None:
    """The MD5, or None where S3 does not tell it: an object of several parts, or an encrypted one."""
    if entry.etag is not None:
        found = _MD5.match(entry.etag)
        return found.group(1) if found else None
    digest = hashlib.md5(usedforsecurity=False)
    with Path(entry.path).open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _date(steps: list[Step], modified: Mapping[str, datetime]) -> None:
    """Files that came get the time of their objects, so that the next sync finds them as old as these."""
    for step in steps:
        when = modified[step.source].timestamp()
        os.utime(step.target, (when, when))


def _delete(session: Session, paths: list[str], from_remote: bool) -> None:
    if from_remote:
        delete(session, paths)
        return
    for path in paths:
        said = "would delete" if session.dry_run else "delete"
        try:
            if not session.dry_run:
                Path(path).unlink()
        except OSError as error:
            session.report.failed(path, error)
        else:
            session.report.did(f"{said} {path}", {"action": "delete", "path": path, "dry_run": session.dry_run})
