"""Objects into memory and back, into files and back."""

from __future__ import annotations

from pathlib import Path
from urllib.request import urlopen

import fsspec  # type: ignore[import-untyped]
import pytest

from s3_filesystems import MIB, Requests, filesystem_of, fill
from s3_servers import S3Server
from wirespeed.s3 import S3FileSystem

pytestmark = pytest.mark.server


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (None, None),
        (0, None),
        (3, None),
        (None, 4),
        (2, 5),
        (-3, None),
        (-5, -2),
        (None, -4),
        (2, -2),
        (5, 5),
        (7, 3),
        (90, 99),
        (-99, None),
        (8, 99),
    ],
)
def test_a_span_is_a_slice(fs: S3FileSystem, s3_bucket: str, start: int | None, end: int | None) -> None:
    data = b"0123456789"
    fs.pipe_file(f"{s3_bucket}/x", data)
    fs.pipe_file(f"{s3_bucket}/empty", b"")
    assert fs.cat_file(f"{s3_bucket}/x", start, end) == data[start:end]
    assert fs.cat_file(f"{s3_bucket}/empty", start, end) == b""
    assert fs.cat_ranges([f"{s3_bucket}/x"] * 2, [start, 1], [end, 3]) == [data[start:end], b"12"]


def test_ranges_of_many_objects_come_in_the_order_asked(fs: S3FileSystem, s3_bucket: str) -> None:
    fs.pipe({f"{s3_bucket}/a": b"0123456789", f"{s3_bucket}/b": b"abcdefghij"})
    paths = [f"{s3_bucket}/{name}" for name in ("b", "a", "b", "none", "a")]
    got = fs.cat_ranges(paths, [0, 8, 5, 0, 0], [2, 10, 7, 1, 1])
    assert got[:3] == [b"ab", b"89", b"fg"] and got[4] == b"0"
    assert isinstance(got[3], FileNotFoundError)
    with pytest.raises(FileNotFoundError):
        fs.cat_ranges(paths, 0, 1, on_error="raise")


def test_many_objects_are_one_call(fs: S3FileSystem, s3_bucket: str) -> None:
    keys = [f"k{at:03}" for at in range(50)]
    fill(fs, s3_bucket, *keys)
    requests = Requests(fs)
    assert fs.cat([f"{s3_bucket}/{key}" for key in keys]) == {f"{s3_bucket}/{key}": key.encode() for key in keys}
    fs.pipe({f"{s3_bucket}/{key}": b"new" for key in keys})
    fs.rm([f"{s3_bucket}/{key}" for key in keys])
    assert requests.made == ["get_many", "put_many", "delete_many"]


def test_one_that_is_missing_does_not_lose_the_others(fs: S3FileSystem, s3_bucket: str) -> None:
    fill(fs, s3_bucket, "a", "b")
    paths = [f"{s3_bucket}/{name}" for name in ("a", "none", "b")]
    with pytest.raises(FileNotFoundError):
        fs.cat(paths)
    assert list(fs.cat(paths, on_error="omit")) == [paths[0], paths[2]]
    assert isinstance(fs.cat(paths, on_error="return")[paths[1]], FileNotFoundError)


def test_create_does_not_overwrite(fs: S3FileSystem, s3_bucket: str, tmp_path: Path) -> None:
    path, source = f"{s3_bucket}/x", tmp_path / "x"
    source.write_bytes(b"second")
    fs.pipe_file(path, b"first", mode="create")
    for write in (
        lambda: fs.pipe_file(path, b"second", mode="create"),
        lambda: fs.pipe({path: b"second"}, mode="create"),
        lambda: fs.put_file(str(source), path, mode="create"),
        lambda: fs.open(path, "xb"),
    ):
        with pytest.raises(FileExistsError):
            write()
    assert fs.cat_file(path) == b"first"


def test_metadata_and_content_type_are_kept(fs: S3FileSystem, s3: S3Server, s3_bucket: str) -> None:
    fs.pipe_file(f"{s3_bucket}/x", b"1", ContentType="text/csv", Metadata={"origin": "here"})
    assert fs.metadata(f"{s3_bucket}/x") == {"origin": "here"}
    assert s3.boto3().head_object(Bucket=s3_bucket, Key="x")["ContentType"] == "text/csv"
    with pytest.raises(ValueError, match="Colour"):
        fs.pipe_file(f"{s3_bucket}/x", b"1", Colour="red")


