"""The file system's calls, once for both ways in: what each does with tree, transfers and bulk over a store."""

from __future__ import annotations

import errno
import hashlib
from typing import Any

from wirespeed.errors import InvalidArgumentError
from wirespeed.s3._bulk import Bulk
from wirespeed.s3._listings import Info, Listings
from wirespeed.s3._paths import Location, split, strip_protocol
from wirespeed.s3._store import Store
from wirespeed.s3._transfers import Transfers
from wirespeed.s3._tree import Tree, entry_info

__all__ = ["Operations"]

_CONDITIONS: dict[str, dict[str, str]] = {"overwrite": {}, "create": {"if_none_match": "*"}}


class Operations:
    def __init__(self, store: Store, listings: Listings) -> None:
        self._store = store
        self._listings = listings
        self.tree = Tree(store, listings)
        self.transfers = Transfers(store, listings)
        self.bulk = Bulk(store, self.tree, self.transfers)

    # --- what is there ------------------------------------------------------------------------------------------------

    async def ls(self, path: str, detail: bool, refresh: bool, versions: bool) -> list[Any]:
        found = await self.tree.entries(path, refresh=refresh, versions=versions)
        return found if detail else [info["name"] for info in found]

    async def find(self, path: str, maxdepth: int | None, withdirs: bool, detail: bool, prefix: str) -> Any:
        if maxdepth is not None and maxdepth < 1:
            raise ValueError(f"expected maxdepth to be at least 1, found {maxdepth}")
        if maxdepth is None and not (withdirs or detail or prefix):
            return await self.tree.names(path)
        found = await self.tree.find(path, maxdepth, withdirs=withdirs, prefix=prefix)
        return found if detail else list(found)

    async def glob(
        self, path: str, maxdepth: int | None, *, detail: bool = False, withdirs: bool = True, **_: Any
    ) -> Any:
        if maxdepth is not None and maxdepth < 1:
            raise ValueError(f"expected maxdepth to be at least 1, found {maxdepth}")
        found = await self.tree.glob(path, maxdepth, withdirs=withdirs)
        return found if detail else list(found)

    async def du(self, path: str, total: bool, maxdepth: int | None, withdirs: bool) -> Any:
        found = await self.tree.find(path, maxdepth, withdirs=withdirs)
        sizes = {name: info["size"] for name, info in found.items()}
        return sum(sizes.values()) if total else sizes

    async def checksum(self, path: str, refresh: bool) -> int:
        """Of what tells one content from another: an object's ETag and size, a folder's names and those of each."""
        info = await self.tree.info(path, refresh=refresh)
        told: Any = (info.get("ETag"), info["size"])
        if info["type"] == "directory":
            entries = await self.tree.entries(path, refresh=refresh)
            told = [(entry["name"], entry.get("ETag"), entry["size"]) for entry in entries]
        return int.from_bytes(hashlib.sha256(repr(told).encode()).digest()[:16], "big")

    async def versions(self, path: str) -> list[Info]:
        where = split(path)
        listed = await self._store.listing(where.bucket, where.key, versions=True)
        return [entry_info(where.bucket, entry) for entry in listed.entries if entry.key == where.key]

    # --- writing ------------------------------------------------------------------------------------------------------

    async def pipe_file(self, path: str, value: Any, mode: str, options: dict[str, Any]) -> None:
        await self.transfers.write(path, value, **options, **_condition(mode))

    async def pipe(self, values: Any, mode: str, options: dict[str, Any]) -> None:
        if not isinstance(values, dict):
            raise ValueError(f"expected a path, or a dict of paths and bytes, found {type(values).__name__}")
        named = {strip_protocol(path): value for path, value in values.items()}
        await self.transfers.write_many(named, **options, **_condition(mode))

    async def put_file(self, source: Any, target: str, callback: Any, mode: str, options: dict[str, Any]) -> None:
        await self.bulk.put_file(source, strip_protocol(target), callback, {**options, **_condition(mode)})

    async def put(
        self,
        source: Any,
        target: Any,
        recursive: bool,
        callback: Any,
        maxdepth: int | None,
        mode: str,
        options: dict[str, Any],
    ) -> None:
        await self.bulk.put(
            source,
            target,
            recursive=recursive,
            callback=callback,
            maxdepth=maxdepth,
            options={**options, **_condition(mode)},
        )

    async def touch(self, path: str, truncate: bool, options: dict[str, Any]) -> None:
        if truncate:
            await self.transfers.write(path, b"", **options)
            return
        where = split(path)
        try:
            said = await self._store.head(where)
        except FileNotFoundError:
            await self.transfers.write(path, b"", **options, if_none_match="*")
            return
        kept = {"content_type": said.content_type, "metadata": said.metadata, **options}
        try:  # onto itself, which renews its time
            await self._store.copy(where, where, replace_metadata=True, **kept)
        finally:
            self._listings.wrote([path])

    # --- folders and buckets ------------------------------------------------------------------------------------------

    async def make_bucket(self, path: str, *, exist_ok: bool | None = None) -> None:
        where = split(path)
        if where.key or not where.bucket:
            return
        try:
            await self._store.create_bucket(where.bucket)
        except FileExistsError:
            if not exist_ok:
                raise
        finally:
            self._listings.wrote([where.bucket])

    async def remove_folder(self, path: str) -> None:
        where = split(path)
        if not where.bucket:
            raise OSError(errno.EPERM, "expected a bucket or a folder, found the place where buckets are", path)
        try:
            await (self._remove_marker(where) if where.key else self._store.delete_bucket(where.bucket))
        finally:
            self._listings.wrote([where.path])

    async def _remove_marker(self, where: Location) -> None:
        listed = await self._store.listing(where.bucket, where.folder, "/")
        keys = [entry.key for entry in listed.entries]
        if listed.prefixes or any(key != where.folder for key in keys):
            raise OSError(errno.ENOTEMPTY, "expected an empty folder, found keys below it", where.path)
        if not keys:
            missing = await self.tree.is_file(where.path)
            raise (NotADirectoryError if missing else FileNotFoundError)(
                errno.ENOTDIR if missing else errno.ENOENT, "expected a folder", where.path
            )
        await self._store.delete_many(where.bucket, keys)


def _condition(mode: str) -> dict[str, str]:
    try:
        return dict(_CONDITIONS[mode])
    except KeyError:
        raise InvalidArgumentError(f"expected mode 'overwrite' or 'create', found {mode!r}") from None
