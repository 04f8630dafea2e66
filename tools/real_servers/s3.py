"""S3 as a kind of server: Versity's gateway, or MinIO, or one whose keys are any bytes; each with empty storage."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import signal
import ssl
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import ClassVar

from real_servers import certificates, needs, s3_programs
from real_servers.errors import ServerError
from real_servers.instance import Instance, Process, began
from real_servers.launch import launch_until, on_free_port, reap
from real_servers.s3_programs import REGION, SERVERS, Place, Server

PACKAGES = "apt-s3.txt"
MEMORY = Path("/dev/shm")
ROOM = 6 << 30  # bytes: what the largest measurement puts there, three times
START_SECONDS = 60.0  # a loaded machine
HEALTH_SECONDS = 5.0
IN_USE = re.compile(r"address already in use|Address already in use|port is already in use", re.IGNORECASE)


class S3:
    kind = "s3"
    about = "S3 with versions: Versity's gateway unless --server says another"
    options: ClassVar[dict[str, str]] = {
        "minio": "MinIO, whose rules for keys are others; building it takes long",
        "flat": "moto, which keeps every key as it is, checks no signature and is slow",
        "tls": "TLS, with a certificate authority of its own",
    }
    choices: ClassVar[dict[str, tuple[str, ...]]] = {"server": ("versity", "minio", "flat")}

    def digest(self) -> str:
        """Instances of other versions or settings are others."""
        return hashlib.sha256(Path(s3_programs.__file__).read_bytes()).hexdigest()[:8]

    def prepare(self, options: frozenset[str]) -> None:
        """Without options: of the two that every test run wants."""
        needs.need_programs(["openssl"], PACKAGES)
        for name in [_server(options)] if options else ["versity", "flat"]:
            SERVERS[name].program()

    def start(self, home: Path, options: frozenset[str]) -> Instance:
        server = SERVERS[_server(options)]
        if "tls" in options:
            needs.need_programs(["openssl"], PACKAGES)
        program = server.program()
        folder = Path(tempfile.mkdtemp(prefix="wirespeed-s3-", dir=storage(home)))
        try:
            return _started(server, program, folder, options)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _started(server: Server, program: Path, folder: Path, options: frozenset[str]) -> Instance:
    made = certificates.make(folder / "certificates") if "tls" in options else None
    user, password = f"wirespeed{secrets.token_hex(4)}", secrets.token_hex(20)

    def start(port: int) -> Process:
        place = Place(folder, port, user, password, made)
        return _launch(server, server.command(program, place), place)

    port, process = on_free_port(start, IN_USE)
    return Instance(
        kind=S3.kind,
        variant=variant(options),
        host="127.0.0.1",
        port=port,
        uri=f"{_scheme(made)}://127.0.0.1:{port}",
        pid=process.pid,
        began=process.began,
        home=folder,
        user=user,
        password=password,
        ca=made.authority if made else None,
        end_signal=signal.SIGKILL,
        more={"region": REGION, "server": server.name, "version": server.version, "log": str(_log(folder))},
    )


def _launch(server: Server, command: list[str], place: Place) -> Process:
    url = f"{_scheme(place.certificates)}://127.0.0.1:{place.port}{server.health}"
    trusted = ssl.create_default_context(cafile=str(place.certificates.authority)) if place.certificates else None
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(place.folder),
        **server.environment(place),
    }
    log = _log(place.folder)
    pid = launch_until(command, place.folder, log, lambda: _healthy(url, trusted), START_SECONDS, environment)
    started = Process(pid, began(pid) or 0)
    if not started.alive():  # somebody else answered at its port
        reap(pid)
        raise ServerError(f"start {server.name}: port {place.port}: address already in use")
    return started


def _healthy(url: str, trusted: ssl.SSLContext | None) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=HEALTH_SECONDS, context=trusted) as answer:
            return int(answer.status) == 200
    except (OSError, urllib.error.URLError):
        return False


def storage(home: Path) -> Path:
    """Memory where there is room for a measurement, else beside what other servers keep."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
        return MEMORY
    home.mkdir(parents=True, exist_ok=True)
    return home


def variant(options: frozenset[str]) -> str:
    return "-".join(name for name in S3.options if name in options) or "plain"


def _server(options: frozenset[str]) -> str:
    if {"minio", "flat"} <= options:
        raise ServerError("start S3: minio and flat are two servers; ask for one of them")
    return next((name for name in ("minio", "flat") if name in options), "versity")


def _scheme(made: certificates.Certificates | None) -> str:
    return "https" if made else "http"


def _log(folder: Path) -> Path:
    return folder / "console.log"
