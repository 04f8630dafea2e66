"""Graphs from text files: CSV with a header, and lists of edges."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterable, Mapping
from typing import IO, Any, TypeAlias

from wirespeed.errors import InvalidArgumentError, MalformedError
from wirespeed.graph._load_table import Dangling, columns_of, from_table
from wirespeed.graph._loaded import LoadedGraph

Path: TypeAlias = str | os.PathLike[str]

# The words by which neo4j-admin's import names columns.
_KEY, _LABEL, _START, _END, _TYPE = ":ID", ":LABEL", ":START_ID", ":END_ID", ":TYPE"


def from_csv(
    nodes: Path | Iterable[Path] | None,
    edges: Path | Iterable[Path],
    *,
    source: str | None = None,
    target: str | None = None,
    key: str | None = None,
    type: str | None = None,
    labels: str | None = None,
    weight: str | None = None,
    properties: Iterable[str] | None = None,
    relationship_properties: Iterable[str] | None = None,
    delimiter: str = ",",
    label_separator: str = ";",
    dangling: Dangling = "error",
    keep_order: bool = False,
) -> LoadedGraph:
    """A graph of CSV files with a header line, UTF-8; several files of one kind have the same columns. Needs pyarrow.

    Columns are named as for :func:`from_table`. Headers of neo4j-admin's import are understood where they are not:
    ``:ID``, ``:LABEL``, ``:START_ID``, ``:END_ID``, ``:TYPE``, with a name before the colon or without.

    :param label_separator: what stands between several labels of a node.
    """
    edge_table = _read_all(edges, delimiter)
    node_table = None if nodes is None else _read_all(nodes, delimiter)
    node_names = [] if node_table is None else node_table.column_names
    key = key or _find(node_names, _KEY) or "id"
    labels = labels or _find(node_names, _LABEL)
    if node_table is not None and labels is not None and labels in node_names:
        node_table = _split_labels(node_table, labels, label_separator)
    names = edge_table.column_names
    return from_table(
        node_table,
        edge_table,
        source=source or _find(names, _START) or "source",
        target=target or _find(names, _END) or "target",
        key=key,
        type=type or _find(names, _TYPE),
        labels=labels,
        weight=weight,
        properties=properties,
        relationship_properties=relationship_properties,
        dangling=dangling,
        keep_order=keep_order,
    )


def from_edge_list(
    path: Path,
    *,
    delimiter: str | None = None,
    comments: str = "#",
    weighted: bool = False,
    keep_order: bool = False,
) -> LoadedGraph:
    """A graph of a text file with an edge on each line: two keys, and a weight where it is ``weighted``; what stands
    behind is left alone. Keys that are all integers are integers, else texts.

    :param delimiter: what separates them; by default blanks and tabs, as many as there are.
    :param comments: lines that begin with it are left out; ``""``: none are.
    :raises MalformedError: a line has too few parts.
    """
    columns: list[list[str]] = [[] for _ in range(3 if weighted else 2)]
    with pathlib.Path(path).open(encoding="utf-8") as file:
        _read_edges(file, columns, delimiter, comments)
    table: dict[str, Any] = dict(zip(("source", "target"), _keys(columns[0], columns[1]), strict=True))
    if weighted:
        table["weight"] = _weights(columns[2])
    return from_table(None, table, weight="weight" if weighted else None, keep_order=keep_order)


def _read_edges(file: IO[str], columns: list[list[str]], delimiter: str | None, comments: str) -> None:
    wanted = len(columns)
    for number, line in enumerate(file, 1):
        text = line.strip()
        if not text or (comments and text.startswith(comments)):
            continue
        parts = text.split(delimiter)
        if len(parts) < wanted:
            raise MalformedError(
                f"edge list: line {number}: expected {wanted} parts, found {len(parts)}: {text[:80]!r}"
            )
        for column, part in zip(columns, parts, strict=False):
            column.append(part)


def _keys(sources: list[str], targets: list[str]) -> tuple[Any, Any]:
    import numpy

    try:
        return numpy.array(sources, dtype=numpy.int64), numpy.array(targets, dtype=numpy.int64)
    except (ValueError, OverflowError):
        return numpy.array(sources, dtype=object), numpy.array(targets, dtype=object)


def _weights(texts: list[str]) -> Any:
    import numpy

    try:
        return numpy.array(texts, dtype=numpy.float64)
    except ValueError as why:
        raise MalformedError(f"edge list: expected weights as numbers: {why}") from why


def _find(names: Iterable[str], word: str) -> str | None:
    """The column that neo4j-admin would take for it: "personId:ID", ":ID(Person)"."""
    for name in names:
        kind = name[name.find(":") :].split("(")[0].split("{")[0] if ":" in name else ""
        if kind == word:
            return name
    return None


def _read_all(paths: Path | Iterable[Path], delimiter: str) -> Any:
    import pyarrow  # type: ignore[import-untyped]
    from pyarrow import csv

    several = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    if not several:
        raise InvalidArgumentError("from_csv: expected a path, found none")
    try:
        tables = [
            csv.read_csv(os.fspath(path), parse_options=csv.ParseOptions(delimiter=delimiter)) for path in several
        ]
        return pyarrow.concat_tables(tables)
    except pyarrow.ArrowInvalid as why:
        raise MalformedError(f"from_csv: {', '.join(map(str, several))}: {why}") from why


def _split_labels(table: Any, labels: str, separator: str) -> Mapping[str, Any]:
    columns = dict(columns_of(table))
    texts = columns[labels].to_pylist()
    columns[labels] = [[part for part in text.split(separator) if part] if text else [] for text in texts]
    return columns
