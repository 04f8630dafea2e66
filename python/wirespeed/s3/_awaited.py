"""The coroutines by which asyncio reaches the file system; zarr, for one, calls nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fsspec.callbacks import DEFAULT_CALLBACK  # type: ignore[import-untyped]

from wirespeed.s3._async_files import AsyncFile, open_async
from wirespeed.s3._listings import Info
from wirespeed.s3._options import write_options
from wirespeed.s3._paths import split, strip_protocol

if TYPE_CHECKING:
    from wirespeed.s3._listings import Listings
    from wirespeed.s3._operations import Operations
    from wirespeed.s3._store import AwaitingStore

__all__ = ["AwaitedMethods"]


class AwaitedMethods:
    """Each as the method of its name without the underscore. They take no part in transactions."""

    _soon: Operations
    awaiting: AwaitingStore
    listings: Listings
    _write_defaults: dict[str, Any]

    def _write_options(self, given: dict[str, Any]) -> dict[str, Any]:
        """Keywords of ``Client.put``, from those of a call and those that every write is given."""
        return {**self._write_defaults, **write_options(given)}

    # --- what is there ------------------------------------------------------------------------------------------------

    async def _ls(self, path: str, detail: bool = True, refresh: bool = False, versions: bool = False, **_: Any) -> Any:
        return await self._soon.ls(path, detail, refresh, versions)

    async def _info(self, path: str, refresh: bool = False, **_: Any) -> Info:
        return await self._soon.tree.info(path, refresh=refresh)

    async def _exists(self, path: str, **_: Any) -> bool:
        return await self._soon.tree.exists(path)

    async def _isdir(self, path: str) -> bool:
        return await self._soon.tree.is_folder(path)

    async def _isfile(self, path: str) -> bool:
        return await self._soon.tree.is_file(path)

    async def _size(self, path: str) -> int | None:
        size = (await self._soon.tree.info(path))["size"]
        return None if size is None else int(size)

    async def _find(
        self,
        path: str,
        maxdepth: int | None = None,
        withdirs: bool = False,
        detail: bool = False,
        prefix: str = "",
        **_: Any,
    ) -> Any:
        return await self._soon.find(path, maxdepth, withdirs, detail, prefix)

    async def _glob(self, path: str, maxdepth: int | None = None, **keywords: Any) -> Any:
        return await self._soon.glob(path, maxdepth, **keywords)

    async def _du(
        self, path: str, total: bool = True, maxdepth: int | None = None, withdirs: bool = False, **_: Any
    ) -> Any:
        return await self._soon.du(path, total, maxdepth, withdirs)

    async def _expand_path(
        self, path: Any, recursive: bool = False, maxdepth: int | None = None, **_: Any
    ) -> list[str]:
        return list(await self._soon.tree.expand(path, recursive=recursive, maxdepth=maxdepth))

    async def _checksum(self, path: str, refresh: bool = False) -> int:
        return await self._soon.checksum(path, refresh)

    async def _url(self, path: str, expires: int = 3600, method: str = "GET", **_: Any) -> str:
        return await self.awaiting.presign(method, split(path), expires)

    # --- bytes --------------------------------------------------------------------------------------------------------

    async def _cat_file(self, path: str, start: int | None = None, end: int | None = None, **_: Any) -> bytes:
        return await self._soon.transfers.read(path, start, end)

    async def _cat(self, path: Any, recursive: bool = False, on_error: str = "raise", **keywords: Any) -> Any:
        keywords.pop("batch_size", None)
        return await self._soon.bulk.cat(path, recursive=recursive, on_error=on_error, **keywords)

    async def _cat_ranges(
        self, paths: Any, starts: Any, ends: Any, max_gap: int | None = None, on_error: str = "return", **_: Any
    ) -> list[Any]:
        return await self._soon.bulk.cat_ranges(paths, starts, ends, on_error)

    async def _pipe_file(self, path: str, value: Any, mode: str = "overwrite", **keywords: Any) -> None:
        await self._soon.pipe_file(path, value, mode, self._write_options(keywords))

    async def _pipe(self, path: Any, value: Any = None, mode: str = "overwrite", **keywords: Any) -> None:
        keywords.pop("batch_size", None)
        values = {path: value} if isinstance(path, str) else path
        await self._soon.pipe(values, mode, self._write_options(keywords))

    async def _get_file(self, rpath: str, lpath: Any, callback: Any = DEFAULT_CALLBACK, **_: Any) -> None:
        await self._soon.bulk.get_file(rpath, lpath, callback)

    async def _get(
        self,
        rpath: Any,
        lpath: Any,
        recursive: bool = False,
        callback: Any = DEFAULT_CALLBACK,
        maxdepth: int | None = None,
        **_: Any,
    ) -> None:
        await self._soon.bulk.get(rpath, lpath, recursive=recursive, callback=callback, maxdepth=maxdepth)

    async def _put_file(
        self, lpath: Any, rpath: str, callback: Any = DEFAULT_CALLBACK, mode: str = "overwrite", **keywords: Any
    ) -> None:
        await self._soon.put_file(lpath, rpath, callback, mode, self._write_options(keywords))

    async def _put(
        self,
        lpath: Any,
        rpath: Any,
        recursive: bool = False,
        callback: Any = DEFAULT_CALLBACK,
        maxdepth: int | None = None,
        mode: str = "overwrite",
        **keywords: Any,
    ) -> None:
        keywords.pop("batch_size", None)
        await self._soon.put(lpath, rpath, recursive, callback, maxdepth, mode, self._write_options(keywords))

    # --- on the server ------------------------------------------------------------------------------------------------

    async def _cp_file(self, path1: str, path2: str, **_: Any) -> None:
        await self._soon.transfers.copy([(path1, path2)])

    async def _copy(
        self,
        path1: Any,
        path2: Any,
        recursive: bool = False,
        on_error: str | None = None,
        maxdepth: int | None = None,
        **_: Any,
    ) -> None:
        await self._soon.bulk.copy(path1, path2, recursive=recursive, maxdepth=maxdepth, on_error=on_error)

    async def _mv(self, path1: Any, path2: Any, recursive: bool = False, maxdepth: int | None = None, **_: Any) -> None:
        await self._soon.bulk.move(path1, path2, recursive=recursive, maxdepth=maxdepth)

    async def _rm_file(self, path: str, **_: Any) -> None:
        await self._soon.transfers.delete([strip_protocol(path)])

    async def _rm(self, path: Any, recursive: bool = False, maxdepth: int | None = None, **_: Any) -> None:
        await self._soon.bulk.remove(path, recursive=recursive, maxdepth=maxdepth)

    async def _touch(self, path: str, truncate: bool = True, **keywords: Any) -> None:
        await self._soon.touch(path, truncate, self._write_options(keywords))

    async def _mkdir(self, path: str, create_parents: bool = True, **_: Any) -> None:
        await self._soon.make_bucket(path)

    async def _makedirs(self, path: str, exist_ok: bool = False) -> None:
        await self._soon.make_bucket(path, exist_ok=exist_ok)

    async def _rmdir(self, path: str) -> None:
        await self._soon.remove_folder(path)

    # --- open files ---------------------------------------------------------------------------------------------------

    async def open_async(self, path: str, mode: str = "rb", **keywords: Any) -> AsyncFile:
        """A file that reads and writes by coroutines; it commits when it is closed, in a transaction or not."""
        block_size = keywords.pop("block_size", None)
        options = self._write_options(keywords) if mode != "rb" else None
        return await open_async(self.awaiting, split(path), mode, self.listings, block_size, options)
