"""The kinds of server there are."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from real_servers.instance import Instance
from real_servers.neo4j import Neo4j
from real_servers.postgres import Postgres
from real_servers.redis import Redis
from real_servers.s3 import S3


class Kind(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def options(self) -> dict[str, str]:
        """What a variant may have, in order: name -> what it means."""

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """Options of which one at most is given: the name of the choice -> the usual one, which is no option, and
        those that are."""

    def digest(self) -> str:
        """Of all that makes an instance what it is, apart from its options."""

    def prepare(self, options: frozenset[str]) -> None:
        """Gets what a start with these needs: programs, downloads. Quick when it is there."""

    def start(self, home: Path, options: frozenset[str]) -> Instance:
        """A server that is ready, all of whose files are in `home`, which is not there yet; or in a folder of its own,
        if it says so in the instance."""


KINDS: dict[str, Kind] = {kind.kind: kind for kind in (Neo4j(), Postgres(), Redis(), S3())}
