"""The dashboard of Grafana and what `discography serve` exports speak of the same metrics."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import ROOT
from discography_runs import needs_program
from discography_server import Server, ingest_small

DASHBOARD = ROOT / "apps" / "discography" / "grafana.json"
METRIC = re.compile(r"\b(?:discography|process)_[a-z_]+")

pytestmark = needs_program


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The samples that are exported, and the labels of each."""
    with Server(ingest_small(tmp_path_factory.mktemp("dashboard"))) as server:
        server.refused("/api/node/artist/999999", 404)
        text = server.get("/metrics").body.decode()
    samples: dict[str, set[str]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, _, rest = line.partition("{")
            samples.setdefault(name.split(" ")[0], set()).update(re.findall(r'(\w+)="', rest))
    return samples


def dashboard() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    return read


def panels() -> list[dict[str, Any]]:
    return list(dashboard()["panels"])


def expressions() -> Iterator[str]:
    for panel in panels():
        yield from (target["expr"] for target in panel.get("targets", []))


def asked() -> set[str]:
    return {name for expression in expressions() for name in METRIC.findall(expression)}


def test_every_metric_of_the_dashboard_is_exported(exported: dict[str, set[str]]) -> None:
    assert len(asked()) > 10
    assert asked() <= exported.keys()


def test_every_label_of_the_dashboard_is_exported(exported: dict[str, set[str]]) -> None:
    for expression in expressions():
        by = {label for group in re.findall(r"by \(([^)]*)\)", expression) for label in group.split(", ")}
        matched = set(re.findall(r"(\w+)(?:=|!=)\"", expression)) - {"job"}
        known = set().union(*(exported[name] for name in METRIC.findall(expression)))
        assert by | matched <= known, expression


def test_everything_that_is_exported_is_on_the_dashboard(exported: dict[str, set[str]]) -> None:
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in exported}
    shown = {re.sub(r"_(bucket|sum|count)$", "", name) for name in asked()}
    assert families <= shown


def test_panels_have_numbers_of_their_own_and_do_not_lie_on_each_other() -> None:
    ids = [panel["id"] for panel in panels()]
    assert len(set(ids)) == len(ids)
    for a, b in itertools.combinations([panel["gridPos"] for panel in panels()], 2):
        apart = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"]
        assert apart or a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in panels())


def test_every_panel_is_of_one_kind_of_source_that_one_chooses() -> None:
    sources = {target["datasource"]["uid"] for panel in panels() for target in panel.get("targets", [])}
    assert sources == {"${source}"}
    assert "source" in {variable["name"] for variable in dashboard()["templating"]["list"]}
