"""``wirespeed s3`` on a real server."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from s3_servers import S3Server
from wirespeed import _command
from wirespeed.s3._cli._session import Rules

MIB = 1 << 20
Tree = dict[str, bytes]


@dataclass
class Ended:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


Run = Callable[..., Ended]


@pytest.fixture
def run(s3: S3Server, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; "$" in its arguments is not touched, so paths are written out."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3.secret_access_key)

    def command(name: str, *arguments: str | Path) -> Ended:
        capfd.readouterr()
        given = ["s3", name, "--endpoint-url", s3.endpoint_url, "--region", s3.region, *map(str, arguments)]
        try:
            code = _command.main(given)
        except SystemExit as left:
            code = int(left.code or 0)
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return command


@pytest.fixture
def objects(s3: S3Server, s3_bucket: str) -> Callable[[], Tree]:
    def all_of_them() -> Tree:
        client = s3.boto3()
        found = client.list_objects_v2(Bucket=s3_bucket).get("Contents", [])
        return {one["Key"]: client.get_object(Bucket=s3_bucket, Key=one["Key"])["Body"].read() for one in found}

    return all_of_them


@pytest.fixture
def fill(s3: S3Server, s3_bucket: str) -> Callable[[Tree], None]:
    def put(tree: Tree) -> None:
        client = s3.boto3()
        for key, data in tree.items():
            client.put_object(Bucket=s3_bucket, Key=key, Body=data)

    return put


def write(folder: Path, tree: Tree) -> Path:
    for name, data in tree.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def read(folder: Path) -> Tree:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


SMALL: Tree = {"a": b"1", "d/b": b"22", "d/e/c": b"333", "dd": b"4444"}

pytestmark = pytest.mark.server


# --- what is there ----------------------------------------------------------------------------------------------------


def test_ls_shows_a_folder_all_below_or_the_buckets(run: Run, fill: Callable[[Tree], None], s3_bucket: str) -> None:
    fill(SMALL)
    paths = [line.split()[-1] for line in run("ls", f"s3://{s3_bucket}").lines]
    assert paths == [f"s3://{s3_bucket}/{name}" for name in ("a", "d/", "dd")]
    assert len(run("ls", "-r", f"s3://{s3_bucket}").lines) == 4
    assert any(line.endswith(f"s3://{s3_bucket}/") for line in run("ls").lines)
    assert [line.split()[-1] for line in run("ls", f"s3://{s3_bucket}/d*").lines] == [
        f"s3://{s3_bucket}/d/",
        f"s3://{s3_bucket}/dd",
    ]


def test_json_is_one_object_a_line(run: Run, fill: Callable[[Tree], None], s3_bucket: str) -> None:
    fill(SMALL)
    first, second, _ = run("ls", "--json", f"s3://{s3_bucket}/").records
    assert (first["key"], first["size"], first["type"], second["type"]) == ("a", 1, "file", "directory")
    assert datetime.fromisoformat(first["last_modified"]).tzinfo is not None
    assert run("du", "--json", f"s3://{s3_bucket}").records == [
        {"path": f"s3://{s3_bucket}", "bytes": 10, "objects": 4}
    ]


def test_du_adds_up(run: Run, fill: Callable[[Tree], None], s3_bucket: str) -> None:
    fill(SMALL)
    assert run("du", f"s3://{s3_bucket}/d", f"s3://{s3_bucket}/*").lines == [
        f"5 in 2 objects s3://{s3_bucket}/d",
        f"10 in 4 objects s3://{s3_bucket}/*",
    ]


def test_presign_gives_a_url_that_opens(run: Run, fill: Callable[[Tree], None], s3_bucket: str) -> None:
    from urllib.request import urlopen

    fill(SMALL)
    with urlopen(run("presign", f"s3://{s3_bucket}/d/b", "--expires", "60").out.strip()) as answer:
        assert answer.read() == b"22"


def test_presign_gives_a_url_of_each_object_that_a_pattern_matches(
    run: Run, fill: Callable[[Tree], None], s3_bucket: str
) -> None:
    fill(SMALL)
    found = run("presign", "--json", f"s3://{s3_bucket}/d*").records
    assert [one["path"] for one in found] == [f"s3://{s3_bucket}/dd"]
    assert run("presign", f"s3://{s3_bucket}/none*").code == 1
    assert run("presign", "--method", "PUT", f"s3://{s3_bucket}/none*").code == 0


# --- transfers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sources", "target", "arrived"),
    [
        (["a"], "here", {"here": b"1"}),
        (["a"], "new/", {"new/a": b"1"}),
        (["a", "d/b"], "new/", {"new/a": b"1", "new/b": b"22"}),
        (["-r", "d"], "new", {"new/b": b"22", "new/e/c": b"333"}),
        (["-r", "d"], "old", {"old/is": b"", "old/d/b": b"22", "old/d/e/c": b"333"}),
        (["-r", "d/"], "old", {"old/is": b"", "old/b": b"22", "old/e/c": b"333"}),
        (["d*"], "new/", {"new/dd": b"4444"}),
        (["*/*"], "new/", {"new/d/b": b"22"}),
        (["-r", "*"], "new/", {f"new/{name}": data for name, data in SMALL.items()}),
        (["-r", "--exclude", "b", "d"], "new", {"new/e/c": b"333"}),
        (["-r", "--include", "e/*", "d"], "new", {"new/e/c": b"333"}),
    ],
)
def test_get_and_put_go_where_cp_would(
    run: Run,
    fill: Callable[[Tree], None],
    objects: Callable[[], Tree],
    s3_bucket: str,
    tmp_path: Path,
    sources: list[str],
    target: str,
    arrived: Tree,
) -> None:
    here = write(tmp_path / "here", {"old/is": b""}) if "old/is" in arrived else tmp_path / "here"
    here.mkdir(exist_ok=True)
    fill({f"from/{key}": data for key, data in SMALL.items()})
    options = [one for one in sources if one.startswith("-") or one in ("b", "e/*")]
    names = sources[len(options) :]
    assert run("get", *options, *(f"s3://{s3_bucket}/from/{name}" for name in names), f"{here}/{target}").code == 0
    assert read(here) == arrived

    origin = write(tmp_path / "from", SMALL)
    fill({"to/old/is": b""} if "old/is" in arrived else {})
    assert run("put", *options, *(f"{origin}/{name}" for name in names), f"s3://{s3_bucket}/to/{target}").code == 0
    assert {key[3:]: data for key, data in objects().items() if key.startswith("to/")} == arrived
    assert run("cp", *options, *(f"s3://{s3_bucket}/from/{name}" for name in names), f"s3://{s3_bucket}/cp/").code == 0
    assert {data for key, data in objects().items() if key.startswith("cp/")} == set(arrived.values()) - {b""}


def test_large_files_go_whole(run: Run, s3_bucket: str, objects: Callable[[], Tree], tmp_path: Path) -> None:
    big = {"big": bytes(range(256)) * (20 * MIB // 256), "empty": b""}
    write(tmp_path / "from", big)
    assert run("put", "-r", f"{tmp_path}/from/", f"s3://{s3_bucket}").code == 0
    assert objects() == big
    assert run("get", "-r", f"s3://{s3_bucket}/", f"{tmp_path}/to").code == 0
    assert read(tmp_path / "to") == big


def test_a_line_for_each_file_and_none_when_quiet(run: Run, s3_bucket: str, tmp_path: Path) -> None:
    source = write(tmp_path / "from", {"a": b"1"}) / "a"
    ended = run("put", source, f"s3://{s3_bucket}/x")
    assert (ended.lines, ended.err) == ([f"put {source} -> s3://{s3_bucket}/x"], "")
    assert run("put", "-q", source, f"s3://{s3_bucket}/x").out == ""
    assert run("get", "--json", f"s3://{s3_bucket}/x", tmp_path / "y").records == [
        {"action": "get", "source": f"s3://{s3_bucket}/x", "target": f"{tmp_path}/y"}
    ]


def test_a_dry_run_does_nothing(
    run: Run, fill: Callable[[Tree], None], objects: Callable[[], Tree], s3_bucket: str, tmp_path: Path
) -> None:
    fill(SMALL)
    origin = write(tmp_path / "from", {"new": b"1"})
    assert run("put", "-n", origin / "new", f"s3://{s3_bucket}/").lines == [
        f"would put {origin}/new -> s3://{s3_bucket}/new"
    ]
    assert len(run("get", "-n", "-r", f"s3://{s3_bucket}/", tmp_path / "to").lines) == 4
    assert len(run("rm", "-n", "-r", f"s3://{s3_bucket}/d").lines) == 2
    assert len(run("sync", "-n", "--delete", origin, f"s3://{s3_bucket}").lines) == 5
    assert objects() == SMALL and not (tmp_path / "to").exists()


def test_what_fails_is_named_and_the_rest_arrives(
    run: Run, fill: Callable[[Tree], None], s3_bucket: str, tmp_path: Path
) -> None:
    fill(SMALL)
    ended = run("get", f"s3://{s3_bucket}/a", f"s3://{s3_bucket}/none", f"s3://{s3_bucket}/dd", f"{tmp_path}/")
    assert ended.code == 1
    assert f"s3://{s3_bucket}/none" in ended.err and len(ended.err.splitlines()) == 1
    assert read(tmp_path) == {"a": b"1", "dd": b"4444"}
    (tmp_path / "blocked").mkdir()
    assert run("get", f"s3://{s3_bucket}/a", f"{tmp_path}/dd/x").code == 1  # dd is a file


def test_a_transfer_that_fails_is_named_with_where_it_went(
    run: Run, fill: Callable[[Tree], None], s3_bucket: str, tmp_path: Path
) -> None:
    fill(SMALL)
    (tmp_path / "file").write_bytes(b"")
    source, target = f"s3://{s3_bucket}/a", f"{tmp_path}/file/x"
    assert run("get", source, target).err == f"{source} -> {target}: Not a directory\n"
    told = json.loads(run("get", "--json", source, target).err)
    assert (told["path"], told["target"], told["error"]) == (source, target, "Not a directory")


@pytest.mark.parametrize("command", [("put", "-r"), ("sync",)])
def test_a_file_whose_name_is_no_text_is_told_and_the_rest_arrives(
    run: Run, objects: Callable[[], Tree], s3_bucket: str, tmp_path: Path, command: tuple[str, ...]
) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff")).write_bytes(b"1")
    write(tmp_path, {"good": b"2"})
    ended = run(*command, f"{tmp_path}/", f"s3://{s3_bucket}/to")
    assert ended.code == 1
    assert "no UTF-8" in ended.err and len(ended.err.splitlines()) == 1
    assert objects() == {"to/good": b"2"}


def test_a_key_leads_no_file_out_of_its_folder(
    s3_flat: S3Server, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "k")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    with s3_flat.bucket() as bucket:
        for key in ("d/../../out", "d/in"):
            s3_flat.boto3().put_object(Bucket=bucket, Key=key, Body=b"1")
        for command in (["get", "-r"], ["sync"]):
            given = ["s3", *command, "--endpoint-url", s3_flat.endpoint_url, f"s3://{bucket}/d/", f"{tmp_path}/to"]
            assert _command.main(given) == 1
            assert "leads out" in capfd.readouterr().err
    assert read(tmp_path) == {"to/in": b"1"}


def test_standard_input_and_output_are_files_too(s3: S3Server, s3_bucket: str) -> None:
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": s3.access_key_id,
        "AWS_SECRET_ACCESS_KEY": s3.secret_access_key,
    }
    data = bytes(range(256)) * 4 * 9 * 1024

    def command(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
        given = [sys.executable, "-m", "wirespeed", "s3", *arguments, "--endpoint-url", s3.endpoint_url, "-q"]
        return subprocess.run(given, env=environment, capture_output=True, timeout=60, check=True, **options)

    command("put", "-", f"s3://{s3_bucket}/x", input=data)
    assert command("get", f"s3://{s3_bucket}/x", "-").stdout == data


def test_a_bar_is_drawn_on_a_terminal_and_wiped_away(s3: S3Server, s3_bucket: str, tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(bytes(40 * MIB))
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": s3.access_key_id,
        "AWS_SECRET_ACCESS_KEY": s3.secret_access_key,
        "COLUMNS": "100",
    }
    master, terminal = pty.openpty()
    given = ["s3", "put", str(tmp_path / "big"), f"s3://{s3_bucket}/big", "--endpoint-url", s3.endpoint_url]
    with subprocess.Popen(
        [sys.executable, "-m", "wirespeed", *given], env=environment, stdout=subprocess.PIPE, stderr=terminal
    ) as process:
        os.close(terminal)
        drawn = b""
        while True:
            try:
                piece = os.read(master, 4096)
            except OSError:  # what Linux says when the other side is closed
                break
            if not piece:
                break
            drawn += piece
        assert process.wait(60) == 0
    os.close(master)
    assert b"MiB" in drawn and b"#" in drawn and drawn.endswith(b"\r\x1b[K")


# --- deleting, syncing ------------------------------------------------------------------------------------------------


def test_rm_takes_what_was_named(
    run: Run, fill: Callable[[Tree], None], objects: Callable[[], Tree], s3_bucket: str
) -> None:
    fill({**SMALL, "f/x1": b"", "f/x2": b"", "f/y": b""})
    assert run("rm", f"s3://{s3_bucket}/d").code == 1  # a folder, without -r
    assert run("rm", f"s3://{s3_bucket}/f/x*").lines == [f"delete s3://{s3_bucket}/f/x{at}" for at in (1, 2)]
    assert run("rm", "-r", f"s3://{s3_bucket}/d", "--exclude", "c").code == 0
    assert sorted(objects()) == ["a", "d/e/c", "dd", "f/y"]


def test_sync_carries_what_is_missing_or_other(
    run: Run, objects: Callable[[], Tree], s3_bucket: str, tmp_path: Path
) -> None:
    here = write(tmp_path / "here", SMALL)
    assert len(run("sync", here, f"s3://{s3_bucket}/t").lines) == 4
    assert run("sync", here, f"s3://{s3_bucket}/t").lines == []
    write(here, {"a": b"longer", "new": b"5"})
    assert len(run("sync", here, f"s3://{s3_bucket}/t").lines) == 2
    assert objects() == {f"t/{name}": data for name, data in read(here).items()}

    there = tmp_path / "there"
    assert len(run("sync", f"s3://{s3_bucket}/t", there).lines) == 5
    assert run("sync", f"s3://{s3_bucket}/t", there).lines == []
    assert read(there) == read(here)
    assert len(run("sync", f"s3://{s3_bucket}/t", f"s3://{s3_bucket}/u").lines) == 5
    assert run("sync", f"s3://{s3_bucket}/t", f"s3://{s3_bucket}/u").lines == []


def test_sync_tells_files_of_one_size_apart(
    run: Run, objects: Callable[[], Tree], s3_bucket: str, tmp_path: Path
) -> None:
    here = write(tmp_path / "here", {"a": b"1"})
    run("sync", here, f"s3://{s3_bucket}")
    write(here, {"a": b"2"})
    past = (datetime.now(timezone.utc) - timedelta(days=1)).timestamp()
    os.utime(here / "a", (past, past))
    assert run("sync", here, f"s3://{s3_bucket}").lines == []  # it is older, so it is taken for the same
    assert len(run("sync", here, f"s3://{s3_bucket}", "--compare", "etag").lines) == 1
    write(here, {"a": b"3"})
    future = (datetime.now(timezone.utc) + timedelta(days=1)).timestamp()
    os.utime(here / "a", (future, future))
    assert run("sync", here, f"s3://{s3_bucket}", "--compare", "size").lines == []
    assert len(run("sync", here, f"s3://{s3_bucket}").lines) == 1
    assert objects() == {"a": b"3"}


def test_sync_deletes_only_when_told_and_only_what_its_rules_take(
    run: Run, fill: Callable[[Tree], None], objects: Callable[[], Tree], s3_bucket: str, tmp_path: Path
) -> None:
    fill(SMALL)
    here = write(tmp_path / "here", {"a": b"1"})
    run("sync", here, f"s3://{s3_bucket}")
    assert len(objects()) == 4
    run("sync", here, f"s3://{s3_bucket}", "--delete", "--exclude", "d/**")
    assert sorted(objects()) == ["a", "d/b", "d/e/c"]
    write(here, {"local": b""})
    run("sync", f"s3://{s3_bucket}", here, "--delete")
    assert sorted(read(here)) == ["a", "d/b", "d/e/c"]
    assert run("sync", f"{tmp_path}/none", f"s3://{s3_bucket}", "--delete").code == 1
    assert len(objects()) == 3


# --- what is not understood -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["get", "not-remote", "x"],
        ["get", "s3://b/x", "s3://b/y"],
        ["put", "x", "y"],
        ["put", "s3://b/x", "s3://b/y"],
        ["cp", "s3://b/x", "y", "s3://b/z"],
        ["rm", "x"],
        ["sync", "x", "y"],
        ["presign", "s3://b"],
        ["presign", "s3://b/k", "--expires", "0"],
        ["presign", "s3://b/k", "--expires", "604801"],
        ["put", "-", "s3://b"],
        ["nothing"],
        ["ls", "--unknown"],
    ],
)
def test_a_call_that_is_not_understood_ends_with_2(run: Run, arguments: list[str]) -> None:
    ended = run(*arguments)
    assert ended.code == 2 and ended.err and not ended.out


def test_help_and_version_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert _command.main(["--help"]) == 0 and "presign" in capsys.readouterr().out
    assert _command.main(["--version"]) == 0 and "wirespeed" in capsys.readouterr().out
    assert _command.main([]) == 2


@pytest.mark.parametrize(
    ("rules", "taken"),
    [
        ([], ["a.py", "a.txt", "d/b.py", "d/b.txt"]),
        ([(False, "*.txt")], ["a.py", "d/b.py"]),
        ([(True, "*.txt")], ["a.txt", "d/b.txt"]),
        ([(False, "*"), (True, "d/*.py")], ["d/b.py"]),
        ([(False, "d/**")], ["a.py", "a.txt"]),
        ([(True, "/*.py")], ["a.py"]),
    ],
)
def test_the_last_rule_that_matches_counts(rules: list[tuple[bool, str]], taken: list[str]) -> None:
    names = ["a.py", "a.txt", "d/b.py", "d/b.txt"]
    assert [name for name in names if Rules(rules).take(name)] == taken
