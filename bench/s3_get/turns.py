"""What the contenders in Python share: one operation of theirs as one call, measured and compared.

class Peer:                              a contender: of these what it can do
    def get(self) -> Any                 one object, in memory of its own
    def into(self, buffer) -> Any        one object, into that buffer; in its place, get()
    def many(self) -> list[Any]          all objects, in the order of their keys
    def many_into(self, buffers) -> Any  the same into buffers; in its place, many()
    def list(self) -> Any                Arrow; names(): list[str]
    def put(self, data) -> Any           one object; put_many(data): all of them, of the same bytes each
    def stream(self) -> Iterator[Any]    one object, in pieces
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy

from harness import contender
from neo4j_client.calls import measured
from s3_get import workloads
from s3_get.contents import content
from s3_get.workloads import Place, Workload

Make = Callable[[Workload, Place], Any]
Work = tuple[Callable[[], Any], Callable[[Any], dict[str, Any]]]  # the call, and what its result says


def stay(make: Make) -> None:
    contender.stay(lambda data: _begin(data, make))


def _begin(data: Path, make: Make) -> contender.Calls:
    workload = workloads.read(data)
    peer = make(workload, workloads.place(workload))
    work, answer = WORK[workload.operation](workload, peer)

    def calls(checking: bool) -> contender.Outcome:
        if checking:
            return contender.Outcome(answer(work()))
        start = _memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
        spent = measured(work)
        return contender.Outcome(call=spent, counters={"peak_mb": max(_memory("VmHWM") - start, 0) / workloads.MIB})

    return calls


def _memory(name: str) -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024


def _can(peer: Any, name: str) -> Callable[..., Any]:
    if not hasattr(peer, name):
        raise contender.CannotRun(f"it has no such operation: {name}")
    return getattr(peer, name)  # type: ignore[no-any-return]


def warm(size: int) -> Any:
    """Memory that was written to before."""
    return numpy.full(size, 1, dtype=numpy.uint8)


def _parts(found: Any) -> list[Any]:
    """Where a peer gives an object in pieces, these."""
    return found if isinstance(found, list) else [found]


def _get(workload: Workload, peer: Any) -> Work:
    return _can(peer, "get"), lambda found: workloads.digest(_parts(found))


def _into(workload: Workload, peer: Any) -> Work:
    """Whoever cannot read into a buffer gives one of its own; a GiB that nobody uses is not kept for it."""
    if not hasattr(peer, "into"):
        return _get(workload, peer)
    buffer = warm(workload.size)
    return lambda: peer.into(memoryview(buffer)), lambda _: workloads.digest([buffer])


def _many(workload: Workload, peer: Any) -> Work:
    if workload.size < 8 * workloads.MIB or not hasattr(peer, "many_into"):
        return _can(peer, "many"), workloads.digest
    buffers = [memoryview(warm(workload.size)) for _ in range(workload.count)]
    return lambda: peer.many_into(buffers), lambda _: workloads.digest(buffers)


def _list(workload: Workload, peer: Any) -> Work:
    return _can(peer, "listing"), lambda found: workloads.names_digest(_names_of(found))


def _names_of(found: Any) -> list[str]:
    """Of a table with a column of keys."""
    column = "key" if "key" in found.column_names else "path"
    return sorted(found.column(column).to_pylist())


def _names(workload: Workload, peer: Any) -> Work:
    return _can(peer, "names"), workloads.names_digest


def _put(workload: Workload, peer: Any) -> Work:
    return _write(workload, _can(peer, "put"), content(workload.size, 0), peer)


def _put_many(workload: Workload, peer: Any) -> Work:
    return _write(workload, _can(peer, "put_many"), content(workload.size, 0), peer)


def _write(workload: Workload, put: Callable[[str, bytes], Any], data: bytes, peer: Any) -> Work:
    """The first time into a bucket that keeps it, where it is read again."""
    kept = f"kept-{workload.bucket}"
    buckets = [kept if workload.server.startswith("s3_stub") else workload.bucket]
    place = workloads.place(workload)

    def work() -> None:
        put(buckets[0], data)

    def answer(_: Any) -> dict[str, Any]:
        found = workloads.digest(_read_again(place, buckets[0], key) for key in workload.keys)
        buckets[0] = workload.bucket
        return found

    return work, answer


def _read_again(place: Place, bucket: str, key: str) -> bytes:
    """By a URL that was signed by nobody's client."""
    import urllib.request

    from s3_get.presigned import Presigner

    with urllib.request.urlopen(f"{place.url}{Presigner(place)('GET', f'/{bucket}/{key}')}", timeout=600) as answer:
        return bytes(answer.read())


def _stream(workload: Workload, peer: Any) -> Work:
    stream = _can(peer, "stream")

    def work() -> dict[str, Any]:
        size = 0
        for part in stream():
            size += memoryview(part).nbytes
        return {"bytes": size}

    checked: list[Iterable[Any]] = [stream()]
    return (lambda: workloads.digest(checked.pop()) if checked else work()), lambda found: found


WORK: dict[str, Callable[[Workload, Any], Work]] = {
    "get": _get,
    "into": _into,
    "many": _many,
    "list": _list,
    "fan_out": _list,
    "names": _names,
    "put": _put,
    "put_many": _put_many,
    "stream": _stream,
}
