"""`discography perftest`: what it asks, what it keeps, and when it says that something has become slower."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from discography_runs import assert_fails, needs_program, run
from discography_server import Server, ingest_small

pytestmark = needs_program

FEW = ("--runs", "10", "--rounds", "2", "--cold-runs", "2", "--connections", "1,2")
TWO_CASES = """
cases:
  - {name: trends, get: /api/trends/artist/1}
  - {name: node, get: /api/node/label/5}
"""
# No machine sends them in the 20 us that count as noise.
LARGE_CASES = """
cases:
  - {name: d3, get: /d3.min.js}
  - {name: chart, get: /chart.min.js}
"""


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ingest_small(tmp_path_factory.mktemp("perftest"))


@pytest.fixture(scope="module")
def server(music: Path) -> Iterator[str]:
    with Server(music) as served:
        yield served.url


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.yaml"
    path.write_text(TWO_CASES)
    return path


def perftest(where: object, *options: object, code: int = 0) -> Any:
    done = run("perftest", where, "--json", *options)
    assert done.returncode == code, (done.stdout, done.stderr)
    return json.loads(done.stdout)


def last_of(history: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(history.read_text().splitlines()[-1])
    return read


def change_history(history: Path, seconds: float) -> None:
    """The last run, as if everything had taken so much longer; a time below zero is less than any that is measured."""
    run_of = last_of(history)
    for case in run_of["cases"]:
        case["rounds_us"] = [value + 1e6 * seconds for value in case["rounds_us"]]
        case["p50_us"] += 1e6 * seconds
    history.write_text(json.dumps(run_of) + "\n")


@pytest.mark.parametrize("by_http", [False, True])
def test_every_case_is_timed_cold_and_warm_at_each_number_of_connections(
    music: Path, server: str, cases: Path, by_http: bool
) -> None:
    told = perftest(server if by_http else music, "--cases", cases, *FEW)
    assert [(case["name"], case["connections"], case["count"]) for case in told["cases"]] == [
        ("trends", 1, 10),
        ("trends", 2, 20),
        ("node", 1, 10),
        ("node", 2, 20),
    ]
    for case in told["cases"]:
        assert 0 < case["p50_us"] <= case["p95_us"] <= case["p99_us"] <= case["max_us"]
        assert len(case["cold_us"]) == 2 and len(case["rounds_us"]) == 2
    assert told["yardstick_us"] > 0


def test_options_may_stand_before_what_is_asked(music: Path, cases: Path) -> None:
    done = run("perftest", "--json", "--cases", cases, *FEW, music)
    assert done.returncode == 0, done.stderr
    assert {case["connections"] for case in json.loads(done.stdout)["cases"]} == {1, 2}


def test_the_snapshot_is_known_in_both_ways(music: Path, server: str, cases: Path) -> None:
    inside, outside = (perftest(where, "--cases", cases, *FEW)["snapshot"] for where in (music, server))
    assert inside == outside != ""


def test_all_cases_of_the_program_are_answered(music: Path) -> None:
    told = perftest(music, "--runs", "1", "--rounds", "1", "--cold-runs", "0", "--connections", "1")
    assert len({case["name"] for case in told["cases"]}) > 15
    assert not [case for case in told["cases"] if "failure" in case]


def test_the_cases_of_the_program_can_be_printed_edited_and_given_back(music: Path, tmp_path: Path) -> None:
    printed = run("perftest", "--print-cases").stdout
    path = tmp_path / "cases.yaml"
    path.write_text(printed.replace("cases:\n", "cases:\n  - {name: mine, get: /api/stats}\n"))
    told = perftest(music, "--cases", path, "--runs", "1", "--rounds", "1", "--connections", "1")
    assert told["cases"][0]["name"] == "mine"


def test_the_table_is_for_people(music: Path, cases: Path) -> None:
    done = run("perftest", music, "--cases", cases, *FEW)
    assert done.returncode == 0
    for words in ("p99", "cold us", "/api/trends/artist/1", "mean of their p50"):
        assert words in done.stdout


def test_a_history_grows_by_a_line_for_each_run(music: Path, cases: Path, tmp_path: Path) -> None:
    history = tmp_path / "history.jsonl"
    for _ in range(2):
        told = perftest(music, "--cases", cases, *FEW, "--history", history)
    lines = history.read_text().splitlines()
    assert len(lines) == 2
    assert json.loads(lines[1]) == told


def test_a_history_that_cannot_be_written_is_an_error(music: Path, cases: Path) -> None:
    done = run("perftest", music, "--cases", cases, *FEW, "--history", "/dev/full")
    assert_fails(done, "/dev/full: No space left")


def test_what_became_slower_in_every_round_is_a_failure(server: str, cases: Path, tmp_path: Path) -> None:
    history = tmp_path / "history.jsonl"
    cases.write_text(LARGE_CASES)
    perftest(server, "--cases", cases, *FEW, "--history", history)
    change_history(history, -60)
    done = run("perftest", server, "--cases", cases, *FEW, "--compare", history)
    assert done.returncode == 1
    assert "slower" in done.stdout and "4 cases, 0 within noise" in done.stdout


def test_what_became_faster_is_none(server: str, cases: Path, tmp_path: Path) -> None:
    history = tmp_path / "history.jsonl"
    perftest(server, "--cases", cases, *FEW, "--history", history)
    change_history(history, 60)
    done = run("perftest", server, "--cases", cases, *FEW, "--compare", history)
    assert done.returncode == 0
    assert "faster" in done.stdout and "slower" not in done.stdout


def test_a_history_that_is_not_there_yet_is_said_and_no_failure(music: Path, cases: Path, tmp_path: Path) -> None:
    done = run("perftest", music, "--cases", cases, *FEW, "--compare", tmp_path / "none")
    assert done.returncode == 0
    assert "nothing to compare with" in done.stderr


def test_a_case_that_is_not_answered_is_a_failure_of_that_case(music: Path, tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(TWO_CASES + "  - {name: lost, get: /api/node/artist/999999}\n")
    told = perftest(music, "--cases", path, *FEW, code=1)
    failures = {case["name"]: case.get("failure", "") for case in told["cases"]}
    assert "answered 404" in failures["lost"]
    assert failures["node"] == ""


def test_a_profile_tells_what_each_question_looked_at(music: Path, cases: Path) -> None:
    cases.write_text(TWO_CASES + "  - {name: path, get: '/api/path?from=artist:1&to=artist:3'}\n")
    told = {one["name"]: one for one in perftest(music, "--cases", cases, "--profile")}
    assert told["trends"]["relationships"] >= 2  # the releases 100 and 101
    assert told["path"]["nodes"] >= 4 and told["path"]["relationships"] >= 3
    assert all(one["microseconds"] > 0 and one["bytes"] > 0 and one["status"] == 200 for one in told.values())


def test_a_server_with_a_token_is_asked_with_it(music: Path, cases: Path, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("open sesame\n")
    with Server(music, "--token-file", secret) as served:
        perftest(served.url, "--cases", cases, *FEW, "--token-file", secret)
        assert "answered 401" in perftest(served.url, "--cases", cases, *FEW, code=1)["cases"][0]["failure"]


def test_a_token_file_is_read_as_the_server_reads_it(music: Path, cases: Path, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("\n\t open sesame \r\n")
    with Server(music, "--token-file", secret) as served:
        assert served.get("/api/stats", headers={"Authorization": "Bearer open sesame"}).status == 200
        perftest(served.url, "--cases", cases, *FEW, "--token-file", secret)
    secret.write_text("\n")
    done = run("perftest", "http://127.0.0.1:9", "--token-file", secret)
    assert_fails(done, "expected a token, found an empty file")


def test_what_cannot_be_done_is_said(music: Path, server: str, cases: Path, tmp_path: Path) -> None:
    assert_fails(run("perftest"), "expected a directory or a URL")
    assert_fails(run("perftest", server, "--profile"), "expected the directory")
    assert_fails(run("perftest", tmp_path), "graph.snapshot")
    assert_fails(run("perftest", "http://127.0.0.1:9", "--cases", cases), "127.0.0.1:9")
    assert_fails(run("perftest", music, "--cases", tmp_path / "none.yaml"), "none.yaml")
    cases.write_text("cases:\n  - {name: a, gett: /x}\n")
    assert_fails(run("perftest", music, "--cases", cases), "line 2: expected name or get")
