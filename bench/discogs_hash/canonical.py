"""The canonical form of a record, by lxml: the reference, and the work that "lxml doing the same" does.

The record is pruned (an element left with no attribute, text or child is dropped, and then its parent may be; a
<label> of <sublabels> stays; white space between elements is dropped, and so is a leaf's when it holds a line break)
and written as Canonical XML 1.0 without comments. A digest is the SHA-256 of that; the total is the SHA-256 of all
digests in file order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from isal import igzip
from lxml import etree

SPACE = " \t\n"  # what an indented file adds; a CR comes from a reference alone


def records(path: Path, tag: str) -> Iterator[etree._Element]:
    """Each record of a dump in turn; it dies when the next one is asked for. Inflated by ISA-L where it is gzip."""
    with path.open("rb") as probe:
        zipped = probe.read(2) == b"\x1f\x8b"
    with igzip.open(path, "rb") if zipped else path.open("rb") as file:
        for _event, element in etree.iterparse(file, events=("end",), tag=tag, huge_tree=True):
            yield element
            element.clear()
            parent = element.getparent()
            while element.getprevious() is not None:
                del parent[0]


def digest(record: etree._Element) -> bytes:
    prune(record)
    record.tail = None
    return hashlib.sha256(etree.tostring(record, method="c14n", with_comments=False)).digest()


def total(digests: Iterator[bytes]) -> str:
    whole = hashlib.sha256()
    for one in digests:
        whole.update(one)
    return whole.hexdigest()


def prune(element: etree._Element) -> bool:
    """Prunes below `element`; true when nothing is left of it."""
    if len(element) == 0:
        text = element.text
        if text is not None and "\n" in text and not text.strip(SPACE):
            text = element.text = None
        return not text and not element.attrib
    keeps_empty_labels = element.tag == "sublabels"
    if element.text is not None and not element.text.strip(SPACE):
        element.text = None
    for child in list(element):
        if child.tail is not None and not child.tail.strip(SPACE):
            child.tail = None
        if prune(child) and not (keeps_empty_labels and child.tag == "label"):
            _remove(element, child)
    return len(element) == 0 and not element.text and not element.attrib


def _remove(parent: etree._Element, child: etree._Element) -> None:
    """Without the text that follows it."""
    if child.tail:
        before = child.getprevious()
        if before is None:
            parent.text = (parent.text or "") + child.tail
        else:
            before.tail = (before.tail or "") + child.tail
    parent.remove(child)
