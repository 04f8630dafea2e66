"""The native half of records by name; _core.pyi has its types."""

from typing import Any

from wirespeed import _native

Record: Any = _native._record.Record
Batch: Any = _native._record.Batch
make_type = _native._record.make_type
table = _native._record.table
batch_of_columns = _native._record.batch_of_columns


def restore(cls: Any, data: bytes) -> Any:
    """What pickle calls for a record."""
    return cls.from_bytes(data)


def restore_batch(cls: Any, data: bytes) -> Any:
    """What pickle calls for a batch."""
    return cls.batch(data)
