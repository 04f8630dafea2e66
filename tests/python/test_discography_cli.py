"""The program `discography`, from outside: what it counts, what it answers, and how it fails."""

from __future__ import annotations

import gzip
import json
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT
from discography_runs import FINISHED, ask, assert_fails, command, fresh, ingest, needs_program, run
from discogs_oracle import Expected, expect, records
from waiting import wait_until

SAMPLE = Path(os.environ.get("WIRESPEED_DISCOGS_SAMPLE", ROOT.parent / "shared" / "data" / "discogs"))

RELEASE = '<release id="{}"><title>Title {}</title></release>'
RELEASES = "<releases>\n{}\n</releases>\n"

pytestmark = needs_program


# --- the real sample -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sample() -> Path:
    if not SAMPLE.is_dir():
        pytest.skip(f"no real dumps in {SAMPLE}; WIRESPEED_DISCOGS_SAMPLE names another place")
    return SAMPLE


@pytest.fixture(scope="session")
def expected(sample: Path) -> Expected:
    return expect(sample)


@pytest.fixture(scope="session")
def music(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ingest(sample, tmp_path_factory.mktemp("sample") / "music", "--no-rules")


def test_info_counts_what_the_oracle_counts(music: Path, expected: Expected) -> None:
    info = ask("info", music)
    assert info["records"] == dict(expected.records)
    assert info["nodes"] == {label: len(nodes) for label, nodes in expected.nodes.items()}
    assert info["stubs"] == expected.stubs()
    assert info["relationships"] == expected.distinct()
    assert info["rows"] == expected.rows()
    assert info["rejects"] == 0
    assert info["bytes"] == (music / "graph.snapshot").stat().st_size


def test_info_is_a_table_without_json(music: Path) -> None:
    done = run("info", music, "--verify")
    assert done.returncode == 0
    for word in ("releases", "1,000", "CREDITED_ON", "projected to the published graph"):
        assert word in done.stdout


def test_every_artist_is_found_by_name_and_by_id(music: Path, expected: Expected) -> None:
    for (label, own), name in list(expected.names.items())[::97]:
        assert ask("explore", music, label.lower(), own)["name"] == name


def test_explore_shows_the_relationships_of_a_node(music: Path, expected: Expected) -> None:
    artist = ask("explore", music, "ARTIST", "the persuader", "--limit", "1000")
    assert (artist["label"], artist["id"], artist["stub"]) == ("Artist", 1, False)
    by = {edge[0] for edge in expected.edges["BY"] if edge[1] == 1}
    found = {
        (neighbor["label"], neighbor["id"])
        for category in artist["relationships"]
        if category["type"] == "BY" and category["direction"] == "in"
        for neighbor in category["neighbors"]
    }
    assert found == by


def test_trends_count_the_releases_of_each_year(music: Path, expected: Expected) -> None:
    for label, node in [("Artist", 1), ("Artist", 194), ("Genre", "Electronic"), ("Genre", "Rock")]:
        years = ask("trends", music, label, node)["years"]
        assert {int(year): count for year, count in years.items()} == dict(expected.years[label, node])


def test_search_ranks_by_popularity_and_knows_stubs(music: Path, expected: Expected) -> None:
    hit = ask("search", music, "various", "--label", "artist")["hits"][0]
    assert (hit["id"], hit["name"], hit["stub"]) == (194, "Various", True)
    assert hit["popularity"] == sum(edge[1] == 194 for edge in expected.edges["BY"])


def test_search_counts_all_and_shows_some(music: Path) -> None:
    answer = ask("search", music, "the", "--limit", "3")
    assert len(answer["hits"]) == 3 < answer["total"]
    popularity = [hit["popularity"] for hit in answer["hits"]]
    assert popularity == sorted(popularity, reverse=True)


def test_path_prints_names_and_arrows(music: Path) -> None:
    done = run("path", music, "artist:1", "label:Svek")
    assert done.returncode == 0
    assert done.stdout.startswith("The Persuader <-BY- ")
    assert done.stdout.endswith(" -ON-> Svek\n")


def test_path_leaves_genres_out_unless_asked(music: Path) -> None:
    steps = ask("path", music, "genre:Rock", "genre:Jazz", "--types", "all")["steps"]
    assert {step["type"] for step in steps} <= {"IS", "PART_OF"}
    assert ask("path", "--types", "IS,PART_OF", music, "genre:Rock", "genre:Jazz")["steps"] == steps
    assert run("path", music, "genre:Rock", "genre:Jazz").returncode == 1


def test_nothing_found_is_exit_code_1(music: Path) -> None:
    assert ask("search", music, "xyzzyqwert", code=1) == {"total": 0, "hits": []}
    done = run("explore", music, "artist", "The Persuade")
    assert done.returncode == 1
    assert 'did you mean "The Persuader"' in done.stderr


def test_what_is_not_found_is_null_as_json(music: Path) -> None:
    for words in (
        ["explore", music, "artist", "xyzzyqwert"],
        ["trends", music, "artist", "xyzzyqwert"],
        ["path", music, "artist:1", "xyzzyqwert"],
        ["path", music, "genre:Rock", "genre:Jazz"],
    ):
        assert ask(*words, code=1) is None


def test_the_hash_does_not_depend_on_threads_or_packing(sample: Path, tmp_path: Path) -> None:
    whole = sorted(sample.glob("*.gz"))[-1]
    plain = tmp_path / "plain.xml"
    plain.write_bytes(gzip.decompress(whole.read_bytes()))
    cut = plain.stat().st_size // 3
    members = tmp_path / "members.xml.gz"
    members.write_bytes(gzip.compress(plain.read_bytes()[:cut]) + gzip.compress(plain.read_bytes()[cut:]))
    written = tmp_path / "written.xml"
    written.write_bytes(plain.read_bytes().replace(b"&amp;", b"&#38;"))
    hashes = {ask("hash", path, "--threads", n)["sha256"] for path in (whole, plain, members, written) for n in (1, 3)}
    assert len(hashes) == 1
    assert len(hashes.pop()) == 64


# --- generated dumps -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("generated") / "dumps"
    assert ask("generate", "--releases", 1500, "--seed", 3, "--out", out)["files"][3]["records"] == 1500
    return out


def test_a_generated_dump_counts_what_the_oracle_counts(generated: Path, tmp_path: Path) -> None:
    expected = expect(generated)
    info = ask("ingest", generated, "--out", tmp_path / "music")
    assert info["records"] == dict(expected.records)
    assert info["relationships"] == expected.distinct()
    assert info["rows"] == expected.rows()
    assert info["stubs"] == expected.stubs()


def test_the_snapshot_does_not_depend_on_threads(generated: Path, tmp_path: Path) -> None:
    one, three = (fresh(generated, tmp_path / str(threads), "--threads", threads) for threads in (1, 3))
    assert one == three


def test_a_dump_that_comes_twice_is_the_same_graph(generated: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(generated, again)
    once = ask("ingest", generated, "--out", tmp_path / "once")
    twice = ask("ingest", generated, again, "--out", tmp_path / "twice")
    assert twice["superseded"] == once["records"]
    for key in ("nodes", "stubs", "relationships", "rows"):
        assert twice[key] == once[key]


# --- what goes wrong -------------------------------------------------------------------------------------------------


def releases(*bodies: str) -> bytes:
    return RELEASES.format("\n".join(bodies)).encode()


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.xml"
    path.write_bytes(releases(*(RELEASE.format(i, i) for i in range(1, 200))))
    return path


def truncated(good: Path) -> bytes:
    return gzip.compress(good.read_bytes())[:-40]


def corrupt(good: Path) -> bytes:
    packed = bytearray(gzip.compress(good.read_bytes()))
    packed[-6] ^= 0xFF  # in the checksum
    return bytes(packed)


def no_dump(_: Path) -> bytes:
    return b"<html><body>429 Too Many Requests</body></html>"


def with_dtd(good: Path) -> bytes:
    return b'<!DOCTYPE releases [<!ENTITY a "b">]>\n' + good.read_bytes()


def empty(_: Path) -> bytes:
    return b""


@pytest.mark.parametrize("make", [truncated, corrupt, no_dump, with_dtd, empty])
def test_a_file_that_is_no_good_is_named_and_nothing_is_left(
    make: Callable[[Path], bytes], good: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.xml.gz"
    bad.write_bytes(make(good))
    assert_fails(run("ingest", bad, "--out", tmp_path / "out"), str(bad))
    assert not (tmp_path / "out").exists()
    assert_fails(run("hash", bad), str(bad))


def test_a_dump_that_breaks_behind_bad_records_is_one_line(tmp_path: Path) -> None:
    bad = ["<release id='1'><title></release>"] * 300
    whole = gzip.compress(releases(RELEASE.format(1, 1), *bad))
    (tmp_path / "whole.xml.gz").write_bytes(whole)
    (tmp_path / "cut.xml.gz").write_bytes(whole[:-8])
    done = run("hash", tmp_path / "cut.xml.gz")
    assert_fails(done, "cut.xml.gz", "end of the file")
    assert len(done.stderr.splitlines()) == 1
    lines = run("hash", tmp_path / "whole.xml.gz").stderr.splitlines()
    assert len(lines) == 101
    assert "whole.xml.gz at byte " in lines[0]
    assert "and 200 more" in lines[-1]


def test_a_path_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert_fails(run("ingest", tmp_path / "missing.xml", "--out", tmp_path / "out"), "missing.xml")
    assert_fails(run("ingest", tmp_path, "--out", tmp_path / "out"), str(tmp_path))
    assert not (tmp_path / "out").exists()


def test_a_directory_that_cannot_be_made_is_named(good: Path) -> None:
    assert_fails(run("ingest", good, "--out", good / "out"), str(good / "out"))


def test_a_bad_record_is_kept_and_stops_nothing(good: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.xml"
    broken = "<release id='7'><title>Broken</titel></release>"
    without_id = "<release id='0'><title>Nobody</title></release>"
    bad.write_bytes(releases(RELEASE.format(1, 1), broken, without_id, RELEASE.format(2, 2)))
    info = ask("ingest", bad, "--out", tmp_path / "out")
    assert (info["rejects"], info["records"]["releases"]) == (2, 2)
    rejects = [json.loads(line) for line in (tmp_path / "out" / "rejects.jsonl").read_text().splitlines()]
    for reject, record in zip(rejects, (broken, without_id), strict=True):
        assert reject["file"] == str(bad)
        assert reject["offset"] == bad.read_bytes().index(record.encode())
        assert reject["bytes"].strip() == record
        assert reject["reason"].startswith("expected")
    assert run("ingest", good, "--out", tmp_path / "out").returncode == 0
    assert not (tmp_path / "out" / "rejects.jsonl").exists()  # those of an earlier run


def test_more_bad_records_than_allowed_replace_nothing(good: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("ingest", good, "--out", out).returncode == 0
    before = (out / "graph.snapshot").read_bytes()
    bad = tmp_path / "bad.xml"
    bad.write_bytes(releases("<release id='1'><a></b></release>", "<release id='2'><a></b></release>"))
    assert_fails(run("ingest", bad, "--out", out, "--max-errors", "1"), str(bad), "at most 1")
    assert {path.name for path in out.iterdir()} == FINISHED
    assert (out / "graph.snapshot").read_bytes() == before
    assert run("ingest", bad, "--out", out, "--max-errors", "2").returncode == 0


def test_a_full_disk_is_an_error_that_names_the_file(good: Path, tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    out = tmp_path / "out"
    assert_fails(run("ingest", good, "--out", out, preexec_fn=limit), "File too large")
    assert not out.exists()


def test_a_snapshot_that_was_cut_or_altered_is_an_error(good: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("ingest", good, "--out", out).returncode == 0
    snapshot = out / "graph.snapshot"
    whole = snapshot.read_bytes()
    snapshot.write_bytes(whole[:-100])
    assert_fails(run("info", out), str(snapshot))
    snapshot.write_bytes(whole.replace(b"rejects 0", b"rejects 1"))
    assert_fails(run("info", out, "--verify"), str(snapshot))
    assert_fails(run("info", tmp_path / "nowhere"), "nowhere")


def test_ctrl_c_ends_cleanly(tmp_path: Path) -> None:
    arguments = command("generate", "--releases", 5_000_000, "--out", tmp_path / "out")
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) as process:
        wait_until(lambda: (tmp_path / "out").exists() and any((tmp_path / "out").iterdir()))
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert process.stderr is not None
        assert "interrupted" in process.stderr.read()
    assert not (tmp_path / "out").exists()


# --- the command line ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["frobnicate"],
        ["ingest", "x"],
        ["search", "x"],
        ["generate", "--releases", "many", "--out", "x"],
        ["generate", "--releases", "1", "--out", "x", "--shape", "1999"],
    ],
)
def test_a_command_line_that_makes_no_sense_is_an_error(arguments: list[str]) -> None:
    assert_fails(run(*arguments), "--help")


def test_an_unknown_label_or_type_is_an_error_that_lists_them(good: Path, tmp_path: Path) -> None:
    assert run("ingest", good, "--out", tmp_path / "out").returncode == 0
    assert_fails(run("explore", tmp_path / "out", "band", "1"), "Artist, Label", '"band"')
    assert_fails(run("path", tmp_path / "out", "release:1", "release:2", "--types", "LIKES"), "BY", '"LIKES"')


@pytest.mark.parametrize(
    "command", ["ingest", "rollback", "watch", "generate", "info", "search", "explore", "path", "trends", "hash"]
)
def test_help_has_examples(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert f"discography {command} " in done.stdout
    assert "Examples:" in done.stdout
    assert "--json" in done.stdout


def test_version_is_that_of_the_repository() -> None:
    assert run("--version").stdout.split() == ["discography", (ROOT / "VERSION").read_text().split()[0]]


def test_of_equal_names_the_most_popular_is_taken_and_told(tmp_path: Path) -> None:
    dump = tmp_path / "dump.xml"
    by = (
        "<release id='{}'><title>Same</title><artists><artist><id>{}</id><name>Twin</name></artist></artists></release>"
    )
    dump.write_bytes(releases(by.format(1, 5), by.format(2, 6), by.format(3, 6)))
    assert run("ingest", dump, "--out", tmp_path / "out").returncode == 0
    done = run("explore", tmp_path / "out", "artist", "Twin", "--json")
    assert json.loads(done.stdout)["id"] == 6
    assert "artist" in done.stderr.lower() and "most popular" in done.stderr


def test_the_oracle_reads_what_it_should(tmp_path: Path) -> None:
    path = tmp_path / "two.xml"
    path.write_bytes(releases(RELEASE.format(1, 1), RELEASE.format(2, 2)))
    assert [record.get("id") for record in records(path)] == ["1", "2"]
