"""`discography serve`: what it refuses, how, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from discography_runs import assert_fails, needs_program, run
from discography_server import Server, ingest_small, problem_of

pytestmark = needs_program


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ingest_small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def server(music: Path) -> Iterator[Server]:
    with Server(music) as running:
        yield running


# --- parameters ------------------------------------------------------------------------------------------------------

BAD = [
    ("/api/search", "q"),
    ("/api/search?q=", "q"),
    ("/api/search?q=+", "q"),
    ("/api/search?q=a&limit=101", "limit"),
    ("/api/search?q=a&limit=-1", "limit"),
    ("/api/search?q=a&limit=1.5", "limit"),
    ("/api/search?q=a&limit=99999999999999999999", "limit"),
    ("/api/search?q=a&offset=10001", "offset"),
    ("/api/search?q=a&type=Artist", "type"),
    ("/api/search?q=a&type=band", "type"),
    ("/api/search?q=a&type=", "type"),
    ("/api/search?q=a&q=b", "q"),
    ("/api/search?q=a&limits=3", "limits"),
    ("/api/search?q=" + "a" * 257, "q"),
    ("/api/autocomplete?q=a&limit=0", "limit"),
    ("/api/node/artist/1?deep=1", "deep"),
    ("/api/explore/artist/1?limit=201", "limit"),
    ("/api/explore/artist/1?type=NEAR", "type"),
    ("/api/explore/artist/1?direction=both", "direction"),
    ("/api/explore/artist/1?label=band", "label"),
    ("/api/node/artist/" + "1" * 257, "id"),
    ("/api/path?from=artist:1", "to"),
    ("/api/path?to=artist:1", "from"),
    ("/api/path?from=artist:1&to=artist:3&max_depth=0", "max_depth"),
    ("/api/path?from=artist:1&to=artist:3&max_depth=11", "max_depth"),
    ("/api/path?from=artist:1&to=artist:3&types=NEAR", "types"),
    ("/api/path?from=artist:1&to=artist:3&types=", "types"),
    ("/api/similar/artist/1?limit=0", "limit"),
    ("/api/collaborators/artist/1?offset=x", "offset"),
    ("/api/stats?x=1", "x"),
    ("/health?x=1", "x"),
]


@pytest.mark.parametrize(("target", "parameter"), BAD)
def test_a_wrong_parameter_is_named_with_what_it_may_be(server: Server, target: str, parameter: str) -> None:
    problem = server.refused(target, 400)
    assert problem["parameter"] == parameter
    assert "expected" in problem["detail"]


@pytest.mark.parametrize("target", ["/api/search?q=%", "/api/search?q=%4", "/api/search?q=%zz", "/api/node/artist/%g1"])
def test_bad_percent_encoding_is_refused(server: Server, target: str) -> None:
    assert "%" in server.refused(target, 400)["detail"]


@pytest.mark.parametrize("bytes_", ["%FF", "%C3", "%C0%AF", "%ED%A0%80"])
def test_what_is_no_utf8_is_refused(server: Server, bytes_: str) -> None:
    assert "UTF-8" in server.refused(f"/api/search?q={bytes_}", 400)["detail"]
    assert "UTF-8" in server.refused(f"/api/node/artist/{bytes_}", 400)["detail"]


@pytest.mark.parametrize(
    "target",
    [
        "/api/node/artist/999999",
        "/api/node/artist/nobody",
        "/api/explore/release/1",
        "/api/trends/genre/Polka",
        "/api/similar/artist/999999",
        "/api/collaborators/artist/999999",
        "/api/label-dna/999999",
        "/api/path?from=artist:999999&to=artist:1",
        "/api/path?from=artist:1&to=nobody+at+all",
        "/api/node/band/1",
        "/api/node/Artist/1",
        "/api/node/artist",
        "/api/node/artist/1/more",
        "/api/node/artist/",
        "/api",
        "/api/",
        "/api/unknown",
        "/static/../openapi.json",
        "/nowhere.html",
    ],
)
def test_what_is_not_there_is_404(server: Server, target: str) -> None:
    assert "expected" in server.refused(target, 404)["detail"]


def test_a_name_that_is_near_is_suggested(server: Server) -> None:
    assert "The Persuader" in server.refused("/api/node/artist/The+Pers".replace("+", "%20"), 404)["detail"]


def test_a_target_beyond_all_use_is_414(server: Server) -> None:
    assert "4096" in server.refused("/api/search?q=" + "a" * 5000, 414)["detail"]


# --- methods ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_405_and_the_right_ones_are_named(server: Server, method: str) -> None:
    answer = server.get("/api/stats", method=method)
    problem_of(answer, 405)
    assert answer.fields["allow"] == "GET, HEAD"


@pytest.mark.parametrize("target", ["/api/stats", "/api/node/artist/1", "/api/search", "/nowhere", "/d3.min.js"])
def test_head_says_what_get_would_without_a_body(server: Server, target: str) -> None:
    got, head = server.get(target), server.get(target, method="HEAD")
    assert (head.status, head.body) == (got.status, b"")
    for name in ("content-length", "content-type"):
        assert head.fields[name] == got.fields[name]


# --- tokens ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def guarded(music: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    token = tmp_path_factory.mktemp("token") / "token"
    token.write_text("let me in\n")
    with Server(music, "--token-file", token) as running:
        yield running


@pytest.mark.parametrize("target", ["/api/stats", "/api/node/artist/1", "/metrics"])
def test_data_is_given_to_those_who_have_the_token(guarded: Server, target: str) -> None:
    assert guarded.get(target, headers={"Authorization": "Bearer let me in"}).status == 200
    assert guarded.get(target, headers={"authorization": "bearer let me in"}).status == 200


@pytest.mark.parametrize(
    "headers",
    [{}, *({"Authorization": text} for text in ("let me in", "Bearer let me", "Bearer", "Bearer ", "Basic bGV0"))],
)
def test_others_are_asked_for_it(guarded: Server, headers: dict[str, str]) -> None:
    answer = guarded.get("/api/stats", headers=headers)
    problem_of(answer, 401)
    assert answer.fields["www-authenticate"] == "Bearer"


def test_what_holds_no_data_is_open(guarded: Server) -> None:
    for target in ("/health", "/openapi.json", "/d3.min.js"):
        assert guarded.get(target).status == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_a_public_address_wants_a_token_or_the_word_for_it(music: Path, host: str) -> None:
    assert_fails(run("serve", music, "--host", host, "--port", 0), "--token-file", "--insecure-public")


# --- starting --------------------------------------------------------------------------------------------------------


def test_a_directory_without_a_snapshot_is_an_error_that_names_it(tmp_path: Path) -> None:
    assert_fails(run("serve", tmp_path, "--port", 0), str(tmp_path / "graph.snapshot"))


def test_a_port_that_is_taken_is_an_error_that_names_it(server: Server, music: Path) -> None:
    assert_fails(run("serve", music, "--port", server.port), str(server.port))


@pytest.mark.parametrize("text", ["", "\n", "one\ntwo\n", "one\0two"])
def test_a_file_that_holds_no_token_is_an_error(music: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "token").write_text(text)
    done = run("serve", music, "--port", 0, "--token-file", tmp_path / "token")
    assert_fails(done, f"{tmp_path / 'token'}: expected a token")


def test_a_host_that_is_no_address_is_an_error(music: Path) -> None:
    assert_fails(run("serve", music, "--port", 0, "--host", "example.org"), "example.org")
