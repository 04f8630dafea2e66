"""The proxy of bad networks: what it is told, and nothing else, befalls the bytes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from postgres_proxy import Faults, proxied
from postgres_servers import PostgresServer

LETTER = bytes(range(256)) * 800
Serve = Callable[[socket.socket], None]


def say(text: bytes) -> Serve:
    """A server that says it and hangs up."""
    return lambda peer: peer.sendall(text)


def echo(peer: socket.socket) -> None:
    while data := peer.recv(1 << 16):
        peer.sendall(data)


@contextmanager
def serving(serve: Serve, listener: socket.socket | None = None) -> Iterator[int]:
    def accept(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                peer, _ = listener.accept()
                threading.Thread(target=handle, args=(peer,), daemon=True).start()

    def handle(peer: socket.socket) -> None:
        with suppress(OSError), peer:
            serve(peer)

    with listener or socket.create_server(("127.0.0.1", 0)) as opened:
        threading.Thread(target=accept, args=(opened,), daemon=True).start()
        name = opened.getsockname()
        yield name[1] if isinstance(name, tuple) else 0
        opened.shutdown(socket.SHUT_RDWR)


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def send_all(client: socket.socket) -> None:
    client.sendall(LETTER)
    client.shutdown(socket.SHUT_WR)


def all_of(peer: socket.socket) -> bytes:
    data = b""
    while part := peer.recv(1 << 16):
        data += part
    return data


def heard(serve: Serve, faults: Faults) -> bytes:
    """What a client gets from such a server until the connection ends."""
    with serving(serve) as port, proxied(port, from_server=faults) as proxy, connected(proxy.port) as client:
        return all_of(client)


def test_without_faults_nothing_changes_in_either_direction() -> None:
    with serving(echo) as port, proxied(port) as proxy, connected(proxy.port) as client:
        threading.Thread(target=send_all, args=(client,)).start()
        assert all_of(client) == LETTER
        assert proxy.connections == 1


@pytest.mark.parametrize("count", [0, 1, 1000, 65536, 65537, 200_000])
def test_a_cut_lets_exactly_so_many_bytes_through(count: int) -> None:
    assert heard(say(LETTER), Faults(cut_after=count)) == LETTER[:count]


def test_a_cut_of_the_client_s_bytes_ends_both_directions() -> None:
    cut = Faults(cut_after=5)
    with serving(echo) as port, proxied(port, from_client=cut) as proxy, connected(proxy.port) as client:
        client.sendall(b"1234567")
        assert b"12345".startswith(all_of(client))


def test_a_reset_is_told_from_an_end() -> None:
    with (
        serving(echo) as port,
        proxied(port, from_client=Faults(cut_after=3, reset=True)) as proxy,
        connected(proxy.port) as client,
    ):
        client.sendall(b"123456")
        with pytest.raises(ConnectionResetError):
            all_of(client)


def test_a_stall_leaves_the_connection_open() -> None:
    with (
        serving(say(LETTER)) as port,
        proxied(port, from_server=Faults(stall_after=100)) as proxy,
        connected(proxy.port) as client,
    ):
        assert client.recv(100, socket.MSG_WAITALL) == LETTER[:100]
        client.settimeout(0.3)
        with pytest.raises(TimeoutError):
            client.recv(1)


@pytest.mark.parametrize("spot", [0, 7, 65535, 65536, len(LETTER) - 1])
def test_one_byte_arrives_with_its_bits_flipped(spot: int) -> None:
    flipped = LETTER[:spot] + bytes([LETTER[spot] ^ 0x10]) + LETTER[spot + 1 :]
    assert heard(say(LETTER), Faults(corrupt_at=spot, corrupt_by=0x10)) == flipped


def test_packets_may_be_as_small_as_a_byte() -> None:
    assert list(Faults(segment=1).packets(b"abc", 0)) == [b"a", b"b", b"c"]
    assert heard(say(LETTER[:5000]), Faults(segment=1)) == LETTER[:5000]
    with (
        serving(say(b"ab")) as port,
        proxied(port, from_server=Faults(segment=1, delay=0.2)) as proxy,
        connected(proxy.port) as client,
    ):
        assert [client.recv(10), client.recv(10), client.recv(10)] == [b"a", b"b", b""]


def test_dropping_ends_those_that_are_there_and_not_the_next() -> None:
    with serving(echo) as port, proxied(port) as proxy:
        with connected(proxy.port) as first:
            first.sendall(b"x")
            assert first.recv(1) == b"x"
            proxy.drop(reset=True)
            with pytest.raises(ConnectionResetError):
                first.recv(1)
        with connected(proxy.port) as second:
            second.sendall(b"y")
            assert second.recv(1) == b"y"


def test_while_paused_nothing_moves() -> None:
    with serving(echo) as port, proxied(port) as proxy, connected(proxy.port) as client:
        proxy.pause()
        client.sendall(b"x")
        client.settimeout(0.3)
        with pytest.raises(TimeoutError):
            client.recv(1)
        proxy.resume()
        client.settimeout(30)
        assert client.recv(1) == b"x"


def test_faults_may_befall_the_first_connections_only() -> None:
    with serving(say(b"hello")) as port, proxied(port, from_server=Faults(cut_after=2), faulty=1) as proxy:
        answers = []
        for _ in range(2):
            with connected(proxy.port) as client:
                answers.append(all_of(client))
    assert answers == [b"he", b"hello"]


def test_where_nobody_listens_the_connection_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = taken.getsockname()[1]
    with proxied(nobody) as proxy, connected(proxy.port) as client:
        assert client.recv(1) == b""


def test_a_unix_socket_can_be_behind_it(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        with serving(say(b"hello"), listener), proxied(path) as proxy, connected(proxy.port) as client:
            assert all_of(client) == b"hello"


@pytest.mark.server
@pytest.mark.parametrize("faults", [Faults(segment=1), Faults(delay=0.001), Faults(cut_after=4000)])
def test_a_real_client_notices_a_cut_and_nothing_else(postgres_server: PostgresServer, faults: Faults) -> None:
    with proxied(postgres_server.port, from_server=faults) as proxy:
        ended = postgres_server.psql(
            postgres_server.dsn(port=proxy.port, sslmode="disable"), "SELECT repeat('x', 5000)"
        )
    if faults.cut_after is None:
        assert ended.stdout == "x" * 5000 + "\n"
    else:
        assert "server closed the connection unexpectedly" in ended.stderr
