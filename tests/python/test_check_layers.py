"""The layer checker: each way to break the floors is found, and named with its line and its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

check_layers = pytest.importorskip("check_layers", reason="needs Python 3.11 for tomllib")

LAYERS = """
[floors]
0 = ["base"]
1 = ["xml", "graph"]
2 = ["discogs"]
5 = ["apps", "python"]
[uses]
base = []
xml = ["base"]
graph = ["base"]
discogs = ["base", "xml"]
apps = ["base", "discogs"]
python = ["base", "discogs"]
[why]
base = "stands on the ground"
xml = "is pure"
graph = "knows no dump"
discogs = "knows the schema"
apps = "stands on the library"
python = "Python.h lives here"
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    write(tmp_path, "layers.toml", LAYERS)
    write(tmp_path, "src/wirespeed/base/bytes.hpp", "#pragma once\n#include <span>\n")
    write(tmp_path, "src/wirespeed/xml/xml.cpp", '#include "wirespeed/base/bytes.hpp"\n')
    write(tmp_path, "src/wirespeed/xml/CMakeLists.txt", "wirespeed_module(xml USES base LINKS ZLIB::ZLIB)\n")
    write(tmp_path, "src/wirespeed/discogs/d.cpp", '#include "wirespeed/xml/xml.hpp"\n')
    write(tmp_path, "python/native/bind.cpp", '#include <nanobind/nanobind.h>\n#include "errors.hpp"\n')
    write(tmp_path, "apps/cli/main.cpp", '#include "wirespeed/discogs/d.hpp"\n')
    return tmp_path


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def only_violation(root: Path) -> str:
    (violation,) = check_layers.check(root)
    return str(violation)


def test_a_house_in_order_has_no_violations(house: Path) -> None:
    assert check_layers.check(house) == []


@pytest.mark.parametrize(
    ("path", "line", "says"),
    [
        ("src/wirespeed/base/up.hpp", '#include "wirespeed/xml/xml.hpp"', "base (floor 0) may use: nothing of ours"),
        ("src/wirespeed/xml/beside.hpp", '#include "wirespeed/graph/g.hpp"', "xml (floor 1) may use: base"),
        ("src/wirespeed/discogs/skip.hpp", '#include "wirespeed/graph/g.hpp"', "discogs (floor 2) may use: base xml"),
        ("src/wirespeed/xml/spaced.hpp", " # include  <wirespeed/graph/g.hpp>", "xml (floor 1) may use: base"),
        ("apps/cli/up.hpp", '#include "wirespeed/xml/xml.hpp"', "apps (floor 5) may use: base discogs"),
        ("src/wirespeed/xml/py.hpp", "#include <Python.h>", "Python.h and nanobind occur only under python/native"),
        ("apps/cli/nb.cpp", "#include <nanobind/stl/string.h>", "Python.h and nanobind occur only"),
        ("src/wirespeed/xml/new.hpp", '#include "wirespeed/cache/c.hpp"', "each module has its floor"),
        ("src/wirespeed/xml/short.hpp", '#include "xml.hpp"', "headers of ours are named in full"),
    ],
)
def test_a_planted_include_is_found_with_its_line_and_rule(house: Path, path: str, line: str, says: str) -> None:
    write(house, path, f"#pragma once\n// first\n{line}\n")
    found = only_violation(house)
    assert found.startswith(f"{path}:3: ")
    assert says in found
    assert "\n    why:  " in found


def test_a_folder_without_a_floor_is_found(house: Path) -> None:
    write(house, "src/wirespeed/attic/CMakeLists.txt", "wirespeed_module(attic)\n")
    assert "unknown module attic" in only_violation(house)


def test_a_target_that_links_more_than_its_floor_allows_is_found(house: Path) -> None:
    write(house, "src/wirespeed/xml/CMakeLists.txt", "set(x y)\nwirespeed_module(xml\n  USES base graph\n  LINKS z)\n")
    found = only_violation(house)
    assert found.startswith("src/wirespeed/xml/CMakeLists.txt:2: USES graph")
    assert "why:  is pure" in found


def test_a_target_named_otherwise_than_its_folder_is_found(house: Path) -> None:
    write(house, "src/wirespeed/xml/CMakeLists.txt", "wirespeed_module(sax USES base)\n")
    assert "wirespeed_module(sax)" in only_violation(house)


def test_a_table_that_allows_an_upward_use_is_found(house: Path) -> None:
    write(house, "layers.toml", LAYERS.replace('xml = ["base"]', 'xml = ["base", "discogs"]'))
    assert "xml uses discogs" in only_violation(house)


def test_the_library_itself_is_in_order() -> None:
    assert check_layers.check(Path(__file__).resolve().parents[2]) == []
