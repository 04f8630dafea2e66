"""The file system on a real server: what is there, and how it is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import fsspec  # type: ignore[import-untyped]
import pytest

from conftest import run_python
from s3_filesystems import Requests, filesystem_of, fill, options_of
from s3_servers import S3Server
from wirespeed.s3 import S3FileSystem, register, unregister
from wirespeed.s3._options import client_options


def test_making_one_asks_nobody_anything() -> None:
    S3FileSystem(endpoint_url="http://127.0.0.1:1", key="k", secret="s", skip_instance_cache=True)


def test_the_same_options_give_the_same_instance() -> None:
    options: dict[str, Any] = {"endpoint_url": "http://127.0.0.1:1", "key": "k", "secret": "s"}
    assert S3FileSystem(**options) is S3FileSystem(**options)
    assert S3FileSystem(**options) is not S3FileSystem(**{**options, "key": "other"})


def test_the_names_of_s3fs_are_understood() -> None:
    given = {
        "key": "k",
        "secret": "s",
        "token": "t",
        "client_kwargs": {"endpoint_url": "http://h", "region_name": "r", "verify": "/ca"},
        "config_kwargs": {"max_pool_connections": 10},
        "anon": False,
        "use_ssl": False,
        "endpoint_url": "http://h",
        "profile": None,
    }
    assert client_options(given) == {
        "access_key_id": "k",
        "secret_access_key": "s",
        "session_token": "t",
        "endpoint_url": "http://h",
        "region": "r",
        "ca_file": "/ca",
    }
    assert client_options({"anon": True}) == {"anonymous": True}


def test_an_option_that_means_nothing_here_is_an_error_that_names_it() -> None:
    with pytest.raises(ValueError, match="api_version"):
        client_options({"client_kwargs": {"api_version": "2006-03-01"}})


def test_secrets_stay_out_of_what_is_shown() -> None:
    fs = S3FileSystem(endpoint_url="http://127.0.0.1:1", key="k", secret="hidden", token="veiled")
    assert not re.search("hidden|veiled", f"{fs!r} {fs} {fs.fsid} {fs.to_json(include_password=False)}")
    assert json.loads(fs.to_json())["secret"] == "hidden"  # which is how it travels


# --- what is there ----------------------------------------------------------------------------------------------------


@pytest.mark.server
def test_a_folder_lists_its_files_and_folders_in_order(fs: S3FileSystem, s3_bucket: str) -> None:
    fill(fs, s3_bucket, "d/b", "d/a", "d/c/x", "d/c/y", "e")
    assert fs.ls(f"{s3_bucket}/d", detail=False) == [f"{s3_bucket}/d/{name}" for name in "abc"]
    assert [entry["type"] for entry in fs.ls(f"s3://{s3_bucket}/d/")] == ["file", "file", "directory"]
    assert fs.ls(f"{s3_bucket}/e", detail=False) == [f"{s3_bucket}/e"]
    assert s3_bucket in fs.ls("", detail=False)
    with pytest.raises(FileNotFoundError):
        fs.ls(f"{s3_bucket}/nothing")


@pytest.mark.server
def test_info_tells_an_object_from_a_folder_from_nothing(fs: S3FileSystem, s3_bucket: str) -> None:
    fill(fs, s3_bucket, "d/abc")
    info = fs.info(f"{s3_bucket}/d/abc")
    assert (info["type"], info["size"], info["name"]) == ("file", 5, f"{s3_bucket}/d/abc")
    assert info["ETag"] and info["LastModified"] == fs.modified(f"{s3_bucket}/d/abc")
    assert fs.info(f"{s3_bucket}/d")["type"] == "directory"
    assert fs.info(s3_bucket)["type"] == "directory"
    assert [fs.isdir(f"{s3_bucket}/{path}") for path in ("d", "d/abc", "x")] == [True, False, False]
    assert [fs.isfile(f"{s3_bucket}/{path}") for path in ("d", "d/abc", "x")] == [False, True, False]
    for missing in (f"{s3_bucket}/d/ab", "no-such-bucket-at-all", "no-such-bucket-at-all/x"):
        with pytest.raises(FileNotFoundError):
            fs.info(missing)
        assert not fs.exists(missing)


@pytest.mark.server
def test_what_cannot_be_asked_is_not_said_to_be_missing(s3: S3Server, s3_bucket: str) -> None:
    stranger = S3FileSystem(**{**options_of(s3), "secret": "wrong"}, skip_instance_cache=True)
    with pytest.raises(PermissionError):
        stranger.exists(f"{s3_bucket}/x")
    with pytest.raises(PermissionError):
        stranger.cat(f"{s3_bucket}/x")


@pytest.mark.server
def test_find_walk_and_du_see_all_that_is_below(fs: S3FileSystem, s3_bucket: str) -> None:
    keys = ["a", "d/b", "d/e/c", "d/e/f/g", "dd/h"]
    fill(fs, s3_bucket, *keys)
    assert fs.find(s3_bucket) == [f"{s3_bucket}/{key}" for key in keys]
    assert fs.find(f"{s3_bucket}/d") == [f"{s3_bucket}/{key}" for key in keys if key.startswith("d/")]
    assert fs.find(f"{s3_bucket}/d", maxdepth=2) == [f"{s3_bucket}/d/b", f"{s3_bucket}/d/e/c"]
    below = [f"{s3_bucket}/d{rest}" for rest in ("", "/b", "/e", "/e/c", "/e/f", "/e/f/g")]
    assert fs.find(f"{s3_bucket}/d", withdirs=True) == below
    assert fs.find(f"{s3_bucket}/d", withdirs=True, maxdepth=5) == below
    assert [(root, dirs, files) for root, dirs, files in fs.walk(f"{s3_bucket}/d")] == [
        (f"{s3_bucket}/d", ["e"], ["b"]),
        (f"{s3_bucket}/d/e", ["f"], ["c"]),
        (f"{s3_bucket}/d/e/f", [], ["g"]),
    ]
    assert fs.du(s3_bucket) == sum(map(len, keys))
    assert fs.du(f"{s3_bucket}/d", total=False)[f"{s3_bucket}/d/e/c"] == 5


@pytest.mark.server
@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*", ["a1", "a2", "d", "e"]),
        ("a?", ["a1", "a2"]),
        ("d/*/x*", ["d/p/x1", "d/q/x2"]),
        ("d/*/", ["d/p", "d/q"]),
        ("d/**", ["d", "d/p", "d/p/x1", "d/q", "d/q/r", "d/q/r/x3", "d/q/x2"]),
        ("**/x3", ["d/q/r/x3"]),
        ("[de]/p/x1", ["d/p/x1", "e/p/x1"]),
        ("d/p/nothing*", []),
        ("d/p/x1", ["d/p/x1"]),
    ],
)
def test_a_glob_finds_what_matches(fs: S3FileSystem, s3_bucket: str, pattern: str, found: list[str]) -> None:
    fill(fs, s3_bucket, "a1", "a2", "d/p/x1", "d/q/x2", "d/q/r/x3", "e/p/x1")
    assert [path.removeprefix(f"{s3_bucket}/") for path in fs.glob(f"{s3_bucket}/{pattern}")] == found


@pytest.mark.server
@pytest.mark.parametrize("has_numpy", [True, False])
def test_every_way_to_list_tells_the_same(
    fs: S3FileSystem, s3_bucket: str, monkeypatch: pytest.MonkeyPatch, has_numpy: bool
) -> None:
    monkeypatch.setattr("wirespeed.s3._store._has_numpy", lambda: has_numpy)
    fill(fs, s3_bucket, "d/a", "d/ü", "e")
    found = fs.find(s3_bucket, detail=True)
    listed = [*fs.ls(f"{s3_bucket}/d"), *fs.ls(f"{s3_bucket}/e")]
    for info in listed:
        told = {name: info[name] for name in ("name", "size", "type", "ETag", "LastModified")}
        assert {name: found[info["name"]][name] for name in told} == told
        assert fs.info(info["name"])["ETag"] == info["ETag"] and type(found[info["name"]]["size"]) is int
    assert list(found) == [info["name"] for info in listed] == fs.find(s3_bucket)


@pytest.mark.server
def test_a_glob_lists_only_where_its_pattern_leads(fs: S3FileSystem, s3_bucket: str) -> None:
    fill(fs, s3_bucket, *(f"year={year}/month={month}/x" for year in (2024, 2025) for month in range(1, 5)))
    requests = Requests(fs)
    assert len(fs.glob(f"{s3_bucket}/year=2025/month=*/x")) == 4
    assert requests.made == ["list"] * 5


@pytest.mark.server
def test_a_folder_that_is_an_object_is_a_folder(fs: S3FileSystem, s3: S3Server, s3_bucket: str) -> None:
    s3.boto3().put_object(Bucket=s3_bucket, Key="made/", Body=b"")
    assert fs.isdir(f"{s3_bucket}/made")
    assert fs.ls(f"{s3_bucket}/made") == []
    assert fs.find(s3_bucket) == []
    assert fs.find(s3_bucket, withdirs=True) == [s3_bucket, f"{s3_bucket}/made"]
    fs.rmdir(f"{s3_bucket}/made")
    assert not fs.exists(f"{s3_bucket}/made")


@pytest.mark.server
def test_keys_of_all_letters_come_and_go(fs: S3FileSystem, s3_bucket: str) -> None:
    keys = ["a b", "a+b", "a%20b", "ü/ñ", "日本/語", "a&b<c>", "q'\"", "x=1/y=2", "#?", "tab\there", "~"]
    fill(fs, s3_bucket, *keys)
    assert fs.find(s3_bucket) == sorted(f"{s3_bucket}/{key}" for key in keys)
    for key in keys:
        assert fs.cat_file(f"{s3_bucket}/{key}") == key.encode()
        assert fs.info(f"{s3_bucket}/{key}")["size"] == len(key.encode())


@pytest.mark.server
def test_empty_segments_lose_no_object(s3_flat: S3Server) -> None:
    fs = filesystem_of(s3_flat)
    with s3_flat.bucket() as bucket:
        fill(fs, bucket, "x//y", "x/z", "/lead")
        assert set(fs.find(bucket)) == {f"{bucket}/x//y", f"{bucket}/x/z", f"{bucket}//lead"}
        assert fs.cat_file(f"{bucket}/x//y") == b"x//y"
        assert list(fs.walk(bucket))[-1][0] == f"{bucket}/x"  # and it ends


# --- buckets, copies, removals ----------------------------------------------------------------------------------------


@contextmanager
def _made_bucket(fs: S3FileSystem, name: str) -> Iterator[str]:
    fs.mkdir(name)
    try:
        yield name
    finally:
        if fs.exists(name):
            fs.rm(name, recursive=True)


@pytest.mark.server
def test_buckets_are_made_and_removed(fs: S3FileSystem, s3_bucket: str) -> None:
    with _made_bucket(fs, f"{s3_bucket}-made") as bucket:
        assert fs.isdir(bucket) and bucket in fs.ls("", detail=False)
        fs.makedirs(bucket, exist_ok=True)
        fs.mkdir(f"{bucket}/folder")  # nothing to do
        assert fs.ls(bucket) == []
        fill(fs, bucket, "x")
        with pytest.raises(OSError):
            fs.rmdir(bucket)
        fs.rm(f"{bucket}/x")
        fs.rmdir(bucket)
        assert not fs.exists(bucket)


@pytest.mark.server
def test_a_move_leaves_nothing_behind(fs: S3FileSystem, s3_bucket: str) -> None:
    fill(fs, s3_bucket, "d/a", "d/e/b")
    fs.mv(f"{s3_bucket}/d", f"{s3_bucket}/t", recursive=True)
    assert fs.find(s3_bucket) == [f"{s3_bucket}/t/a", f"{s3_bucket}/t/e/b"]
    fs.mv(f"{s3_bucket}/t/a", f"{s3_bucket}/single")
    assert fs.find(s3_bucket) == [f"{s3_bucket}/single", f"{s3_bucket}/t/e/b"]
    with pytest.raises(FileNotFoundError):
        fs.mv(f"{s3_bucket}/none", f"{s3_bucket}/x")


@pytest.mark.server
def test_removing_takes_what_was_named_and_no_more(fs: S3FileSystem, s3_bucket: str) -> None:
    fill(fs, s3_bucket, "d/a", "d/e/b", "dd", "f/x1", "f/x2", "f/y")
    fs.rm(f"{s3_bucket}/d", recursive=True)
    fs.rm(f"{s3_bucket}/f/x*")
    assert fs.find(s3_bucket) == [f"{s3_bucket}/dd", f"{s3_bucket}/f/y"]
    with pytest.raises(FileNotFoundError):
        fs.rm(f"{s3_bucket}/none", recursive=True)


@pytest.mark.server
def test_touch_makes_and_empties(fs: S3FileSystem, s3_bucket: str) -> None:
    fs.touch(f"{s3_bucket}/x")
    assert fs.info(f"{s3_bucket}/x")["size"] == 0
    fs.pipe_file(f"{s3_bucket}/x", b"1")
    fs.touch(f"{s3_bucket}/x", truncate=False)
    assert fs.cat_file(f"{s3_bucket}/x") == b"1"
    fs.touch(f"{s3_bucket}/x", truncate=True)
    assert fs.info(f"{s3_bucket}/x")["size"] == 0
    fs.touch(f"{s3_bucket}/y", truncate=False)
    assert fs.info(f"{s3_bucket}/y")["size"] == 0


# --- fsspec's registry ------------------------------------------------------------------------------------------------


def test_register_puts_it_behind_s3_and_unregister_takes_it_away() -> None:
    from fsspec.registry import _registry  # type: ignore[import-untyped]

    before = {name: _registry.get(name) for name in ("s3", "s3a")}
    register()
    register()
    try:
        for protocol in ("s3", "s3a"):
            assert fsspec.get_filesystem_class(protocol) is S3FileSystem
    finally:
        unregister()
    assert {name: _registry.get(name) for name in ("s3", "s3a")} == before


def test_who_has_no_fsspec_has_all_the_rest() -> None:
    ended = run_python(
        """
        import sys
        sys.modules["fsspec"] = None
        import wirespeed.s3
        from wirespeed import _command
        assert _command.main(["s3", "rm", "here"]) == 2
        missing = []
        for asks in (wirespeed.s3.register, lambda: wirespeed.s3.S3FileSystem):
            try:
                asks()
            except ImportError as error:
                missing.append(error.name)
        print(*missing)
        """
    )
    assert ended.returncode == 0
    assert [name.split(".")[0] for name in ended.stdout.split()] == ["fsspec", "fsspec"]


@pytest.mark.server
def test_over_tls_the_server_is_known_by_its_authority(s3_tls: S3Server) -> None:
    options = options_of(s3_tls)
    with s3_tls.bucket() as bucket:
        fs = S3FileSystem(**options, skip_instance_cache=True)
        fs.pipe_file(f"{bucket}/x", b"1")
        assert fs.cat_file(f"{bucket}/x") == b"1"
        del options["client_kwargs"]["verify"]
        stranger = S3FileSystem(**options, skip_instance_cache=True)
        with pytest.raises(OSError, match="certificate"):
            stranger.cat_file(f"{bucket}/x")
