"""Folders over keys: what lies under a path, what a glob means, and whether something is there.

Coroutines over a :class:`Store`, so that the blocking file system and the one for asyncio are one text. Nothing here
needs fsspec.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Any

from wirespeed.s3 import _globs
from wirespeed.s3._listings import Info, Listings
from wirespeed.s3._paths import Location, join, split, strip_protocol
from wirespeed.s3._store import Row, Store

__all__ = ["Tree", "entry_info", "folder_info", "object_info", "row_info"]


def row_info(bucket: str, row: Row) -> Info:
    """From a listing that tells of no versions."""
    key, size, etag, modified, storage_class = row
    info: Info = {
        "name": f"{bucket}/{key}",
        "size": size,
        "type": "file",
        "ETag": _quoted(etag),
        "LastModified": modified,
    }
    if storage_class:
        info["StorageClass"] = storage_class
    return info


def entry_info(bucket: str, entry: Any) -> Info:
    """From an entry of a listing."""
    info: Info = {
        "name": f"{bucket}/{entry.key}",
        "size": entry.size,
        "type": "file",
        "ETag": _quoted(entry.etag),
        "LastModified": entry.last_modified,
    }
    if entry.storage_class:
        info["StorageClass"] = entry.storage_class
    if entry.version_id:
        info["VersionId"] = entry.version_id
        info["IsLatest"] = entry.is_latest
        if entry.is_delete_marker:
            info["IsDeleteMarker"] = True
    return info


def object_info(path: str, said: Any) -> Info:
    """From the answer to a HEAD or a GET."""
    info: Info = {
        "name": path,
        "size": said.size,
        "type": "file",
        "ETag": _quoted(said.etag),
        "LastModified": said.last_modified,
        "ContentType": said.content_type,
        "Metadata": said.metadata,
    }
    if said.storage_class:
        info["StorageClass"] = said.storage_class
    if said.version_id:
        info["VersionId"] = said.version_id
    return info


def _quoted(etag: str | None) -> str | None:
    """As HTTP has it; listings come without."""
    return etag if etag is None or etag.startswith(('"', "W/")) else f'"{etag}"'


def folder_info(path: str) -> Info:
    return {"name": path, "size": 0, "type": "directory"}


class Tree:
    def __init__(self, store: Store, listings: Listings) -> None:
        self._store = store
        self._listings = listings

    # --- one path -----------------------------------------------------------------------------------------------------

    async def info(self, path: str, *, refresh: bool = False) -> Info:
        """HEAD; where no object has this key, a listing of one entry tells whether keys lie below it."""
        where = split(path)
        if not where.bucket:
            return folder_info("")
        known = None if refresh or where.version_id else self._listings.entry(where.path)
        if known is not None:
            return known
        if where.key:
            try:
                return object_info(where.path, await self._store.head(where))
            except FileNotFoundError:
                if where.version_id:
                    raise
        if await self._holds(where):
            return folder_info(where.path)
        raise FileNotFoundError(2, "S3 has no object of this key and none below it", where.path)

    async def exists(self, path: str) -> bool:
        try:
            await self.info(path)
        except FileNotFoundError:
            return False
        return True

    async def is_file(self, path: str) -> bool:
        where = split(path)
        if not where.key:
            return False
        known = None if where.version_id else self._listings.entry(where.path)
        if known is not None:
            return bool(known["type"] == "file")
        try:
            await self._store.head(where)
        except FileNotFoundError:
            return False
        return True

    async def is_folder(self, path: str) -> bool:
        """As :meth:`info` has it: where both are, the object comes first."""
        where = split(path)
        if not where.bucket:
            return True
        if where.key:
            known = self._listings.entry(where.path)
            if known is not None:
                return bool(known["type"] == "directory")
        try:
            return await self._holds(where) and not (where.key and await self.is_file(path))
        except FileNotFoundError:
            return False

    async def _holds(self, where: Location) -> bool:
        """A bucket that is there holds; a folder must hold a key."""
        return await self._store.holds(where.bucket, where.folder) or not where.key

    # --- one folder ---------------------------------------------------------------------------------------------------

    async def entries(self, path: str, *, refresh: bool = False, versions: bool = False) -> list[Info]:
        """What a folder holds, or a file by itself."""
        where = split(path)
        if not where.bucket:
            return await self._buckets()
        if not refresh and not versions:
            known = self._listings.of(where.path)
            if known is not None:
                return known
        ticket = self._listings.ticket()
        listed = await self._store.listing(where.bucket, where.folder, "/", versions=versions)
        found = _shown(where, listed.entries, listed.prefixes)
        if not found and not listed.entries and where.key:
            return [await self._only(where)]
        if not versions:
            self._listings.keep(where.path, found, ticket)
        return found

    async def _only(self, where: Location) -> Info:
        try:
            return object_info(where.path, await self._store.head(where))
        except FileNotFoundError as missing:
            raise FileNotFoundError(2, "S3 has no object of this key and none below it", where.path) from missing

    async def _buckets(self) -> list[Info]:
        found = []
        for bucket in await self._store.buckets():
            name = bucket if isinstance(bucket, str) else bucket.name
            created = getattr(bucket, "created", None)
            found.append({**folder_info(name), **({"CreationDate": created} if created else {})})
        return found

    # --- all below ----------------------------------------------------------------------------------------------------

    async def find(
        self, path: str, maxdepth: int | None = None, *, withdirs: bool = False, prefix: str = ""
    ) -> dict[str, Info]:
        """In the order of names. Without ``maxdepth`` one flat listing, however deep; with it a level at a time."""
        where = split(path)
        if where.bucket:
            found = await self._under(where, maxdepth, prefix, withdirs)
        else:
            buckets = [Location(info["name"]) for info in await self._buckets()]
            found = [info for bucket in buckets for info in await self._under(bucket, maxdepth, "", withdirs)]
        if withdirs and where.bucket and (found or await self.is_folder(where.path)):
            found.append(folder_info(where.path))
        if not found and not prefix and where.key and await self.is_file(where.path):
            found.append(await self.info(where.path))
        found.sort(key=itemgetter("name"))
        return {info["name"]: info for info in found}

    async def names(self, path: str) -> list[str]:
        """Of all files below, as :meth:`find` has them, without what else is known of them."""
        where = split(path)
        try:
            keys = await self._store.keys(where.bucket, where.folder) if where.bucket else []
        except FileNotFoundError:
            keys = []
        start = join(where.bucket, "")
        found = [start + key for key in keys if not key.endswith("/")]
        return found or list(await self.find(path))

    async def _under(self, where: Location, maxdepth: int | None, prefix: str, withdirs: bool) -> list[Info]:
        """Files and folders below; none when the folder is not there."""
        try:
            if maxdepth is None:
                return await self._flat(where, prefix, withdirs)
            found = await self._levels(where, maxdepth, prefix)
        except FileNotFoundError:
            return []
        return found if withdirs else [info for info in found if info["type"] != "directory"]

    async def _flat(self, where: Location, prefix: str, withdirs: bool) -> list[Info]:
        rows = await self._store.rows(where.bucket, where.folder + prefix)
        found = [row_info(where.bucket, row) for row in rows if not row.key.endswith("/")]
        if withdirs:
            paths = [join(where.bucket, row.key) for row in rows]
            found += [folder_info(path) for path in _folders(where.path, paths) if not path.endswith("/")]
        return found

    async def _levels(self, where: Location, maxdepth: int, prefix: str) -> list[Info]:
        found: list[Info] = []
        level = [where]
        for _ in range(maxdepth):
            listed = await self._store.each(partial(self._level, prefix=prefix), level)
            here = list(chain.from_iterable(listed))
            found += here
            level = [split(info["name"]) for info in here if info["type"] == "directory"]
            prefix = ""
        return found

    async def _level(self, where: Location, prefix: str) -> list[Info]:
        known = self._listings.of(where.path)
        if known is None and not prefix:
            known = await self._listed(where)
        if known is not None:
            start = join(where.path, prefix)
            return [info for info in known if info["name"].startswith(start)]
        listed = await self._store.listing(where.bucket, where.folder + prefix, "/")
        return _shown(where, listed.entries, listed.prefixes)

    async def _listed(self, where: Location) -> list[Info]:
        ticket = self._listings.ticket()
        listed = await self._store.listing(where.bucket, where.folder, "/")
        found = _shown(where, listed.entries, listed.prefixes)
        if found:
            self._listings.keep(where.path, found, ticket)
        return found

    # --- patterns -----------------------------------------------------------------------------------------------------

    async def glob(self, pattern: str, maxdepth: int | None = None, *, withdirs: bool = True) -> dict[str, Info]:
        """Lists only folders that the pattern can lead to, each from where its next segment begins to vary."""
        only_folders = pattern.endswith("/")
        pattern = strip_protocol(pattern)
        if not _globs.has_magic(pattern):
            return {pattern: await self.info(pattern)} if await self.exists(pattern) else {}
        matching = _globs.compile_pattern(pattern + "/" * only_folders)
        marks_folders = only_folders or pattern.endswith("/**")
        found = {}
        for info in await self._candidates(pattern.split("/"), maxdepth):
            name, is_folder = info["name"], info["type"] == "directory"
            if (withdirs or not is_folder) and matching.match(name + "/" if is_folder and marks_folders else name):
                found[name] = info
        return dict(sorted(found.items()))

    async def _candidates(self, segments: Sequence[str], maxdepth: int | None) -> list[Info]:
        literal = next(at for at, segment in enumerate(segments) if _globs.has_magic(segment))
        level = ["/".join(segments[:literal])]
        for at in range(literal, len(segments)):
            segment = segments[at]
            if segment == "**":
                return await self._everything(level, maxdepth)
            is_last = at == len(segments) - 1
            if not is_last and not _globs.has_magic(segment):
                level = [f"{folder}/{segment}" if folder else segment for folder in level]
                continue
            here = await self._matching(level, segment)
            if is_last:
                return here
            level = [info["name"] for info in here if info["type"] == "directory"]
        raise AssertionError("a pattern has a last segment")

    async def _everything(self, folders: Iterable[str], maxdepth: int | None) -> list[Info]:
        found = await self._store.each(lambda folder: self.find(folder, maxdepth, withdirs=True), folders)
        return [info for below in found for info in below.values()]

    async def _matching(self, folders: Iterable[str], segment: str) -> list[Info]:
        one = _globs.compile_pattern(segment)
        start = _globs.stem(segment)

        async def listed(folder: str) -> list[Info]:
            try:
                return await (self._level(split(folder), start) if folder else self._buckets())
            except FileNotFoundError:
                return []

        found = chain.from_iterable(await self._store.each(listed, folders))
        return [info for info in found if one.match(info["name"].rpartition("/")[2])]

    # --- what a call means by its paths -------------------------------------------------------------------------------

    async def expand(
        self, paths: str | Sequence[str], *, recursive: bool = False, maxdepth: int | None = None
    ) -> dict[str, Info | None]:
        """Every path that is meant, in order; None for one that was named without a pattern and not looked for."""
        if maxdepth is not None and maxdepth < 1:
            raise ValueError(f"expected maxdepth to be at least 1, found {maxdepth}")
        found: dict[str, Info | None] = {}
        for given in [paths] if isinstance(paths, str) else paths:
            path = strip_protocol(given)
            if _globs.has_magic(path):
                await self._expand_pattern(path, recursive, maxdepth, found)
            elif recursive:
                found.update(await self._below(path, maxdepth))
            else:
                found.setdefault(path, None)
        if not found:
            raise FileNotFoundError(2, "S3 has nothing there", paths if isinstance(paths, str) else ", ".join(paths))
        return dict(sorted(found.items()))

    async def _below(self, path: str, maxdepth: int | None) -> dict[str, Info]:
        found = await self.find(path, maxdepth, withdirs=True)
        if path in found:
            return found
        return {**found, path: await self.info(path)} if await self.exists(path) else found

    async def _expand_pattern(
        self, path: str, recursive: bool, maxdepth: int | None, found: dict[str, Info | None]
    ) -> None:
        matched = await self.glob(path, maxdepth)
        found.update(matched)
        if not recursive or (maxdepth is not None and maxdepth <= 1):
            return
        below = None if maxdepth is None else maxdepth - 1
        folders = [name for name, info in matched.items() if info["type"] == "directory"]
        for more in await self._store.each(lambda folder: self.find(folder, below, withdirs=True), folders):
            found.update(more)

    async def folders(self, paths: dict[str, Info | None]) -> set[str]:
        """Those of expanded paths that are folders; asks for those that nobody has looked for."""
        unknown = [path for path, info in paths.items() if info is None]
        are = dict(zip(unknown, await self._store.each(self.is_folder, unknown), strict=True))
        return {path for path, info in paths.items() if (are[path] if info is None else info["type"] == "directory")}


def _folders(root: str, paths: Iterable[str]) -> set[str]:
    """Below root, and above one of the paths."""
    found: set[str] = set()
    for path in paths:
        above = path.rpartition("/")[0]
        while len(above) > len(root) and above not in found:
            found.add(above)
            above = above.rpartition("/")[0]
    return found


def _shown(where: Location, entries: Iterable[Any], prefixes: Iterable[str]) -> list[Info]:
    """Names that fsspec can write: a marker object ("folder/") is the folder, and an empty segment has no name."""
    found = [entry_info(where.bucket, entry) for entry in entries if not entry.key.endswith("/")]
    for prefix in prefixes:
        name = prefix.rstrip("/")
        if prefix[len(where.folder) :] != "/" and len(name) > len(where.key):
            found.append(folder_info(join(where.bucket, name)))
    return sorted(found, key=itemgetter("name"))
