"""What is written for a PostgreSQL and its pooler before they start, and who may come in by which way."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

ADMIN = "admin"
DATABASE = "test"
EXTENSIONS = ("hstore", "citext", "ltree", "cube", "seg", "isn")

SERVER = """listen_addresses = '127.0.0.1'
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
timezone = 'UTC'
lc_messages = 'C'
"""
TLS = """ssl = on
ssl_cert_file = 'server.crt'
ssl_key_file = 'server.key'
ssl_ca_file = 'ca.crt'
"""
# Else a big table's scan begins where another one was, and a plan depends on the day.
FAST = """shared_buffers = 2GB
synchronize_seqscans = off
max_parallel_workers_per_gather = 0
jit = off
max_wal_size = 8GB
wal_level = minimal
max_wal_senders = 0
"""


@dataclass(frozen=True)
class Role:
    name: str
    method: str  # the line of pg_hba.conf that lets it in over TCP
    rule: str | None = None  # None: the last line of all
    needs_tls: bool = False


# The first line that matches decides, so each way in has a role of its own.
ROLES = (
    Role(ADMIN, "scram-sha-256"),
    Role("trusted", "trust", "host    all trusted   127.0.0.1/32 trust"),
    Role("scramuser", "scram-sha-256"),
    Role("md5user", "md5", "host    all md5user   127.0.0.1/32 md5"),
    Role("clearuser", "password", "host    all clearuser 127.0.0.1/32 password"),
    Role("certuser", "cert", "hostssl all certuser  127.0.0.1/32 cert", needs_tls=True),
    Role("tlsuser", "scram-sha-256, over TLS only", "hostssl all tlsuser   127.0.0.1/32 scram-sha-256", needs_tls=True),
    Role("plainuser", "scram-sha-256, without TLS only", "hostnossl all plainuser 127.0.0.1/32 scram-sha-256"),
)
FIRST_RULE = "local   all all                    trust"
REJECTED = "host    all certuser,tlsuser,plainuser 127.0.0.1/32 reject"
LAST_RULE = "host    all all       127.0.0.1/32 scram-sha-256"

POOLER = """[databases]
* = host={sockets} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {pooler_port}
unix_socket_dir = {sockets}
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = 10
max_client_conn = 500
server_login_retry = 1
ignore_startup_parameters = extra_float_digits,search_path,application_name
pidfile = {folder}/pgbouncer.pid
"""
POOLER_TLS = """client_tls_sslmode = allow
client_tls_key_file = {data}/server.key
client_tls_cert_file = {data}/server.crt
client_tls_ca_file = {data}/ca.crt
"""


def roles(tls: bool) -> tuple[Role, ...]:
    return tuple(role for role in ROLES if tls or not role.needs_tls)


def passwords(tls: bool) -> dict[str, str]:
    """Of their own for each instance: nobody has guessed them."""
    return {role.name: secrets.token_urlsafe(12) for role in roles(tls)}


def server(port: int, sockets: Path, *, tls: bool, fast: bool) -> str:
    own = f"port = {port}\nunix_socket_directories = '{sockets}'\n"
    return own + SERVER + (TLS if tls else "") + (FAST if fast else "")


def rules(tls: bool) -> str:
    """pg_hba.conf."""
    own = [role.rule for role in roles(tls) if role.rule]
    return "\n".join([FIRST_RULE, *own, REJECTED, LAST_RULE, ""])


def pooler(port: int, pooler_port: int, place: Path, *, tls: bool) -> str:
    text = POOLER + (POOLER_TLS if tls else "")
    names = {"sockets": place / "sockets", "folder": place / "pooler", "data": place / "data"}
    return text.format(port=port, pooler_port=pooler_port, **names)


def set_up(words: dict[str, str]) -> str:
    """The SQL, run by the superuser, that makes the roles and the database."""
    lines = ["SET client_min_messages = error;"]
    for name, password in words.items():
        if name != ADMIN:
            lines.append(f"SET password_encryption = '{'md5' if name == 'md5user' else 'scram-sha-256'}';")
            lines.append(f"CREATE ROLE {name} LOGIN PASSWORD '{password}';")
    lines += [f"CREATE DATABASE {DATABASE};", f"\\connect {DATABASE}", f"GRANT ALL ON DATABASE {DATABASE} TO PUBLIC;"]
    lines += ["GRANT ALL ON SCHEMA public TO PUBLIC;", "GRANT pg_checkpoint TO trusted;"]
    return "\n".join(lines)


def extend(extensions: tuple[str, ...]) -> str:
    return "".join(f"CREATE EXTENSION {name};\n" for name in extensions)


POOLER_USERS = """SELECT format('"%s" "%s"', rolname, rolpassword) FROM pg_authid WHERE rolpassword LIKE 'SCRAM%'"""
