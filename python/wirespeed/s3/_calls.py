"""What can be asked of S3, as calls that are not made yet: both clients make them, each in its way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias, TypeVar

from wirespeed.errors import InvalidArgumentError
from wirespeed.s3._core import NativeCall, NativeClient, NativeSharedObject, NativeStream, native
from wirespeed.s3._setup import Setup

__all__ = ["LONGEST_URL", "Calls", "Span", "is_empty", "method_of_url", "on_error_says_go_on"]

T = TypeVar("T")
Span: TypeAlias = tuple[int, int | None]


def on_error_says_go_on(on_error: str) -> bool:
    if on_error not in ("raise", "return"):
        raise InvalidArgumentError(f'on_error: expected "raise" or "return", found {on_error!r}')
    return on_error == "return"


def is_empty(range: Span | None) -> bool:
    """Of no bytes: HTTP has no word for that.

    :raises InvalidArgumentError: it is no range.
    """
    if range is None:
        return False
    if not (isinstance(range, tuple) and len(range) == 2 and _is_number(range[0])):
        raise InvalidArgumentError(f"range: expected (begin, end), (begin, None) or (-last, None), found {range!r}")
    begin, end = range
    if end is not None and not (_is_number(end) and 0 <= begin <= end):
        raise InvalidArgumentError(
            f"range: expected 0 <= begin <= end, found {range!r}; the last n bytes are (-n, None)"
        )
    return begin == end


def _is_number(value: Any) -> bool:
    return hasattr(value, "__index__")


def keys_of(keys: Iterable[T]) -> list[T]:
    """A text is an iterable of texts, too, and nobody means that."""
    if isinstance(keys, (str, bytes)):
        raise InvalidArgumentError(f"keys: expected several, found one: {keys!r}; put it into a list")
    return list(keys)


LONGEST_URL = 7 * 24 * 3600  # seconds


def method_of_url(method: str, expires: float) -> str:
    """In capitals.

    :raises InvalidArgumentError: no URL may say that, or for so long.
    """
    found = method.upper()
    if found not in ("GET", "HEAD", "PUT", "DELETE"):
        raise InvalidArgumentError(f"presign: expected GET, HEAD, PUT or DELETE, found {method!r}")
    if not 1 <= expires <= LONGEST_URL:
        raise InvalidArgumentError(f"presign: expected expires from 1 to {LONGEST_URL} seconds, found {expires}")
    return found


class Calls:
    """Makes calls of arguments."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup

    def get(
        self, bucket: str, key: str, into: Any, options: dict[str, Any], of: NativeSharedObject | None = None
    ) -> NativeCall:
        said = {"verify": True, **options}
        return native.get(bucket, key, into, said, self._setup.part_size or 0, self._setup.parts_at_once or 0, of)

    def get_ranges(self, bucket: str, key: str, spans: Iterable[Span], options: dict[str, Any]) -> NativeCall:
        return native.get_ranges(bucket, key, spans, {"verify": True, **options})

    def stream(
        self, client: NativeClient, bucket: str, key: str, part_size: int | None, options: dict[str, Any]
    ) -> NativeStream:
        said = {"verify": True, **options}
        return native.stream(
            client, bucket, key, said, self._setup.buffer_size(part_size), self._setup.parts_at_once or 0
        )

    def get_many(self, bucket: str, keys: Sequence[str], on_error: str, options: dict[str, Any]) -> NativeCall:
        go_on = on_error_says_go_on(on_error)
        said = {"verify": True, **options}
        parts = (self._setup.part_size or 0, self._setup.parts_at_once or 0)
        return native.get_many(bucket, keys_of(keys), said, go_on, *parts)

    def put(self, bucket: str, key: str, data: Any, options: dict[str, Any]) -> NativeCall:
        is_plain_file = _is_plain_file(data)
        source = data.fileno() if is_plain_file else data
        if isinstance(data, str):
            raise InvalidArgumentError("put: expected bytes or an iterable of bytes, found str; encode it first")
        if isinstance(data, int):  # one that is no file's descriptor
            raise InvalidArgumentError(f"put: expected bytes, an iterable of bytes or a file, found {data!r}")
        said = self._setup.write_options(options, streams=not (is_plain_file or _is_in_memory(data)))
        return native.put(bucket, key, source, said, self._setup.part_size or 0, self._setup.parts_at_once or 0)

    def put_many(
        self, bucket: str, items: Iterable[tuple[str, Any]], on_error: str, options: dict[str, Any]
    ) -> NativeCall:
        return native.put_many(bucket, items, self._setup.write_options(options), on_error_says_go_on(on_error))

    def copy(self, bucket: str, key: str, to_bucket: str, to_key: str, options: dict[str, Any]) -> NativeCall:
        version_id = options.pop("version_id", None)
        source_if_match = options.pop("source_if_match", None)
        return native.copy(bucket, key, to_bucket, to_key, version_id, source_if_match, options)

    def delete_many(self, bucket: str, keys: Iterable[str | tuple[str, str]]) -> NativeCall:
        return native.delete_many(bucket, [(key, "") if isinstance(key, str) else key for key in keys_of(keys)])


def _is_in_memory(data: Any) -> bool:
    try:
        memoryview(data).release()
    except TypeError:
        return False
    return True


def _is_plain_file(data: Any) -> bool:
    """A file that is read by its descriptor, from where it stands."""
    import io

    return isinstance(data, (io.FileIO, io.BufferedReader)) and _at_descriptor(data)


def _at_descriptor(file: Any) -> bool:
    import os

    try:
        os.lseek(file.fileno(), file.tell(), os.SEEK_SET)  # what was read ahead counts as not read
    except (OSError, ValueError):
        return False
    return True
