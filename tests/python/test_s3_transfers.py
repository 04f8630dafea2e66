"""The parts of a transfer that need no server: where files go, in which batches, and how they arrive."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from fsspec.utils import other_paths  # type: ignore[import-untyped]

from wirespeed.errors import CancelledError, Error, TimeoutError
from wirespeed.s3._coroutines import finish
from wirespeed.s3._errors import AccessDeniedError, ObjectChangedError, ObjectNotFoundError, S3Error
from wirespeed.s3._listings import Listings
from wirespeed.s3._local import arriving
from wirespeed.s3._pairs import destinations
from wirespeed.s3._refusals import as_os_error
from wirespeed.s3._transfers import BATCH_BYTES, Download, Transfers, Watcher

# --- where files go ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sources",
    [
        ["a/b/c"],
        ["a/b", "a/b/c", "a/b/d/e"],
        ["a/b/c", "a/b/d"],
        ["a", "b/c"],
        ["a/bc", "a/bd"],
        ["x"],
        ["a/b/c", "a/b"],
    ],
)
@pytest.mark.parametrize(("inside", "flat"), [(False, False), (True, False), (False, True)])
@pytest.mark.parametrize("target", ["t", "t/u", "t/"])
def test_many_files_go_where_fsspec_says(sources: list[str], inside: bool, flat: bool, target: str) -> None:
    assert destinations(sources, target, inside=inside, flat=flat) == other_paths(sources, target, inside, flat)


# --- in which batches -------------------------------------------------------------------------------------------------


class Shelf:
    """A store that gives every object of a name as many bytes as the name says, and tells in what batches."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    async def get_many(self, bucket: str, keys: list[str]) -> list[Any]:
        self.batches.append(len(keys))
        return [FileNotFoundError(2, "no", key) if key == "none" else bytes(int(key.partition("-")[0])) for key in keys]

    async def each(self, work: Any, items: Any) -> list[Any]:
        return [await work(item) for item in items]


class Heard(Watcher):
    def __init__(self) -> None:
        self.finished_ones: list[str] = []
        self.failures: dict[str, OSError] = {}
        self.bytes = 0

    def moved(self, path: str, count: int) -> None:
        self.bytes += count

    def finished(self, path: str) -> None:
        self.finished_ones.append(path)

    def failed(self, path: str, error: OSError) -> None:
        self.failures[path] = error


def downloads(tmp_path: Path, *names: str) -> list[Download]:
    sizes = [0 if name == "none" else int(name.partition("-")[0]) for name in names]
    return [Download(f"b/{name}", str(tmp_path / name), size) for name, size in zip(names, sizes, strict=True)]


def test_small_objects_come_in_batches_that_memory_can_hold(tmp_path: Path) -> None:
    shelf, heard = Shelf(), Heard()
    transfers = Transfers(shelf, Listings())  # type: ignore[arg-type]
    finish(transfers.download(downloads(tmp_path, *(f"{1 << 20}-{at}" for at in range(100))), heard))
    assert shelf.batches == [BATCH_BYTES >> 20, 100 - (BATCH_BYTES >> 20)]
    assert heard.bytes == 100 << 20 and len(heard.finished_ones) == 100
    shelf.batches.clear()
    finish(transfers.download(downloads(tmp_path, *(f"1-{at}" for at in range(1500))), heard))
    assert shelf.batches == [1000, 500]


def test_what_fails_in_a_batch_is_told_and_the_rest_arrives(tmp_path: Path) -> None:
    heard = Heard()
    (tmp_path / "3-folder").mkdir()
    transfers = Transfers(Shelf(), Listings())  # type: ignore[arg-type]
    finish(transfers.download(downloads(tmp_path, "1-a", "none", "3-folder", "2-b"), heard))
    assert heard.finished_ones == ["b/1-a", "b/2-b"]
    assert set(heard.failures) == {"b/none", "b/3-folder"}
    with pytest.raises(FileNotFoundError):
        finish(transfers.download(downloads(tmp_path, "none")))


# --- how they arrive --------------------------------------------------------------------------------------------------


def test_a_file_that_arrives_has_the_mode_that_it_had_or_that_a_new_one_gets(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    (tmp_path / "own").touch()
    (tmp_path / "own").chmod(0o640)
    for name in ("new", "own"):
        with arriving(tmp_path / name) as file:
            file.write(b"1")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o640


def test_a_file_that_does_not_arrive_leaves_no_trace(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), arriving(tmp_path / "x") as file:
        file.write(b"1")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_device_is_written_as_it_is() -> None:
    with arriving(os.devnull) as file:
        file.write(b"1")
    assert Path(os.devnull).is_char_device()


# --- what failures become ---------------------------------------------------------------------------------------------


def refusal(kind: type[S3Error], code: str, status: int) -> S3Error:
    error = kind("s3: get object: refused")
    error.code, error.status = code, status
    return error


@pytest.mark.parametrize(
    ("error", "kind", "number"),
    [
        (refusal(ObjectNotFoundError, "NoSuchKey", 404), FileNotFoundError, errno.ENOENT),
        (refusal(S3Error, "NotFound", 404), FileNotFoundError, errno.ENOENT),
        (refusal(AccessDeniedError, "SignatureDoesNotMatch", 403), PermissionError, errno.EACCES),
        (refusal(S3Error, "BucketAlreadyOwnedByYou", 409), FileExistsError, errno.EEXIST),
        (refusal(S3Error, "BucketNotEmpty", 409), OSError, errno.ENOTEMPTY),
        (refusal(S3Error, "SlowDown", 503), OSError, errno.EBUSY),
        (refusal(S3Error, "PreconditionFailed", 412), OSError, errno.ESTALE),
        (refusal(ObjectChangedError, "PreconditionFailed", 412), OSError, errno.ESTALE),
        (refusal(S3Error, "Unheard", 500), OSError, errno.EIO),
    ],
)
def test_a_refusal_becomes_the_error_of_a_file_system(error: Error, kind: type[OSError], number: int) -> None:
    made = as_os_error(error, "b/k")
    assert type(made) is kind and made.errno == number and made.filename == "b/k"
    assert (made.code, made.status) == (error.code, error.status)  # type: ignore[attr-defined]


def test_what_is_no_refusal_stays_what_it_is() -> None:
    for error in (TimeoutError("late"), CancelledError("over")):
        assert as_os_error(error, "b/k") is error
    assert isinstance(as_os_error(refusal(S3Error, "PreconditionFailed", 412), "b/k", creating=True), FileExistsError)
