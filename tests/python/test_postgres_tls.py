"""wirespeed.postgres over TLS: certificates that were taken back."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from postgres_servers import PostgresServer
from wirespeed import postgres

pytestmark = pytest.mark.server


def revoked(server: PostgresServer, folder: Path, *certificates: str) -> Path:
    """A list of what its authority has taken back."""
    authority = Path(str(server.ca)).parent
    (folder / "index").touch()
    (folder / "number").write_text("01")
    (folder / "ca.cnf").write_text(
        f"[ca]\ndefault_ca=it\n[it]\ndatabase={folder}/index\ncrlnumber={folder}/number\ndefault_md=sha256\n"
        f"certificate={authority}/ca.crt\nprivate_key={authority}/ca.key\ndefault_crl_days=1\n"
    )
    for arguments in (*(["-revoke", str(authority / name)] for name in certificates), ["-gencrl", "-out", "list.crl"]):
        subprocess.run(
            ["openssl", "ca", "-batch", "-config", "ca.cnf", *arguments], cwd=folder, check=True, capture_output=True
        )
    return folder / "list.crl"


def reached(server: PostgresServer, **options: object) -> str:
    """The role that our own client is, or why it is not."""
    try:
        with postgres.connect(server.url("scramuser", sslmode="verify-full", sslrootcert=server.ca, **options)) as it:
            return str(it.query("SELECT current_user").value())
    except postgres.UnavailableError as error:
        return str(error)


def test_a_certificate_that_was_taken_back_is_refused(postgres_server: PostgresServer, tmp_path: Path) -> None:
    none, server = tmp_path / "none", tmp_path / "server"
    for folder in (none, server):
        folder.mkdir()
    assert reached(postgres_server, sslcrl=revoked(postgres_server, none)) == "scramuser"
    taken_back = revoked(postgres_server, server, "public.crt")
    assert "revoked" in reached(postgres_server, sslcrl=taken_back)
    assert "revoked" not in reached(postgres_server, sslcrl=revoked(postgres_server, none, "certuser.crt"))
    by_hash = ["openssl", "crl", "-hash", "-noout", "-in", str(taken_back)]
    name = subprocess.run(by_hash, capture_output=True, text=True, check=True).stdout.strip()
    taken_back.rename(server / f"{name}.r0")
    assert "revoked" in reached(postgres_server, sslcrldir=server)
