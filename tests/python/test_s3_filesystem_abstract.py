"""fsspec's own suites for file systems, on real servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fsspec.tests import abstract  # type: ignore[import-untyped]

from s3_filesystems import filesystem_of
from s3_servers import S3Server
from wirespeed.s3 import S3FileSystem

pytestmark = pytest.mark.server


class Fixtures(abstract.AbstractFixtures):  # type: ignore[misc]
    """On the gateway also with a listing cache, since that must change nothing."""

    @pytest.fixture(params=[("s3", False), ("s3", True), ("s3_minio", False)], ids=["gateway", "cached", "minio"])
    def fs(self, request: pytest.FixtureRequest) -> S3FileSystem:
        name, use_listings_cache = request.param
        self.server: S3Server = request.getfixturevalue(name)
        return filesystem_of(self.server, use_listings_cache=use_listings_cache)

    @pytest.fixture
    def fs_path(self, fs: S3FileSystem) -> Iterator[str]:
        with self.server.bucket() as name:
            yield name

    @pytest.fixture
    def fs_join(self) -> Callable[..., str]:
        return lambda *parts: "/".join(str(part).rstrip("/") for part in parts[:-1]) + f"/{parts[-1]}"

    @pytest.fixture
    def supports_empty_directories(self) -> bool:
        return False


class TestCopy(abstract.AbstractCopyTests, Fixtures):  # type: ignore[misc]
    pass


class TestGet(abstract.AbstractGetTests, Fixtures):  # type: ignore[misc]
    pass


class TestPut(abstract.AbstractPutTests, Fixtures):  # type: ignore[misc]
    pass


class TestOpen(abstract.AbstractOpenTests, Fixtures):  # type: ignore[misc]
    pass


class TestPipe(abstract.AbstractPipeTests, Fixtures):  # type: ignore[misc]
    pass
