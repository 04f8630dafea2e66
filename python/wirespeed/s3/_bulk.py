"""What fsspec's calls over many paths mean, carried out by :class:`Transfers` in as few native calls as can be."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fsspec.callbacks import DEFAULT_CALLBACK  # type: ignore[import-untyped]
from fsspec.implementations.local import LocalFileSystem, make_path_posix  # type: ignore[import-untyped]
from fsspec.utils import check_contained, isfilelike  # type: ignore[import-untyped]

from wirespeed.s3._listings import Info
from wirespeed.s3._pairs import destinations, goes_inside
from wirespeed.s3._paths import parents, split, strip_protocol
from wirespeed.s3._store import Store
from wirespeed.s3._transfers import SILENT, Download, Transfers, Upload, Watcher
from wirespeed.s3._tree import Tree

__all__ = ["Bulk"]

Paths = str | list[str]


class _OneFile(Watcher):
    """A callback that counts bytes."""

    def __init__(self, callback: Any) -> None:
        self._callback = callback

    def moved(self, path: str, count: int) -> None:
        self._callback.relative_update(count)


class _Files(Watcher):
    """A callback that counts files, with one of its own for the bytes of each where it wants them."""

    def __init__(self, callback: Any, pairs: Sequence[Download] | Sequence[Upload]) -> None:
        self._callback = callback
        self._targets = {pair.source: pair for pair in pairs}
        self._children: dict[str, Any] = {}

    def moved(self, path: str, count: int) -> None:
        child = self._children.get(path)
        if child is None:
            pair = self._targets[path]
            child = self._children[path] = self._callback.branched(path, pair.target)
            child.__enter__()
            child.set_size(pair.size)
        child.relative_update(count)

    def finished(self, path: str) -> None:
        child = self._children.pop(path, None)
        if child is not None:
            child.__exit__(None, None, None)
        self._callback.relative_update(1)


class Bulk:
    def __init__(self, store: Store, tree: Tree, transfers: Transfers) -> None:
        self._store = store
        self._tree = tree
        self._transfers = transfers

    # --- into memory --------------------------------------------------------------------------------------------------

    async def cat(self, path: Paths, *, recursive: bool, on_error: str, **keywords: Any) -> Any:
        found = await self._tree.expand(path, recursive=recursive)
        names = [name for name, info in found.items() if info is None or info["type"] != "directory"]
        if isinstance(path, str) and names == [strip_protocol(path)]:
            return await self._transfers.read(names[0], **keywords)
        if keywords:
            count = len(names)
            got = await self._transfers.read_ranges(
                names, [keywords.get("start")] * count, [keywords.get("end")] * count
            )
        else:
            got = await self._transfers.read_many(names)
        return _answered(dict(zip(names, got, strict=True)), on_error)

    async def cat_ranges(self, paths: Any, starts: Any, ends: Any, on_error: str) -> list[Any]:
        if not isinstance(paths, list):
            raise TypeError(f"expected a list of paths, found {type(paths).__name__}")
        first = list(starts) if isinstance(starts, (list, tuple)) else [starts] * len(paths)
        last = list(ends) if isinstance(ends, (list, tuple)) else [ends] * len(paths)
        if len(first) != len(paths) or len(last) != len(paths):
            raise ValueError(f"expected {len(paths)} starts and ends, found {len(first)} and {len(last)}")
        got = await self._transfers.read_ranges(paths, first, last)
        if on_error != "return":
            for one in got:
                if isinstance(one, Exception):
                    raise one
        return got

    # --- files --------------------------------------------------------------------------------------------------------

    async def get_file(self, source: str, target: Any, callback: Any, outfile: Any = None) -> None:
        file = outfile if outfile is not None else target if isfilelike(target) else None
        where = split(source)
        if file is None and (not where.key or await self._is_folder_to_make(source)):
            Path(target).mkdir(parents=True, exist_ok=True)
            return
        if callback is not DEFAULT_CALLBACK:
            callback.set_size((await self._tree.info(source))["size"])
        watcher = _OneFile(callback) if callback is not DEFAULT_CALLBACK else SILENT
        if file is not None:
            await self._transfers.copy_to(source, file, watcher)
        else:
            await self._transfers.download([Download(source, os.fspath(target), None)], watcher)

    async def _is_folder_to_make(self, source: str) -> bool:
        """Asks only where a listing knows: an object is what most sources are, and its download tells."""
        return source.endswith("/") and await self._tree.is_folder(source)

    async def get(self, source: Any, target: Any, *, recursive: bool, callback: Any, maxdepth: int | None) -> None:
        pairs, folders = await self._downloads(source, target, recursive, maxdepth)
        for folder in folders:
            Path(folder).mkdir(parents=True, exist_ok=True)
        callback.set_size(len(pairs))
        await self._transfers.download(pairs, SILENT if callback is DEFAULT_CALLBACK else _Files(callback, pairs))

    async def _downloads(
        self, source: Any, target: Any, recursive: bool, maxdepth: int | None
    ) -> tuple[list[Download], list[str]]:
        if isinstance(source, list) and isinstance(target, list):
            return [
                Download(strip_protocol(one), os.fspath(to), None) for one, to in zip(source, target, strict=True)
            ], []
        found = await self._tree.expand(source, recursive=recursive, maxdepth=maxdepth)
        is_one = isinstance(source, str)
        folders = await self._tree.folders(found)
        if is_one and (not recursive or maxdepth is not None):
            found = {name: info for name, info in found.items() if name not in folders}
        if not found:
            return [], []
        names = list(found)
        targets = self._local_targets(source, names, target)
        files = [
            Download(name, to, _size(found[name]))
            for name, to in zip(names, targets, strict=True)
            if name not in folders
        ]
        return files, [to for name, to in zip(names, targets, strict=True) if name in folders]

    def _local_targets(self, source: Any, names: list[str], target: Any) -> list[str]:
        if isinstance(target, list):
            return [os.fspath(to) for to in target]
        is_one = isinstance(source, str)
        ends = os.fspath(target).endswith(("/", os.sep))
        target = make_path_posix(os.fspath(target))
        is_folder = ends or os.path.isdir(target)  # noqa: PTH112
        inside = is_one and goes_inside(source, len(names), target_is_folder=is_folder)
        made = destinations(names, target, inside=inside, flat=not is_one)
        check_contained(target, made)
        return made

    async def put_file(self, source: Any, target: str, callback: Any, options: dict[str, Any]) -> None:
        path = Path(source)
        if path.is_dir():
            return
        size = path.stat().st_size
        callback.set_size(size)
        watcher = SILENT if callback is DEFAULT_CALLBACK else _OneFile(callback)
        await self._transfers.upload([Upload(os.fspath(path), target, size)], watcher, **options)

    async def put(
        self,
        source: Any,
        target: Any,
        *,
        recursive: bool,
        callback: Any,
        maxdepth: int | None,
        options: dict[str, Any],
    ) -> None:
        pairs = [
            pair for pair in await self._uploads(source, target, recursive, maxdepth) if not Path(pair[0]).is_dir()
        ]
        wanted = [Upload(one, to, Path(one).stat().st_size) for one, to in pairs]
        callback.set_size(len(wanted))
        watcher = SILENT if callback is DEFAULT_CALLBACK else _Files(callback, wanted)
        await self._transfers.upload(wanted, watcher, **options)

    async def _uploads(self, source: Any, target: Any, recursive: bool, maxdepth: int | None) -> list[tuple[str, str]]:
        if isinstance(source, list) and isinstance(target, list):
            return [(os.fspath(one), strip_protocol(to)) for one, to in zip(source, target, strict=True)]
        local = LocalFileSystem()
        is_one = not isinstance(source, list)
        asked = make_path_posix(os.fspath(source)) if is_one else source
        names = local.expand_path(asked, recursive=recursive, maxdepth=maxdepth)
        if is_one and (not recursive or maxdepth is not None):
            names = [name for name in names if not local.isdir(name)]
        if not names:
            return []
        if isinstance(target, list):
            return list(zip(names, [strip_protocol(to) for to in target], strict=True))
        is_folder = target.endswith("/") or await self._tree.is_folder(target)
        inside = is_one and goes_inside(asked, len(names), target_is_folder=is_folder)
        return list(
            zip(names, destinations(names, strip_protocol(target), inside=inside, flat=not is_one), strict=True)
        )

    # --- on the server ------------------------------------------------------------------------------------------------

    async def copy(
        self, source: Any, target: Any, *, recursive: bool, maxdepth: int | None, on_error: str | None
    ) -> list[tuple[str, str]]:
        """What was copied where."""
        pairs = await self._copies(source, target, recursive, maxdepth)
        ignores = (on_error or ("ignore" if recursive else "raise")) == "ignore"
        watcher = _MissingIgnored() if ignores else SILENT
        await self._transfers.copy(pairs, watcher)
        return pairs

    async def _copies(self, source: Any, target: Any, recursive: bool, maxdepth: int | None) -> list[tuple[str, str]]:
        if isinstance(source, list) and isinstance(target, list):
            return [(strip_protocol(one), strip_protocol(to)) for one, to in zip(source, target, strict=True)]
        found = await self._tree.expand(source, recursive=recursive, maxdepth=maxdepth)
        is_one = isinstance(source, str)
        folders = await self._tree.folders(found)
        if is_one and (not recursive or maxdepth is not None):
            found = {name: info for name, info in found.items() if name not in folders}
        names = list(found)
        if not names:
            return []
        if isinstance(target, list):
            targets = [strip_protocol(to) for to in target]
        else:
            is_folder = target.endswith("/") or await self._tree.is_folder(target)
            inside = is_one and goes_inside(source, len(names), target_is_folder=is_folder)
            targets = destinations(names, strip_protocol(target), inside=inside, flat=not is_one)
        return [(one, to) for one, to in zip(names, targets, strict=True) if one not in folders]

    async def move(self, source: Any, target: Any, *, recursive: bool, maxdepth: int | None) -> None:
        """Copies, and when all are there deletes. An object that comes underneath meanwhile stays where it is."""
        if source == target:
            return
        pairs = await self.copy(source, target, recursive=recursive, maxdepth=maxdepth, on_error="raise")
        targets = {to for _, to in pairs}
        await self._transfers.delete([one for one, _ in pairs if one not in targets])
        if recursive and isinstance(source, str) and maxdepth is None:
            await self._delete_markers(split(source))

    async def remove(self, path: Any, *, recursive: bool, maxdepth: int | None) -> None:
        paths = [strip_protocol(one) for one in (path if isinstance(path, list) else [path])]
        found = await self._tree.expand(paths, recursive=recursive, maxdepth=maxdepth)
        if not recursive:
            await self._transfers.delete(list(found))
            return
        keyed = [name for name, info in found.items() if split(name).key and not _is_folder(info)]
        await self._transfers.delete(keyed)
        if maxdepth is None:
            for name in _topmost([name for name, info in found.items() if _is_folder(info)]):
                await self._delete_markers(split(name))
            for name in paths:
                if not split(name).key:
                    await self._store.delete_bucket(name)

    async def _delete_markers(self, where: Any) -> None:
        """The objects that stand for folders ("folder/"), which have no path of their own."""
        try:
            left = (await self._store.listing(where.bucket, where.folder)).entries
        except FileNotFoundError:
            return
        markers = [entry.key for entry in left if entry.key.endswith("/")]
        if markers:
            await self._store.delete_many(where.bucket, markers)


class _MissingIgnored(Watcher):
    def failed(self, path: str, error: OSError) -> None:
        if error.errno != errno.ENOENT:
            raise error


def _is_folder(info: Info | None) -> bool:
    return info is not None and info["type"] == "directory"


def _topmost(folders: list[str]) -> list[str]:
    """Those that lie below no other."""
    have = set(folders)
    return [folder for folder in folders if have.isdisjoint(parents(folder))]


def _size(info: Info | None) -> int | None:
    return None if info is None else info["size"]


def _answered(got: dict[str, Any], on_error: str) -> dict[str, Any]:
    if on_error == "raise":
        for one in got.values():
            if isinstance(one, Exception):
                raise one
    if on_error == "omit":
        return {name: one for name, one in got.items() if not isinstance(one, Exception)}
    return got
