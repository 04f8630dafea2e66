"""The real PostgreSQL that other tests use: who may come in by which way, and what is there."""

from __future__ import annotations

import signal
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from postgres_servers import PostgresServer
from real_servers import launch, postgres, postgres_settings
from real_servers.errors import ServerError
from real_servers.instance import from_json
from real_servers.launch import free_port
from real_servers.slots import private

pytestmark = pytest.mark.server
WHO = "SELECT current_user, (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid())"


def who(server: PostgresServer, role: str, **parameters: object) -> str:
    """role|whether it is over TLS, or why it was refused."""
    ended = server.psql(server.dsn(role, **parameters), WHO)
    return (ended.stdout if ended.returncode == 0 else ended.stderr).strip()


@pytest.mark.parametrize("role", ["admin", "scramuser", "md5user", "clearuser"])
@pytest.mark.parametrize(("mode", "tls"), [("disable", "f"), ("require", "t"), ("prefer", "t"), ("allow", "f")])
def test_a_password_lets_in_with_and_without_tls(
    postgres_server: PostgresServer, role: str, mode: str, tls: str
) -> None:
    assert who(postgres_server, role, sslmode=mode) == f"{role}|{tls}"


@pytest.mark.parametrize("role", ["admin", "scramuser", "md5user", "clearuser"])
def test_a_wrong_password_does_not(postgres_server: PostgresServer, role: str) -> None:
    assert "password authentication failed" in who(postgres_server, role, password="wrong")


@pytest.mark.parametrize(("role", "code"), [("scramuser", 10), ("md5user", 5), ("clearuser", 3), ("trusted", 0)])
def test_each_role_is_asked_in_its_way(postgres_server: PostgresServer, role: str, code: int) -> None:
    words = f"user\0{role}\0database\0test\0\0".encode()
    with socket.create_connection((postgres_server.host, postgres_server.port), timeout=30) as peer:
        peer.sendall(struct.pack("!II", len(words) + 8, 3 << 16) + words)
        kind, _, asked = struct.unpack("!cII", peer.recv(9, socket.MSG_WAITALL))
    assert (kind, asked) == (b"R", code)


def test_its_certificate_holds_for_whoever_trusts_its_authority(postgres_server: PostgresServer) -> None:
    for host in ("localhost", "127.0.0.1"):
        trusting = {"host": host, "sslmode": "verify-full", "sslrootcert": postgres_server.ca}
        assert who(postgres_server, "scramuser", channel_binding="require", **trusting) == "scramuser|t"


def test_certuser_needs_its_certificate(postgres_server: PostgresServer) -> None:
    assert who(postgres_server, "certuser", **postgres_server.certificate(), sslmode="require") == "certuser|t"
    assert "requires a valid client certificate" in who(postgres_server, "certuser", sslmode="require")
    assert "rejects connection" in who(postgres_server, "certuser", sslmode="disable")


@pytest.mark.parametrize(("role", "mode", "tls"), [("tlsuser", "allow", "t"), ("plainuser", "prefer", "f")])
def test_roles_that_make_a_client_try_the_other_way(
    postgres_server: PostgresServer, role: str, mode: str, tls: str
) -> None:
    assert who(postgres_server, role, sslmode=mode) == f"{role}|{tls}"
    refused = "disable" if tls == "t" else "require"
    assert "rejects connection" in who(postgres_server, role, sslmode=refused)


def test_over_the_socket_nobody_is_asked(postgres_server: PostgresServer) -> None:
    for role in postgres_server.roles:
        assert postgres_server.sql("SELECT current_user", role) == role
    assert len(f"{postgres_server.socket_folder}/.s.PGSQL.65535") <= 107


def test_the_pooler_lends_a_backend_for_a_transaction(postgres_server: PostgresServer) -> None:
    server = postgres_server
    through = server.dsn("scramuser", port=server.pooler_port)
    assert server.psql(through, "SELECT current_user, inet_client_addr() IS NULL").stdout == "scramuser|t\n"
    options = server.psql(f"{through} options='-c geqo=off'", "SELECT 1")
    assert "unsupported startup parameter: options" in options.stderr


def test_the_pooler_speaks_tls(postgres_server: PostgresServer) -> None:
    trusting = {"port": postgres_server.pooler_port, "sslmode": "verify-full", "sslrootcert": postgres_server.ca}
    assert postgres_server.psql(postgres_server.dsn("scramuser", **trusting), "SELECT 7").stdout == "7\n"


