"""Open files and transactions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from s3_filesystems import MIB, NUMBERS, Requests, fill
from s3_servers import S3Server
from wirespeed.s3 import S3FileSystem
from wirespeed.s3._store import Upload

pytestmark = pytest.mark.server


@pytest.mark.parametrize("cache_type", ["readahead", "bytes", "blockcache", "first", "all", "none", "background"])
def test_every_cache_reads_the_same(fs: S3FileSystem, s3_numbers: str, cache_type: str) -> None:
    with fs.open(s3_numbers, cache_type=cache_type, block_size=64 << 10) as file:
        for at, count in [(0, 10), (100_000, 70_000), (5, 5), (MIB - 3, 10), (300_000, 400_000), (0, MIB + 1)]:
            file.seek(at)
            assert file.read(count) == NUMBERS[at : at + count]
        assert file.seek(-4, 2) == MIB - 4 and file.read() == NUMBERS[-4:]


def test_a_small_object_is_opened_and_read_by_one_request(fs: S3FileSystem, s3_bucket: str) -> None:
    fs.pipe({f"{s3_bucket}/x": b"0123456789", f"{s3_bucket}/empty": b""})
    requests = Requests(fs)
    with fs.open(f"{s3_bucket}/x") as file:
        assert (file.size, file.read(3), file.read()) == (10, b"012", b"3456789")
    with fs.open(f"{s3_bucket}/empty") as file:
        assert (file.size, file.read()) == (0, b"")
    assert requests.made == ["get_with_info", "get_with_info", "head"]  # an empty one has no first byte


def test_long_reads_go_around_the_cache(fs: S3FileSystem, s3_numbers: str) -> None:
    with fs.open(s3_numbers, block_size=64 << 10) as file:
        assert file.read() == NUMBERS
        file.seek(1)
        assert bytes(file.read_buffer(500_000)) == NUMBERS[1:500_001]
        assert bytes(file.read_buffer(10)) == NUMBERS[500_001:500_011]
        place = bytearray(MIB)
        assert file.readinto(place) == MIB - 500_011
        assert place[: MIB - 500_011] == NUMBERS[500_011:]
        assert file.readinto(place) == 0 and file.read() == b"" and bytes(file.read_buffer()) == b""


def test_reading_line_by_line(fs: S3FileSystem, s3_bucket: str) -> None:
    lines = [f"line {at}\n" for at in range(5000)]
    fs.pipe_file(f"{s3_bucket}/text", "".join(lines).encode())
    with fs.open(f"{s3_bucket}/text", "r", block_size=4096) as file:
        assert list(file) == lines
    with fs.open(f"{s3_bucket}/text.gz", "wt", compression="infer") as file:
        file.writelines(lines)
    with fs.open(f"{s3_bucket}/text.gz", "rt", compression="infer") as file:
        assert file.readlines() == lines


def test_an_object_that_is_replaced_while_it_is_read_is_an_error(fs: S3FileSystem, s3_numbers: str) -> None:
    with fs.open(s3_numbers, block_size=64 << 10) as file:
        file.read(10)
        fs.pipe_file(s3_numbers, NUMBERS[::-1])
        file.seek(900_000)
        with pytest.raises(OSError, match="replaced"):
            file.read(10)


def test_opening_what_is_not_there_or_a_folder_fails_at_once(fs: S3FileSystem, s3_bucket: str) -> None:
    fill(fs, s3_bucket, "d/x")
    with pytest.raises(FileNotFoundError):
        fs.open(f"{s3_bucket}/none")
    for folder in (f"{s3_bucket}/d", s3_bucket):
        with pytest.raises(IsADirectoryError):
            fs.open(folder)


@pytest.mark.parametrize("size", [0, 1, 5 * MIB, 8 * MIB, 8 * MIB + 1, 33 * MIB])
def test_what_is_written_is_what_is_read(fs: S3FileSystem, s3_bucket: str, size: int) -> None:
    data = (NUMBERS * (size // MIB + 1))[:size]
    with fs.open(f"{s3_bucket}/x", "wb") as file:
        for begin in range(0, size, 700_000):
            file.write(data[begin : begin + 700_000])
        assert file.tell() == size
        assert not fs.exists(f"{s3_bucket}/x")
    assert fs.cat_file(f"{s3_bucket}/x") == data
    with fs.open(f"{s3_bucket}/x", block_size=MIB) as file:
        assert file.read() == data


@pytest.mark.parametrize("size", [3, 21 * MIB])
def test_a_with_that_fails_writes_nothing(fs: S3FileSystem, s3: S3Server, s3_bucket: str, size: int) -> None:
    fs.pipe_file(f"{s3_bucket}/x", b"before")
    with pytest.raises(RuntimeError), fs.open(f"{s3_bucket}/x", "wb", block_size=5 * MIB) as file:
        file.write(bytes(size))
        raise RuntimeError
    assert fs.cat_file(f"{s3_bucket}/x") == b"before"
    assert "Uploads" not in s3.boto3().list_multipart_uploads(Bucket=s3_bucket)


def test_a_part_that_was_not_written_leaves_no_object_with_a_hole(
    fs: S3FileSystem, s3: S3Server, s3_bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_part = Upload.put_part

    async def fails_once(self: Upload, number: int, data: Any) -> None:
        if number == 2:
            raise OSError("refused")
        await put_part(self, number, data)

    monkeypatch.setattr(Upload, "put_part", fails_once)
    file = fs.open(f"{s3_bucket}/x", "wb", block_size=5 * MIB)
    with pytest.raises(OSError, match="refused"):
        file.write(bytes(20 * MIB))
    for go_on in (lambda: file.write(b"more"), file.close):
        with pytest.raises(OSError, match="before this"):
            go_on()
    assert not fs.exists(f"{s3_bucket}/x")
    assert "Uploads" not in s3.boto3().list_multipart_uploads(Bucket=s3_bucket)


@pytest.mark.parametrize("before", [None, 4, 12 * MIB])
def test_appending_keeps_what_was_there(fs: S3FileSystem, s3_bucket: str, before: int | None) -> None:
    data = b"" if before is None else (NUMBERS * 12)[:before]
    if before is not None:
        fs.pipe_file(f"{s3_bucket}/x", data)
    with fs.open(f"{s3_bucket}/x", "ab") as file:
        file.write(b"more")
        assert file.tell() == len(data) + 4
    assert fs.cat_file(f"{s3_bucket}/x") == data + b"more"


def test_an_append_that_another_write_overtook_is_an_error(fs: S3FileSystem, s3_bucket: str) -> None:
    fs.pipe_file(f"{s3_bucket}/x", b"1")
    file = fs.open(f"{s3_bucket}/x", "ab")
    file.write(b"2")
    fs.pipe_file(f"{s3_bucket}/x", b"other")
    with pytest.raises(OSError):
        file.close()
    assert fs.cat_file(f"{s3_bucket}/x") == b"other"


# --- transactions -----------------------------------------------------------------------------------------------------


def test_a_transaction_shows_nothing_before_its_end(fs: S3FileSystem, s3_bucket: str, tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(b"put")
    big = NUMBERS * 11
    with fs.transaction:
        for name, data in (("small", b"1"), ("big", big)):
            with fs.open(f"{s3_bucket}/{name}", "wb") as file:
                file.write(data)
        fs.pipe({f"{s3_bucket}/piped": b"2", f"{s3_bucket}/too": b"3"})
        fs.put(str(tmp_path / "p"), f"{s3_bucket}/p")
        assert fs.find(s3_bucket) == []
    assert fs.cat(s3_bucket, recursive=True) == {
        f"{s3_bucket}/{name}": data
        for name, data in {"big": big, "p": b"put", "piped": b"2", "small": b"1", "too": b"3"}.items()
    }


def test_a_transaction_that_fails_leaves_nothing(fs: S3FileSystem, s3: S3Server, s3_bucket: str) -> None:
    fs.pipe_file(f"{s3_bucket}/x", b"before")
    with pytest.raises(RuntimeError), fs.transaction:
        fs.pipe_file(f"{s3_bucket}/x", b"after")
        with fs.open(f"{s3_bucket}/big", "wb") as file:
            file.write(bytes(40 * MIB))
        raise RuntimeError
    assert fs.cat(s3_bucket, recursive=True) == {f"{s3_bucket}/x": b"before"}
    assert "Uploads" not in s3.boto3().list_multipart_uploads(Bucket=s3_bucket)
    fs.pipe_file(f"{s3_bucket}/x", b"later")
    assert fs.cat_file(f"{s3_bucket}/x") == b"later"
