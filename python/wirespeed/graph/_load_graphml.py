"""Graphs from GraphML."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable
from typing import Any, TypeAlias
from xml.parsers import expat

from wirespeed.errors import MalformedError
from wirespeed.graph._columns import column_of_values
from wirespeed.graph._load_table import assemble
from wirespeed.graph._loaded import LoadedGraph

_Data: TypeAlias = dict[str | None, Any]

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def _boolean(text: str) -> bool:
    return _BOOLEANS[text.lower()]


_TYPES: dict[str, Callable[[str], Any]] = {
    "boolean": _boolean,
    "int": int,
    "long": int,
    "float": float,
    "double": float,
    "string": str,
}


def from_graphml(
    path: str | os.PathLike[str],
    *,
    type: str | None = "label",
    labels: str | None = "labels",
    weight: str | None = "weight",
    keep_order: bool = False,
) -> LoadedGraph:
    """A graph of a GraphML file. Data of nodes become properties, with the types that the file's keys say.

    Documents with a DOCTYPE are refused: GraphML needs none, and entities could make it anything. Edges of undirected
    graphs are one relationship each: ask with direction "both". Of nested graphs all nodes and edges are taken.

    :param type: the edges' data that is their type, as Neo4j's export names it; an edge without is of type "".
    :param labels: the nodes' data with their labels, ``":A:B"`` or one name.
    :param weight: the edges' data that is their weight, where all have it.
    :raises MalformedError: it is no XML, or no GraphML; the message names the line.
    """
    reader = _Reader()
    with pathlib.Path(path).open("rb") as file:
        reader.read(file)
    return reader.graph(type, labels, weight, keep_order)


class _Reader:
    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._keys: dict[str, tuple[str, str, Callable[[str], Any]]] = {}  # id: what for, name, type
        self._defaults: dict[str, _Data] = {"node": {}, "edge": {}}
        self._nodes: dict[str, _Data] = {}
        self._edges: list[tuple[str, str, _Data]] = []
        self._data: list[_Data] = []  # of the nodes and edges that are open
        self._key: str | None = None  # whose text is being read
        self._parts: list[str] | None = None
        self._has_root = False

    def read(self, file: Any) -> None:
        try:
            self._parser.ParseFile(file)
        except expat.ExpatError as why:
            raise MalformedError(f"graphml: {why}") from why
        if not self._has_root:
            raise MalformedError("graphml: expected the element graphml, found none")

    def graph(self, type_: str | None, labels: str | None, weight: str | None, keep_order: bool) -> LoadedGraph:
        of_nodes, of_edges = list(self._nodes.values()), [data for _, _, data in self._edges]
        has_labels = any(labels in data for data in of_nodes)
        has_types = any(type_ in data for data in of_edges)
        names = list(dict.fromkeys(name for data in of_nodes for name in data if name is not None and name != labels))
        return assemble(
            column_of_values(list(self._nodes)),
            column_of_values([source for source, _, _ in self._edges]),
            column_of_values([target for _, target, _ in self._edges]),
            types=[str(data.get(type_, "")) for data in of_edges] if has_types else None,
            weights=_weights([data.get(weight) for data in of_edges]),
            labels=[_labels_in(data.get(labels)) for data in of_nodes] if has_labels else None,
            properties={name: column_of_values([data.get(name) for data in of_nodes]) for name in names},
            keep_order=keep_order,
        )

    # --- what the parser meets ---

    def _refuse_doctype(self, name: str, *_: object) -> None:
        raise MalformedError(f"graphml: {self._where()}: expected no DOCTYPE, found one of {name!r}; take it out")

    def _where(self) -> str:
        return f"line {self._parser.CurrentLineNumber}"

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit(" ", 1)[-1]
        if not self._has_root and name != "graphml":
            raise MalformedError(f"graphml: {self._where()}: expected the element graphml, found {name}")
        self._has_root = True
        if name == "key":
            self._start_key(attributes)
        elif name == "node":
            self._data.append(self._nodes.setdefault(self._said(attributes, "id", name), dict(self._defaults["node"])))
        elif name == "edge":
            data = dict(self._defaults["edge"])
            self._edges.append((self._said(attributes, "source", name), self._said(attributes, "target", name), data))
            self._data.append(data)
        elif name == "data" and self._data:
            self._key = self._said(attributes, "key", name)
            self._parts = []
        elif name == "default" and self._key is not None:
            self._parts = []

    def _end(self, tag: str) -> None:
        name = tag.rsplit(" ", 1)[-1]
        if name in ("node", "edge"):
            self._data.pop()
        elif name == "data" and self._parts is not None:
            _, called, value = self._value()
            self._data[-1][called] = value
            self._key = self._parts = None
        elif name == "default" and self._parts is not None:
            what, called, value = self._value()
            for one in ("node", "edge"):
                if what in (one, "all"):
                    self._defaults[one][called] = value
            self._parts = None
        elif name == "key":
            self._key = None

    def _text(self, text: str) -> None:
        if self._parts is not None:
            self._parts.append(text)

    def _start_key(self, attributes: dict[str, str]) -> None:
        self._key = self._said(attributes, "id", "key")
        kind = attributes.get("attr.type", "string")
        if kind not in _TYPES:
            raise MalformedError(
                f"graphml: {self._where()}: key: expected a type of {', '.join(_TYPES)}, found {kind!r}"
            )
        self._keys[self._key] = attributes.get("for", "all"), attributes.get("attr.name", self._key), _TYPES[kind]

    def _said(self, attributes: dict[str, str], name: str, element: str) -> str:
        if name in attributes:
            return attributes[name]
        raise MalformedError(f"graphml: {self._where()}: {element}: expected the attribute {name}, found none")

    def _value(self) -> tuple[str, str, Any]:
        text = "".join(self._parts or ())
        known = self._keys.get(self._key or "")
        if known is None:
            raise MalformedError(f"graphml: {self._where()}: data: expected a key of the document, found {self._key!r}")
        what, name, convert = known
        try:
            return what, name, convert(text if convert is str else text.strip())
        except (ValueError, KeyError) as why:
            raise MalformedError(
                f"graphml: {self._where()}: {name}: expected a value of its type, found {text!r}"
            ) from why


def _labels_in(text: Any) -> list[str]:
    return [part for part in str(text).split(":") if part] if text else []


def _weights(values: list[Any]) -> Any:
    """None where one of them is no number."""
    if not values or not all(isinstance(value, int | float) for value in values):
        return None
    return [float(value) for value in values]
