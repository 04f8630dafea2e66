"""The commands, one function each."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import AsyncIterator, Sequence
from typing import Any

from wirespeed.s3._cli._carry import carry_out, delete
from wirespeed.s3._cli._plan import UsageError, planned
from wirespeed.s3._cli._report import readable
from wirespeed.s3._cli._session import Rules, Session, is_remote, remote
from wirespeed.s3._globs import has_magic
from wirespeed.s3._listings import Info
from wirespeed.s3._local import blocks
from wirespeed.s3._paths import split, strip_protocol
from wirespeed.s3._tree import entry_info

__all__ = ["UsageError", "cp", "du", "get", "ls", "presign", "put", "rm"]


def _only_remote(paths: Sequence[str]) -> None:
    for path in paths:
        if not is_remote(path):
            raise UsageError(f"expected s3://bucket/key, found {path!r}")


# --- what is there ----------------------------------------------------------------------------------------------------


def ls(session: Session, given: Namespace) -> None:
    _only_remote(given.paths)
    for path in given.paths or ["s3://"]:
        try:
            session.run(_ls(session, path, given))
        except OSError as error:
            session.report.failed(path, error)


async def _ls(session: Session, path: str, given: Namespace) -> None:
    found = 0
    async for info in _listed(session, path, given.recursive):
        found += 1
        session.report.line(_line(info, given.human), _record(info))
    if not found and (has_magic(path) or given.recursive) and not await session.tree.exists(path):
        raise FileNotFoundError(2, "S3 has nothing there", path)


async def _listed(session: Session, path: str, recursive: bool) -> AsyncIterator[Info]:
    """As they come."""
    where = split(path)
    if recursive and where.bucket and not has_magic(path):
        async for entry in session.store.entries(where.bucket, where.folder):
            yield entry_info(where.bucket, entry)
    elif recursive:
        for found in (await session.tree.expand(path, recursive=True)).values():
            if found is not None and found["type"] == "file":
                yield found
    else:
        reads = session.tree.glob(path) if has_magic(path) else None
        for info in (await reads).values() if reads else await session.tree.entries(path):
            yield info


def _line(info: Info, human: bool) -> str:
    if info["type"] == "directory":
        return f"{'':19} {'folder':>12} {remote(info['name'])}/"
    size = readable(info["size"]) if human else str(info["size"])
    return f"{info['LastModified']:%Y-%m-%d %H:%M:%S} {size:>12} {remote(info['name'])}"


def _record(info: Info) -> dict[str, Any]:
    where = split(info["name"])
    record: dict[str, Any] = {"bucket": where.bucket, "key": where.key, "type": info["type"]}
    if info["type"] == "directory":
        return record
    modified = info["LastModified"]
    return {**record, "size": info["size"], "etag": info["ETag"], "last_modified": modified.isoformat()}


def du(session: Session, given: Namespace) -> None:
    _only_remote(given.paths)
    for path in given.paths:
        found = session.found(path, recursive=True)
        total = sum(info["size"] for info in found.values())
        if found:
            told = readable(total) if given.human else str(total)
            session.report.line(
                f"{told} in {len(found)} objects {path}", {"path": path, "bytes": total, "objects": len(found)}
            )


def presign(session: Session, given: Namespace) -> None:
    _only_remote(given.paths)
    for path in given.paths:
        if not split(path).key:
            raise UsageError(f"expected s3://bucket/key, found {path!r}")
        is_pattern = has_magic(path) and given.method != "PUT"  # what is put need not be there
        for name in map(remote, session.found(path, recursive=False)) if is_pattern else [path]:
            url = session.run(session.store.presign(given.method, split(name), given.expires))
            session.report.line(url, {"path": name, "url": url})


# --- transfers --------------------------------------------------------------------------------------------------------


def get(session: Session, given: Namespace) -> None:
    _only_remote(given.sources)
    if given.target == "-":
        _print(session, given.sources, given.recursive)
    elif is_remote(given.target):
        raise UsageError(f"expected a file or a folder here as target, found {given.target!r}; cp copies on the server")
    else:
        _transfer(session, given)


def put(session: Session, given: Namespace) -> None:
    _only_remote([given.target])
    if given.sources == ["-"]:
        _put_input(session, given.target)
    elif any(is_remote(source) for source in given.sources):
        raise UsageError("expected files here as sources, found s3://; cp copies on the server")
    else:
        _transfer(session, given)


def cp(session: Session, given: Namespace) -> None:
    are_remote = {is_remote(source) for source in given.sources}
    if len(are_remote) > 1:
        raise UsageError("expected sources all here or all s3://, found both")
    if are_remote == {False}:
        put(session, given)
    elif not is_remote(given.target):
        get(session, given)
    else:
        _transfer(session, given)


def _transfer(session: Session, given: Namespace) -> None:
    rules = Rules(given.rules)
    steps = planned(session, given.sources, given.target, recursive=given.recursive, rules=rules)
    carry_out(session, steps, from_remote=is_remote(given.sources[0]), to_remote=is_remote(given.target))


def _print(session: Session, sources: Sequence[str], recursive: bool) -> None:
    for source in sources:
        for name in session.found(source, recursive=recursive):
            session.run(session.transfers.copy_to(name, sys.stdout.buffer))
    sys.stdout.buffer.flush()


def _put_input(session: Session, target: str) -> None:
    where = split(target)
    if not where.key or target.endswith("/"):
        raise UsageError(f"expected the key that the input becomes, found {target!r}")
    if not session.dry_run:
        session.run(session.store.put(where, blocks(sys.stdin.buffer)))
    said = "would put" if session.dry_run else "put"
    session.report.did(
        f"{said} - -> {remote(where.path)}", {"action": "put", "source": "-", "target": remote(where.path)}
    )


# --- deleting ---------------------------------------------------------------------------------------------------------


def rm(session: Session, given: Namespace) -> None:
    _only_remote(given.paths)
    rules = Rules(given.rules)
    names: dict[str, None] = {}
    for path in given.paths:
        base = len(strip_protocol(path)) if given.recursive and not has_magic(path) else 0
        for name in session.found(path, recursive=given.recursive):
            if rules.take(name[base:].lstrip("/") or name):
                names[name] = None
    delete(session, list(names))
