"""Statements with parameters, as each driver wants them."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from wirespeed.errors import InvalidArgumentError
from wirespeed.sql._items import Items, is_array, items_of
from wirespeed.sql._kinds import plain
from wirespeed.sql._literals import Rows, array_of_items, literal

__all__ = ["Bound", "Driver", "bind"]

Driver: TypeAlias = Literal["wirespeed", "asyncpg", "psycopg", "psycopg2", "adbc", "literals"]


class Bound(NamedTuple):
    """A statement and its parameters."""

    sql: str
    params: list[Any]


def bind(statement: str, /, driver: Driver | Any = "wirespeed", **values: Any) -> Bound:
    """A statement with the values where ``{name}`` stands, as parameters of the driver.

        connection.query(*sql.bind("SELECT * FROM artists WHERE id = ANY({ids})", ids=ids))
        await connection.fetch(query.sql, *query.params)           # query = sql.bind(..., "asyncpg", ids=ids)
        cursor.execute(*sql.bind("... WHERE name LIKE 'A%' AND id = ANY({ids})", cursor, ids=ids))

    Arrays are bound as one parameter each, for ``= ANY(...)``, ``<> ALL(...)`` and ``unnest(...)``; :class:`Rows`
    become an ``unnest`` for FROM. ``{{`` and ``}}`` are braces.

    :param driver: its name, or a connection or cursor of it. ``literals``: no parameters, all values are constants in
        the text, for what can bind none.
    """
    style = _STYLES[_driver(driver)]()
    made: list[str] = []
    for text, name, format_, conversion in Formatter().parse(statement):
        made.append(style.text(text))
        if name is None:
            continue
        if format_ or conversion or name not in values:
            raise InvalidArgumentError(f"bind: expected {{name}} of one of the values, found {{{name}{format_ or ''}}}")
        made.append(style.place(name, values[name]))
    return Bound("".join(made), style.params)


_DRIVERS = get_args(Driver)
_MODULES = {"adbc_driver_manager": "adbc", "adbc_driver_postgresql": "adbc"}


def _driver(given: Any) -> str:
    if isinstance(given, str):
        if given not in _DRIVERS:
            raise InvalidArgumentError(f"driver: expected one of {', '.join(_DRIVERS)}, found {given!r}")
        return given
    for cls in type(given).__mro__:
        module = cls.__module__.partition(".")[0]
        name = _MODULES.get(module, module)
        if name in _DRIVERS and name != "literals":
            return name
    raise InvalidArgumentError(
        f"driver: expected a connection or cursor of {', '.join(_DRIVERS[:-1])}, found {type(given).__module__}."
        f"{type(given).__qualname__}; name one"
    )


class _Literals:
    """No parameters; and what the others have in common."""

    def __init__(self) -> None:
        self.params: list[Any] = []
        self._placed: dict[str, str] = {}

    def text(self, text: str) -> str:
        return text

    def place(self, name: str, value: Any) -> str:
        """What stands in the statement for a value."""
        if name not in self._placed:
            self._placed[name] = self._place(value)
        return self._placed[name]

    def _place(self, value: Any) -> str:
        if isinstance(value, Rows):
            arrays = ", ".join(self.array(items, "text") for items in value.items)
            return f"unnest({arrays}) AS {self.text(value.alias)}"
        if isinstance(value, Items) or is_array(value):
            return self.array(items_of(value), None)
        return self.scalar(value)

    def scalar(self, value: Any) -> str:
        return literal(value)

    def array(self, items: Items, default: str | None) -> str:
        return array_of_items(items, default)


class _Dollars(_Literals):
    """``$1``; arrays as lists."""

    def scalar(self, value: Any) -> str:
        return self._number(plain(value))

    def array(self, items: Items, default: str | None) -> str:
        return self._number(self.bound(items)) + _cast(items, default)

    def bound(self, items: Items) -> Any:
        return items.objects()

    def _number(self, value: Any) -> str:
        self.params.append(value)
        return f"${len(self.params)}"


def _cast(items: Items, default: str | None) -> str:
    type_ = items.type_for(default)
    return f"::{type_}[]" if type_ else ""


class _Wirespeed(_Dollars):
    """``$1``; arrays of NumPy as they are."""

    def bound(self, items: Items) -> Any:
        array = items.ndarray()
        return items.objects() if array is None or array.dtype.kind == "S" else array


class _Adbc(_Dollars):
    """``$1``; arrays as text, which the driver says is one: so texts need a type of theirs, too."""

    def array(self, items: Items, default: str | None) -> str:
        return self._number(items.array_text()) + _cast(items, default or "text")


class _Percents(_Literals):
    """``%s``; arrays as text, of which the server is told no type. A name that stands twice is bound twice."""

    def text(self, text: str) -> str:
        return text.replace("%", "%%")

    def place(self, name: str, value: Any) -> str:
        return self._place(value)

    def scalar(self, value: Any) -> str:
        return self._percent(plain(value))

    def array(self, items: Items, default: str | None) -> str:
        return self._percent(items.array_text()) + _cast(items, default)

    def _percent(self, value: Any) -> str:
        self.params.append(value)
        return "%s"


_STYLES: dict[str, Callable[[], _Literals]] = {
    "literals": _Literals,
    "wirespeed": _Wirespeed,
    "asyncpg": _Dollars,
    "adbc": _Adbc,
    "psycopg": _Percents,
    "psycopg2": _Percents,
}
