"""Names and texts as SQL writes them."""

from __future__ import annotations

from wirespeed.errors import InvalidArgumentError

__all__ = ["literal", "qualified", "quoted"]


def quoted(name: str) -> str:
    """A name as an identifier: exactly this one, whatever is in it."""
    if not name or "\0" in name:
        raise InvalidArgumentError(f"identifier: expected a name without zero bytes, found {name!r}")
    return '"' + name.replace('"', '""') + '"'


def qualified(name: str, schema: str | None = None) -> str:
    """A table's identifier, with that of its schema if there is one."""
    return quoted(name) if schema is None else f"{quoted(schema)}.{quoted(name)}"


def literal(text: str) -> str:
    """A text as a constant, whatever ``standard_conforming_strings`` says."""
    if "\0" in text:
        raise InvalidArgumentError("constant: expected text without zero bytes, found one")
    doubled = text.replace("'", "''")
    return f"'{doubled}'" if "\\" not in text else " E'" + doubled.replace("\\", "\\\\") + "'"
