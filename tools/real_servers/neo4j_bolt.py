"""Just enough of Bolt to run a few queries without a driver, so that a class archive holds what queries need."""

from __future__ import annotations

import socket
import struct
from collections.abc import Mapping

from real_servers.errors import ServerError

HANDSHAKE = bytes.fromhex("6060B017 00000405 00000000 00000000 00000000")
SUCCESS, RECORD, IGNORED, FAILURE = 0x70, 0x71, 0x7E, 0x7F
QUERIES = (
    "UNWIND range(1, 100) AS i CREATE (n:Warm {i: i, s: toString(i), f: i * 1.5, l: [i, 7]})-[:NEXT]->(:Warm)",
    "MATCH (n:Warm)-[r:NEXT]->(m) RETURN n, r, m, n.i + 1 AS a, collect(m) AS ms LIMIT 10",
    "UNWIND range(1, 5) AS i RETURN i, [i, 's'], {k: date()}, datetime(), duration('P1D'), point({x: 1, y: 2})",
    "MATCH (n:Warm) DETACH DELETE n",
)


def exercise(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as peer:
        peer.sendall(HANDSHAKE)
        if _exactly(peer, 4) != HANDSHAKE[4:8]:
            raise ServerError("Bolt handshake: expected the server to speak 5.4")
        agent: dict[str, object] = {"user_agent": "warm/1", "bolt_agent": {"product": "warm/1"}}
        _ask(peer, 0x01, agent)
        _ask(peer, 0x6A, {"scheme": "none"})
        for query in QUERIES:
            _ask(peer, 0x10, query, {}, {})
            _ask(peer, 0x3F, {"n": -1})


def _ask(peer: socket.socket, tag: int, *fields: object) -> None:
    message = bytes([0xB0 + len(fields), tag]) + b"".join(map(_pack, fields))
    peer.sendall(struct.pack(">H", len(message)) + message + b"\0\0")
    while (answer := _message(peer))[1] == RECORD:
        pass
    if answer[1] != SUCCESS:
        raise ServerError(f"Bolt message {tag:02X}: expected SUCCESS, found {answer[:200]!r}")


def _message(peer: socket.socket) -> bytes:
    message = b""
    while size := struct.unpack(">H", _exactly(peer, 2))[0]:
        message += _exactly(peer, size)
    return message


def _exactly(peer: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = peer.recv(size - len(data))
        if not part:
            raise ServerError("Bolt: the server closed the connection")
        data += part
    return data


def _pack(value: object) -> bytes:
    """Short maps, text and small integers: all that is sent here."""
    if isinstance(value, Mapping):
        return bytes([0xA0 + len(value)]) + b"".join(_pack(part) for entry in value.items() for part in entry)
    if isinstance(value, str):
        return b"\xd0" + bytes([len(value)]) + value.encode()
    if isinstance(value, int):
        return struct.pack(">b", value)
    raise TypeError(f"no such value is sent here: {value!r}")
