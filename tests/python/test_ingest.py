"""Dumps as a whole: into a snapshot, into one hash that another XML library comes to as well, and from a seed."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]

import wirespeed
from conftest import ROOT, run_python
from small_music import RELEASES, write_dumps
from wirespeed.discogs import DumpProgress, IngestProgress

KINDS = ("artists", "labels", "masters", "releases")
SAMPLE = Path(os.environ.get("WIRESPEED_DATA", ROOT.parent / "shared" / "data")) / "discogs"
BROKEN = "<release id='7'><title>Broken</titel></release>"


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    return write_dumps(tmp_path / "dumps")


def write_releases(path: Path, *records: str) -> Path:
    path.write_text("\n".join(["<releases>", *records, "</releases>", ""]), encoding="utf-8")
    return path


# --- ingest ----------------------------------------------------------------------------------------------------------


def test_an_ingest_tells_what_it_read_and_wrote(dumps: Path, tmp_path: Path) -> None:
    done = wirespeed.discogs.ingest(dumps, tmp_path / "out")
    assert done.path == tmp_path / "out" / "graph.snapshot"
    assert done.snapshot_bytes == done.path.stat().st_size
    assert done.records == {"artists": 2, "labels": 1, "masters": 1, "releases": 3}
    assert (done.rejected, done.repairs, done.ignored["no_id"]) == (0, 0, 0)
    assert done.bytes_in == done.bytes_xml == sum(path.stat().st_size for path in dumps.iterdir())
    assert (done.nodes["Release"], done.stubs["Label"]) == (3, 1)
    assert (done.relationships["PART_OF"], done.rows["PART_OF"]) == (1, 2)
    assert set(done.seconds) == {"read", "graph", "search", "write"}


def test_the_snapshot_does_not_depend_on_threads(dumps: Path, tmp_path: Path) -> None:
    one, three = (wirespeed.discogs.ingest(dumps, tmp_path / str(n), threads=n).path for n in (1, 3))
    assert one.read_bytes() == three.read_bytes()


def test_progress_ends_with_what_was_read(dumps: Path, tmp_path: Path) -> None:
    seen: list[IngestProgress] = []
    wirespeed.discogs.ingest([dumps / f"{kind}.xml" for kind in KINDS], tmp_path / "out", progress=seen.append)
    assert (seen[-1].stage, seen[-1].read.records) == ("done", 7)
    assert seen[-1].read.bytes_in == seen[-1].read.bytes_total


def test_a_bad_record_is_kept_in_a_file(tmp_path: Path) -> None:
    bad = write_releases(tmp_path / "bad.xml", BROKEN, *RELEASES)
    done = wirespeed.discogs.ingest(bad, tmp_path / "out")
    assert (done.rejected, done.records["releases"]) == (1, 3)
    (line,) = (tmp_path / "out" / "rejects.jsonl").read_text().splitlines()
    assert json.loads(line)["bytes"].strip() == BROKEN


def test_more_bad_records_than_allowed_leave_nothing(tmp_path: Path) -> None:
    bad = write_releases(tmp_path / "bad.xml", BROKEN, *RELEASES)
    with pytest.raises(wirespeed.Error, match=r"bad\.xml: expected at most 0 bad records") as caught:
        wirespeed.discogs.ingest(bad, tmp_path / "out", max_errors=0)
    assert caught.value.code == "limit"
    assert not (tmp_path / "out").exists()


def test_an_ingest_that_is_stopped_leaves_nothing(dumps: Path, tmp_path: Path) -> None:
    token = wirespeed.CancelToken()
    token.cancel()
    with pytest.raises(wirespeed.TimeoutError):
        wirespeed.discogs.ingest(dumps, tmp_path / "out", timeout=0)
    with pytest.raises(wirespeed.CancelledError):
        wirespeed.discogs.ingest(dumps, tmp_path / "out", cancel=token)
    assert not (tmp_path / "out").exists()


def test_paths_without_dumps_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(wirespeed.NotFoundError, match="expected Discogs dumps"):
        wirespeed.discogs.ingest(tmp_path, tmp_path / "out")
    with pytest.raises(wirespeed.IoError, match="nowhere"):
        wirespeed.discogs.hash(tmp_path / "nowhere")


def test_what_progress_raises_ends_the_call(dumps: Path, tmp_path: Path) -> None:
    def stop(progress: object) -> None:
        raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        wirespeed.discogs.hash(dumps, progress=stop)


# --- hash ------------------------------------------------------------------------------------------------------------


def whole(path: Path) -> bytes:
    return gzip.compress(path.read_bytes())


def two_members(path: Path) -> bytes:
    plain = path.read_bytes()
    return gzip.compress(plain[:500]) + gzip.compress(plain[500:])


def written_otherwise(path: Path) -> bytes:
    return path.read_bytes().replace("ö".encode(), b"&#246;").replace(b'"', b"'")


@pytest.mark.parametrize("write", [whole, two_members, written_otherwise])
def test_a_hash_does_not_depend_on_how_dumps_are_written(write: Callable[[Path], bytes], dumps: Path) -> None:
    expected = wirespeed.discogs.hash(dumps).sha256
    releases = dumps / "releases.xml"
    releases.write_bytes(write(releases))
    assert {wirespeed.discogs.hash(dumps, threads=n).sha256 for n in (1, 3)} == {expected}


def test_a_hash_depends_on_every_letter(dumps: Path) -> None:
    before = wirespeed.discogs.hash(dumps)
    releases = dumps / "releases.xml"
    releases.write_text(releases.read_text(encoding="utf-8").replace("Nights", "nights"), encoding="utf-8")
    assert len(before.sha256) == 64
    assert wirespeed.discogs.hash(dumps).sha256 != before.sha256


def test_a_hash_tells_of_bad_records(tmp_path: Path) -> None:
    seen: list[DumpProgress] = []
    done = wirespeed.discogs.hash(write_releases(tmp_path / "bad.xml", BROKEN, *RELEASES), progress=seen.append)
    (reject,) = done.rejects
    assert (done.rejected, done.records["releases"], reject.file) == (1, 3, tmp_path / "bad.xml")
    assert reject.bytes.strip() == BROKEN.encode()
    assert seen[-1].rejects == 1


SPACE = " \t\n"


def is_space(text: str | None) -> bool:
    return text is not None and not text.strip(SPACE)


def drop_space(element: etree._Element) -> None:
    """Leaves out what only indents: blank text beside elements, and blank lines inside an element without any."""
    text = element.text
    if text is not None and is_space(text) and (len(element) or "\n" in text):
        element.text = None
    for child in element:
        if is_space(child.tail):
            child.tail = None


def drop_empty(element: etree._Element) -> None:
    """Leaves out children that say nothing. Their number does among sublabels, so there they stay."""
    for child in list(element):
        if child.attrib or len(child) or child.text or (element.tag, child.tag) == ("sublabels", "label"):
            continue
        before, tail = child.getprevious(), child.tail or ""
        if before is not None:
            before.tail = (before.tail or "") + tail or None
        else:
            element.text = (element.text or "") + tail or None
        element.remove(child)


def normalise(element: etree._Element) -> None:
    for child in element:
        normalise(child)
    drop_space(element)
    drop_empty(element)


def oracle(paths: list[Path]) -> tuple[str, int]:
    """SHA-256 over the SHA-256 of each record's canonical XML, as libxml2 writes it; and the number of records."""
    total, count = hashlib.sha256(), 0
    for path in paths:
        with gzip.open(path) as file:
            records = list(etree.parse(file).getroot())
        for record in records:
            record.tail = None
            normalise(record)
            total.update(hashlib.sha256(etree.tostring(record, method="c14n")).digest())
        count += len(records)
    return total.hexdigest(), count


