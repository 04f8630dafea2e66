from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from wirespeed._native import CancelToken

class Buffer:
    def __init__(self, data: Any = ...) -> None: ...
    def __len__(self) -> int: ...
    def __bytes__(self) -> bytes: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...
    def tobytes(self) -> bytes: ...
    def __getitem__(self, key: int | slice) -> Any: ...
    def __eq__(self, other: object) -> bool: ...

class NativeCall:
    bytes: int
    expected_bytes: int
    def result(self) -> Any: ...

class NativeClient:
    is_aws: bool
    uses_tls: bool
    def run(
        self,
        call: NativeCall,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        progress: Callable[[int, int], Any] | None = None,
    ) -> Any: ...
    def presign(self, method: str, bucket: str, key: str, expires: float, options: dict[str, Any]) -> str: ...
    def close_idle(self) -> None: ...

class NativeSharedObject:
    def __init__(self, is_checked: bool) -> None: ...

class NativeStream:
    def next(self, timeout: float | None = None, cancel: CancelToken | None = None) -> Buffer | None: ...

class NativeListing:
    at_end: bool
    def next_page(self) -> NativeCall: ...
    def next_columns(self, most: int) -> NativeCall: ...

class NativeReactor:
    descriptor: int
    def __init__(self, client: NativeClient) -> None: ...
    def submit(self, call: NativeCall, tag: Any) -> None: ...
    def ended(self) -> list[Any]: ...
    def close(self) -> list[Any]: ...

class _Native:
    Reactor: type[NativeReactor]
    @staticmethod
    def client(options: dict[str, Any], credentials: Mapping[str, Any] | Callable[[], Any] | None) -> NativeClient: ...
    @staticmethod
    def stream(
        client: NativeClient,
        bucket: str,
        key: str,
        options: dict[str, Any],
        part_bytes: int,
        parts_at_once: int,
    ) -> NativeStream: ...
    @staticmethod
    def listing(
        bucket: str,
        prefix: str,
        delimiter: str,
        start_after: str,
        versions: bool,
        page_size: int,
        owners: bool,
        at_once: int,
    ) -> NativeListing: ...
    @staticmethod
    def get(
        bucket: str,
        key: str,
        into: Any,
        options: dict[str, Any],
        part_bytes: int,
        parts_at_once: int,
        of: NativeSharedObject | None = None,
    ) -> NativeCall: ...
    @staticmethod
    def get_many(
        bucket: str, keys: Sequence[str], options: dict[str, Any], go_on: bool, part_bytes: int, parts_at_once: int
    ) -> NativeCall: ...
    @staticmethod
    def get_ranges(bucket: str, key: str, spans: Iterable[Any], options: dict[str, Any]) -> NativeCall: ...
    @staticmethod
    def list(
        bucket: str,
        into: str,
        prefix: str,
        delimiter: str,
        start_after: str,
        versions: bool,
        page_size: int,
        owners: bool,
        at_once: int,
    ) -> NativeCall: ...
    @staticmethod
    def put(
        bucket: str, key: str, data: Any, options: dict[str, Any], part_bytes: int, parts_at_once: int
    ) -> NativeCall: ...
    @staticmethod
    def put_many(bucket: str, items: Iterable[tuple[str, Any]], options: dict[str, Any], go_on: bool) -> NativeCall: ...
    @staticmethod
    def head(bucket: str, key: str, options: dict[str, Any]) -> NativeCall: ...
    @staticmethod
    def delete(bucket: str, key: str, options: dict[str, Any]) -> NativeCall: ...
    @staticmethod
    def delete_many(bucket: str, versions: Sequence[tuple[str, str]]) -> NativeCall: ...
    @staticmethod
    def copy(
        bucket: str,
        key: str,
        to_bucket: str,
        to_key: str,
        version_id: str | None,
        source_if_match: str | None,
        options: dict[str, Any],
    ) -> NativeCall: ...
    @staticmethod
    def create_bucket(bucket: str, region: str, acl: str, object_lock: bool) -> NativeCall: ...
    @staticmethod
    def delete_bucket(bucket: str) -> NativeCall: ...
    @staticmethod
    def head_bucket(bucket: str) -> NativeCall: ...
    @staticmethod
    def put_versioning(bucket: str, enabled: bool) -> NativeCall: ...
    @staticmethod
    def buckets() -> NativeCall: ...
    @staticmethod
    def create_upload(bucket: str, key: str, options: dict[str, Any]) -> NativeCall: ...
    @staticmethod
    def put_part(
        bucket: str, key: str, upload_id: str, number: int, data: Any, options: dict[str, Any]
    ) -> NativeCall: ...
    @staticmethod
    def copy_parts(
        bucket: str,
        key: str,
        upload_id: str,
        from_bucket: str,
        from_key: str,
        version_id: str | None,
        if_match: str | None,
        size: int,
        part_bytes: int,
    ) -> NativeCall: ...
    @staticmethod
    def complete_upload(
        bucket: str, key: str, upload_id: str, parts: Sequence[tuple[int, str, str, int]], options: dict[str, Any]
    ) -> NativeCall: ...
    @staticmethod
    def abort_upload(bucket: str, key: str, upload_id: str) -> NativeCall: ...
    @staticmethod
    def list_uploads(bucket: str, prefix: str, key_marker: str, upload_id_marker: str) -> NativeCall: ...
    @staticmethod
    def get_tags(bucket: str, key: str, version_id: str) -> NativeCall: ...
    @staticmethod
    def put_tags(bucket: str, key: str, version_id: str, tags: Sequence[tuple[str, str]]) -> NativeCall: ...
    @staticmethod
    def delete_tags(bucket: str, key: str, version_id: str) -> NativeCall: ...

native: _Native
