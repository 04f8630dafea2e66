"""What a command says: lines or JSON to the standard output, failures and a progress bar to the standard error."""

from __future__ import annotations

import json
import shutil
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any

from wirespeed.s3._transfers import Watcher

__all__ = ["Report", "readable"]

_REDRAW_SECONDS = 0.1
_ERASE = "\r\x1b[K"


def readable(count: float) -> str:
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if count < 1024 or unit == "TiB":
            break
        count /= 1024
    return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"


class Report(Watcher):
    """Any thread may call. Failures are counted, and what did not fail goes on."""

    def __init__(self, *, as_json: bool, quiet: bool) -> None:
        self.failures = 0
        self.arrived: set[str] = set()  # the sources of a transfer
        self._as_json = as_json
        self._quiet = quiet
        self._bar: _Bar | None = None
        self._done: dict[str, dict[str, Any]] = {}
        self._lock = threading.RLock()

    def line(self, text: str, record: Mapping[str, Any]) -> None:
        """What was asked for."""
        with self._lock:
            if self._bar:
                self._bar.erase()
            print(json.dumps(record, default=str) if self._as_json else text, flush=self._bar is not None)

    def did(self, text: str, record: Mapping[str, Any]) -> None:
        """What was done on the way."""
        if not self._quiet:
            self.line(text, record)

    def failed(self, path: str, error: Exception) -> None:
        reason = getattr(error, "strerror", None) or str(error)
        of_transfer = self._done.get(path)
        with self._lock:
            self.failures += 1
            if self._bar:
                self._bar.erase()
            if self._as_json:
                record = {"path": path, "error": reason, "code": getattr(error, "code", None) or type(error).__name__}
                if of_transfer:
                    record |= {"path": of_transfer["source"], "target": of_transfer["target"]}
                print(json.dumps(record), file=sys.stderr)
            else:
                name = f"{of_transfer['source']} -> {of_transfer['target']}" if of_transfer else path
                print(f"{name}: {reason}" if name else reason, file=sys.stderr)

    # --- a transfer ---------------------------------------------------------------------------------------------------

    def begin(self, action: str, files: Mapping[str, tuple[str, str]], total: int | None) -> None:
        """``files`` by the name under which a transfer speaks of them: what to call source and target."""
        self.arrived = set()
        self._done = {
            name: {"action": action, "source": source, "target": target} for name, (source, target) in files.items()
        }
        if sys.stderr.isatty() and not self._quiet and not self._as_json:
            self._bar = _Bar(len(files), total)

    def moved(self, path: str, count: int) -> None:
        with self._lock:
            if self._bar:
                self._bar.moved(count)

    def finished(self, path: str) -> None:
        record = self._done.get(path, {"source": path})
        with self._lock:
            self.arrived.add(path)
            if self._bar:
                self._bar.files += 1
            self.did(f"{record['action']} {record['source']} -> {record['target']}", record)

    def close(self) -> None:
        with self._lock:
            if self._bar:
                self._bar.erase()
            self._bar = None
        sys.stdout.flush()


class _Bar:
    def __init__(self, wanted: int, total: int | None) -> None:
        self.files = 0
        self._wanted = wanted
        self._total = total
        self._bytes = 0
        self._began = time.monotonic()
        self._drawn = 0.0

    def moved(self, count: int) -> None:
        self._bytes += count
        now = time.monotonic()
        if now - self._drawn >= _REDRAW_SECONDS or self._bytes == self._total:
            self._drawn = now
            sys.stderr.write("\r" + self._text(now) + "\x1b[K")
            sys.stderr.flush()

    def _text(self, now: float) -> str:
        rate = readable(self._bytes / max(now - self._began, 1e-3))
        told = f" {self.files}/{self._wanted} files, {readable(self._bytes)}"
        if self._total:
            told += f" of {readable(self._total)}"
        told += f", {rate}/s"
        room = shutil.get_terminal_size().columns - len(told) - 3
        if not self._total or room < 10:
            return told
        full = min(room, room * self._bytes // self._total)
        return f"[{'#' * full}{'.' * (room - full)}]{told}"

    def erase(self) -> None:
        sys.stderr.write(_ERASE)
        sys.stderr.flush()
