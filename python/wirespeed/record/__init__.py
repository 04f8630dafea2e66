"""Records that are their own bytes: written once, read where they lie, never unpacked.

    from wirespeed.record import Int32, Record, record

    @record
    class Commit(Record):
        sha: str
        time: datetime
        lines: Int32 = 0
        parents: list[str] = []
        note: str | None = None

    commit = Commit("5f1e", datetime.now())
    data = bytes(commit)                      # what is stored and sent
    Commit.from_bytes(data).lines             # reads four bytes of it
    Commit.to_columns(list_of_bytes)          # NumPy arrays, without a record object
    to_json(list_of_bytes, record=Commit)     # JSON text of records, as of any columns

The format and its rules are in docs/record.md; the C++ side is src/wirespeed/record/.
"""

from wirespeed.record import _tables
from wirespeed.record._core import Batch, Record
from wirespeed.record._definition import record
from wirespeed.record._json import to_json
from wirespeed.record._types import (
    Addon,
    Fixed,
    Float32,
    Float64,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Utc,
)

__all__ = [
    "Addon",
    "Batch",
    "Fixed",
    "Float32",
    "Float64",
    "Int8",
    "Int16",
    "Int32",
    "Int64",
    "Record",
    "UInt8",
    "UInt16",
    "UInt32",
    "UInt64",
    "Utc",
    "record",
    "to_json",
]

_tables.add_to(Record)
