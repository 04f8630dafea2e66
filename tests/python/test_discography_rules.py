"""Quality rules from a file: what they leave out, what they change, what they report, and what is wrong with a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from discography_runs import ask, error, fresh, generate, needs_program, run, snapshot

pytestmark = needs_program

ARTISTS = """<artists>
<artist><id>1</id><name>Ann</name><profile>Sings.</profile></artist>
<artist><id>2</id><name>Old Bob</name><profile>[b]Do Not Use[/b] this one.</profile></artist>
<artist><id>3</id><profile>nameless</profile></artist>
</artists>"""
RELEASES = """<releases>
<release id="1"><artists><artist><id>1</id><name>Ann</name></artist></artists><title>One</title>
<genres><genre>Rock</genre><genre>Cheese</genre></genres><released>1789-07-14</released></release>
<release id="2"><title>Two</title><genres><genre> </genre></genres><released>1999</released></release>
</releases>"""


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    folder = tmp_path / "dumps"
    folder.mkdir()
    (folder / "artists.xml").write_text(ARTISTS)
    (folder / "releases.xml").write_text(RELEASES)
    return folder


def rules_of(told: Any) -> dict[str, int]:
    return {rule["name"]: rule["count"] for rule in told["rules"] if rule["count"] > 0}


def ingest(dumps: Path, out: Path, rules: str) -> Any:
    path = dumps.parent / "rules.yaml"
    path.write_text(rules)
    return ask("ingest", dumps, "--out", out, "--rules", path)


def test_the_rules_that_come_along_find_what_is_wrong(dumps: Path, tmp_path: Path) -> None:
    told = ask("ingest", dumps, "--out", tmp_path / "out")
    assert rules_of(told) == {
        "artist-not-to-be-used": 1,
        "artist-has-name": 1,
        "release-genre-blank": 1,
        "release-has-genre": 1,
        "release-year-impossible": 1,
        "release-genre-known": 1,
    }
    assert told["changes"]["artists"]["left_out"] == 1
    assert told["nodes"]["Artist"] == 2
    assert run("search", tmp_path / "out", "bob").returncode == 1


def test_without_rules_all_is_taken(dumps: Path, tmp_path: Path) -> None:
    told = ask("ingest", dumps, "--out", tmp_path / "out", "--no-rules")
    assert told["nodes"]["Artist"] == 3
    assert told["rules"] == []
    assert run("search", tmp_path / "out", "bob").returncode == 0


def test_a_rule_tells_examples(dumps: Path, tmp_path: Path) -> None:
    rule = "{name: known, records: releases, field: genres, enum: [Rock], severity: error}"
    told = ingest(dumps, tmp_path / "out", f"rules: [{rule}]")
    (reported,) = told["rules"]
    assert reported["severity"] == "error"
    assert reported["examples"] == [{"id": 1, "value": "Cheese"}, {"id": 2, "value": " "}]


def test_items_that_a_filter_takes_are_not_in_the_graph(dumps: Path, tmp_path: Path) -> None:
    rule = "{name: cheese, records: releases, field: genres, remove_matching: '^Cheese$'}"
    told = ingest(dumps, tmp_path / "out", f"filters: [{rule}]")
    assert told["nodes"]["Genre"] == 2
    assert rules_of(told) == {"cheese": 1}


def test_other_rules_make_another_graph_of_the_same_files(dumps: Path, tmp_path: Path) -> None:
    skip = "skip_records: [{name: x, records: artists, field: name, contains: Ann}]"
    fresh(dumps, tmp_path / "plain", "--no-rules")
    told = ingest(dumps, tmp_path / "out", skip)
    assert rules_of(told) == {"x": 1}
    assert snapshot(tmp_path / "out") != snapshot(tmp_path / "plain")
    assert not ask("ingest", dumps, "--out", tmp_path / "out", "--no-rules")["same_files"]
    assert snapshot(tmp_path / "out") == snapshot(tmp_path / "plain")


def test_records_that_are_not_parsed_again_are_reported_all_the_same(tmp_path: Path) -> None:
    months = [generate(tmp_path / f"dumps{month}", 2000, month) for month in range(2)]
    path = tmp_path / "rules.yaml"
    path.write_text("rules: [{name: vinyl, records: releases, field: formats.name, enum: [CD], severity: info}]")
    for month in months:
        told = ask("ingest", month, "--out", tmp_path / "out", "--rules", path)
    again = ask("ingest", months[-1], "--out", tmp_path / "fresh", "--rules", path)
    assert told["changes"]["releases"]["unchanged"] > 0
    assert told["rules"] == again["rules"]


def test_the_same_files_are_reported_as_before(dumps: Path, tmp_path: Path) -> None:
    told = ask("ingest", dumps, "--out", tmp_path / "out")
    again = ask("ingest", dumps, "--out", tmp_path / "out")
    assert again["same_files"]
    assert again["rules"] == told["rules"]
    assert again["changes"]["artists"]["left_out"] == 1


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("rules:\n- {name: a, records: discs, field: x, required: true}", ("line 2", "rule a", "discs")),
        ("rules:\n- name: a\n  records: artists\n  field: nmae\n  required: true", ("line 4", "rule a", "nmae")),
        ("rules: [", ("line 1", "YAML")),
        ("skip: []", ("line 1", "found skip")),
    ],
)
def test_a_wrong_file_is_an_error_with_line_and_rule(
    dumps: Path, tmp_path: Path, rules: str, words: tuple[str, ...]
) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(rules)
    line = error("ingest", dumps, "--out", tmp_path / "out", "--rules", path)
    for word in (str(path), *words):
        assert word in line
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there_is_named(dumps: Path, tmp_path: Path) -> None:
    assert "missing.yaml" in error("ingest", dumps, "--out", tmp_path / "out", "--rules", "missing.yaml")


def test_the_rules_of_the_tree_are_those_of_the_program(dumps: Path, tmp_path: Path) -> None:
    path = ROOT / "apps" / "discography" / "rules.yaml"
    told = ask("ingest", dumps, "--out", tmp_path / "one", "--rules", path)
    assert told["rules"] == ask("ingest", dumps, "--out", tmp_path / "two")["rules"]
