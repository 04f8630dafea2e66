"""What counts as null, number, list and map besides Python's own types.

The official driver keeps tuples of them, with NumPy's and pandas' in it where they are installed. Theirs count once the
driver has been imported; it is not imported for its tuples' sake.
"""

from __future__ import annotations

import sys

_NAMES = (
    "NONE_VALUES",
    "TRUE_VALUES",
    "FALSE_VALUES",
    "FLOAT_TYPES",
    "INT_TYPES",
    "SEQUENCE_TYPES",
    "MAPPING_TYPES",
)
# Where drivers from 6.4 and from 5.14 on have them.
_HOMES = ("neo4j._codec._types", "neo4j._codec.packstream.v1.types")
_OWN = ((None,), (True,), (False,), (float,), (int,), (list,), (dict,))


def find() -> tuple[object, ...]:
    """The tuples named above, and whether that is the last word."""
    for home in _HOMES:
        module = sys.modules.get(home)
        if module is not None and all(hasattr(module, name) for name in _NAMES):
            return (*(tuple(getattr(module, name)) for name in _NAMES), True)
    return (*_OWN, False)
