"""What is asked of whom. Each workload is a file of `key=value` lines, which contenders in Python and C++ read alike.

The published ones are named as their authors do: WxL_de reads L records of one list of W texts, WxL_se sends a list of
L lists of W texts and reads one small record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

TEXT = "qwertyuiopasdfghjklzxcvbnmQWERTYUIOPASDFGHJKLZXCVBNMM"
READ = [(10**power, 1) for power in range(6)] + [(1, 10**power) for power in range(1, 5)]
SENT = [(10**power, 1) for power in range(5)] + [(1, 10**power) for power in range(1, 5)]
PUBLISHED_READ = f'UNWIND range(1, $length) AS _ RETURN [_ IN range(1, $width) | "{TEXT}"] AS x'
PUBLISHED_SENT = "RETURN 1"
CORE = 0  # task.toml puts the replay server there, too
SENT_ARRIVED = "RETURN size($data), size($data[0]), $data[-1][-1]"


@dataclass(frozen=True)
class Workload:
    server: str  # the harness's name for it
    query: str
    width: int
    length: int
    parameters: str  # none, sizes (width and length), or data (length lists of width texts)
    shape: str  # of the records, in the replay server's words
    mode: str = "sync"
    core: int = -1  # the only one that the client runs on, as the replay server does; -1: any
    check: str = ""  # a query that tells what of the data arrived

    @property
    def units(self) -> int:
        """Values read or sent."""
        return self.width * self.length

    def write(self, path: Path) -> None:
        path.write_text("".join(f"{key}={value}\n" for key, value in asdict(self).items()))

    def arguments(self) -> dict[str, object]:
        if self.parameters == "sizes":
            return {"width": self.width, "length": self.length}
        return {"data": [[TEXT] * self.width] * self.length} if self.parameters == "data" else {}


def read(path: Path) -> Workload:
    table = dict(line.split("=", 1) for line in path.read_text().splitlines())
    sizes = {key: int(table.pop(key)) for key in ("width", "length", "core")}
    return Workload(**table, **sizes)  # type: ignore[arg-type]


def replayed(shape: str, width: int, length: int, mode: str = "sync") -> Workload:
    query = f"REPLAY {shape} {width}x{length}"
    return Workload("bolt_replay", query, width, length, "none", shape, mode, CORE)


def all_of_them() -> Iterator[tuple[str, Workload]]:
    for width, length in READ:
        yield f"real_{width}x{length}_de", Workload("neo4j", PUBLISHED_READ, width, length, "sizes", "list_of_strings")
    for width, length in SENT:
        one = Workload("neo4j", PUBLISHED_SENT, width, length, "data", "ints", check=SENT_ARRIVED)
        yield f"real_{width}x{length}_se", one
    for width, length in READ:
        yield f"replay_{width}x{length}_de", replayed("list_of_strings", width, length)
    for width, length in SENT:
        yield (
            f"replay_{width}x{length}_se",
            replace(replayed("ints", 1, 1), width=width, length=length, parameters="data"),
        )
    yield "replay_ints_1x10000", replayed("ints", 1, 10_000)
    yield "replay_mixed_5x10000", replayed("mixed", 5, 10_000)
    yield "replay_nodes_1x10000", replayed("nodes", 1, 10_000)
    yield "replay_dates_1x10000", replayed("dates", 1, 10_000)
    yield "replay_async_1x10000_de", replayed("list_of_strings", 1, 10_000, "async")
    yield "replay_async_10000x1_de", replayed("list_of_strings", 10_000, 1, "async")
