"""Which instances run. A slot is the place of one variant of one kind: at most one instance, found again by everybody.

with borrow("neo4j", {"tls"}) as server:       # tests: runs at least as long as anybody borrows it
    connect(server.uri)
with private("postgres") as server: ...        # one that nobody else gets: it may be killed
start("neo4j"); stop("neo4j", frozenset())     # by hand: runs until it is stopped
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from real_servers import launch, places
from real_servers.instance import Instance, from_json
from real_servers.kinds import KINDS
from real_servers.locks import Lease, exclusive, is_leased


class Slot:
    """Its folder holds the home, the record of who runs, and the two locks. Callers of find, fill and clear hold
    `lock`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = folder.with_suffix(".lock")
        self.lease = folder.with_suffix(".lease")

    def find(self) -> Instance | None:
        """The instance, where it still runs."""
        found = self._recorded()
        return found if found is not None and found.alive() else None

    def _recorded(self) -> Instance | None:
        try:
            return from_json((self.folder / "instance.json").read_text())
        except FileNotFoundError:
            return None

    def fill(self, kind: str, options: frozenset[str]) -> Instance:
        self.clear()
        self.folder.mkdir(parents=True)
        made = KINDS[kind].start(self.folder / "home", options)
        record = self.folder / "instance.new"
        record.touch(mode=0o600)
        record.write_text(made.as_json())
        record.replace(self.folder / "instance.json")
        return made

    def clear(self) -> bool:
        """Whether something ran."""
        there = self._recorded()
        ran = there is not None and there.alive()
        if there is not None:
            there.kill()
            for process in there.processes:
                launch.reap(process.pid)
            shutil.rmtree(there.home, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        return ran

    @property
    def kept(self) -> bool:
        """Started by hand: no borrower ends it."""
        return (self.folder / "kept").exists()

    def keep(self) -> None:
        (self.folder / "kept").touch()


def slot_of(kind: str, options: frozenset[str]) -> Slot:
    server = KINDS[kind]
    names = [name for name in server.options if name in options] or ["plain"]
    return Slot(places.running() / "-".join([kind, *names, server.digest()]))


def slots(kind: str) -> list[Slot]:
    """Those of other clones and older settings, too."""
    return [Slot(record.parent) for record in sorted(places.running().glob(f"{kind}-*/instance.json"))]


def start(kind: str, options: Iterable[str] = ()) -> Instance:
    """The running instance, or a new one; it stays until it is stopped."""
    chosen = frozenset(options)
    slot = slot_of(kind, chosen)
    with exclusive(slot.lock):
        found = slot.find() or slot.fill(kind, chosen)
        slot.keep()
        return found


@contextmanager
def borrow(kind: str, options: Iterable[str] = ()) -> Iterator[Instance]:
    """The running instance, or a new one; one that was not started by hand ends with its last borrower."""
    chosen = frozenset(options)
    slot = slot_of(kind, chosen)
    with exclusive(slot.lock):
        found = slot.find() or slot.fill(kind, chosen)
        lease = Lease(slot.lease)
    try:
        yield found
    finally:
        with exclusive(slot.lock):
            lease.release()
            if not slot.kept and not is_leased(slot.lease):
                slot.clear()


@contextmanager
def private(kind: str, options: Iterable[str] = ()) -> Iterator[Instance]:
    """A new one that nobody else gets; it ends with its user."""
    slot = Slot(places.running() / f"{kind}-private-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        yield slot.fill(kind, frozenset(options))
    finally:
        slot.clear()


def stop(slot: Slot) -> bool:
    with exclusive(slot.lock):
        return slot.clear()


def status(kind: str) -> list[tuple[Instance, bool]]:
    """Those that run, and whether somebody borrows each."""
    found = [(slot, slot.find()) for slot in slots(kind)]
    return [(one, is_leased(slot.lease)) for slot, one in found if one is not None]