def test_extensions_are_there_and_every_role_may_make_tables(postgres_server: PostgresServer) -> None:
    there = postgres_server.sql("SELECT extname FROM pg_extension").split()
    assert {"hstore", "citext", "ltree", "cube", "seg", "isn"} <= set(there)
    made = "CREATE TABLE servers_test (h hstore, s seg, i isbn); DROP TABLE servers_test; SELECT 'a=>1'::hstore -> 'a'"
    assert postgres_server.sql(made, "clearuser") == "1"


def test_the_newest_has_pgvector(postgres_newest_server: PostgresServer) -> None:
    assert postgres_newest_server.version.startswith("18.")
    wire = postgres_newest_server.sql("SELECT encode(vector_send('[1,2.5,-3]'), 'hex'), 'a=>1'::hstore")
    assert wire == '000300003f80000040200000c0400000|"a"=>"1"'
    assert who(postgres_newest_server, "scramuser") == "scramuser|f"


def test_direct_tls_needs_no_question_first(postgres_direct_tls_server: PostgresServer) -> None:
    direct = {"sslnegotiation": "direct", "sslmode": "verify-full", "sslrootcert": postgres_direct_tls_server.ca}
    assert postgres_direct_tls_server.version.startswith("17.")
    assert who(postgres_direct_tls_server, "scramuser", **direct) == "scramuser|t"


def test_a_killed_backend_ends_the_connections_of_all_and_the_server_recovers(
    postgres_private_server: PostgresServer,
) -> None:
    server = postgres_private_server
    asked = [server.instance.more["psql"], "-XqAtw", "-d", server.dsn()]
    with subprocess.Popen(asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as session:
        assert session.stdin is not None and session.stdout is not None
        session.stdin.write(b"SELECT pg_backend_pid();\n")
        session.stdin.flush()
        server.kill_backend(int(session.stdout.readline()))
        _, errors = session.communicate(b"SELECT 1;\n", timeout=30)
    assert session.returncode == 2  # psql's: the connection was lost
    assert b"connection" in errors
    server.wait_until_ready()
    assert "was terminated by signal 9" in server.log.read_text()


@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGQUIT])
def test_it_can_be_ended_and_started_again_with_its_data(
    postgres_private_server: PostgresServer, with_signal: int
) -> None:
    server = postgres_private_server
    server.sql("CREATE TABLE kept AS SELECT 7 AS seven; CHECKPOINT")
    server.end(with_signal)
    assert server.psql(server.dsn(), "SELECT 1").returncode != 0
    server.start_again()
    assert server.sql("SELECT seven FROM kept") == "7"
    assert server.psql(server.dsn(port=server.pooler_port), "SELECT seven FROM kept").stdout == "7\n"


def test_it_can_be_a_standby_for_a_while(postgres_private_server: PostgresServer) -> None:
    server = postgres_private_server
    server.end()
    server.start_again(standby=True)
    assert server.sql("SELECT current_setting('in_hot_standby'), pg_is_in_recovery()") == "on|t"
    assert "read-only transaction" in server.psql(server.dsn(), "CREATE TABLE refused ()").stderr
    server.end()
    server.start_again()
    assert server.sql("SELECT current_setting('in_hot_standby')") == "off"


def test_a_port_that_is_taken_meanwhile_is_not_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the server and of its pooler, once each."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        taken_port = taken.getsockname()[1]
        ports = iter([taken_port, free_port(), taken_port, free_port()])
        monkeypatch.setattr(launch, "free_port", lambda: next(ports))
        with private("postgres") as instance:
            assert taken_port not in (instance.port, instance.more["pooler_port"])
    assert next(ports, None) is None


def test_a_server_that_cannot_start_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(Path(postgres.PLACES).glob("wirespeed-postgres-*"))
    monkeypatch.setattr(postgres_settings, "POOLER_TLS", "no_such_setting = 1\n")
    with pytest.raises(ServerError, match="no_such_setting"), private("postgres"):
        pass
    assert set(Path(postgres.PLACES).glob("wirespeed-postgres-*")) <= before


def test_the_command_finds_the_one_that_runs(postgres_server: PostgresServer) -> None:
    command = [sys.executable, str(Path(ROOT) / "tools/servers"), "postgres"]
    said = subprocess.run([*command, "status"], capture_output=True, text=True, check=True).stdout
    assert f"plain: {postgres_server.instance.uri}, pid {postgres_server.instance.pid}" in said
    assert not any(postgres_server.password(role) in said for role in postgres_server.roles)


def test_neither_its_uri_nor_its_repr_has_a_password(postgres_server: PostgresServer) -> None:
    text = repr(postgres_server.instance)
    assert from_json(postgres_server.instance.as_json()) == postgres_server.instance
    assert not any(postgres_server.password(role) in text for role in postgres_server.roles)
