"""Where copies of many files go: the rules of fsspec's get, put and copy, in one place."""

from __future__ import annotations

from collections.abc import Sequence

from wirespeed.s3._globs import has_magic

__all__ = ["destinations", "goes_inside"]


def goes_inside(source: str, found: int, *, target_is_folder: bool) -> bool:
    """Whether a single source comes to lie in the target under its own name. ``cp a/ b`` copies what a holds."""
    if has_magic(source):
        return found == 1
    return target_is_folder and not source.endswith("/")


def destinations(sources: Sequence[str], target: str, *, inside: bool = False, flat: bool = False) -> list[str]:
    """Where each source goes. ``flat`` drops their folders; else what they have in common becomes the target, or with
    ``inside`` a name in the target."""
    target = target.rstrip("/")
    if flat:
        return [f"{target}/{source.rpartition('/')[2]}" for source in sources]
    root = _common(sources)
    if inside and "/" in root:  # a bucket leaves no name behind
        root = root.rpartition("/")[0]
    return [target + (source[len(root) :] if root else f"/{source}") for source in sources]


def _common(paths: Sequence[str]) -> str:
    """The longest path that all are, or lie below."""
    first, last = min(split := [path.split("/") for path in paths]), max(split)
    count = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return "/".join(first[:count])
