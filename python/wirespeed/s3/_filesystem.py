"""S3 as a file system of fsspec, under pandas, dask, zarr, pyarrow and all that knows fsspec.

    fs = wirespeed.s3.S3FileSystem(endpoint_url="http://localhost:9000", key="...", secret="...")
    fs.find("bucket/folder"); fs.cat(["bucket/a", "bucket/b"]); fs.open("bucket/c.csv", "w")

One class has both ways in. What blocks runs on the thread that calls, through ``Client``: no event loop, no thread
besides, nothing that a fork or a running loop could break. The coroutines (``_ls``, ``_cat_file``, ...) run on
``AsyncClient``. Both are the same coroutines of ``_tree.py``, ``_transfers.py`` and ``_bulk.py`` over another store.
Making one asks nobody anything. Any thread may call; docs/s3_filesystem.md has the rest.
"""

from __future__ import annotations

from typing import Any

from fsspec.asyn import AsyncFileSystem, get_loop  # type: ignore[import-untyped]
from fsspec.callbacks import DEFAULT_CALLBACK  # type: ignore[import-untyped]
from fsspec.spec import AbstractFileSystem  # type: ignore[import-untyped]

from wirespeed.s3._awaited import AwaitedMethods
from wirespeed.s3._coroutines import finish
from wirespeed.s3._files import S3File
from wirespeed.s3._listings import Info, Listings
from wirespeed.s3._operations import Operations
from wirespeed.s3._options import client_options, write_options
from wirespeed.s3._paths import split, strip_protocol
from wirespeed.s3._store import AwaitingStore, BlockingStore

__all__ = ["S3FileSystem"]

_SECRET_OPTIONS = ("secret", "password", "token", "secret_access_key", "session_token", "client_kwargs")


