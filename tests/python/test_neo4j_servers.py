"""The real Neo4j that other tests use: it answers the official driver, without auth, with it, and under TLS."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import neo4j
import pytest

from conftest import ROOT
from real_servers.instance import Instance

pytestmark = pytest.mark.server
ARGUMENT = {"text": "grüße", "numbers": [1, 2**40, -1.5], "none": None, "map": {"deep": [True]}}


def echo(driver: neo4j.Driver, value: object) -> object:
    return driver.execute_query("RETURN $value AS value", value=value).records[0]["value"]


def verify(uri: str, **options: Any) -> None:
    with neo4j.GraphDatabase.driver(uri, **options) as driver:
        driver.verify_connectivity()


def test_it_answers_with_what_was_sent(neo4j_server: Instance) -> None:
    with neo4j.GraphDatabase.driver(neo4j_server.uri) as driver:
        assert echo(driver, ARGUMENT) == ARGUMENT
        assert driver.get_server_info().agent == "Neo4j/5.26.30"
        assert driver.get_server_info().protocol_version == (5, 8)


def test_it_makes_nodes_and_hands_them_out(neo4j_server: Instance) -> None:
    query = "CREATE (n:ServersTest {name: 'Ann'})-[r:KNOWS]->(:ServersTest) RETURN n, r"
    with (
        neo4j.GraphDatabase.driver(neo4j_server.uri) as driver,
        driver.session() as session,
        session.begin_transaction() as rolled_back,
    ):
        node, relation = rolled_back.run(query).single(strict=True)
    assert (node.labels, dict(node), relation.type) == ({"ServersTest"}, {"name": "Ann"}, "KNOWS")


def test_routing_leads_back_to_it(neo4j_server: Instance) -> None:
    with neo4j.GraphDatabase.driver(neo4j_server.uri.replace("bolt", "neo4j")) as driver:
        assert echo(driver, 7) == 7


def test_a_wrong_password_is_refused_and_the_right_one_is_not(neo4j_auth_server: Instance) -> None:
    wrong = ("neo4j", "wrong password")
    with pytest.raises(neo4j.exceptions.AuthError):
        verify(neo4j_auth_server.uri, auth=wrong)
    with neo4j.GraphDatabase.driver(neo4j_auth_server.uri, auth=neo4j_auth_server.auth) as driver:
        assert echo(driver, ARGUMENT) == ARGUMENT


def test_its_certificate_holds_for_whoever_trusts_its_authority(neo4j_tls_server: Instance) -> None:
    assert neo4j_tls_server.ca is not None
    trusted = neo4j.TrustCustomCAs(str(neo4j_tls_server.ca))
    for host in ("localhost", "127.0.0.1"):
        uri = f"bolt://{host}:{neo4j_tls_server.port}"
        with neo4j.GraphDatabase.driver(uri, encrypted=True, trusted_certificates=trusted) as driver:
            assert echo(driver, ARGUMENT) == ARGUMENT


def test_tls_is_required_and_its_uri_does_that(neo4j_tls_server: Instance) -> None:
    verify(neo4j_tls_server.uri)
    with pytest.raises(neo4j.exceptions.ServiceUnavailable):
        verify(neo4j_tls_server.uri.replace("bolt+ssc", "bolt"))


def test_the_command_finds_the_one_that_runs(neo4j_server: Instance) -> None:
    command = [sys.executable, str(Path(ROOT) / "tools/servers"), "neo4j", "status"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f"plain: {neo4j_server.uri}, pid {neo4j_server.pid}" in said
    assert "in use by tests" in said
