"""A peer that lets everybody in as PostgreSQL does and then says nothing: for what needs a connection and no server."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from wirespeed.postgres._core import NativeConnection
from wirespeed.postgres._session import native_connect


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack(">i", 4 + len(body)) + body


WELCOME = (
    _message(b"R", struct.pack(">i", 0))
    + _message(b"S", b"client_encoding\0UTF8\0")
    + _message(b"K", struct.pack(">ii", 7, 11))
    + _message(b"Z", b"I")
)


def _let_in(listener: socket.socket) -> None:
    peer, _ = listener.accept()
    with peer, peer.makefile("rb") as received:
        (length,) = struct.unpack(">i", received.read(4))
        received.read(length - 4)
        peer.sendall(WELCOME)
        received.read()  # until the client goes


@contextmanager
def silent_connection() -> Iterator[NativeConnection]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_let_in, args=(listener,), daemon=True)
        thread.start()
        port = listener.getsockname()[1]
        conninfo = f"host=127.0.0.1 port={port} user=u dbname=d sslmode=disable"
        connection = native_connect(conninfo, timeout=20, plan_cache_size=8, prepare_threshold=None)
        try:
            yield connection
        finally:
            connection.close()
            thread.join(20)