class S3FileSystem(AwaitedMethods, AsyncFileSystem):  # type: ignore[misc]
    """Paths are "bucket/key", with or without "s3://".

    Options are those of :class:`wirespeed.s3.Client`, by its names or by s3fs's (``key``, ``secret``, ``token``,
    ``anon``, ``client_kwargs``), and these:

    ``default_block_size`` (bytes a reader fetches, and a writer sends, at a time), ``default_cache_type`` (fsspec's:
    "readahead", "bytes", "blockcache", "all", "none", ...), ``version_aware`` (a file that is open stays at the version
    it was opened at), ``use_listings_cache`` (False; listings are kept until this file system writes there, or for
    ``listings_expiry_time`` seconds), ``s3_additional_kwargs`` (what every write is given: ``{"StorageClass": ...}``),
    ``requester_pays``.
    """

    protocol = ("s3", "s3a")
    root_marker = ""
    sep = "/"
    mirror_sync_methods = False  # what blocks needs no loop

    def __init__(
        self,
        *arguments: Any,
        asynchronous: bool = False,
        loop: Any = None,
        batch_size: int | None = None,
        default_block_size: int | None = None,
        default_cache_type: str = "readahead",
        version_aware: bool = False,
        use_listings_cache: bool = False,
        listings_expiry_time: float | None = None,
        max_paths: int | None = None,
        s3_additional_kwargs: dict[str, Any] | None = None,
        requester_pays: bool = False,
        **options: Any,
    ) -> None:
        if self._cached:
            return
        self.asynchronous = asynchronous
        self.batch_size = batch_size
        self.default_block_size = default_block_size or S3File.DEFAULT_BLOCK_SIZE
        self.default_cache_type = default_cache_type
        self.version_aware = version_aware
        self._loop = loop
        AbstractFileSystem.__init__(
            self,
            *arguments,
            use_listings_cache=use_listings_cache,
            listings_expiry_time=listings_expiry_time,
            max_paths=max_paths,
        )
        self._client_options = client_options(options)
        self._write_defaults = write_options(s3_additional_kwargs or {})
        self.listings = Listings(self.dircache if use_listings_cache else None)
        self.blocking = BlockingStore(self._make_client, requester_pays=requester_pays)
        self.awaiting = AwaitingStore(self._make_async_client, requester_pays=requester_pays)
        self._now = Operations(self.blocking, self.listings)
        self._soon = Operations(self.awaiting, self.listings)

    def _make_client(self) -> Any:
        from wirespeed.s3 import Client

        return Client(**self._client_options)

    def _make_async_client(self) -> Any:
        from wirespeed.s3 import AsyncClient

        return AsyncClient(**self._client_options)

    @property
    def client(self) -> Any:
        """The :class:`wirespeed.s3.Client` underneath, for what fsspec has no word for."""
        return self.blocking.client

    @property
    def loop(self) -> Any:
        """fsspec's own thread of asyncio, for those who ask; nothing here does."""
        if self._loop is None and not self.asynchronous:
            self._loop = get_loop()
        return self._loop

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:
        return [strip_protocol(one) for one in path] if isinstance(path, list) else strip_protocol(path)

    @classmethod
    def _parent(cls, path: str) -> str:
        return strip_protocol(path).rpartition("/")[0]

    @property
    def fsid(self) -> str:
        return f"s3:{self._client_options.get('endpoint_url') or 'aws'}"

    def to_dict(self, *, include_password: bool = True) -> dict[str, Any]:
        made: dict[str, Any] = super().to_dict(include_password=include_password)
        if not include_password:
            for name in _SECRET_OPTIONS:
                made.pop(name, None)
        return made

    def invalidate_cache(self, path: str | None = None) -> None:
        if path is None:
            self.listings.forget_all()
        else:
            self.listings.wrote([strip_protocol(path)])

    # --- what is there ------------------------------------------------------------------------------------------------

    def ls(self, path: str, detail: bool = True, refresh: bool = False, versions: bool = False, **_: Any) -> list[Any]:
        """What a folder holds, or a file by itself. Unlike with s3fs, never from an old listing unless asked for by
        ``use_listings_cache``."""
        return finish(self._now.ls(path, detail, refresh, versions))

    def info(self, path: str, refresh: bool = False, **_: Any) -> Info:
        return finish(self._now.tree.info(path, refresh=refresh))

    def exists(self, path: str, **_: Any) -> bool:
        """A refusal is raised: a server that cannot be asked is no answer."""
        return finish(self._now.tree.exists(path))

    def isdir(self, path: str) -> bool:
        return finish(self._now.tree.is_folder(path))

    def isfile(self, path: str) -> bool:
        return finish(self._now.tree.is_file(path))

    def find(
        self,
        path: str,
        maxdepth: int | None = None,
        withdirs: bool = False,
        detail: bool = False,
        prefix: str = "",
        **_: Any,
    ) -> Any:
        """All below: one flat listing however deep it is, unless ``maxdepth`` says to go level by level."""
        return finish(self._now.find(path, maxdepth, withdirs, detail, prefix))

    def glob(self, path: str, maxdepth: int | None = None, **keywords: Any) -> Any:
        """Lists only what the pattern can lead to, from where each of its segments begins to vary."""
        return finish(self._now.glob(path, maxdepth, **keywords))

    def du(self, path: str, total: bool = True, maxdepth: int | None = None, withdirs: bool = False, **_: Any) -> Any:
        return finish(self._now.du(path, total, maxdepth, withdirs))

    def expand_path(self, path: Any, recursive: bool = False, maxdepth: int | None = None, **_: Any) -> list[str]:
        return list(finish(self._now.tree.expand(path, recursive=recursive, maxdepth=maxdepth)))

    def checksum(self, path: str, refresh: bool = False) -> int:
        return finish(self._now.checksum(path, refresh))

    def modified(self, path: str, refresh: bool = False) -> Any:
        """When it was written, which is when it was made: S3 replaces, it does not change."""
        return self.info(path, refresh=refresh).get("LastModified")

    created = modified

    def metadata(self, path: str, **_: Any) -> dict[str, str]:
        """What was given as ``Metadata`` when it was written."""
        return dict(finish(self.blocking.head(split(path))).metadata or {})

    def object_version_info(self, path: str, **_: Any) -> list[Info]:
        """All versions of an object, the newest first."""
        return finish(self._now.versions(path))

    def sign(self, path: str, expiration: int = 100, method: str = "GET", **_: Any) -> str:
        """A URL by which anyone can read the object for so many seconds."""
        return finish(self.blocking.presign(method, split(path), expiration))

    def url(self, path: str, expires: int = 3600, method: str = "GET", **_: Any) -> str:
        return self.sign(path, expires, method)

    # --- bytes --------------------------------------------------------------------------------------------------------

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **_: Any) -> bytes:
        return finish(self._now.transfers.read(path, start, end))

    def cat(self, path: Any, recursive: bool = False, on_error: str = "raise", **keywords: Any) -> Any:
        """Many objects by one native call."""
        return finish(self._now.bulk.cat(path, recursive=recursive, on_error=on_error, **keywords))

    def cat_ranges(
        self, paths: Any, starts: Any, ends: Any, max_gap: int | None = None, on_error: str = "return", **_: Any
    ) -> list[Any]:
        """Ranges of one object that lie near each other are fetched by one request."""
        return finish(self._now.bulk.cat_ranges(paths, starts, ends, on_error))

    def pipe_file(self, path: str, value: Any, mode: str = "overwrite", **keywords: Any) -> None:
        if self._intrans:
            with self.open(path, "xb" if mode == "create" else "wb", **keywords) as file:
                file.write(value)
        else:
            finish(self._now.pipe_file(path, value, mode, self._write_options(keywords)))

    def pipe(self, path: Any, value: Any = None, **keywords: Any) -> None:
        """Many objects by one native call."""
        if isinstance(path, str) or self._intrans:
            super().pipe(path, value, **keywords)
        else:
            finish(self._now.pipe(path, keywords.pop("mode", "overwrite"), self._write_options(keywords)))

    def get_file(self, rpath: str, lpath: Any, callback: Any = DEFAULT_CALLBACK, outfile: Any = None, **_: Any) -> None:
        finish(self._now.bulk.get_file(rpath, lpath, callback, outfile))

    def get(
        self,
        rpath: Any,
        lpath: Any,
        recursive: bool = False,
        callback: Any = DEFAULT_CALLBACK,
        maxdepth: int | None = None,
        **_: Any,
    ) -> None:
        finish(self._now.bulk.get(rpath, lpath, recursive=recursive, callback=callback, maxdepth=maxdepth))

    def put_file(
        self, lpath: Any, rpath: str, callback: Any = DEFAULT_CALLBACK, mode: str = "overwrite", **keywords: Any
    ) -> None:
        if self._intrans:
            super().put_file(lpath, rpath, callback=callback, mode=mode, **keywords)
        else:
            finish(self._now.put_file(lpath, rpath, callback, mode, self._write_options(keywords)))

    def put(
        self,
        lpath: Any,
        rpath: Any,
        recursive: bool = False,
        callback: Any = DEFAULT_CALLBACK,
        maxdepth: int | None = None,
        mode: str = "overwrite",
        **keywords: Any,
    ) -> None:
        if self._intrans:
            super().put(lpath, rpath, recursive=recursive, callback=callback, maxdepth=maxdepth, mode=mode, **keywords)
        else:
            finish(self._now.put(lpath, rpath, recursive, callback, maxdepth, mode, self._write_options(keywords)))

    # --- on the server ------------------------------------------------------------------------------------------------

    def cp_file(self, path1: str, path2: str, **_: Any) -> None:
        finish(self._now.transfers.copy([(path1, path2)]))

    def copy(
        self,
        path1: Any,
        path2: Any,
        recursive: bool = False,
        maxdepth: int | None = None,
        on_error: str | None = None,
        **_: Any,
    ) -> None:
        finish(self._now.bulk.copy(path1, path2, recursive=recursive, maxdepth=maxdepth, on_error=on_error))

    def mv(self, path1: Any, path2: Any, recursive: bool = False, maxdepth: int | None = None, **_: Any) -> None:
        finish(self._now.bulk.move(path1, path2, recursive=recursive, maxdepth=maxdepth))

    def rm_file(self, path: str) -> None:
        finish(self._now.transfers.delete([strip_protocol(path)]))

    def rm(self, path: Any, recursive: bool = False, maxdepth: int | None = None, **_: Any) -> None:
        """A thousand objects a request. A bucket goes too, when it is named itself and ``recursive``."""
        finish(self._now.bulk.remove(path, recursive=recursive, maxdepth=maxdepth))

    def touch(self, path: str, truncate: bool = True, **keywords: Any) -> None:
        finish(self._now.touch(path, truncate, self._write_options(keywords)))

    # --- folders and buckets ------------------------------------------------------------------------------------------

    def mkdir(self, path: str, create_parents: bool = True, **_: Any) -> None:
        """Makes a bucket. Folders need no making: they are there while keys lie below them."""
        finish(self._now.make_bucket(path))

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        finish(self._now.make_bucket(path, exist_ok=exist_ok))

    def rmdir(self, path: str) -> None:
        """Of a bucket, or of a folder that is an object of its own ("folder/"); either must be empty."""
        finish(self._now.remove_folder(path))

    # --- open files ---------------------------------------------------------------------------------------------------

    def _open(
        self,
        path: str,
        mode: str = "rb",
        block_size: int | None = None,
        autocommit: bool = True,
        cache_type: str | None = None,
        cache_options: dict[str, Any] | None = None,
        size: int | None = None,
        version_id: str | None = None,
        **keywords: Any,
    ) -> S3File:
        return S3File(
            self,
            f"{path}?versionId={version_id}" if version_id else path,
            mode,
            block_size or self.default_block_size,
            autocommit,
            cache_type or self.default_cache_type,
            cache_options,
            size,
            write_options=self._write_options(keywords) if mode != "rb" else None,
        )
