"""The log of `discography serve`: lines of JSON on stderr, and which questions get one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import small_music
from discography_server import PROGRAM, Server, run

pytestmark = pytest.mark.skipif(
    not PROGRAM.exists(), reason="discography is not built: cmake --preset release && cmake --build --preset release"
)


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("log")
    done = run("ingest", small_music.write_dumps(folder / "dumps"), "--out", folder / "music")
    assert done.returncode == 0, done.stderr
    yield folder / "music"


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
    assert failed["milliseconds"] >= 0


def test_slow_questions_get_ten_lines_a_second_and_the_rest_is_counted(music: Path) -> None:
    asked, began = 300, time.monotonic()
    server = Server(music, "--log-slower", "0.0001")  # everything is
    for _ in range(asked):
        server.ask("/api/node/artist/1")
    seconds = time.monotonic() - began
    lines = [line for line in log_of(server) if line["event"] == "question-slow"]
    assert 1 <= len(lines) <= 10 * (seconds + 2)
    assert len(lines) + sum(line.get("left_out", 0) for line in lines) <= asked
    assert all(
        (line["level"], line["status"], line["target"]) == ("warning", 200, "/api/node/artist/1") for line in lines
    )
