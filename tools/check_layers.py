#!/usr/bin/env python3
"""Keeps the floors of layers.toml: who includes whom in src/, python/native/ and apps/, and what CMake links.

Prints `file:line: what stands there`, the rule it breaks and the rule's reason; exits 1 when there is any.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
MODULE_CALL = re.compile(r"wirespeed_module\(\s*(\w+)([^)]*)\)")
KEYWORDS = {"LINKS", "TEST_LINKS", "THREADED"}
SOURCES = {".hpp", ".cpp"}


@dataclass(frozen=True)
class Layers:
    floor: dict[str, int]
    uses: dict[str, list[str]]
    why: dict[str, str]


@dataclass(frozen=True)
class Violation:
    path: Path
    line: int
    found: str
    rule: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.found}\n    rule: {self.rule}\n    why:  {self.reason}"


def read_layers(root: Path) -> Layers:
    table = tomllib.loads((root / "layers.toml").read_text())
    floor = {module: int(number) for number, modules in table["floors"].items() for module in modules}
    return Layers(floor, table["uses"], table["why"])


def check(root: Path) -> list[Violation]:
    """All violations below `root`, with paths relative to it."""
    layers = read_layers(root)
    found = [*check_table(layers), *check_folders(root, layers), *check_cmake(root, layers)]
    for path in source_files(root):
        found += check_includes(root, path, layers)
    return found


def check_table(layers: Layers) -> Iterator[Violation]:
    """layers.toml itself: a module may be allowed only what stands on a lower floor."""
    for module, uses in layers.uses.items():
        for used in uses:
            if layers.floor.get(used, 99) >= layers.floor.get(module, -1):
                yield Violation(
                    Path("layers.toml"),
                    1,
                    f"{module} uses {used}",
                    f"floor {layers.floor.get(module)} uses lower floors only; {used} is on {layers.floor.get(used)}",
                    "a floor that leans on one above it, or beside it, cannot be moved or tested alone",
                )


def check_folders(root: Path, layers: Layers) -> Iterator[Violation]:
    for folder in sorted((root / "src" / "wirespeed").glob("*/")):
        if folder.name not in layers.uses:
            yield unknown(folder.relative_to(root), 1, folder.name)


def check_cmake(root: Path, layers: Layers) -> Iterator[Violation]:
    for path in sorted((root / "src" / "wirespeed").glob("*/CMakeLists.txt")):
        here, module = path.relative_to(root), path.parent.name
        allowed = layers.uses.get(module, [])
        for line, name, used in cmake_uses(path):
            if name != module:
                reason = "whoever knows the folder knows the target"
                yield Violation(here, line, f"wirespeed_module({name})", f"it is called {module} here", reason)
            for target in used:
                if target not in allowed:
                    yield forbidden(here, line, f"USES {target}", module, layers)


def cmake_uses(path: Path) -> Iterator[tuple[int, str, list[str]]]:
    """(line, module name, names after USES) of each wirespeed_module() call."""
    text = path.read_text()
    for call in MODULE_CALL.finditer(text):
        words, names, in_uses = call.group(2).split(), [], False
        for word in words:
            in_uses = word == "USES" or (in_uses and word not in KEYWORDS)
            if in_uses and word != "USES":
                names.append(word)
        yield text.count("\n", 0, call.start()) + 1, call.group(1), names


def source_files(root: Path) -> Iterator[Path]:
    for top in ("src", "python/native", "apps"):
        yield from sorted(path for path in (root / top).rglob("*") if path.suffix in SOURCES)


def check_includes(root: Path, path: Path, layers: Layers) -> Iterator[Violation]:
    here = path.relative_to(root)
    module = module_of(here)
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1):
        if match := INCLUDE.match(line):
            violation = check_include(here, number, module, match, layers)
            if violation:
                yield violation


def check_include(here: Path, number: int, module: str, match: re.Match[str], layers: Layers) -> Violation | None:
    quote, name = match.groups()
    first, _, rest = name.partition("/")
    if name == "Python.h" or first == "nanobind":
        rule = "Python.h and nanobind occur only under python/native"
        return None if module == "python" else Violation(here, number, match.group(0), rule, layers.why["python"])
    if first != "wirespeed":
        rule = "headers of ours are named in full: wirespeed/<module>/<file>.hpp"
        short = quote == '"' and here.parts[0] == "src"
        return (
            Violation(here, number, match.group(0), rule, "the floor must be readable off the line") if short else None
        )
    target = rest.partition("/")[0]
    if target not in layers.uses:
        return unknown(here, number, target)
    if target != module and target not in layers.uses.get(module, []):
        return forbidden(here, number, match.group(0), module, layers)
    return None


def module_of(path: Path) -> str:
    """src/wirespeed/graph/csr.hpp -> graph; python/native/... -> python; apps/... -> apps."""
    return path.parts[2] if path.parts[:2] == ("src", "wirespeed") else path.parts[0]


def unknown(path: Path, line: int, module: str) -> Violation:
    rule = "each module has its floor, its uses and its reason in layers.toml"
    return Violation(path, line, f"unknown module {module}", rule, "what has no floor cannot be kept on one")


def forbidden(path: Path, line: int, found: str, module: str, layers: Layers) -> Violation:
    allowed = " ".join(layers.uses.get(module, [])) or "nothing of ours"
    reason = layers.why.get(module, "it is not in layers.toml")
    return Violation(
        path, line, found.strip(), f"{module} (floor {layers.floor.get(module)}) may use: {allowed}", reason
    )


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    violations = check(root)
    for violation in violations:
        print(violation)
    files = len(list(source_files(root)))
    print(f"layers: {files} files, {len(violations)} violation{'' if len(violations) == 1 else 's'}")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
