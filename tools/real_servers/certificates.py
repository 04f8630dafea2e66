"""An authority of its own and a certificate for localhost, by openssl, in the forms that strict readers take."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from real_servers.errors import ServerError

DAYS = "3650"
LEAF = """subjectAltName=DNS:localhost,IP:127.0.0.1
extendedKeyUsage=serverAuth
keyUsage=critical,digitalSignature,keyEncipherment
basicConstraints=critical,CA:FALSE
authorityKeyIdentifier=keyid,issuer
"""


@dataclass(frozen=True)
class Certificates:
    authority: Path
    key: Path  # PKCS#8
    chain: Path  # the server's, then the authority's


def make(folder: Path) -> Certificates:
    folder.mkdir(parents=True, exist_ok=True)
    made = Certificates(folder / "ca.crt", folder / "private.key", folder / "public.crt")
    new_key = ["-newkey", "rsa:2048", "-nodes", "-keyout"]
    authority = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign"]
    _openssl(folder, "req", "-x509", "-days", DAYS, *new_key, "ca.key", "-out", "ca.crt", "-subj",
             "/CN=wirespeed test authority", *authority)  # fmt: skip
    _openssl(folder, "req", *new_key, "private.key", "-out", "leaf.csr", "-subj", "/CN=localhost")
    (folder / "leaf.ext").write_text(LEAF)
    _openssl(folder, "x509", "-req", "-in", "leaf.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
             "-days", DAYS, "-extfile", "leaf.ext", "-out", "leaf.crt")  # fmt: skip
    made.chain.write_text((folder / "leaf.crt").read_text() + made.authority.read_text())
    return made


def _openssl(folder: Path, *arguments: str) -> None:
    done = subprocess.run(
        ["openssl", *arguments], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ServerError(f"openssl {arguments[0]}: no certificate was made:\n{done.stderr.strip()}")