def test_what_every_write_is_given_is_given(s3: S3Server, s3_bucket: str, tmp_path: Path) -> None:
    fs = filesystem_of(s3, s3_additional_kwargs={"ContentType": "text/plain"})
    (tmp_path / "x").write_bytes(b"1")
    fs.pipe({f"{s3_bucket}/piped": b"1"})
    fs.put(str(tmp_path / "x"), f"{s3_bucket}/put")
    with fs.open(f"{s3_bucket}/opened", "wb") as file:
        file.write(b"1")
    with fs.open(f"{s3_bucket}/other", "wb", ContentType="text/html") as file:
        file.write(b"1")
    types = {
        name: s3.boto3().head_object(Bucket=s3_bucket, Key=name)["ContentType"]
        for name in ("piped", "put", "opened", "other")
    }
    assert types == {"piped": "text/plain", "put": "text/plain", "opened": "text/plain", "other": "text/html"}


def test_checksums_and_times_follow_the_content(fs: S3FileSystem, s3_bucket: str) -> None:
    fs.pipe_file(f"{s3_bucket}/x", b"1")
    before = fs.checksum(f"{s3_bucket}/x"), fs.checksum(s3_bucket)
    assert before == (fs.checksum(f"{s3_bucket}/x"), fs.checksum(s3_bucket))
    fs.pipe_file(f"{s3_bucket}/x", b"2")
    assert fs.checksum(f"{s3_bucket}/x") != before[0] and fs.checksum(s3_bucket) != before[1]
    assert fs.created(f"{s3_bucket}/x") == fs.modified(f"{s3_bucket}/x")


def test_a_signed_url_opens_for_anyone(fs: S3FileSystem, s3_bucket: str) -> None:
    fs.pipe_file(f"{s3_bucket}/a b", b"signed")
    with urlopen(fs.sign(f"{s3_bucket}/a b", expiration=60)) as answer:
        assert answer.read() == b"signed"


def test_versions_are_read_by_their_ids(fs: S3FileSystem, s3: S3Server) -> None:
    with s3.bucket(versioned=True) as bucket:
        fs.pipe_file(f"{bucket}/x", b"old")
        fs.pipe_file(f"{bucket}/x", b"newer")
        versions = fs.object_version_info(f"{bucket}/x")
        assert [entry["size"] for entry in versions] == [5, 3]
        old = f"{bucket}/x?versionId={versions[1]['VersionId']}"
        assert (fs.cat_file(old), fs.info(old)["size"]) == (b"old", 3)
        with fs.open(f"{bucket}/x", version_id=versions[1]["VersionId"]) as file:
            assert file.read() == b"old"


def test_an_open_file_of_a_version_aware_system_stays_what_it_was(s3: S3Server) -> None:
    fs = filesystem_of(s3, version_aware=True, default_cache_type="none")
    with s3.bucket(versioned=True) as bucket:
        fs.pipe_file(f"{bucket}/x", b"old")
        with fs.open(f"{bucket}/x") as file:
            fs.pipe_file(f"{bucket}/x", b"newer")
            assert file.read() == b"old"


# --- files ------------------------------------------------------------------------------------------------------------


def test_folders_are_carried_both_ways(fs: S3FileSystem, s3_bucket: str, tmp_path: Path) -> None:
    tree = {"a": b"1", "d/b": b"22", "d/e/c": b"", "big": bytes(range(256)) * (3 * MIB // 256)}
    for name, data in tree.items():
        (tmp_path / "from" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "from" / name).write_bytes(data)
    fs.put(f"{tmp_path}/from/", f"{s3_bucket}/tree", recursive=True)
    assert fs.du(s3_bucket, total=False) == {f"{s3_bucket}/tree/{name}": len(tree[name]) for name in tree}
    fs.get(f"{s3_bucket}/tree/", f"{tmp_path}/to", recursive=True)
    assert {name: (tmp_path / "to" / name).read_bytes() for name in tree} == tree


def test_a_download_that_fails_leaves_what_was_there(fs: S3FileSystem, s3_bucket: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"before")
    with pytest.raises(FileNotFoundError):
        fs.get_file(f"{s3_bucket}/none", str(tmp_path / "x"))
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
    assert (tmp_path / "x").read_bytes() == b"before"


def test_callbacks_count_files_and_bytes(fs: S3FileSystem, s3_bucket: str, tmp_path: Path) -> None:
    fs.pipe({f"{s3_bucket}/d/{at}": b"x" * at for at in range(1, 6)})
    files = fsspec.callbacks.Callback()
    fs.get(f"{s3_bucket}/d/", str(tmp_path / "d"), recursive=True, callback=files)
    assert (files.size, files.value) == (5, 5)
    of_bytes = fsspec.callbacks.Callback()
    fs.put_file(str(tmp_path / "d" / "5"), f"{s3_bucket}/y", callback=of_bytes)
    assert (of_bytes.size, of_bytes.value) == (5, 5)
    of_bytes = fsspec.callbacks.Callback()
    fs.get_file(f"{s3_bucket}/y", str(tmp_path / "y"), callback=of_bytes)
    assert (of_bytes.size, of_bytes.value) == (5, 5)
