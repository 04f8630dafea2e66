"""A pytest plugin: our codec under the names by which the official driver looks for a native one, before it looks.

Drivers 5.14 to 5.28 try neo4j._codec.packstream._rust, those from 6.0 on neo4j._rust.codec.packstream; each level is a
module with its full name, in sys.modules and an attribute of its parent.
"""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import version
from types import ModuleType

import wirespeed.packstream

CODEC = wirespeed.packstream
MAJOR = int(version("neo4j").split(".")[0])
PARENT, ROOT = ("neo4j", "neo4j._rust") if MAJOR >= 6 else ("neo4j._codec.packstream", "neo4j._codec.packstream._rust")


def module(name: str, **members: object) -> ModuleType:
    made = ModuleType(name)
    for key, value in members.items():
        setattr(made, key, value)
    sys.modules[name] = made
    return made


def codec(name: str) -> ModuleType:
    versions = {part: getattr(CODEC, part) for part in ("v1", "v2")}
    inner = {part: module(f"{name}.{part}", pack=v.pack, unpack=v.unpack) for part, v in versions.items()}
    return module(name, Structure=CODEC.Structure, **inner)


def install() -> None:
    if MAJOR >= 6:
        packstream = codec(f"{ROOT}.codec.packstream")
        vector = module(f"{ROOT}.vector", swap_endian=CODEC.swap_endian)
        root = module(ROOT, codec=module(f"{ROOT}.codec", packstream=packstream), vector=vector)
    else:
        root = codec(ROOT)
    setattr(importlib.import_module(PARENT), "_rust", root)  # noqa: B010


install()
used = importlib.import_module("neo4j._codec.packstream").Structure
if used is not CODEC.Structure:
    raise RuntimeError(f"the driver did not take our codec: its Structure is {used!r}")
