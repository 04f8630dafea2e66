"""What type checkers must infer of wirespeed.s3's file system."""

from typing import Any

from typing_extensions import assert_type

from wirespeed import s3


def files(fs: s3.S3FileSystem) -> None:
    assert_type(fs.ls("bucket", detail=False), list[Any])
    assert_type(fs.info("bucket/key"), dict[str, Any])
    assert_type(fs.exists("bucket/key"), bool)
    assert_type(fs.isdir("bucket"), bool)
    assert_type(fs.cat_file("bucket/key", 0, 10), bytes)
    assert_type(fs.expand_path("bucket/*"), list[str])
    assert_type(fs.sign("bucket/key", expiration=60), str)
    assert_type(fs.metadata("bucket/key"), dict[str, str])
    assert_type(fs.checksum("bucket/key"), int)


async def coroutines(fs: s3.S3FileSystem) -> None:
    assert_type(await fs._cat_file("bucket/key"), bytes)
    assert_type(await fs._exists("bucket/key"), bool)
    async with await fs.open_async("bucket/key") as file:
        assert_type(await file.read(10), bytes)
        assert_type(file.tell(), int)


def registry() -> None:
    s3.register()
    s3.unregister()
