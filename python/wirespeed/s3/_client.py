"""The client of S3."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from wirespeed._native import CancelToken
from wirespeed.s3._calls import Calls, Span, is_empty, method_of_url
from wirespeed.s3._core import Buffer, NativeCall, native
from wirespeed.s3._errors import S3Error
from wirespeed.s3._info import ObjectInfo, time_of
from wirespeed.s3._listing import ObjectList, Query
from wirespeed.s3._setup import Setup
from wirespeed.s3._shared import (
    COPY_LIMIT,
    COPY_PART,
    Bucket,
    Progress,
    has_no_tags,
    made_anew,
    may_be_too_large,
    not_deleted,
    options_of_copied,
    options_of_source,
    without_conditions,
)
from wirespeed.s3._upload import PendingUpload, Upload

__all__ = ["Client", "Progress"]


class Client:
    """A client of S3 or of a server that speaks it.

    Connections are kept between calls. Threads may share it, it can be pickled, and in a forked child it goes on with
    connections of its own. No call touches the network before it is made, this one included.

    :param endpoint_url: as ``http://127.0.0.1:9000``; None: ``AWS_ENDPOINT_URL_S3`` and its like, else AWS.
    :param region: None: as the environment or the profile says, else read off the endpoint, else us-east-1.
    :param access_key_id: with ``secret_access_key`` and, where they do not last, ``session_token``. Without them the
        environment, the profile's files, web identity, container and instance metadata are asked, in botocore's order.
    :param credentials: a callable that gives them when they are needed, as a dict of these three names, and ``expires``
        (seconds since 1970) where they do.
    :param anonymous: sign nothing.
    :param addressing_style: ``path`` (``host/bucket/key``) or ``virtual`` (``bucket.host/key``); None: virtual at AWS.
    :param ca_file: PEM of the CAs that are trusted; None: the system's.
    :param verify: False: take any certificate.
    :param proxy: as ``http://user:password@host:port``; None: as ``HTTPS_PROXY``, ``HTTP_PROXY`` and ``NO_PROXY`` say;
        an empty text: none.
    :param max_connections: at once, of one call or one event loop; they are opened as they are needed.
    :param connect_timeout: seconds.
    :param read_timeout: seconds from a request's end to the first byte of its answer. Large bodies may take as long as
        they bring something:
    :param low_speed_time: seconds in which a body brings, or takes, less than
    :param low_speed_limit: bytes are too many: another attempt is made.
    :param retries: attempts after the first one, with random pauses that grow.
    :param hedge: ask a second time beside an answer that is much slower than the others.
    :param checksum: ``crc32c``, ``crc64nvme``, ``crc32``, ``sha256`` or ``sha1`` of what is written, for the server to
        check and to keep; ``none``; ``auto``: ``crc64nvme`` at AWS's own endpoints, else none, for not all servers know
        them.
    :param part_size: bytes of the parts in which large objects are read and written; None: by what is measured, from 8
        MiB on.
    :param parts_at_once: of one object; None: as many as bring more, by what is measured.
    :param timeout: seconds for each call that has no other.
    """

    def __init__(self, endpoint_url: str | None = None, **options: Any) -> None:
        self._made_with = (endpoint_url, options)
        self._setup = Setup(endpoint_url, **options)
        self._calls = Calls(self._setup)
        self._native = self._setup.make()

    def __reduce__(self) -> Any:
        return partial(made_anew, type(self)), self._made_with

    def __repr__(self) -> str:
        return f"<wirespeed.s3.Client of {self._setup.endpoint_url or 'AWS'}>"

    def _run(
        self,
        call: NativeCall,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        progress: Progress | None = None,
    ) -> Any:
        return self._native.run(call, self._setup.timeout if timeout is None else timeout, cancel, progress)

    def close(self) -> None:
        """Closes the connections that rest. The client can still be used."""
        self._native.close_idle()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- reading ------------------------------------------------------------------------------------------------------

    def get(
        self,
        bucket: str,
        key: str,
        *,
        range: Span | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        progress: Progress | None = None,
        **options: Any,
    ) -> Buffer:
        """An object, or a part of one, as something bytes-like. Large ones come in parts, several at once.

        :param range: ``(begin, end)``, ``(begin, None)`` or ``(-last, None)``; half-open.
        :param progress: called now and then with bytes so far and bytes in all.
        :param options: ``version_id``, ``if_match``, ``if_none_match``, ``if_modified_since``, ``if_unmodified_since``,
            ``verify`` (True: compare what came with the checksum that the server keeps of it; False: do not ask for
            it), ``customer_key`` (32 bytes), ``requester_pays``, ``expected_bucket_owner``, ``headers``.
        :raises ObjectNotFoundError: there is none.
        :raises ObjectChangedError: it was written anew meanwhile.
        :raises NotModifiedError: ``if_none_match`` says that it is known.
        """
        return self.get_with_info(
            bucket, key, range=range, timeout=timeout, cancel=cancel, progress=progress, **options
        )[0]

    def get_with_info(
        self,
        bucket: str,
        key: str,
        *,
        range: Span | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        progress: Progress | None = None,
        **options: Any,
    ) -> tuple[Buffer, ObjectInfo]:
        """The same with what the server said of the object."""
        if is_empty(range):
            return Buffer(), self.head(bucket, key, timeout=timeout, cancel=cancel, **options)
        call = self._calls.get(bucket, key, None, {"range": range, **options})
        buffer, info = self._run(call, timeout, cancel, progress)
        return buffer, ObjectInfo._of(info)

    def get_into(
        self,
        bucket: str,
        key: str,
        buffer: Any,
        *,
        range: Span | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        progress: Progress | None = None,
        **options: Any,
    ) -> int:
        """The same, received straight into ``buffer``, which may be a NumPy array. Returns how many bytes came.

        After an error the buffer holds some of the object, or nothing.
        """
        if is_empty(range):
            return 0
        call = self._calls.get(bucket, key, buffer, {"range": range, **options})
        return self._run(call, timeout, cancel, progress)[0]  # type: ignore[no-any-return]

    def get_ranges(
        self,
        bucket: str,
        key: str,
        spans: Iterable[Span],
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        **options: Any,
    ) -> list[Buffer]:
        """Several ranges of one object, in their order. Those that are near each other come in one request.

        As slices they end where the object does, and one behind its end is empty (:meth:`get` has an error for it).
        """
        return self._run(self._calls.get_ranges(bucket, key, spans, options), timeout, cancel)  # type: ignore[no-any-return]

    def get_many(
        self,
        bucket: str,
        keys: Sequence[str],
        *,
        on_error: str = "raise",
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        progress: Progress | None = None,
        **options: Any,
    ) -> list[Any]:
        """Many objects at once, in the order of ``keys``.

        :param on_error: ``raise`` the first error; or ``return`` it in the place of its object.
        """
        return self._run(self._calls.get_many(bucket, keys, on_error, options), timeout, cancel, progress)  # type: ignore[no-any-return]

    def stream(
        self,
        bucket: str,
        key: str,
        *,
        range: Span | None = None,
        part_size: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        **options: Any,
    ) -> Iterator[Buffer]:
        """An object in buffers, some of which are on their way. Memory does not grow with the object.

        Where all of it is read and the server tells its checksum, bytes that do not fit are an error in place of the
        last buffer.

        :param part_size: bytes of a buffer; None: the client's, else up to 4 MiB by what is measured.
        """
        if is_empty(range):
            return
        stream = self._calls.stream(self._native, bucket, key, part_size, {"range": range, **options})
        limit = self._setup.timeout if timeout is None else timeout
        while (buffer := stream.next(limit, cancel)) is not None:
            yield buffer

    def head(
        self,
        bucket: str,
        key: str,
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        **options: Any,
    ) -> ObjectInfo:
        """What the server says of an object. Options as of :meth:`get`."""
        return ObjectInfo._of(self._run(native.head(bucket, key, options), timeout, cancel))

    def list(
        self,
        bucket: str,
        prefix: str = "",
        *,
        delimiter: str | None = None,
        start_after: str | None = None,
        versions: bool = False,
        owners: bool = False,
        limit: int | None = None,
        parallel: int = 32,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> ObjectList:
        """Objects whose keys begin with ``prefix``, in the order of their bytes. Nothing is asked before it is read.

        :param delimiter: keys are rolled up to ``prefixes`` behind its first place after ``prefix``.
        :param start_after: only keys behind it.
        :param versions: all versions and delete markers.
        :param owners: tell them, too.
        :param limit: entries and prefixes at most.
        :param parallel: requests at once where there is no delimiter; 1: one by one.
        """
        query = Query(bucket, prefix, delimiter or "", start_after or "", versions, owners, limit, parallel)
        return ObjectList(lambda call: self._run(call, timeout, cancel), query)

    # --- writing ------------------------------------------------------------------------------------------------------

    def put(
        self,
        bucket: str,
        key: str,
        data: Any,
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        progress: Progress | None = None,
        **options: Any,
    ) -> ObjectInfo:
        """Writes an object: small ones in one request, large ones in parts that go out at once.

        :param data: bytes-like, an iterable of bytes-likes, or a file that is open for reading bytes.
        :param options: ``content_type``, ``metadata`` (dict of str), ``if_none_match="*"`` (only where there is none),
            ``if_match`` (only in the place of that ETag), ``checksum``, ``content_encoding``, ``content_disposition``,
            ``content_language``, ``cache_control``, ``expires``, ``tags``, ``storage_class``, ``acl``,
            ``server_side_encryption``, ``kms_key_id``, ``customer_key``, ``sign_payload`` (the bytes' SHA-256 is part
            of the signature), ``trailing_checksum`` (the checksum follows the bytes, made while they are sent; without
            TLS they are signed chunk by chunk. None: for iterables and pipes, at AWS over TLS), ``requester_pays``,
            ``expected_bucket_owner``, ``headers``.
        :raises PreconditionFailedError: ``if_match`` or ``if_none_match`` did not hold.
        """
        return ObjectInfo._of(self._run(self._calls.put(bucket, key, data, options), timeout, cancel, progress))

    def put_many(
        self,
        bucket: str,
        items: Iterable[tuple[str, Any]],
        *,
        on_error: str = "raise",
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        progress: Progress | None = None,
        **options: Any,
    ) -> builtins.list[Any]:
        """Many objects at once, each in one request: pairs of key and bytes-like. What came of each, in their order.

        :param on_error: ``raise`` the first error; or ``return`` it in the place of its object.
        """
        done = self._run(self._calls.put_many(bucket, items, on_error, options), timeout, cancel, progress)
        return [ObjectInfo._of(one) if isinstance(one, dict) else one for one in done]

    def copy(
        self,
        bucket: str,
        key: str,
        to_bucket: str,
        to_key: str,
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        **options: Any,
    ) -> ObjectInfo:
        """Copies an object on the server; above 5 GiB in parts, with what the object has.

        Its size is told only where parts were copied, else 0: nobody asks for it.

        :param options: ``version_id`` and ``source_if_match`` of what is copied; ``replace_metadata`` and
            ``replace_tags`` with those of :meth:`put`.
        """
        try:
            call = self._calls.copy(bucket, key, to_bucket, to_key, dict(options))
            return ObjectInfo._of(self._run(call, timeout, cancel))
        except S3Error as error:
            if not may_be_too_large(error):
                raise
            source = self.head(bucket, key, timeout=timeout, cancel=cancel, **options_of_source(options))
            if source.size <= COPY_LIMIT:
                raise
        return self._copy_in_parts(source, (bucket, key), (to_bucket, to_key), options, timeout, cancel)

    def _copy_in_parts(
        self,
        source: ObjectInfo,
        from_: tuple[str, str],
        to: tuple[str, str],
        options: dict[str, Any],
        timeout: float | None,
        cancel: CancelToken | None,
        part_size: int = COPY_PART,
    ) -> ObjectInfo:
        tags: dict[str, str] = {}
        if not options.get("replace_tags"):
            try:
                tags = self.get_tags(*from_, version_id=options.get("version_id"))
            except S3Error as error:
                if not has_no_tags(error):
                    raise
        with self.create_upload(*to, **options_of_copied(source, tags, options)) as upload:
            call = upload._copy_call(from_, options.get("version_id"), source, part_size)
            upload._copied(self._run(call, timeout, cancel))
        return self.head(*to)

    def delete(
        self,
        bucket: str,
        key: str,
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        **options: Any,
    ) -> ObjectInfo:
        """Deletes an object; that there is none is no error. In a bucket that keeps versions a marker is put on top,
        unless ``version_id`` names one."""
        return ObjectInfo._of(self._run(native.delete(bucket, key, options), timeout, cancel))

    def delete_many(
        self,
        bucket: str,
        keys: Iterable[str | tuple[str, str]],
        *,
        on_error: str = "raise",
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> builtins.list[S3Error]:
        """Deletes many, 1,000 in a request and several requests at once: keys, or pairs of key and version id.

        :param on_error: ``raise`` the first error when all is done that can be; or ``return`` the errors.
        """
        said = self._run(self._calls.delete_many(bucket, keys), timeout, cancel)
        errors = [not_deleted(bucket, *one) for one in said]
        if errors and on_error == "raise":
            raise errors[0]
        return errors

    def create_upload(self, bucket: str, key: str, **options: Any) -> Upload:
        """Begins an upload whose parts are given one by one. Options as of :meth:`put`."""
        said = self._setup.write_options(options)
        upload_id = self._run(native.create_upload(bucket, key, without_conditions(said)))
        return Upload(self._run, bucket, key, upload_id, said)

    def uploads(self, bucket: str, prefix: str = "") -> builtins.list[PendingUpload]:
        """Uploads in parts of keys that begin with ``prefix``, begun and neither completed nor aborted."""
        found: builtins.list[PendingUpload] = []
        marker: tuple[str, str] | None = ("", "")
        while marker is not None:
            page, marker = self._run(native.list_uploads(bucket, prefix, *marker))
            found += [PendingUpload(self._run, bucket, *told) for told in page]
        return found

    def get_tags(self, bucket: str, key: str, *, version_id: str | None = None) -> dict[str, str]:
        """The tags of an object."""
        return self._run(native.get_tags(bucket, key, version_id or ""))  # type: ignore[no-any-return]

    def put_tags(self, bucket: str, key: str, tags: dict[str, str], *, version_id: str | None = None) -> None:
        """Gives an object these tags in place of those it had."""
        self._run(native.put_tags(bucket, key, version_id or "", list(tags.items())))

    def delete_tags(self, bucket: str, key: str, *, version_id: str | None = None) -> None:
        """Takes all tags off an object."""
        self._run(native.delete_tags(bucket, key, version_id or ""))

    def presign(self, method: str, bucket: str, key: str, *, expires: float = 3600, **options: Any) -> str:
        """A URL with which anybody may do that for ``expires`` seconds, up to a week."""
        return self._native.presign(method_of_url(method, expires), bucket, key, expires, options)

    # --- buckets ------------------------------------------------------------------------------------------------------

    def buckets(self) -> builtins.list[Bucket]:
        """Those of the account."""
        return [Bucket(name, time_of(created), region or None) for name, created, region in self._run(native.buckets())]

    def create_bucket(
        self, bucket: str, *, region: str | None = None, acl: str | None = None, object_lock: bool = False
    ) -> None:
        """Makes a bucket, in the client's region unless ``region`` says another."""
        self._run(native.create_bucket(bucket, region or "", acl or "", object_lock))

    def delete_bucket(self, bucket: str) -> None:
        """It must be empty."""
        self._run(native.delete_bucket(bucket))

    def has_bucket(self, bucket: str) -> bool:
        """Whether it is there."""
        try:
            self._run(native.head_bucket(bucket))
        except S3Error as error:
            if error.status == 404:
                return False
            raise
        return True

    def set_versioning(self, bucket: str, enabled: bool) -> None:
        """Whether it keeps the versions of its objects from now on."""
        self._run(native.put_versioning(bucket, enabled))
