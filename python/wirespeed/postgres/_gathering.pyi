from typing import Any

from wirespeed._native import ColumnTable

def gather(rows: tuple[Any, ...], names: list[str], types: list[str]) -> tuple[ColumnTable, list[Any]]:
    """The columns that have a type, and the arrays of those of type "object", both in order."""

def infer(rows: tuple[Any, ...], columns: int, limit: int) -> list[str]:
    """The types that the first rows' columns have; "null" where there are no values."""
