"""What the commands share: a client, folders over it, and files that are chosen by patterns."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from wirespeed.s3 import _globs
from wirespeed.s3._cli._report import Report
from wirespeed.s3._coroutines import finish
from wirespeed.s3._listings import Info, Listings
from wirespeed.s3._store import BlockingStore
from wirespeed.s3._transfers import Transfers
from wirespeed.s3._tree import Tree

__all__ = ["Rules", "Session", "is_remote", "remote"]

T = TypeVar("T")
_SCHEMES = ("s3://", "s3a://")


def is_remote(path: str) -> bool:
    return path.startswith(_SCHEMES)


def remote(path: str) -> str:
    return f"s3://{path}"


class Rules:
    """Of --include and --exclude, in their order: the last that matches counts. Where the first includes, what no rule
    matches is left out."""

    def __init__(self, given: Sequence[tuple[bool, str]] | None) -> None:
        self._rules = [
            (includes, _globs.compile_pattern(pattern.lstrip("/")), "/" in pattern) for includes, pattern in given or []
        ]

    def take(self, name: str) -> bool:
        """``name`` is relative to the folder that was asked for."""
        taken = not (self._rules and self._rules[0][0])
        last = name.rpartition("/")[2]
        for includes, pattern, whole in self._rules:
            if pattern.match(name if whole else last):
                taken = includes
        return taken


class Session:
    def __init__(self, report: Report, options: dict[str, Any], *, dry_run: bool) -> None:
        self.report = report
        self.dry_run = dry_run
        self._options = options
        listings = Listings()
        self.store = BlockingStore(self._make_client)
        self.tree = Tree(self.store, listings)
        self.transfers = Transfers(self.store, listings)

    def _make_client(self) -> Any:
        from wirespeed.s3 import Client

        return Client(**self._options)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return finish(coroutine)

    def close(self) -> None:
        self.store.close()

    def found(self, path: str, *, recursive: bool) -> dict[str, Info]:
        """What a path means: the objects that a pattern matches, one object, or with ``recursive`` all below."""
        try:
            return self.run(self._found(path, recursive))
        except OSError as error:
            self.report.failed(path, error)
            return {}

    async def _found(self, path: str, recursive: bool) -> dict[str, Info]:
        if recursive or _globs.has_magic(path):
            expanded = await self.tree.expand(path, recursive=recursive)
            found = {name: info for name, info in expanded.items() if info is not None and info["type"] == "file"}
            if not found:
                raise FileNotFoundError(2, "no object matches", path)
            return found
        info = await self.tree.info(path)
        if info["type"] == "directory":
            raise IsADirectoryError(21, "expected an object, found a folder; -r takes all below it", path)
        return {info["name"]: info}
