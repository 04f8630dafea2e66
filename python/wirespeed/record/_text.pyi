from typing import Any

def columns_text(columns: list[tuple[Any, ...]], options: tuple[str, ...]) -> bytes:
    """Columns as _json.py describes them."""

def table_text(arrow: Any, options: tuple[str, ...]) -> bytes:
    """A stream in a capsule, or a schema and an array in two."""
