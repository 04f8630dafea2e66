"""An authority of its own and a certificate for localhost, by openssl, in the forms that strict readers take."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from real_servers.errors import ServerError

DAYS = "3650"
LEAF = """keyUsage=critical,digitalSignature,keyEncipherment
basicConstraints=critical,CA:FALSE
authorityKeyIdentifier=keyid,issuer
"""
SERVER = LEAF + "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n"
CLIENT = LEAF + "extendedKeyUsage=clientAuth\n"
NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout"]


@dataclass(frozen=True)
class Certificates:
    authority: Path
    key: Path  # PKCS#8
    chain: Path  # the server's, then the authority's


def make(folder: Path) -> Certificates:
    folder.mkdir(parents=True, exist_ok=True)
    made = Certificates(folder / "ca.crt", folder / "private.key", folder / "public.crt")
    authority = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign"]
    _openssl(folder, "req", "-x509", "-days", DAYS, *NEW_KEY, "ca.key", "-out", "ca.crt", "-subj",
             "/CN=wirespeed test authority", *authority)  # fmt: skip
    leaf = _leaf(folder, made.key.name, "localhost", SERVER)
    made.chain.write_text(leaf + made.authority.read_text())
    return made


def make_client(folder: Path, name: str) -> tuple[Path, Path]:
    """A client's certificate, from the authority that make() left in the folder, and its key."""
    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    certificate.write_text(_leaf(folder, key.name, name, CLIENT))
    return certificate, key


def _leaf(folder: Path, key: str, name: str, extensions: str) -> str:
    """The certificate; its key is put into the folder."""
    _openssl(folder, "req", *NEW_KEY, key, "-out", "leaf.csr", "-subj", f"/CN={name}")
    (folder / "leaf.ext").write_text(extensions)
    _openssl(folder, "x509", "-req", "-in", "leaf.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
             "-days", DAYS, "-extfile", "leaf.ext", "-out", "leaf.crt")  # fmt: skip
    return (folder / "leaf.crt").read_text()


def _openssl(folder: Path, *arguments: str) -> None:
    done = subprocess.run(
        ["openssl", *arguments], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ServerError(f"openssl {arguments[0]}: no certificate was made:\n{done.stderr.strip()}")
