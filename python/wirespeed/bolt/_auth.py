"""Who the client is to the server, and how it trusts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wirespeed.bolt._dehydrate import pack
from wirespeed.errors import InvalidArgumentError

__all__ = ["Auth", "Tls", "basic", "bearer", "custom", "kerberos"]


@dataclass(frozen=True)
class Auth:
    """Made by :func:`basic`, :func:`bearer`, :func:`kerberos` or :func:`custom`. Its repr shows no secret."""

    scheme: str
    principal: str = ""
    credentials: str = field(default="", repr=False)
    realm: str = ""
    parameters: Mapping[str, Any] | None = field(default=None, repr=False)


def basic(user: str, password: str, realm: str = "") -> Auth:
    """A user and a password."""
    return Auth("basic", user, password, realm)


def bearer(token: str) -> Auth:
    """A token of single sign-on."""
    return Auth("bearer", credentials=token)


def kerberos(ticket: str) -> Auth:
    """A ticket, in base64."""
    return Auth("kerberos", credentials=ticket)


def custom(
    scheme: str,
    principal: str = "",
    credentials: str = "",
    realm: str = "",
    parameters: Mapping[str, Any] | None = None,
) -> Auth:
    """What a server's own plugin asks for."""
    return Auth(scheme, principal, credentials, realm, parameters)


@dataclass(frozen=True)
class Tls:
    """How connections are encrypted. With ``bolt://`` and ``neo4j://`` its presence asks for TLS; with ``+s`` and
    ``+ssc`` it adds a CA or a client certificate.
    """

    verify: bool = True
    """That a trusted CA signed the server's certificate, and that it is the host's."""
    ca_file: str | None = None
    """PEM; the system's CAs otherwise (``SSL_CERT_FILE`` counts)."""
    certificate_file: str | None = None
    """The client's own, PEM, for servers that ask for one."""
    key_file: str | None = None
    key_password: str | None = field(default=None, repr=False)


def native_auth(auth: Auth | tuple[str, str] | None) -> dict[str, Any]:
    """What the native client takes."""
    if auth is None:
        return {"scheme": "none"}
    if isinstance(auth, tuple):
        if len(auth) != 2:
            raise InvalidArgumentError(f"auth: expected a user and a password, found a tuple of {len(auth)}")
        auth = basic(*auth)
    if not isinstance(auth, Auth):
        raise InvalidArgumentError(f"auth: expected None, (user, password) or an Auth, found {type(auth).__name__}")
    native: dict[str, Any] = {
        "scheme": auth.scheme,
        "principal": auth.principal,
        "credentials": auth.credentials,
        "realm": auth.realm,
    }
    if auth.parameters:
        native["parameters"] = pack(auth.parameters)
    return native


def native_tls(tls: Tls) -> dict[str, Any]:
    return {name: value for name, value in vars(tls).items() if value is not None}
