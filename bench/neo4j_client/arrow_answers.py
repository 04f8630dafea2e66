"""The digest of answers.py, of columns."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow
import pyarrow.compute as pc

from neo4j_client import answers

PROPERTIES = ("name", "email", "city", "age", "visits", "score", "active", "joined")


def of_batches(batches: Iterable[pyarrow.RecordBatch]) -> answers.Answer:
    digest = answers.Digest()
    for batch in batches:
        columns = _columns(batch)
        digest.add(list(map(_sum, columns)), [c.null_count for c in columns], len(batch), _sample(columns, digest))
    return digest.answer()


def _columns(batch: pyarrow.RecordBatch) -> list[pyarrow.Array]:
    """Of a column of nodes, their parts; days as numbers."""
    parts = list(batch.columns)
    if pyarrow.types.is_struct(batch.schema[0].type):
        node = batch.column(0)
        properties = node.field("properties")
        parts = [node.field("element_id"), node.field("labels"), *map(properties.field, PROPERTIES)]
    return [part.cast("int32") if part.type == "date32" else part for part in parts]


def _sum(column: pyarrow.Array) -> float:
    if pyarrow.types.is_list(column.type):
        return _sum(column.flatten())
    is_text = column.type in (pyarrow.string(), pyarrow.large_string())
    return float(pc.sum(pc.utf8_length(column) if is_text else column).as_py() or 0)


def _sample(columns: list[pyarrow.Array], digest: answers.Digest) -> Iterable[tuple[object, ...]]:
    places = pyarrow.array(range(digest.skip(), len(columns[0]), answers.SAMPLE_EVERY), "int64")
    return zip(*(column.take(places).to_pylist() for column in columns), strict=True)
