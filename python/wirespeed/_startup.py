"""What WIRESPEED_ACCELERATE in the environment does, at the start of every interpreter that has wirespeed installed.

wirespeed_accelerate.pth, beside the package, imports this when the variable is set. It names what to accelerate, with
commas between: ``neo4j``. Nothing is imported for it before the program does so itself.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import sys
import warnings
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

VARIABLE = "WIRESPEED_ACCELERATE"
KNOWN = {"neo4j": "wirespeed.neo4j"}


class _Loader(importlib.abc.Loader):
    """Loads the module as its own loader does, and has it accelerated then."""

    def __init__(self, spec: ModuleSpec, accelerator: str) -> None:
        assert spec.loader is not None
        self.stock = spec.loader
        self.spec = spec
        self.accelerator = accelerator

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.stock.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self.spec.loader = module.__loader__ = self.stock
        self.stock.exec_module(module)
        try:
            importlib.import_module(self.accelerator).accelerate()
        except Exception as error:  # the program did not ask for us and shall run
            warnings.warn(f"{VARIABLE}: {module.__name__} stays as it is: {error!r}", RuntimeWarning, stacklevel=2)


class Finder(importlib.abc.MetaPathFinder):
    """Waits for a module to be imported, once."""

    def __init__(self, name: str) -> None:
        self.name = name

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec, KNOWN[self.name])
        return spec


def start() -> None:
    wanted = {word.strip() for word in os.environ.get(VARIABLE, "").split(",")} - {""}
    for name in sorted(wanted):
        if name in KNOWN:
            sys.meta_path.insert(0, Finder(name))
        else:
            known = ", ".join(KNOWN)
            warnings.warn(f"{VARIABLE}: expected a list of {known}, found {name!r}", RuntimeWarning, stacklevel=2)


start()
