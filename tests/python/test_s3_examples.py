"""What others do with files on s3:// once wirespeed stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
import pytest

from wirespeed.s3 import S3FileSystem, register, unregister

pytestmark = pytest.mark.server


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    register()
    yield
    unregister()
    S3FileSystem.clear_instance_cache()


def frame_of(rows: int) -> Any:
    return pd.DataFrame({"id": range(rows), "name": [f"name {at % 7}" for at in range(rows)]})


def test_pandas_reads_and_writes_parquet_and_csv(s3_bucket: str, s3_options: dict[str, Any]) -> None:
    frame = frame_of(20_000)
    frame.to_parquet(f"s3://{s3_bucket}/frame.parquet", storage_options=s3_options)
    frame.to_csv(f"s3://{s3_bucket}/frame.csv.gz", index=False, storage_options=s3_options)
    pd.testing.assert_frame_equal(pd.read_parquet(f"s3://{s3_bucket}/frame.parquet", storage_options=s3_options), frame)
    pd.testing.assert_frame_equal(pd.read_csv(f"s3://{s3_bucket}/frame.csv.gz", storage_options=s3_options), frame)
    with pytest.raises(FileNotFoundError):
        pd.read_csv(f"s3://{s3_bucket}/none.csv", storage_options=s3_options)


def test_pandas_writes_partitions(s3_bucket: str, s3_options: dict[str, Any]) -> None:
    frame = frame_of(700)
    frame.to_parquet(f"s3://{s3_bucket}/parts", partition_cols=["name"], storage_options=s3_options)
    again = pd.read_parquet(f"s3://{s3_bucket}/parts", storage_options=s3_options, filters=[("name", "==", "name 3")])
    assert sorted(again["id"]) == list(range(3, 700, 7))


def test_pyarrow_reads_a_dataset_through_it(fs: S3FileSystem, s3_bucket: str) -> None:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.dataset as ds  # type: ignore[import-untyped]
    from pyarrow import parquet

    table = pa.Table.from_pandas(frame_of(5000), preserve_index=False)
    parquet.write_to_dataset(table, f"{s3_bucket}/set", partition_cols=["name"], filesystem=fs)
    found = ds.dataset(f"{s3_bucket}/set", filesystem=fs, partitioning="hive")
    assert found.count_rows() == 5000
    assert found.to_table(filter=ds.field("name") == "name 1", columns=["id"]).num_rows == 715
    assert len(found.files) == 7


def test_polars_reads_what_it_opens(fs: S3FileSystem, s3_bucket: str) -> None:
    import polars as pl

    frame = pl.DataFrame({"id": [1, 2, 3]})
    with fs.open(f"{s3_bucket}/x.parquet", "wb") as file:
        frame.write_parquet(file)
    with fs.open(f"{s3_bucket}/x.parquet") as file:
        assert pl.read_parquet(file).equals(frame)


def test_duckdb_asks_it_for_files(fs: S3FileSystem, s3_bucket: str) -> None:
    import duckdb

    fs.pipe_file(f"{s3_bucket}/x.csv", b"id,name\n1,a\n2,b\n")
    connection = duckdb.connect()
    connection.register_filesystem(fs)
    assert connection.sql(f"SELECT sum(id) FROM 's3a://{s3_bucket}/x.csv'").fetchall() == [(3,)]
    connection.close()


@pytest.mark.filterwarnings("ignore")  # theirs
def test_dask_reads_and_writes_partitions(s3_bucket: str, s3_options: dict[str, Any]) -> None:
    dd = pytest.importorskip("dask.dataframe")

    frame = frame_of(1000)
    dd.from_pandas(frame, npartitions=4).to_parquet(
        f"s3://{s3_bucket}/dask", storage_options=s3_options, compute_kwargs={"scheduler": "threads"}
    )
    again = dd.read_parquet(f"s3://{s3_bucket}/dask", storage_options=s3_options)
    assert again.npartitions == 4
    assert int(again["id"].sum().compute(scheduler="threads")) == sum(range(1000))
    lines = pytest.importorskip("dask.bag")
    from_text = lines.from_sequence(["a", "b"], npartitions=2).to_textfiles(
        f"s3://{s3_bucket}/text/*.txt", storage_options=s3_options, scheduler="threads"
    )
    assert len(from_text) == 2


@pytest.mark.filterwarnings("ignore")  # theirs
def test_zarr_reads_and_writes_chunks(s3_bucket: str, s3_options: dict[str, Any]) -> None:
    zarr = pytest.importorskip("zarr")
    import numpy as np

    data = np.arange(10_000).reshape(100, 100)
    url = f"s3://{s3_bucket}/array.zarr"
    array = zarr.create_array(url, shape=data.shape, chunks=(10, 10), dtype=data.dtype, storage_options=s3_options)
    array[:] = data
    again = zarr.open_array(url, mode="r", storage_options=s3_options)
    assert (again[:] == data).all() and (again[17:43, 5:95] == data[17:43, 5:95]).all()
    group = zarr.open_group(f"s3://{s3_bucket}/group.zarr", mode="w", storage_options=s3_options)
    group.create_array("one", shape=(4,), chunks=(2,), dtype="i4")[:] = 7
    names = [name for name, _ in zarr.open_group(f"s3://{s3_bucket}/group.zarr", storage_options=s3_options).arrays()]
    assert names == ["one"]


def test_fsspec_opens_and_copies_by_url(s3_bucket: str, s3_options: dict[str, Any]) -> None:
    import fsspec  # type: ignore[import-untyped]

    with fsspec.open(f"s3://{s3_bucket}/x.txt", "wt", **s3_options) as file:
        file.write("one")
    files = fsspec.open_files(f"s3://{s3_bucket}/*.txt", "rt", **s3_options)
    with files as opened:
        assert [file.read() for file in opened] == ["one"]
    mapper = fsspec.get_mapper(f"s3://{s3_bucket}/map", **s3_options)
    mapper.setitems({"a": b"1", "b/c": b"2"})
    assert dict(mapper) == {"a": b"1", "b/c": b"2"} and mapper.getitems(["a", "b/c"]) == {"a": b"1", "b/c": b"2"}
    del mapper["a"]
    assert sorted(mapper) == ["b/c"]
    cached = fsspec.open(f"simplecache::s3://{s3_bucket}/x.txt", "rt", s3=s3_options)
    with cached as file:
        assert file.read() == "one"


def test_references_lead_to_pieces_of_objects(fs: S3FileSystem, s3_bucket: str, s3_options: dict[str, Any]) -> None:
    import fsspec

    fs.pipe_file(f"{s3_bucket}/x", b"0123456789")
    pieces = {"piece": [f"s3://{s3_bucket}/x", 2, 3], "whole": [f"s3://{s3_bucket}/x"], "inline": b"here"}
    references = fsspec.filesystem(
        "reference", fo=pieces, remote_protocol="s3", remote_options=s3_options, skip_instance_cache=True
    )
    assert references.cat(["piece", "whole", "inline"]) == {"piece": b"234", "whole": b"0123456789", "inline": b"here"}


def test_rsync_carries_folders(fs: S3FileSystem, s3_bucket: str, s3_options: dict[str, Any], tmp_path: Path) -> None:
    from fsspec.generic import rsync, set_generic_fs  # type: ignore[import-untyped]

    set_generic_fs("s3", **s3_options)
    set_generic_fs("file")
    generic = {"default_method": "generic"}
    for name in ("a", "b"):
        (tmp_path / "from" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "from" / name).write_text(name)
    rsync(f"file://{tmp_path}/from", f"s3://{s3_bucket}/d", inst_kwargs=generic)
    assert fs.find(s3_bucket) == [f"{s3_bucket}/d/a", f"{s3_bucket}/d/b"]
    rsync(f"s3://{s3_bucket}/d", f"file://{tmp_path}/to", inst_kwargs=generic)
    assert (tmp_path / "to" / "b").read_text() == "b"
