"""Where and of what a figure was taken: machine, compiler, versions, commit."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from importlib import metadata
from pathlib import Path


def facts(root: Path, build: Path) -> dict[str, str]:
    return {
        "commit": _commit(root),
        "cpu": f"{_cpu()}, {len(os.sched_getaffinity(0))} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') >> 20} MiB",
        "system": f"{_system()}, Linux {platform.release()}",
        "load": f"{os.getloadavg()[0]:.1f} in the minute before",
        "compiler": _compiler(build),
        "rust": _first_line(["rustc", "--version"]),
        "libraries": _debian(["libisal2", "libexpat1", "zlib1g", "gzip", "libsqlite3-0", "libxapian30"]),
        "peers": _peers(root / "bench" / ".venv"),
    }


def _commit(root: Path) -> str:
    commit = _first_line(["git", "-C", str(root), "rev-parse", "--short=12", "HEAD"])
    changed = _first_line(["git", "-C", str(root), "status", "--porcelain", "--untracked-files=no"])
    return f"{commit} and changes" if changed else commit


def _cpu() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return found.group(1) if found else platform.machine()


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")


def _compiler(build: Path) -> str:
    cache = build / "CMakeCache.txt"
    found = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.+)$", cache.read_text(), re.M) if cache.is_file() else None
    return _first_line([found.group(1), "--version"]) if found else ""


def _debian(packages: list[str]) -> str:
    if shutil.which("dpkg-query") is None:
        return ""
    form = "${Package} ${Version}\n"
    done = subprocess.run(["dpkg-query", "-W", "-f", form, *packages], capture_output=True, text=True, check=False)
    return ", ".join(done.stdout.split("\n")[:-1])


def _peers(venv: Path) -> str:
    folders = [str(folder) for folder in venv.glob("lib/python3*/site-packages")]
    found = {f"{one.metadata['Name']} {one.version}" for one in metadata.distributions(path=folders)}
    wanted = _names(venv.parent / "requirements.txt")
    return ", ".join(sorted(one for one in found if one.split()[0].lower() in wanted))


def _names(requirements: Path) -> set[str]:
    lines = requirements.read_text().splitlines()
    return {line.split("==")[0].strip().lower() for line in lines if "==" in line}


def _first_line(command: list[str]) -> str:
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip().split("\n")[0]
