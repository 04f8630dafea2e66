"""The benchmark harness: what it refuses to time, who runs when, and the ratios it prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import ClassVar

import pytest

pytest.importorskip("tomllib", reason="the harness needs Python 3.11")

from harness import cli, clock, discover, goals, plan, process, report, resident, runner, servers, stats
from harness import contender as protocol
from harness.build import Builder
from harness.model import BenchError, Contender, DataSet, Goal, Output, Prepared, Role, Row, Task, Usage
from harness.process import ContenderFailed, Run
from real_servers.instance import Instance

BENCH = Path(__file__).resolve().parents[2] / "bench"
Behaviour = Callable[[plan.Mode], Output]


def contender(name: str, role: Role = "peer", **more: object) -> Contender:
    return Contender(name, role, Path(f"{name}.sh"), "", answers=("count",), **more)  # type: ignore[arg-type]


def task(*contenders: Contender) -> Task:
    return Task("letters", Path(), "count letters", "letters", contenders)


SETS = {
    "full": DataSet(Path("all"), 100, {"count": 7}),
    "slice": DataSet(Path("some"), 10, {"count": 7}),
}


class Built:
    """Builds nothing: every contender is this Python program."""

    missing: ClassVar[dict[str, str]] = {}

    def __init__(self, bench: Path, program: str) -> None:
        self.bench = bench
        self._program = program

    def command(self, _task: Task, _contender: Contender) -> list[str]:
        return [sys.executable, "-c", self._program]


class Stage:
    """Plays all contenders without a process: what each prints, what each takes, and who ran when."""

    def __init__(self, says: dict[str, Behaviour] | None = None, takes: dict[str, float] | None = None) -> None:
        self.says, self.takes, self.log = says or {}, takes or {}, list[str]()

    def run(self, one: Contender, _data: DataSet, mode: plan.Mode) -> Run:
        self.log.append(f"{mode} {one.name}")
        seconds = self.takes.get(one.name, 1.0)
        return Run(Usage(seconds, seconds, 0.0), self.says.get(one.name, right)(mode))

    def rows(self, *contenders: Contender, runs: int = 2) -> dict[str, Row]:
        rows = plan.measure(task(*contenders), SETS, runs, self.run, lambda _text: None)
        return {row.contender.name: row for row in rows}


def right(_mode: plan.Mode) -> Output:
    return Output({"count": 7})


def wrong(_mode: plan.Mode) -> Output:
    return Output({"count": 8})


def wrong_when_timed(mode: plan.Mode) -> Output:
    return Output({"count": 7 if mode == "answer" else 8})


def crashing(_mode: plan.Mode) -> Output:
    raise ContenderFailed("exit code 1: out of luck")


# --- equal answers first ----------------------------------------------------------------------------------------------


def test_a_wrong_answer_is_reported_as_wrong_and_never_timed() -> None:
    stage = Stage({"liar": wrong})
    row = stage.rows(contender("liar"), contender("honest"))["liar"]
    assert row.verdict == "wrong: count: expected 7, found 8"
    assert not row.runs
    assert "time liar" not in stage.log


def test_a_wrong_answer_has_no_time_in_the_table() -> None:
    rows = list(Stage({"liar": wrong}).rows(contender("liar"), contender("honest")).values())
    lines = report.markdown(task(), "any", rows, []).splitlines()
    liar = next(line for line in lines if line.startswith("| liar"))
    assert liar.replace(" ", "").startswith("|liar|wrong:count:expected7,found8||")
    assert set(liar.split("found 8")[1]) <= {"|", " "}


def test_an_answer_that_changes_while_it_is_timed_takes_the_times_away() -> None:
    row = Stage({"fickle": wrong_when_timed}).rows(contender("fickle"))["fickle"]
    assert row.verdict == "wrong: count, in a timed run: expected 7, found 8"
    assert not row.runs


def test_a_missing_answer_is_wrong() -> None:
    row = Stage({"mute": lambda _mode: Output()}).rows(contender("mute"))["mute"]
    assert row.verdict == "wrong: count: expected 7, found no such answer"


def test_all_answers_are_compared_before_the_first_clock_starts() -> None:
    stage = Stage()
    stage.rows(contender("a"), contender("b"))
    assert stage.log[:2] == ["answer a", "answer b"]
    assert all(entry.startswith("time") for entry in stage.log[2:])


def test_who_fails_or_cannot_run_keeps_a_row_that_says_why() -> None:
    absent = Output(cannot="not built")
    rows = Stage({"bad": crashing, "absent": lambda _mode: absent}).rows(contender("bad"), contender("absent"))
    assert rows["bad"].verdict == "failed: exit code 1: out of luck"
    assert rows["absent"].verdict == "cannot run: not built"


# --- who runs when ----------------------------------------------------------------------------------------------------


def test_contenders_run_interleaved_and_each_round_starts_with_another() -> None:
    stage = Stage()
    stage.rows(contender("a"), contender("b"), contender("c"), runs=3)
    timed = [entry.removeprefix("time ") for entry in stage.log if entry.startswith("time")]
    assert timed == ["a", "b", "c", "b", "c", "a", "c", "a", "b"]


def test_a_slow_contender_runs_no_more_often_than_it_asks() -> None:
    rows = Stage().rows(contender("slow", runs=1), contender("fast"), runs=4)
    assert (len(rows["slow"].runs), len(rows["fast"].runs)) == (1, 4)


# --- scaling, ratios, goals -------------------------------------------------------------------------------------------


def test_a_slice_is_scaled_to_the_whole_without_what_starting_up_took() -> None:
    output = Output({"count": 7}, startup=Usage(0.5, 0.25, 0.0))
    row = Stage({"slow": lambda _mode: output}).rows(contender("slow", data="slice"), runs=1)["slow"]
    assert row.runs[0].wall == pytest.approx(0.5 + (1.0 - 0.5) * 10)
    assert row.runs[0].user == pytest.approx(0.25 + (1.0 - 0.25) * 10)


def test_ratios_are_to_the_drain_limit_the_best_peer_and_ours() -> None:
    stage = Stage(takes={"drain": 1.0, "we": 2.0, "good": 8.0, "slow": 20.0, "half": 4.0})
    names: dict[str, Role] = {"drain": "drain", "we": "ours", "good": "peer", "slow": "peer", "half": "partial"}
    rows = list(stage.rows(*(contender(name, role) for name, role in names.items())).values())
    table = report.markdown(task(), "any", rows, []).splitlines()
    head = [cell.strip() for cell in next(line for line in table if line.startswith("| contender")).split("|")]
    slow = [cell.strip() for cell in next(line for line in table if line.startswith("| slow")).split("|")]
    found = dict(zip(head, slow, strict=True))
    assert (found["wall / drain"], found["wall / best peer"], found["wall / ours"]) == ("20", "2.5", "10")


def test_a_ratio_divides_medians_and_its_interval_holds_it() -> None:
    ratio = stats.ratio([2.0, 2.2, 9.0], [1.0, 1.1, 1.0])
    assert ratio is not None
    assert ratio.value == pytest.approx(2.2)
    assert ratio.low <= ratio.value <= ratio.high


def test_the_spread_is_the_range_in_parts_of_the_median() -> None:
    assert stats.summary([0.9, 1.0, 1.2]).spread == pytest.approx(0.3)


def test_a_goal_is_reached_stretched_missed_or_not_measured() -> None:
    rows = list(
        Stage(takes={"we": 1.8, "drain": 1.0}).rows(contender("we", "ours"), contender("drain", "drain")).values()
    )

    def outcome(at_most: float, stretch: float | None = None, over: str = "drain") -> goals.Outcome:
        goal = Goal("times the drain", "wall", "we", over, at_most=at_most, stretch=stretch)
        return goals.judge([goal], rows, "any")[0]

    assert outcome(2.0).reached and not outcome(2.0, stretch=1.6).stretched
    assert outcome(2.0, stretch=1.9).stretched
    assert outcome(1.5).reached is False
    assert outcome(2.0, over="nobody").reached is None


# --- processes and tasks ----------------------------------------------------------------------------------------------


def shell(script: str, folder: Path, timeout: float = 10.0) -> Run:
    return process.run(["/bin/sh", "-c", script], {"PATH": "/usr/bin:/bin"}, folder, timeout)


def test_a_process_is_measured_and_its_last_line_is_its_answer(tmp_path: Path) -> None:
    run = shell("""echo on the way; sleep 0.02; echo '{"answer": {"count": 7}, "counters": {"p99": 1.5}}'""", tmp_path)
    assert run.output == Output({"count": 7}, {"p99": 1.5})
    assert run.usage.wall >= 0.02
    assert run.usage.peak_bytes > 0


def test_cpu_time_includes_children(tmp_path: Path) -> None:
    idle = shell("echo '{}'", tmp_path)
    busy = shell("(i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done); echo '{}'", tmp_path)
    assert busy.usage.cpu > idle.usage.cpu


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo no luck >&2; exit 3", "exit code 3: no luck"),
        ("kill -SEGV $$", "signal 11"),
        ("echo forty-two", "expected a JSON object as the last line printed, found 'forty-two'"),
        ("true", "expected a JSON object as the last line printed, found 'nothing'"),
        ("""echo '{"answer": 7}'""", "expected a JSON object"),
    ],
)
def test_a_process_without_an_answer_failed(script: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(ContenderFailed) as failure:
        shell(script, tmp_path)
    assert str(failure.value).startswith(why)


def test_a_process_that_does_not_end_is_killed(tmp_path: Path) -> None:
    with pytest.raises(ContenderFailed, match="signal 9"):
        shell("sleep 60", tmp_path, timeout=0.05)


def test_a_measured_call_gives_its_result_too() -> None:
    result, spent = clock.measured(lambda: 7)
    assert result == 7
    assert spent.keys() == {"wall", "user", "system"}


def test_calls_are_repeated_as_often_as_is_asked() -> None:
    calls: list[int] = []
    clock.measured_often(lambda: calls.append(1), 5)
    assert len(calls) == 5


def test_a_program_that_is_not_built_says_where_it_was_expected(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WIRESPEED_BENCH_BUILD", str(tmp_path))
    with pytest.raises(protocol.CannotRun, match=f"letters is not built: expected it at {tmp_path}/apps/letters"):
        protocol.built("apps/letters")
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps/letters").touch()
    assert protocol.built("apps/letters") == str(tmp_path / "apps/letters")


@pytest.mark.parametrize("name", discover.find_tasks(BENCH))
def test_every_task_of_the_repository_can_be_read(name: str) -> None:
    found = discover.load_task(BENCH, name)
    assert any(one.role == "ours" for one in found.contenders)
    names = {one.name for one in found.contenders}
    assert all(goal.of in names and goal.over in names | {None} for goal in found.goals)


@pytest.mark.parametrize("name", discover.find_tasks(BENCH))
def test_every_task_s_data_is_made_by_calling_its_program(name: str) -> None:
    """It is run as a program and imported by others, so that what it does stands behind its name."""
    last = (BENCH / name / "prepare.py").read_text().rpartition('\nif __name__ == "__main__":\n')[2]
    assert last.strip().startswith("data.main(prepare")


def test_a_task_without_a_description_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "task.toml").write_text("")
    with pytest.raises(BenchError, match=r"task\.md"):
        discover.load_task(tmp_path, "letters")


def test_a_contender_without_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "task.md").write_text("")
    (tmp_path / "letters" / "task.toml").write_text(
        'title = "t"\nunit = "letters"\n[contender.ghost]\nrole = "ours"\nanswers = ["count"]\n'
    )
    with pytest.raises(BenchError, match=r"expected ghost\.py"):
        discover.load_task(tmp_path, "letters")


def test_only_picks_contenders_and_refuses_unknown_names() -> None:
    some = task(contender("a"), contender("b"))
    assert [one.name for one in discover.select(some, ["b"]).contenders] == ["b"]
    with pytest.raises(BenchError, match="no contender c; there are: a, b"):
        discover.select(some, ["c"])


def test_a_paired_goal_divides_within_rounds() -> None:
    ours, theirs = contender("ours", "ours"), contender("theirs")
    rows = [Row(ours, 1), Row(theirs, 1)]
    for a, b in ((1.0, 1.0), (20.0, 10.0), (6.0, 2.0)):
        rows[0].runs.append(Usage(a, a, 0))
        rows[1].runs.append(Usage(b, b, 0))
    plain = Goal("", "wall", "ours", over="theirs", at_most=1)
    paired = Goal("", "wall", "ours", over="theirs", at_most=1, paired=True)
    assert [outcome.value for outcome in goals.judge([plain, paired], rows, "any")] == [3.0, 2.0]


def test_a_goal_may_name_variants_by_a_pattern() -> None:
    some = Goal("", "wall", "ours", variant="read_*")
    assert [len(goals.judge([some], [], variant)) for variant in ("read_1", "write_1")] == [1, 0]


def test_variants_are_chosen_by_patterns_too() -> None:
    there = ["read_1", "read_2", "write_1"]
    assert cli._variants(there, ["read_*"]) == ["read_1", "read_2"]
    assert cli._variants(there, []) == there
    with pytest.raises(BenchError, match="no variant none"):
        cli._variants(there, ["none"])


def server_task(**served: list[str]) -> Task:
    return Task("letters", Path(), "count letters", "letters", (), servers=served)


def test_servers_are_up_while_a_task_runs(tmp_path: Path) -> None:
    program = tmp_path / "tests/servers/echo/echo"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho port $1\nexec cat\n")
    program.chmod(0o755)
    with servers.lent(server_task(echo=["77"]), tmp_path, ["v"]) as told:
        assert told == {"WIRESPEED_BENCH_SERVER_ECHO": "127.0.0.1:77"}
    assert servers.targets(server_task(echo=[], neo4j=[])) == ["echo"]


def test_a_name_behind_a_dot_is_one_more_of_its_kind(tmp_path: Path) -> None:
    program = tmp_path / "tests/servers/echo/echo"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho port $1\nexec cat\n")
    program.chmod(0o755)
    task = server_task(**{"echo": ["1"], "echo.late": ["2"], "echo.never": ["3"]})
    task.server_variants.update({"echo.late": ["late_*"], "echo.never": ["other"]})
    with servers.lent(task, tmp_path, ["soon", "late_1"]) as told:
        assert told == {"WIRESPEED_BENCH_SERVER_ECHO": "127.0.0.1:1", "WIRESPEED_BENCH_SERVER_ECHO_LATE": "127.0.0.1:2"}
    assert servers.targets(task) == ["echo"]


def test_a_real_server_s_user_and_password_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    there = Instance("s3", "plain", "127.0.0.1", 9, "http://127.0.0.1:9", 1, 1, tmp_path, user="me", password="secret")
    monkeypatch.setattr(servers, "borrow", lambda kind, options: nullcontext(there))
    with servers.lent(server_task(**{"s3.minio": ["minio"]}), tmp_path, ["v"]) as told:
        for name, said in told.items():
            monkeypatch.setenv(name, said)
        assert protocol.server("s3.minio") == "127.0.0.1:9"
        assert protocol.server_auth("s3.minio") == ("me", "secret")
    assert protocol.server_auth("neo4j") is None


def test_a_contender_may_have_an_environment_of_its_own(tmp_path: Path) -> None:
    builder, file = Builder(tmp_path), tmp_path / "peer.py"
    commands = [builder.command(server_task(), Contender("a", "peer", file, "", venv=venv)) for venv in ("", "old")]
    assert commands == [[f"{tmp_path}/bench/.venv{name}/bin/python", str(file)] for name in ("", "-old")]


def test_a_server_that_cannot_be_had_is_told_to_the_contenders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WIRESPEED_CACHE", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with servers.lent(server_task(neo4j=[]), tmp_path, ["v"]) as told:
        assert told["WIRESPEED_BENCH_SERVER_NEO4J"].startswith("cannot: java and mvn")
        monkeypatch.setenv("WIRESPEED_BENCH_SERVER_NEO4J", told["WIRESPEED_BENCH_SERVER_NEO4J"])
        with pytest.raises(protocol.CannotRun, match=r"^java and mvn"):
            protocol.server("neo4j")


def load_task(folder: Path, program: str) -> None:
    (folder / "load.py").write_text(program)
    loaded = Task("letters", folder, "count letters", "letters", ())
    prepared = Prepared({name: {"full": DataSet(folder / name, 1, {})} for name in ("small", "large")})
    servers.load(loaded, prepared, ["large"], Path(sys.executable), {**os.environ, "WHERE": str(folder / "said")})


def test_servers_are_loaded_with_the_data_of_the_chosen_variants(tmp_path: Path) -> None:
    load_task(tmp_path, "import os, sys; open(os.environ['WHERE'], 'w').write(' '.join(sys.argv[1:]))")
    assert (tmp_path / "said").read_text() == str(tmp_path / "large")


def test_a_server_that_cannot_be_loaded_ends_the_run_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="letters: its servers could not be loaded: no such table"):
        load_task(tmp_path, "raise SystemExit('no such table')")


def test_a_contender_runs_in_the_variants_that_it_can_do() -> None:
    all_, some = contender("all"), contender("some", variants=("wide*", "bars"))
    chosen = {name: discover.for_variant(task(all_, some), name).contenders for name in ("wide_params", "bars_params")}
    assert chosen == {"wide_params": (all_, some), "bars_params": (all_,)}


RESIDENT = """
import json, os, sys
for number, line in enumerate(sys.stdin):
    if line == "time\\n" and number > 1:
        sys.exit("tired")
    call = {"wall": 0.5, "user": 0.25, "system": 0}
    said = {"answer": {"pid": os.getpid()}} if line == "answer\\n" else {"call": call}
    print(json.dumps(said), flush=True)
