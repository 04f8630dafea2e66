"""The S3 servers there are, how each is started, and what each is good for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from real_servers import go_programs, places
from real_servers.certificates import Certificates
from real_servers.errors import Unavailable
from real_servers.locks import exclusive
from real_servers.wheels import python_with_pip

REGION = "us-east-1"
VERSITY = go_programs.Program(
    "versitygw", "github.com/versity/versitygw/cmd/versitygw", "v1.7.0", "three minutes of a processor"
)
MINIO = go_programs.Program(
    "minio", "github.com/minio/minio", "v0.0.0-20260212201848-7aac2a2c5b7c", "eight minutes of a processor"
)
MOTO = "5.2.5"
VENV_SECONDS = 600


@dataclass(frozen=True)
class Place:
    """Where one runs, and who may come in."""

    folder: Path
    port: int
    user: str
    password: str
    certificates: Certificates | None


@dataclass(frozen=True)
class Server:
    name: str
    version: str
    health: str  # the path that answers 200 once it is ready
    program: Callable[[], Path]  # which gets it first, where it is not there
    command: Callable[[Path, Place], list[str]]
    environment: Callable[[Place], dict[str, str]]


def _versity(program: Path, place: Place) -> list[str]:
    """It goes to its root when it starts: every path is a whole one."""
    root, versions = place.folder / "root", place.folder / "versions"
    doors = ["--port", f"127.0.0.1:{place.port}", "--region", REGION, "--health", "/health", "--quiet", "--keep-alive"]
    if place.certificates:
        doors += ["--cert", str(place.certificates.chain), "--key", str(place.certificates.key)]
    backend = ["posix", "--versioning-dir", str(versions)]
    if not has_attributes(place.folder):
        backend += ["--sidecar", str(place.folder / "sidecar")]
    for folder in (root, versions, place.folder / "sidecar"):
        folder.mkdir(exist_ok=True)
    return [str(program), *doors, *backend, str(root)]


def _minio(program: Path, place: Place) -> list[str]:
    command = [str(program), "server", "--quiet", "--address", f"127.0.0.1:{place.port}"]
    if place.certificates:
        folder = place.folder / "minio-certificates"  # where it looks for nothing else
        folder.mkdir()
        shutil.copy(place.certificates.chain, folder / "public.crt")
        shutil.copy(place.certificates.key, folder / "private.key")
        command += ["--certs-dir", str(folder)]
    return [*command, str(place.folder / "data")]


def _moto(program: Path, place: Place) -> list[str]:
    command = [str(program), "-H", "127.0.0.1", "-p", str(place.port)]
    if place.certificates:
        command += ["-s", "-c", str(place.certificates.chain), "-k", str(place.certificates.key)]
    return command


SERVERS = {
    "versity": Server(
        "Versity Gateway",
        VERSITY.version.removeprefix("v"),
        "/health",
        lambda: go_programs.built(VERSITY),
        _versity,
        lambda place: {"ROOT_ACCESS_KEY_ID": place.user, "ROOT_SECRET_ACCESS_KEY": place.password},
    ),
    "minio": Server(
        "MinIO",
        MINIO.version,
        "/minio/health/live",
        lambda: go_programs.built(MINIO),
        _minio,
        lambda place: {
            "MINIO_ROOT_USER": place.user,
            "MINIO_ROOT_PASSWORD": place.password,
            "MINIO_BROWSER": "off",
            "MINIO_UPDATE": "off",
            "MINIO_REGION": REGION,
        },
    ),
    "flat": Server("moto", MOTO, "/moto-api/", lambda: moto(), _moto, lambda place: {}),
}


def moto() -> Path:
    """In an environment of its own: it pins what others want newer."""
    folder = places.cache() / f"moto-{MOTO}"
    program = folder / "venv" / "bin" / "moto_server"
    with exclusive(folder / "lock"):
        if not (folder / "done").is_file():
            _make_venv(folder / "venv")
            (folder / "done").touch()
    return program


def _make_venv(venv: Path) -> None:
    print(f"servers: fetching moto {MOTO} with pip (once)", file=sys.stderr, flush=True)
    shutil.rmtree(venv, ignore_errors=True)
    _run(python_with_pip(), "-m", "venv", str(venv))
    _run(str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", f"moto[server,s3]=={MOTO}")


def _run(*command: str) -> None:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=VENV_SECONDS, check=False
    )
    if done.returncode != 0:
        raise Unavailable(
            f"fetch moto {MOTO}: {command[2]} could not: {(done.stderr.strip() or 'it said nothing')[-400:]}\n"
            f"  It needs the network once; what it got is kept in {places.cache()}"
        )


def has_attributes(folder: Path) -> bool:
    """Whether files there may have attributes of their users: where Versity keeps what is no content."""
    probe = folder / "attributes"
    probe.touch()
    try:
        os.setxattr(probe, "user.wirespeed", b"1")
    except OSError:
        return False
    finally:
        probe.unlink()
    return True
