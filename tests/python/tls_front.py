"""TLS in front of a server that knows none, with records as short as a test wants them.

with behind_tls(bolt_replay.port, tmp_path, record_bytes=1) as front:
    connect(f"bolt://127.0.0.1:{front.port}", trusting=front.ca)
"""

from __future__ import annotations

import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from real_servers import certificates

MOST_RECORD_BYTES = 16384  # TLS's own limit


@dataclass(frozen=True)
class Front:
    port: int
    ca: Path


@contextmanager
def behind_tls(port: int, folder: Path, record_bytes: int = MOST_RECORD_BYTES) -> Iterator[Front]:
    made = certificates.make(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.chain, made.key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, context, port, record_bytes), daemon=True).start()
        yield Front(listener.getsockname()[1], made.authority)
        listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, context: ssl.SSLContext, port: int, record_bytes: int) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_serve, args=(client, context, port, record_bytes), daemon=True).start()


def _serve(client: socket.socket, context: ssl.SSLContext, port: int, record_bytes: int) -> None:
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with (
        suppress(OSError),
        socket.create_connection(("127.0.0.1", port)) as server,
        context.wrap_socket(client, server_side=True) as secured,
    ):
        _relay(secured, server, record_bytes)


def _relay(secured: ssl.SSLSocket, server: socket.socket, record_bytes: int) -> None:
    """Until one of them ends. One thread for both directions: an SSL object is not for two.

    What the server says first, its handshake, goes whole, for the driver wants its four bytes at once.
    """
    piece_bytes = MOST_RECORD_BYTES
    while True:
        ready = [secured] if secured.pending() else select.select([secured, server], [], [])[0]
        for source in ready:
            data = source.recv(1 << 16)
            if not data:
                return
            if source is secured:
                server.sendall(data)
                continue
            for at in range(0, len(data), piece_bytes):
                secured.sendall(data[at : at + piece_bytes])
            piece_bytes = record_bytes
