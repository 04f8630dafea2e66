"""What the S3 tasks of bench/ stand on: their tables are whole, their objects are the stub's, their URLs are good."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest

from conftest import ROOT
from harness.discover import for_variant, load_task
from s3_get import contents, workloads
from s3_get.presigned import Presigner
from s3_get.workloads import Place, Workload
from s3_stub import stubbing

TASKS = ["s3_get", "s3_objects", "s3_list", "s3_put", "s3_latency", "s3_stream"]


@pytest.mark.parametrize("name", TASKS)
def test_each_goal_is_about_contenders_of_its_task(name: str) -> None:
    task = load_task(ROOT / "bench", name)
    contenders = {one.name for one in task.contenders}
    assert task.goals
    for goal in task.goals:
        assert {goal.of, goal.over or goal.of} <= contenders
        assert for_variant(task, (goal.variant or "*").replace("*", "any")).contenders


@pytest.mark.parametrize(
    ("size", "seed", "start"), [(0, 0, 0), (10, 3, 0), (100, 0, contents.PERIOD - 50), (3, 9999, 7)]
)
def test_contents_begin_again_after_their_period(size: int, seed: int, start: int) -> None:
    at = [(start + number + seed * contents.STEP) % contents.PERIOD for number in range(size)]
    assert contents.content(size, seed, start) == bytes(contents.pattern()[one] for one in at)


def test_a_long_content_is_its_pieces() -> None:
    size = 3 * contents.PERIOD + 17
    pieces = [contents.content(min(100_000, size - at), 5, at) for at in range(0, size, 100_000)]
    assert contents.content(size, 5) == b"".join(pieces)


def test_workloads_come_back_as_they_were_written(tmp_path: Path) -> None:
    workload = Workload("s3.minio", "many", "b", 4096, 7, connections=3)
    workload.write(tmp_path / "w")
    assert workloads.read(tmp_path / "w") == workload
    assert workloads.expected(workload) == workloads.digest(contents.content(4096, seed) for seed in range(7))


def test_names_are_those_of_the_stub() -> None:
    workload = Workload("s3_stub", "fan_out", "keys-25-4", 0, 25, 4)
    with stubbing() as stub:
        found = stub.boto3().list_objects_v2(Bucket=workload.bucket)["Contents"]
    assert [one["Key"] for one in found] == list(workloads.names(workload))


def test_a_drain_s_urls_are_signed_well() -> None:
    with stubbing("--sign") as stub:
        place = Place(f"127.0.0.1:{stub.port}", "stub", "stub-secret")
        with urllib.request.urlopen(place.url + Presigner(place)("GET", "/b/obj-10-1"), timeout=30) as answer:
            assert answer.read() == contents.content(10, 1)
