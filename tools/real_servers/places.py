"""Where servers are kept: what was downloaded, and the homes of those that run. Shared by all clones."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def cache() -> Path:
    """$WIRESPEED_CACHE/servers, or the same below the user's cache folder."""
    chosen = os.environ.get("WIRESPEED_CACHE")
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wirespeed"
    return (Path(chosen) if chosen else folder) / "servers"


def running() -> Path:
    return cache() / "run"
