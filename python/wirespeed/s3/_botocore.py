"""Credentials that only botocore can get, where it is installed: SSO, login sessions, roles with a second factor."""

from __future__ import annotations

import configparser
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["credentials_by_botocore"]

_BOTOCORE_ALONE = frozenset({"sso_session", "sso_start_url", "login_session", "mfa_serial"})


def credentials_by_botocore(profile: str | None) -> Callable[[], Mapping[str, Any]] | None:
    """A callable for a profile that needs botocore; None: the native chain does it, or says what is missing."""
    if os.environ.get("AWS_ACCESS_KEY_ID") and profile is None:
        return None
    name = profile or os.environ.get("AWS_PROFILE") or os.environ.get("AWS_DEFAULT_PROFILE") or "default"
    if not _BOTOCORE_ALONE & _options_of(name):
        return None
    try:
        import botocore.session  # type: ignore[import-untyped]
    except ImportError:
        return None
    session = botocore.session.Session(profile=name)
    return lambda: _frozen(session)


def _options_of(profile: str) -> set[str]:
    path = Path(os.environ.get("AWS_CONFIG_FILE") or "~/.aws/config").expanduser()
    file = configparser.RawConfigParser(strict=False)
    try:
        file.read(path, encoding="utf-8")
    except (OSError, configparser.Error, UnicodeDecodeError):
        return set()  # the native chain reads it again, and says what is wrong
    section = "default" if profile == "default" else f"profile {profile}"
    return set(file[section]) if file.has_section(section) else set()


def _frozen(session: Any) -> Mapping[str, Any]:
    found = session.get_credentials()
    if found is None:
        return {}
    frozen = found.get_frozen_credentials()
    made = {"access_key_id": frozen.access_key, "secret_access_key": frozen.secret_key}
    if frozen.token:
        made["session_token"] = frozen.token
    expires = getattr(found, "_expiry_time", None)
    return made if expires is None else {**made, "expires": expires.timestamp()}
