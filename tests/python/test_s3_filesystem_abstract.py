"""fsspec's own suites for file systems, on real servers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fsspec.tests import abstract  # type: ignore[import-untyped]

from s3_filesystems import filesystem_of
from s3_servers import S3Server
from wirespeed.s3 import S3FileSystem

pytestmark = pytest.mark.server


class Fixtures(abstract.AbstractFixtures):  # type: ignore[misc]
    """Once with a listing cache, since that must change nothing."""

    @pytest.fixture(params=[False, True], ids=["", "cached"])
    def fs(self, s3: S3Server, request: pytest.FixtureRequest) -> S3FileSystem:
        return filesystem_of(s3, use_listings_cache=request.param)

    @pytest.fixture
    def fs_path(self, s3_bucket: str) -> str:
        return s3_bucket

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
