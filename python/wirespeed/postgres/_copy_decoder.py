"""COPY BINARY that another driver received, as columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wirespeed.errors import InvalidArgumentError
from wirespeed.postgres._core import builtin_type, copy_decoder
from wirespeed.postgres._result import Column, column_options

if TYPE_CHECKING:
    from wirespeed._native import ColumnTable
    from wirespeed.postgres._connection import Connection

__all__ = ["CopyDecoder"]

_SHORT = {
    "bool": "boolean",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "varchar": "character varying",
    "bpchar": "character",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "time": "time without time zone",
    "timetz": "time with time zone",
    "varbit": "bit varying",
    "decimal": "numeric",
}
_NUMERIC = re.compile(r"numeric\s*\(\s*(\d+)\s*(?:,\s*(-?\d+)\s*)?\)")
_NO_TYPMOD = -1


class CopyDecoder:
    """Bytes of ``COPY ... TO STDOUT (FORMAT binary)`` in pieces of any size, as asyncpg's ``copy_from_query`` or
    psycopg's ``cursor.copy()`` give them, become columns::

        decoder = CopyDecoder({"id": "bigint", "name": "text", "price": "numeric(10,2)"})
        tables = [table for piece in pieces for table in decoder.feed(piece)] + decoder.finish()

    :param columns: name to type, or pairs of them, in the order of the bytes, which do not say it: a name of
        PostgreSQL's own types, an OID, or the columns that :meth:`Connection.prepare` tells.
    :param connection: knows the types that users and extensions made, once it has seen them.
    :param options: as of :class:`Result`, and ``batch_rows``.
    :raises InvalidArgumentError: a type that nobody knows.
    """

    def __init__(
        self,
        columns: Mapping[str, str | int] | Sequence[Column | tuple[str, str | int]],
        *,
        connection: Connection | None = None,
        **options: Any,
    ) -> None:
        native = None if connection is None else connection._native
        self._native = copy_decoder(_described(columns), column_options(**options), native)

    def feed(self, data: bytes) -> list[ColumnTable]:
        """The batches that became full. What is behind them is kept until more comes.

        :raises MalformedError: the bytes are not what was said.
        """
        return self._native.feed(bytes(data))

    def finish(self) -> list[ColumnTable]:
        """No more bytes come: the last batch.

        :raises MalformedError: rows are missing.
        """
        return self._native.finish()


def _described(
    columns: Mapping[str, str | int] | Sequence[Column | tuple[str, str | int]],
) -> list[tuple[str, tuple[int, int]]]:
    said = columns.items() if isinstance(columns, Mapping) else columns
    return [(one.name, (one.oid, one.typmod)) if isinstance(one, Column) else (one[0], _type_of(*one)) for one in said]


def _type_of(name: str, said: str | int) -> tuple[int, int]:
    if isinstance(said, int):
        return said, _NO_TYPMOD
    word = said.strip().lower()
    typmod = _NO_TYPMOD
    if number := _NUMERIC.fullmatch(word):
        # As the server packs precision and scale.
        precision, scale = int(number[1]), int(number[2] or 0)
        typmod = ((precision << 16) | (scale & 0x7FF)) + 4
        word = "numeric"
    is_array = word.endswith("[]")
    base = word[:-2] if is_array else word
    oid = builtin_type(_SHORT.get(base, base) + ("[]" if is_array else ""))
    if oid is None:
        raise InvalidArgumentError(
            f"columns: expected a type of PostgreSQL's own or an OID for {name!r}, found {said!r}; types of users are "
            "told by Connection.prepare()"
        )
    return oid, typmod
