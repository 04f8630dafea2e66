"""What tells one table from another: the rows, and of each column the nulls and a checksum of the values.

Numbers are summed up as 64-bit ones, times as microseconds since 1970, texts as their bytes and their lengths; so it
does not matter in which type of Arrow a contender hands them out.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy
import pyarrow  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

Answer = dict[str, Any]
CHUNK_ROWS = 1 << 16


def of(table: pyarrow.Table) -> Answer:
    columns = {name: _sum(table.column(name)) for name in table.column_names}
    return {"rows": len(table), "nulls": [table.column(name).null_count for name in columns], "columns": columns}


def _sum(column: pyarrow.ChunkedArray) -> int:
    """In pieces of the same sizes, whatever its chunks are."""
    found = 0
    for first in range(0, len(column), CHUNK_ROWS):
        piece = column.slice(first, CHUNK_ROWS).combine_chunks()
        for buffer in _bytes(piece.chunk(0) if isinstance(piece, pyarrow.ChunkedArray) else piece):
            found = zlib.crc32(buffer, found)
    return found


def _bytes(piece: pyarrow.Array) -> list[Any]:
    kind = piece.type
    if pyarrow.types.is_dictionary(kind):
        return _bytes(piece.dictionary_decode())
    if pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind) or pyarrow.types.is_string_view(kind):
        return _texts(piece.cast(pyarrow.large_string()))
    if pyarrow.types.is_temporal(kind):
        piece = _microseconds(piece)
    wanted = pyarrow.float64() if pyarrow.types.is_floating(kind) else pyarrow.int64()
    return [_filled(piece.cast(wanted), 0).to_numpy(zero_copy_only=False)]


def _microseconds(piece: pyarrow.Array) -> pyarrow.Array:
    if pyarrow.types.is_date(piece.type):
        return piece.cast(pyarrow.date32()).cast(pyarrow.int32())
    return piece.cast(pyarrow.timestamp("us", piece.type.tz)).cast(pyarrow.int64())


def _texts(piece: pyarrow.Array) -> list[Any]:
    piece = _filled(piece, "")
    lengths = numpy.asarray(pc.binary_length(piece).cast(pyarrow.int32()))
    offsets = numpy.frombuffer(piece.buffers()[1], "i8")[piece.offset : piece.offset + len(piece) + 1]
    data = piece.buffers()[2]
    return [lengths, memoryview(data)[offsets[0] : offsets[-1]] if data else b""]


def _filled(piece: pyarrow.Array, value: Any) -> pyarrow.Array:
    return pc.fill_null(piece, value) if piece.null_count else piece
