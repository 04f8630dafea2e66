"""The load of drive.cpp on a server of this machine."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness import contender

CONNECTIONS = 64


def on_core(core: int) -> list[str]:
    cores = sorted(os.sched_getaffinity(0))
    return ["taskset", "--cpu-list", str(cores[core % len(cores)])]


def load(address: str, targets: Path, rate: int, seconds: float) -> dict[str, Any]:
    drive, port = contender.built("bench/serve_mix/drive"), str(urlsplit(address).port)
    command = [*on_core(1), drive, port, str(rate), str(seconds), str(CONNECTIONS), str(targets)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"drive: {done.stderr.strip()}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result
