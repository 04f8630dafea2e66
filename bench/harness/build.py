"""Makes contenders runnable, and says how each is called.

A Python file runs in bench/.venv, a shell script as it is, a C++ file is a target of the `bench` preset, a folder with
Cargo.toml is a cargo program. What cannot be built leaves its contender unable to run, and says why; the others go on.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from harness import servers
from harness.model import BenchError, Contender, Task


class Builder:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.bench = root / "bench"
        self.build = Path(os.environ.get("WIRESPEED_BENCH_BUILD", root / "build" / "bench"))
        self.python = _python(self.bench / ".venv")
        self.missing: dict[str, str] = {}  # contender -> why it cannot run

    def prepare_venv(self) -> None:
        """bench/.venv from bench/requirements.txt; nothing to do while that file is the one it was made from."""
        self._make_venv("")

    def _make_venv(self, name: str) -> None:
        venv, requirements = self._venv(name), self.bench / f"requirements{name and f'-{name}'}.txt"
        wanted = requirements.read_text()
        mark = venv / "requirements.txt"
        if mark.is_file() and mark.read_text() == wanted:
            return
        print(f"bench: making bench/{venv.name} from bench/{requirements.name}", file=sys.stderr)
        _must([sys.executable, "-m", "venv", "--clear", str(venv)], self.bench)
        _must([str(_python(venv)), "-m", "pip", "install", "--quiet", "-r", requirements.name], self.bench)
        mark.write_text(wanted)

    def _venv(self, name: str) -> Path:
        return self.bench / f".venv{name and f'-{name}'}"

    def build_task(self, task: Task) -> None:
        if any(_targets(contender) for contender in task.contenders) or servers.targets(task):
            self._configure()
        for target in servers.targets(task):
            done = _run(["cmake", "--build", str(self.build), "--target", target], self.root)
            if done.returncode != 0:
                raise BenchError(f"server {target} did not build: {_why(done)}")
        for contender in task.contenders:
            why = self._build(task, contender)
            if why:
                self.missing[contender.name] = why

    def command(self, task: Task, contender: Contender) -> list[str]:
        file = contender.file
        if file.suffix == ".py":
            return [str(_python(self._venv(contender.venv))), str(file)]
        if file.suffix == ".cpp":
            return [str(self.build / "bench" / file.parent.name / file.stem)]
        if file.is_dir():
            return [str(self._cargo_folder(task, contender) / "release" / "contender")]
        return [str(file)]

    def _configure(self) -> None:
        """Again each time: a module or a contender may have come since. It takes a second."""
        more = os.environ.get("WIRESPEED_BENCH_CMAKE", "").split()
        done = _run(["cmake", "--preset", "bench", "-B", str(self.build), *more], self.root)
        if done.returncode != 0:
            raise BenchError(f"cmake --preset bench failed; the last it said:\n{_tail(done, 15)}")

    def _build(self, task: Task, contender: Contender) -> str:
        for target in _targets(contender):
            done = _run(["cmake", "--build", str(self.build), "--target", target], self.root)
            if done.returncode != 0:
                return f"target {target} did not build: {_why(done)}"
        if contender.file.is_dir():
            return self._cargo(task, contender)
        if contender.venv:
            self._make_venv(contender.venv)
        return self._wheel() if "wheel" in contender.builds else ""

    def _cargo_folder(self, task: Task, contender: Contender) -> Path:
        return self.bench / "data" / task.name / f"{contender.name}_target"

    def _cargo(self, task: Task, contender: Contender) -> str:
        cargo = shutil.which("cargo")
        if cargo is None:
            return "cargo is not installed"
        target = str(self._cargo_folder(task, contender))
        done = _run([cargo, "build", "--release", "--quiet", "--locked", "--target-dir", target], contender.file)
        return f"cargo build failed: {_why(done)}" if done.returncode != 0 else ""

    def _wheel(self) -> str:
        """The product, installed into bench/.venv; again only when a source of it changed."""
        if not (self.root / "pyproject.toml").is_file():
            return "there is no pyproject.toml to install the product from"
        mark, wanted = self.bench / ".venv" / "product", _sources_hash(self.root)
        if mark.is_file() and mark.read_text() == wanted:
            return ""
        pip = [str(self.python), "-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps", str(self.root)]
        done = _run(pip, self.root)
        if done.returncode != 0:
            return f"pip install of the product failed: {_why(done)}"
        mark.write_text(wanted)
        return ""


def _python(venv: Path) -> Path:
    return venv / "bin" / "python"


def _targets(contender: Contender) -> list[str]:
    """CMake's names for what the contender needs; its own is that of the folder its file lies in."""
    file = contender.file
    own = [f"bench_{file.parent.name}_{file.stem}"] if file.suffix == ".cpp" else []
    return [*own, *(target for target in contender.builds if target != "wheel")]


def _sources_hash(root: Path) -> str:
    digest = hashlib.sha256()
    for folder in ("src", "python", "cmake"):
        for file in sorted((root / folder).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def _must(command: Sequence[str], folder: Path) -> None:
    done = _run(command, folder)
    if done.returncode != 0:
        raise BenchError(f"{' '.join(command)} failed; the last it said:\n{_tail(done, 10)}")


def _tail(done: subprocess.CompletedProcess[str], lines: int) -> str:
    return "\n".join((done.stdout + done.stderr).strip().splitlines()[-lines:])


def _why(done: subprocess.CompletedProcess[str]) -> str:
    """The first line that names an error, else the last one."""
    lines = (done.stdout + done.stderr).strip().splitlines() or ["nothing was said"]
    return next((line for line in lines if "error" in line.lower()), lines[-1]).strip()[:200]
