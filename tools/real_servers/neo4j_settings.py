"""What is written into the home of a Neo4j before it starts, and how its process is called."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from real_servers import certificates

USER = "neo4j"
HEAP = ["-Xms256m", "-Xmx1g", "-XX:+UseSerialGC"]
FAST_HEAP = ["-Xms1g", "-Xmx3g", "-XX:+UseParallelGC"]
QUICK_COMPILER = "-XX:TieredStopAtLevel=1"  # half the CPU of a start; slower ever after
OPENED = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")
MAIN = "org.neo4j.server.CommunityEntryPoint"

# Small transaction logs: else a fresh home has over 500 MB.
ALWAYS = """server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.usage_report.enabled=false
server.memory.pagecache.size={page_cache}
db.tx_log.preallocate=false
db.tx_log.rotation.size=4m
dbms.security.auth_enabled={auth}
"""
TLS = """server.bolt.tls_level=REQUIRED
dbms.ssl.policy.bolt.enabled=true
dbms.ssl.policy.bolt.base_directory=certificates/bolt
dbms.ssl.policy.bolt.private_key=private.key
dbms.ssl.policy.bolt.public_certificate=public.crt
dbms.ssl.policy.bolt.client_auth={client_auth}
"""
CERTIFICATES = "certificates/bolt"


@dataclass(frozen=True)
class Doors:
    """Who may come in, and how."""

    auth: bool = False
    tls: bool = False
    client_certificate: bool = False


def write(home: Path, port: int, doors: Doors, *, fast: bool = False) -> None:
    (home / "conf").mkdir(parents=True, exist_ok=True)
    auth, page_cache = "true" if doors.auth else "false", "1g" if fast else "64m"
    text = ALWAYS.format(port=port, auth=auth, page_cache=page_cache)
    if doors.tls:
        text += TLS.format(client_auth="REQUIRE" if doors.client_certificate else "NONE")
    (home / "conf" / "neo4j.conf").write_text(text)


def write_password(home: Path) -> str:
    """One that nobody has guessed, in the file that a first start reads."""
    password = secrets.token_urlsafe(12)
    file = home / "data" / "dbms" / "auth.ini"
    file.parent.mkdir(parents=True)
    file.touch(mode=0o600)
    file.write_text(credential(password, os.urandom(32)))
    return password


def credential(password: str, salt: bytes, rounds: int = 1024) -> str:
    digest = salt + password.encode()
    for _ in range(rounds):
        digest = hashlib.sha256(digest).digest()
    return f"{USER}:SHA-256,{digest.hex()},{salt.hex()},{rounds}:\n"


def write_certificates(home: Path) -> Path:
    """The authority's."""
    return certificates.make(home / CERTIFICATES).authority


def write_client_certificate(home: Path) -> tuple[Path, Path]:
    """One that the server trusts, and its key."""
    folder = home / CERTIFICATES
    (folder / "trusted").mkdir()
    shutil.copy(folder / "ca.crt", folder / "trusted")
    return certificates.make_client(folder, "client")


def command(home: Path, class_path: str, *more: str, fast: bool = False) -> list[str]:
    flags = FAST_HEAP if fast else [*HEAP, QUICK_COMPILER]
    opened = [f"--add-opens={package}=ALL-UNNAMED" for package in OPENED]
    folders = [f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    return ["java", *flags, *more, *opened, "-cp", class_path, MAIN, *folders, "--console-mode"]