@pytest.mark.skipif(not SAMPLE.is_dir(), reason=f"no real dumps in {SAMPLE}; WIRESPEED_DATA names another place")
def test_the_hash_of_real_dumps_is_what_libxml2_comes_to() -> None:
    paths = [next(SAMPLE.glob(f"*_{kind}.xml.gz")) for kind in KINDS]
    sha256, count = oracle(paths)
    found = wirespeed.discogs.hash(paths)
    assert (found.rejected, sum(found.records.values())) == (0, count)
    assert found.sha256 == sha256


# --- generate --------------------------------------------------------------------------------------------------------


def test_a_seed_gives_the_same_dumps(tmp_path: Path) -> None:
    one = wirespeed.discogs.generate(tmp_path / "one", 50, seed=7, threads=1)
    three = wirespeed.discogs.generate(tmp_path / "three", 50, seed=7, threads=3)
    other = wirespeed.discogs.generate(tmp_path / "other", 50, seed=8)
    assert [file.path.read_bytes() for file in one] == [file.path.read_bytes() for file in three]
    assert one[3].path.read_bytes() != other[3].path.read_bytes()
    assert one[3].records == 50


@pytest.mark.parametrize("shape", [2015, 2020, 2026])
def test_generated_dumps_of_any_shape_can_be_read(shape: int, tmp_path: Path) -> None:
    seen: list[int] = []
    files = wirespeed.discogs.generate(tmp_path / "dumps", 50, shape=shape, progress=seen.append)
    hashed = wirespeed.discogs.hash(tmp_path / "dumps")
    assert (hashed.rejected, hashed.records["releases"]) == (0, 50)
    assert seen[-1] == sum(file.records for file in files) == sum(hashed.records.values())


@pytest.mark.parametrize(("releases", "shape", "found"), [(0, 2026, 0), (10**12, 2026, 10**12), (1, 1999, 1999)])
def test_dumps_that_cannot_be_generated_are_refused(releases: int, shape: int, found: int, tmp_path: Path) -> None:
    with pytest.raises(wirespeed.InvalidArgumentError, match=f"found {found}"):
        wirespeed.discogs.generate(tmp_path / "out", releases, shape=shape)
    assert not (tmp_path / "out").exists()


def test_ctrl_c_ends_a_long_job_and_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    ended = run_python(
        f"""
        import wirespeed
        try:
            print("ready", flush=True)
            wirespeed.discogs.generate({str(out)!r}, 100_000_000)
        except KeyboardInterrupt:
            print("interrupted")
        """,
        signal_when_ready=signal.SIGINT,
    )
    assert ended.stdout.split() == ["ready", "interrupted"]
    assert not out.exists() or not list(out.iterdir())
