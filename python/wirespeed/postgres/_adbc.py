"""ADBC: the driver that comes with the package, for whatever loads one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adbc_driver_manager import dbapi  # type: ignore[import-not-found, import-untyped, unused-ignore]

__all__ = ["adbc_connect", "adbc_driver_path"]

_LIBRARY = "libadbc_driver_wirespeed_postgresql.so"


def adbc_driver_path() -> str:
    """Where the driver is: a shared library for driver managers of any language, and for DuckDB's and R's.

    :raises FileNotFoundError: it was not built with the package.
    """
    path = Path(__file__).with_name(_LIBRARY)
    if not path.is_file():
        raise FileNotFoundError(f"ADBC driver: expected {path}; the package was built without it: install its wheel")
    return str(path)


def adbc_connect(
    uri: str = "",
    *,
    autocommit: bool = False,
    db_kwargs: Mapping[str, str] | None = None,
    conn_kwargs: Mapping[str, str] | None = None,
) -> dbapi.Connection:
    """A connection of ``adbc_driver_manager.dbapi``, which ``pandas.read_sql`` and ``polars.read_database`` take.

    :param uri: as of :func:`wirespeed.postgres.connect`: a URL, or keywords and values.
    :param autocommit: each statement is a transaction; without, ``commit()`` ends one, as PEP 249 says.
    :param db_kwargs: options of the driver's database, as ``{"wirespeed.postgresql.text": "utf8_view"}``.
    :param conn_kwargs: options of its connection, as ``{"adbc.connection.db_schema": "music"}``.
    :raises ModuleNotFoundError: ``adbc-driver-manager`` is not installed.
    """
    try:
        from adbc_driver_manager import dbapi
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            "adbc_connect: expected the package adbc-driver-manager, which loads the driver; pip install "
            "adbc-driver-manager",
            name=missing.name,
        ) from missing
    return dbapi.connect(
        adbc_driver_path(),
        uri,
        db_kwargs=dict(db_kwargs or {}),
        conn_kwargs=dict(conn_kwargs or {}),
        autocommit=autocommit,
    )
