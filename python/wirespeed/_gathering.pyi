from typing import Any

from wirespeed._native import ColumnTable

def gather(
    operation: str,
    rows: tuple[Any, ...],
    names: tuple[str, ...],
    are_attributes: bool,
    types: list[str],
    exact: list[bool],
) -> tuple[ColumnTable, list[Any]]:
    """The columns that have a type, and the arrays of those of type "object", both in order."""

def infer(
    operation: str, rows: tuple[Any, ...], names: tuple[str, ...], are_attributes: bool, limit: int
) -> list[tuple[str, int, str, str]]:
    """Of each column the type that its first rows have; "null" where there are no values; or "mixed", the row where it
    is, and the names of two classes.
    """
