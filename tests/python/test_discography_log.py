"""The log of `discography serve`: lines of JSON on stderr, and which questions get one."""

from __future__ import annotations

import itertools
import json
import os
import select
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from discography_runs import needs_program
from discography_server import Server, ingest_small
from waiting import wait_until

pytestmark = needs_program

BEHIND_ALL = 1_000_000  # no artist has such a number


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ingest_small(tmp_path_factory.mktemp("log"))


def log_of(server: Server) -> list[dict[str, Any]]:
    code, log = server.stop()
    assert code == 0, log
    return [json.loads(line) for line in log.splitlines()]


def test_start_and_stop_are_lines_with_time_level_and_event(music: Path) -> None:
    lines = log_of(Server(music))
    assert [line["event"] for line in lines] == ["started", "stopping", "stopped"]
    assert all(line["level"] == "info" and line["time"].endswith("Z") for line in lines)


def test_a_quick_question_and_a_wrong_one_get_no_line(music: Path) -> None:
    server = Server(music, "--log-slower", "4000")
    server.ask("/api/node/artist/1")
    server.refused("/api/node/artist/999999", 404)
    assert not [line for line in log_of(server) if line["event"].startswith("question")]


def test_what_the_server_could_not_answer_gets_a_line(music: Path) -> None:
    server = Server(music, "--queue", "0", "--log-slower", "0")
    server.refused("/api/similar/artist/1", 503, limit=7)  # a long question, for which there is no room
    (failed,) = [line for line in log_of(server) if line["event"].startswith("question")]
    assert (failed["event"], failed["level"], failed["status"]) == ("question-failed", "error", 503)
    assert failed["target"] == "/api/similar/artist/1?limit=7"
    assert failed["milliseconds"] > 0


def test_slow_questions_get_ten_lines_a_second_and_the_rest_is_counted(music: Path) -> None:
    server = Server(music, "--log-slower", "0.0001")  # everything is
    log, numbers = "", itertools.count(1)

    def ask_until_two_lines_count_others() -> bool:
        nonlocal log
        for _ in range(50):
            server.refused(f"/api/node/artist/{BEHIND_ALL + next(numbers)}", 404)
        log += written(server)
        return log.count("left_out") >= 2

    wait_until(ask_until_two_lines_count_others)
    lines = [json.loads(line) for line in (log + server.stop()[1]).splitlines()]
    told = [line for line in lines if line["event"] == "question-slow"]
    assert {(line["level"], line["status"]) for line in told} == {("warning", 404)}
    numbers_told = [int(line["target"].rsplit("/", 1)[1]) - BEHIND_ALL for line in told]
    assert numbers_told == [*itertools.accumulate(1 + line.get("left_out", 0) for line in told)]
    assert all(seconds_between(told[i], told[i + 20]) > 0.9 for i in range(len(told) - 20))


def written(server: Server) -> str:
    """What it has written by now."""
    assert server.process.stderr is not None
    descriptor, data = server.process.stderr.fileno(), b""
    while select.select([descriptor], [], [], 0)[0]:
        data += os.read(descriptor, 65536)
    return data.decode()


def seconds_between(a: dict[str, Any], b: dict[str, Any]) -> float:
    first, second = (datetime.fromisoformat(line["time"].removesuffix("Z")) for line in (a, b))
    return (second - first).total_seconds()
