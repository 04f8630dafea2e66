"""Neo4j as a kind of server."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import ClassVar

from real_servers import neo4j_artifacts, neo4j_settings
from real_servers.errors import ServerError
from real_servers.instance import Instance, began
from real_servers.launch import free_port, launch
from real_servers.neo4j_archive import READY, START_SECONDS, archive

ATTEMPTS = 3  # a port that was free may be taken before the server has it


class Neo4j:
    kind = "neo4j"
    about = "Neo4j Community 5.26: without auth unless --auth is given, without TLS unless --tls is"
    options: ClassVar[dict[str, str]] = {
        "auth": "with basic authentication: user neo4j and a password of its own",
        "tls": "TLS required, with a certificate authority of its own",
        "mtls": "the same, and clients need a certificate from that authority",
        "fast": "compilers at their best and 4 GB, for measurements; else the start is quick and the server slower",
    }
    choices: ClassVar[dict[str, tuple[str, ...]]] = {}

    def digest(self) -> str:
        """Instances of other settings are others."""
        commands = [part for fast in (False, True) for part in neo4j_settings.command(Path("home"), "", fast=fast)]
        texts = [neo4j_artifacts.POM, neo4j_settings.ALWAYS, neo4j_settings.TLS, *commands]
        return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:8]

    def prepare(self, options: frozenset[str]) -> None:
        archive(neo4j_artifacts.class_path())

    def start(self, home: Path, options: frozenset[str]) -> Instance:
        class_path = neo4j_artifacts.class_path()
        fast, classes = "fast" in options, archive(class_path)
        shared = [] if classes is None else [f"-XX:SharedArchiveFile={classes}"]
        doors = neo4j_settings.Doors("auth" in options, bool(options & {"tls", "mtls"}), "mtls" in options)
        home.mkdir(parents=True)
        password = neo4j_settings.write_password(home) if doors.auth else None
        authority = neo4j_settings.write_certificates(home) if doors.tls else None
        client = neo4j_settings.write_client_certificate(home) if doors.client_certificate else (None, None)
        port, pid = _launch(home, neo4j_settings.command(home, class_path, *shared, fast=fast), doors, fast=fast)
        return Instance(
            kind=self.kind,
            variant=variant(options),
            host="127.0.0.1",
            port=port,
            uri=f"{'bolt+ssc' if doors.tls else 'bolt'}://127.0.0.1:{port}",
            pid=pid,
            began=began(pid) or 0,
            home=home,
            user=neo4j_settings.USER if doors.auth else None,
            password=password,
            ca=authority,
            client_certificate=client[0],
            client_key=client[1],
        )


def variant(options: frozenset[str]) -> str:
    return "-".join(name for name in Neo4j.options if name in options) or "plain"


def _launch(home: Path, command: list[str], doors: neo4j_settings.Doors, *, fast: bool) -> tuple[int, int]:
    for attempt in range(ATTEMPTS):
        port = free_port()
        neo4j_settings.write(home, port, doors, fast=fast)
        try:
            return port, launch(command, home, home / "console.log", READY, START_SECONDS)
        except ServerError as error:
            if "BindException" not in str(error) or attempt + 1 == ATTEMPTS:
                raise
    raise AssertionError("the last attempt returns or raises")
