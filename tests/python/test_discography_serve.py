"""`discography serve`: what it answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
from jsonschema.validators import Draft202012Validator

from conftest import ROOT
from discography_runs import ask, generate, ingest, needs_program
from discography_server import Server, ingest_small

pytestmark = needs_program

OPENAPI = json.loads((ROOT / "apps" / "discography" / "serve" / "openapi.json").read_text())
ARTIST = {"label": "Artist", "id": 1, "name": "The Persuader"}
BJORK = {"label": "Artist", "id": 3, "name": "Björk"}
SVEK = {"label": "Label", "id": 5, "name": "Svek"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(ingest_small(tmp_path_factory.mktemp("small"))) as server:
        yield server


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("generated")
    return ingest(generate(directory / "dumps", 3000, 0, "--seed", 3), directory / "music")


@pytest.fixture(scope="module")
def generated(music: Path) -> Iterator[Server]:
    with Server(music) as server:
        yield server


# --- names -----------------------------------------------------------------------------------------------------------


def test_the_first_line_is_the_address(small: Server) -> None:
    assert small.first_line.startswith("discography: serving ")
    assert small.first_line.endswith(f" at http://127.0.0.1:{small.port}/\n")


def test_search_counts_names_of_each_label_exactly(small: Server) -> None:
    found = small.ask("/api/search", q="stockholm")
    assert found["total"] == 3
    assert found["facets"] == {
        "Genre": 0, "Style": 0, "Artist": 0, "Label": 0, "Master": 1, "Release": 2, "Person": 0,
    }  # fmt: skip
    assert {hit["name"] for hit in found["hits"]} == {"Stockholm", "Stockholm Nights", "In Stockholm"}


def test_a_type_chooses_hits_and_total_but_not_facets(small: Server) -> None:
    found = small.ask("/api/search", q="stockholm", type="master,artist")
    assert (found["total"], found["facets"]["Release"]) == (1, 2)
    assert [hit["name"] for hit in found["hits"]] == ["In Stockholm"]


def test_pages_of_a_search_follow_each_other(generated: Server) -> None:
    whole = generated.ask("/api/search", q="the", limit=60)
    pages = [generated.ask("/api/search", q="the", limit=20, offset=at)["hits"] for at in (0, 20, 40)]
    assert [hit for page in pages for hit in page] == whole["hits"]
    assert sum(whole["facets"].values()) == whole["total"]


def test_search_is_what_the_command_answers(generated: Server, music: Path) -> None:
    for text in ("the", "love night", "rock"):
        expected = ask("search", music, text, "--limit", 30)
        found = generated.ask("/api/search", q=text, limit=30)
        assert (found["total"], found["hits"]) == (expected["total"], expected["hits"])


def test_autocomplete_takes_the_last_word_as_a_beginning(small: Server) -> None:
    hits = small.ask("/api/autocomplete", q="the pers")["hits"]
    assert [hit["name"] for hit in hits] == ["The Persuader"]
    assert small.ask("/api/autocomplete", q="bjö", type="person")["hits"][0]["label"] == "Person"


# --- nodes -----------------------------------------------------------------------------------------------------------


def test_a_node_has_its_properties(small: Server) -> None:
    release = small.ask("/api/node/release/100")
    assert release["node"] == {"label": "Release", "id": 100, "name": "Stockholm"}
    assert release["properties"]["year"] == 1999
    assert release["properties"]["formats"] == ["Vinyl", "CD"]


def test_a_node_is_found_by_its_name_too(small: Server) -> None:
    assert small.ask("/api/node/artist/" + quote("Björk"))["node"] == BJORK
    assert small.ask("/api/node/genre/electronic")["node"] == {"label": "Genre", "id": None, "name": "Electronic"}
    assert small.ask("/api/node/label/6")["stub"] is True


def test_explore_counts_and_shows_neighbours_by_category(small: Server) -> None:
    explored = small.ask("/api/explore/artist/1")
    counts = {(c["type"], c["direction"], c["label"]): c["count"] for c in explored["categories"]}
    assert counts == {("BY", "in", "Release"): 2, ("BY", "in", "Master"): 1, ("ALIAS_OF", "out", "Artist"): 1}


def test_explore_gives_the_page_of_the_category_that_is_asked_for(small: Server) -> None:
    page = small.ask("/api/explore/artist/1", type="by", direction="in", label="release", limit=1, offset=1)
    (category,) = page["categories"]
    assert (category["count"], [n["id"] for n in category["neighbors"]]) == (2, [101])


def test_credits_have_their_role(small: Server) -> None:
    explored = small.ask("/api/explore/person/" + quote("Björk"), type="CREDITED_ON")
    assert {n["role"] for n in explored["categories"][0]["neighbors"]} == {"Vocals", "Remix"}


def test_trends_count_releases_by_year(small: Server) -> None:
    trends = small.ask("/api/trends/artist/1")
    assert trends["years"] == [{"year": 1999, "count": 1}, {"year": 2001, "count": 1}]
    assert trends["total"] == 2


def test_a_path_leads_from_one_end_to_the_other(small: Server) -> None:
    path = small.ask("/api/path", **{"from": "artist:1", "to": "label:Svek"})
    assert (path["found"], path["length"]) == (True, 2)
    assert (path["nodes"][0], path["nodes"][-1]) == (ARTIST, SVEK)
    assert path["steps"] == [{"type": "BY", "direction": "in"}, {"type": "ON", "direction": "out"}]


def test_where_no_path_is_the_answer_says_so(small: Server) -> None:
    path = small.ask("/api/path", **{"from": "artist:1", "to": "artist:2", "types": "ON"})
    assert (path["found"], path["length"], path["nodes"], path["steps"]) == (False, None, [], [])
    assert small.ask("/api/path", **{"from": "artist:1", "to": "label:Svek", "max_depth": 1})["found"] is False


def test_explore_trends_and_path_are_what_the_commands_answer(generated: Server, music: Path) -> None:
    artists = [hit["id"] for hit in generated.ask("/api/search", q="the", type="artist", limit=5)["hits"]]
    for own in artists:
        expected = ask("explore", music, "artist", own, "--limit", 7)
        assert generated.ask(f"/api/explore/artist/{own}", limit=7)["categories"] == expected["relationships"]
        years = generated.ask(f"/api/trends/artist/{own}")["years"]
        told = ask("trends", music, "artist", own)["years"]
        assert {str(year["year"]): year["count"] for year in years} == told
    ends = {"from": f"artist:{artists[0]}", "to": f"artist:{artists[1]}", "types": "all"}
    expected = ask("path", music, ends["from"], ends["to"], "--types", "all")
    found = generated.ask("/api/path", **ends)
    assert (found["nodes"], found["steps"]) == (expected["nodes"], expected["steps"])


# --- music -----------------------------------------------------------------------------------------------------------


def test_similar_artists_come_best_first_with_the_parts_of_their_score(generated: Server) -> None:
    artist = generated.ask("/api/search", q="the", type="artist", limit=1)["hits"][0]
    answer = generated.ask(f"/api/similar/artist/{artist['id']}", limit=30)
    weights = answer["weights"]
    assert sum(weights.values()) == pytest.approx(1)
    scores = [one["score"] for one in answer["similar"]]
    assert scores == sorted(scores, reverse=True) and len(scores) == 30
    for one in answer["similar"]:
        assert one["score"] == pytest.approx(sum(weights[part] * one[part] for part in weights))
        assert one["id"] != artist["id"]


def test_collaborators_share_releases(generated: Server) -> None:
    compared = 0
    for hit in generated.ask("/api/search", q="the", type="artist", limit=40)["hits"]:
        answer = generated.ask(f"/api/collaborators/artist/{hit['id']}", limit=200)
        assert len(answer["collaborators"]) == min(200, answer["total"])
        for other in answer["collaborators"][:3]:
            back = generated.ask(f"/api/collaborators/artist/{other['id']}", limit=200)
            own = [one["releases"] for one in back["collaborators"] if one["id"] == hit["id"]]
            if back["total"] <= 200:  # all of them are shown
                assert own == [other["releases"]]
                compared += 1
    assert compared > 0


def test_label_dna_has_shares_of_the_labels_releases(small: Server) -> None:
    dna = small.ask("/api/label-dna/5")
    assert (dna["label"], dna["releases"], dna["artists"]) == (SVEK, 2, 1)
    assert dna["genres"] == [{"name": "Electronic", "count": 1, "share": 0.5}]
    assert dna["decades"] == [
        {"decade": 1990, "count": 1, "share": 0.5},
        {"decade": 2000, "count": 1, "share": 0.5},
    ]
    assert {one["name"] for one in dna["formats"]} == {"Vinyl", "CD"}


def test_the_genre_tree_has_the_styles_inside_each_genre(small: Server) -> None:
    (electronic,) = small.ask("/api/genre-tree")["genres"]
    assert (electronic["name"], electronic["releases"]) == ("Electronic", 1)
    assert [(style["name"], style["releases"]) for style in electronic["styles"]] == [("Techno", 1)]


def test_stats_are_those_of_info(generated: Server, music: Path) -> None:
    expected = ask("info", music)
    stats = generated.ask("/api/stats")
    assert stats["nodes"] == expected["nodes"] and stats["relationships"] == expected["relationships"]


# --- operation -------------------------------------------------------------------------------------------------------


def test_health_tells_epoch_and_age(small: Server) -> None:
    health = small.ask("/health")
    assert (health["status"], health["epoch"]) == ("ok", 1)
    assert 0 <= health["age_seconds"] < 3600


def test_metrics_count_requests_errors_and_times_by_route(small: Server) -> None:
    def value(line: str) -> float:
        text = small.get("/metrics").body.decode()
        found = [row.rsplit(" ", 1)[1] for row in text.splitlines() if row.startswith(line + " ")]
        return float(found[0]) if found else 0

    counter = 'discography_requests_total{route="/api/trends/{label}/{id}",code="%d"}'
    times = 'discography_request_seconds_count{route="/api/trends/{label}/{id}"}'
    good, bad, timed = value(counter % 200), value(counter % 404), value(times)
    small.ask("/api/trends/artist/1")
    small.refused("/api/trends/artist/999999", 404)
    assert (value(counter % 200), value(counter % 404), value(times)) == (good + 1, bad + 1, timed + 2)
    assert value("discography_snapshot_epoch") == 1


def test_every_sample_of_the_metrics_belongs_to_a_type(small: Server) -> None:
    types: dict[str, str] = {}
    for line in small.get("/metrics").body.decode().splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name not in types
            types[name] = kind
        elif not line.startswith("#"):
            name = line.split("{")[0].split(" ")[0]
            base = name if name in types else name.rsplit("_", 1)[0]
            assert base in types, line
            float(line.rsplit(" ", 1)[1])


# --- what describes it -----------------------------------------------------------------------------------------------

EXAMPLES = {
    "/api/search": "/api/search?q=the&type=artist,release&limit=5",
    "/api/autocomplete": "/api/autocomplete?q=th",
    "/api/node/{label}/{id}": "/api/node/release/{release}",
    "/api/explore/{label}/{id}": "/api/explore/artist/{artist}",
    "/api/path": "/api/path?from=artist:{artist}&to=label:{label}",
    "/api/trends/{label}/{id}": "/api/trends/label/{label}",
    "/api/similar/artist/{id}": "/api/similar/artist/{artist}",
    "/api/collaborators/artist/{id}": "/api/collaborators/artist/{artist}",
    "/api/label-dna/{id}": "/api/label-dna/{label}",
    "/api/genre-tree": "/api/genre-tree",
    "/api/stats": "/api/stats",
    "/health": "/health",
    "/metrics": "/metrics",
}


def schema_of(path: str, status: int, media: str) -> Any:
    content = OPENAPI["paths"][path]["get"]["responses"][str(status)]["content"]
    return {**content[media]["schema"], "components": OPENAPI["components"]}


def popular(server: Server, label: str) -> str:
    return str(server.ask("/api/autocomplete", q="a", type=label)["hits"][0]["id"])


def test_the_description_is_served_and_names_every_route(generated: Server) -> None:
    assert generated.get("/openapi.json").json == OPENAPI
    assert set(OPENAPI["paths"]) == set(EXAMPLES)
    unknown = generated.refused("/nowhere", 404)["detail"]
    assert all(path in unknown for path in OPENAPI["paths"])


@pytest.mark.parametrize("path", EXAMPLES)
def test_answers_are_as_described(generated: Server, path: str) -> None:
    names = {label: popular(generated, label) for label in ("artist", "label", "release")}
    answer = generated.get(EXAMPLES[path].format(**names))
    assert answer.status == 200
    schema = schema_of(path, 200, answer.fields["content-type"])
    jsonschema.validate(answer.body.decode() if path == "/metrics" else answer.json, schema, Draft202012Validator)


@pytest.mark.parametrize("path", [path for path in EXAMPLES if OPENAPI["paths"][path]["get"]["parameters"]])
def test_parameters_are_as_described(generated: Server, path: str) -> None:
    names = {label: popular(generated, label) for label in ("artist", "label", "release")}
    url = EXAMPLES[path].format(**names)
    joint = "&" if "?" in url else "?"
    for parameter in OPENAPI["paths"][path]["get"]["parameters"]:
        kind = parameter["schema"]
        if parameter["in"] != "query" or kind.get("type") != "integer" or f"{parameter['name']}=" in url:
            continue
        for good in (kind["minimum"], kind["maximum"], kind["default"]):
            assert generated.get(f"{url}{joint}{parameter['name']}={good}").status == 200
        for bad in (kind["minimum"] - 1, kind["maximum"] + 1, "x", ""):
            problem = generated.refused(f"{url}{joint}{parameter['name']}={bad}", 400)
            assert problem["parameter"] == parameter["name"]
            jsonschema.validate(problem, schema_of(path, 400, "application/problem+json"), Draft202012Validator)


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_may_load_from_nowhere_else(small: Server) -> None:
    page = small.get("/")
    assert (page.status, page.fields["content-type"]) == (200, "text/html; charset=utf-8")
    policy = page.fields["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "http" not in policy
    assert page.fields["x-content-type-options"] == "nosniff"
    assert page.fields["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("name", ["d3.min.js", "chart.min.js"])
def test_libraries_of_the_page_are_part_of_the_program(small: Server, name: str) -> None:
    plain, under_static = small.get(f"/{name}"), small.get(f"/static/{name}")
    assert plain.status == 200 and plain.body == under_static.body and len(plain.body) > 10_000
    assert plain.fields["content-type"].startswith("text/javascript")