"""


def test_a_resident_contender_stays_and_says_what_a_call_took(tmp_path: Path) -> None:
    stays = resident.Resident([sys.executable, "-c", RESIDENT], os.environ, tmp_path, 30)
    pid = stays.run("answer").output.answer["pid"]
    timed = stays.run("time").usage
    assert (timed.wall, timed.cpu) == (0.5, 0.25)
    assert timed.peak_bytes > 2**20
    with pytest.raises(ContenderFailed, match="exit code 1: tired"):
        stays.run("time")
    stays.close()
    assert not Path(f"/proc/{pid}").exists()


def test_a_resident_contender_that_says_nothing_is_ended(tmp_path: Path) -> None:
    silent = resident.Resident(["sleep", "60"], os.environ, tmp_path, 0.2)
    with pytest.raises(ContenderFailed, match="no answer after 0 s"):
        silent.run("answer")
    silent.close()


def test_one_process_serves_all_rounds_of_a_resident_contender(tmp_path: Path) -> None:
    stays = contender("stays", resident=True)
    with runner.Runner(task(stays), Built(tmp_path, RESIDENT), os.environ, 30) as run:  # type: ignore[arg-type]
        pids = [run(stays, SETS["full"], "answer").output.answer["pid"] for _ in range(2)]
    assert pids[0] == pids[1]
    assert list((tmp_path / "data/letters").iterdir()) == []


def test_times_of_one_call_are_in_milliseconds() -> None:
    row = Row(contender("stays", resident=True), 7, runs=[Usage(0.0015, 0.001, 0.0)])
    text = report.markdown(task(row.contender), "read", [row], [])
    assert "wall ms a call" in text
    assert "| 1.5 (1.5) | 1 (1) | 1 + 0 |" in text
