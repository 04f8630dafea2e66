"""TLS in front of the replay server: every cut of its records is the same to the driver."""

from __future__ import annotations

from pathlib import Path

import neo4j
import pytest

from replay_server import Replay
from replay_values import rows
from tls_front import MOST_RECORD_BYTES, Front, behind_tls


def connected(front: Front) -> neo4j.Driver:
    trusted = neo4j.TrustCustomCAs(str(front.ca))
    uri = f"bolt://127.0.0.1:{front.port}"
    return neo4j.GraphDatabase.driver(uri, encrypted=True, trusted_certificates=trusted)


@pytest.mark.parametrize("record_bytes", [1, 3, 100, MOST_RECORD_BYTES])
def test_records_may_be_cut_anywhere(bolt_replay: Replay, tmp_path: Path, record_bytes: int) -> None:
    with behind_tls(bolt_replay.port, tmp_path, record_bytes) as front, connected(front) as driver:
        records = driver.execute_query("REPLAY mixed 5x200").records
        assert [record.values() for record in records] == [list(row) for row in rows("mixed", 5, 200)]


def test_a_cut_below_tls_is_the_driver_s_error(bolt_replay: Replay, tmp_path: Path) -> None:
    with (
        behind_tls(bolt_replay.port, tmp_path) as front,
        connected(front) as driver,
        driver.session() as session,
        pytest.raises(neo4j.exceptions.ServiceUnavailable),
    ):
        session.run("REPLAY ints 1x100 cut=200").consume()
