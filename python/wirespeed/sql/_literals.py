"""Constants, lists and rows as text of a statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirespeed.errors import InvalidArgumentError
from wirespeed.sql._items import Items, items_of
from wirespeed.sql._quoting import checked_type, quoted_name, quoted_text

__all__ = ["Rows", "array", "array_of_items", "in_list", "literal", "typed"]


def literal(value: Any, type: str | None = None) -> str:
    """One value as a constant: ``literal("it's")`` is ``'it''s'``.

    Anything but texts, booleans and ints says its type (``'2020-01-01'::date``); a text takes that of what it is
    compared with.

    :param type: PostgreSQL's, in place of that.
    :raises InvalidArgumentError: a text with a zero character, an object that SQL has no constant for.
    """
    items = items_of([value])
    constant = items.constant(items.values[0])
    # Where it stands, a sign or a letter may stand before it: `- -1`, `LIKE E'..'`.
    if constant[0] in "-E":
        constant = " " + constant
    if type is None:
        return constant
    text = None if items.values[0] is None else items.kind.text(items.values[0])
    return f"NULL::{checked_type(type)}" if text is None else f"{_apart(quoted_text(text))}::{checked_type(type)}"


def _apart(constant: str) -> str:
    return " " + constant if constant.startswith("E") else constant


def typed(values: Any, type: str) -> Items:
    """Items of that type of PostgreSQL, for wherever an array is taken: ``bind(..., ids=typed(ids, "int8"))``.

    Times without a zone are in UTC where the type has one.
    """
    return items_of(values, type)


def array(values: Any, type: str | None = None) -> str:
    """Items as a constant array, for ``= ANY(...)`` and ``<> ALL(...)``: ``'{0.5,1}'::float8[]``.

    The server reads it in one piece, so it is planned faster than a list of as many constants, and it may be empty.

    :param values: a list, or an array of NumPy, pandas, polars or Arrow.
    :param type: PostgreSQL's, of the items. Texts, and ints of 32 bits, say none unless told: their array takes the
        type of what it is compared with.
    """
    return array_of_items(items_of(values, type))


def array_of_items(items: Items, default: str | None = None, *, has_percents: bool = True) -> str:
    """As :func:`array`; ``default`` is the type of texts where the array is compared with nothing."""
    type_ = items.type_for(default)
    quoted = quoted_text(items.array_text(), has_percents=has_percents)
    return _apart(quoted) + (f"::{type_}[]" if type_ else "")


def in_list(values: Any, type: str | None = None) -> str:
    """Items as a list, for ``IN`` and ``NOT IN``: ``(1,2,3)``, ``('a','it''s')``.

    :raises InvalidArgumentError: nothing in it and no type: a list needs either. See :func:`array`.
    """
    items = items_of(values, type)
    if len(items):
        return f"({items.joined_constants() if type is None else ','.join(_typed(items))})"
    if items.type is None:
        raise InvalidArgumentError(
            "in_list: expected items, or type= for a list without any, found neither; or write = ANY({array([])})"
        )
    return f"(SELECT NULL::{items.type} WHERE FALSE)"


def _typed(items: Items) -> list[str]:
    """Each as a constant of exactly the items' type."""
    return [f"({constant})::{items.type or 'text'}" for constant in items.constants()]


# Types of which a column of bare digits is when its first item is.
_OF_DIGITS = frozenset({"int4", "int8", "numeric"})


def _column(items: Items) -> list[str]:
    """Constants that make a column of the items' type: where they would by themselves, only the first one says it."""
    kind = items.kind
    if items.type != kind.type and not (kind.type == "int8" and items.type in _OF_DIGITS):
        return _typed(items)
    constants = items.constants()
    constants[0] = f"({constants[0]})::{items.type or 'text'}"
    return constants


class Rows:
    """Columns as a table of a statement's FROM.

        rows = sql.Rows("new", id=ids, name=names)
        connection.query(*sql.bind("UPDATE artists a SET name = new.name FROM {new} WHERE a.id = new.id", new=rows))

    :param name: its alias.
    :param columns: what each is called, and its items; all as many.
    """

    def __init__(self, name: str, /, columns: Mapping[str, Any] | None = None, **more: Any) -> None:
        given = {**(columns or {}), **more}
        if not given:
            raise InvalidArgumentError("Rows: expected columns, found none")
        self._items = {column: items_of(values) for column, values in given.items()}
        sizes = {column: len(items) for column, items in self._items.items()}
        if len(set(sizes.values())) > 1:
            raise InvalidArgumentError(f"Rows: expected columns of one length, found {sizes}")
        self._alias = f"{quoted_name(name)} ({', '.join(map(quoted_name, given))})"

    def typed(self, **types: str) -> Rows:
        """The same, with columns of these types of PostgreSQL."""
        unknown = types.keys() - self._items.keys()
        if unknown:
            raise InvalidArgumentError(f"Rows: expected types of its columns, found {', '.join(sorted(unknown))}")
        made = object.__new__(Rows)
        made._alias = self._alias
        made._items = {name: _as(items, types.get(name)) for name, items in self._items.items()}
        return made

    def __len__(self) -> int:
        return len(next(iter(self._items.values())))

    @property
    def items(self) -> list[Items]:
        return list(self._items.values())

    @property
    def alias(self) -> str:
        return self._alias

    def values(self) -> str:
        """``(VALUES (1::int8,'a'::text),(2,'b')) AS "new" ("id", "name")``."""
        if len(self) == 0:
            nulls = ", ".join(f"NULL::{items.type or 'text'}" for items in self.items)
            return f"(SELECT {nulls} WHERE FALSE) AS {self._alias}"
        columns = [_column(items) for items in self.items]
        rows = "),(".join(map(",".join, zip(*columns, strict=True)))
        return f"(VALUES ({rows})) AS {self._alias}"

    def unnest(self) -> str:
        """``unnest('{1,2}'::int8[], '{a,b}'::text[]) AS "new" ("id", "name")``."""
        return f"unnest({', '.join(array_of_items(items, 'text') for items in self.items)}) AS {self._alias}"


def _as(items: Items, type_: str | None) -> Items:
    return items if type_ is None else items_of(items.values, type_)
