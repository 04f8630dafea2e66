"""PostgreSQL as a kind of server: a cluster made for it, and pgbouncer before it. Debian's own is not touched."""

from __future__ import annotations

import hashlib
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Any, ClassVar

from real_servers import certificates, postgres_programs
from real_servers import postgres_settings as settings
from real_servers.errors import ServerError
from real_servers.instance import Instance, Process
from real_servers.postgres_cluster import Cluster, end
from real_servers.postgres_programs import Wheel

# Not below a user's home: the server's user may not go there, and a socket's path has at most 107 bytes.
PLACES = "/tmp"
QUIT = signal.SIGQUIT  # "immediate": kills its children, leaves no shared memory


class Postgres:
    kind = "postgres"
    about = "PostgreSQL 15 with TLS, a role for each way to log in, a Unix socket, and pgbouncer in transaction mode"
    options: ClassVar[dict[str, str]] = {
        "newest": "PostgreSQL 18 with pgvector, without TLS, from a wheel",
        "direct-tls": "PostgreSQL 17, the first that speaks TLS from the first byte, from a wheel",
        "fast": "settings for measurements: 2 GB of buffers, no parallel plans",
    }
    choices: ClassVar[dict[str, tuple[str, ...]]] = {}

    def digest(self) -> str:
        """Instances of other settings are others."""
        texts = [
            settings.SERVER,
            settings.TLS,
            settings.FAST,
            settings.POOLER,
            settings.POOLER_TLS,
            settings.rules(True),
        ]
        texts += [settings.set_up({role.name: "" for role in settings.ROLES}), settings.extend(settings.EXTENSIONS)]
        wheels = [wheel.requirement for wheel in postgres_programs.WHEELS]
        return hashlib.sha256("\0".join([*texts, *wheels]).encode()).hexdigest()[:8]

    def prepare(self, options: frozenset[str]) -> None:
        postgres_programs.need_debian_s()
        for wheel in postgres_programs.WHEELS:
            postgres_programs.fetched(wheel)

    def start(self, home: Path, options: frozenset[str]) -> Instance:
        postgres_programs.need_debian_s()
        place = Path(tempfile.mkdtemp(prefix="wirespeed-postgres-", dir=PLACES))
        place.chmod(0o755)
        running: list[Process] = []
        try:
            return _started(place, options, running)
        except BaseException:
            end(running, QUIT)
            shutil.rmtree(place, ignore_errors=True)
            raise


def _started(place: Path, options: frozenset[str], running: list[Process]) -> Instance:
    wheel = _wheel(options)
    programs = postgres_programs.bin_folder(wheel, place / "programs")
    cluster = Cluster(programs, place, tls=wheel is None or wheel.tls, fast="fast" in options)
    words = settings.passwords(cluster.tls)
    cluster.make(words[settings.ADMIN])
    doors = _certificates(cluster) if cluster.tls else {}
    port, server = cluster.start()
    running.append(server)
    extensions = (*settings.EXTENSIONS, *(["vector"] if "newest" in options else []))
    cluster.sql(port, settings.set_up(words) + "\n" + settings.extend(extensions))
    pooler_port, pooler = cluster.start_pooler(port)
    running.append(pooler)
    return Instance(
        kind=Postgres.kind,
        variant=variant(options),
        host="127.0.0.1",
        port=port,
        uri=f"postgresql://127.0.0.1:{port}/{settings.DATABASE}",
        pid=server.pid,
        began=server.began,
        home=place,
        user=settings.ADMIN,
        password=words[settings.ADMIN],
        **doors,
        companions=(pooler,),
        end_signal=QUIT,
        more=_more(cluster, port, pooler_port, words, extensions),
    )


def _more(
    cluster: Cluster, port: int, pooler_port: int, words: dict[str, str], extensions: tuple[str, ...]
) -> dict[str, Any]:
    return {
        "version": cluster.sql(port, "SHOW server_version").split()[0],
        "database": settings.DATABASE,
        "extensions": list(extensions),
        "tls": cluster.tls,
        "fast": cluster.fast,
        "roles": {
            role.name: {"method": role.method, "password": words[role.name]} for role in settings.roles(cluster.tls)
        },
        "pooler_port": pooler_port,
        "socket_folder": str(cluster.sockets),
        "data": str(cluster.data),
        "log": str(cluster.place / "console.log"),
        "psql": str(cluster.programs / "psql"),
    }


def _wheel(options: frozenset[str]) -> Wheel | None:
    if {"newest", "direct-tls"} <= options:
        raise ServerError("start PostgreSQL: --newest and --direct-tls are two servers; ask for one of them")
    if "newest" in options:
        return postgres_programs.NEWEST
    return postgres_programs.DIRECT_TLS if "direct-tls" in options else None


def variant(options: frozenset[str]) -> str:
    return "-".join(name for name in Postgres.options if name in options) or "plain"


def _certificates(cluster: Cluster) -> dict[str, Path]:
    """The server's go to its data; the authority's and the client's stay with whoever started it."""
    folder = cluster.place / "certificates"
    made = certificates.make(folder)
    cluster.write("server.crt", made.chain.read_bytes())
    cluster.write("server.key", made.key.read_bytes())
    cluster.write("ca.crt", made.authority.read_bytes())
    certificate, key = certificates.make_client(folder, "certuser")
    key.chmod(0o600)
    return {"ca": made.authority, "client_certificate": certificate, "client_key": key}


def start_again(instance: Instance, *, standby: bool = False) -> Instance:
    """After its server was ended: with the same data, on the same port. A standby follows nobody, and lets nobody
    write."""
    more = instance.more
    cluster = Cluster(Path(more["psql"]).parent, instance.home, tls=more["tls"], fast=more["fast"])
    signal_file = cluster.data / "standby.signal"
    if standby:
        cluster.write(signal_file.name, "")
    else:
        signal_file.unlink(missing_ok=True)
    server = cluster.start_again()
    return Instance(**{**vars(instance), "pid": server.pid, "began": server.began})
