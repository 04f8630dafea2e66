"""Arrays in statements of SQLAlchemy, and UNION ALL of selects that share all but a condition.

    from wirespeed.sql import alchemy

    select(Artist).where(alchemy.any_of(Artist.id, ids))              # "id" = ANY($1::BIGINT[])
    alchemy.union_all(select(pr.c.id).where(pr.c.account == 7), pr.c.author == "ann", pr.c.merger == "ann")

Needs SQLAlchemy 2. All of it is cached as SQLAlchemy caches statements: arrays of any length are the same statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ARRAY,
    REAL,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Double,
    Enum,
    Integer,
    Interval,
    LargeBinary,
    Numeric,
    SmallInteger,
    Text,
    Time,
    Uuid,
    bindparam,
    cast,
    column,
    func,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import coercions, operators, roles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import BindParameter, ColumnElement, CompoundSelect, FromClause, Select, UnaryExpression
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

from wirespeed.errors import InvalidArgumentError
from wirespeed.sql._items import Items, items_of
from wirespeed.sql._kinds import KINDS
from wirespeed.sql._literals import array_of_items

__all__ = ["any_of", "rows", "union_all"]

if TYPE_CHECKING:
    from typing_extensions import TypeVarTuple, Unpack

    Ts = TypeVarTuple("Ts")

_TYPES: dict[str, TypeEngine[Any]] = {
    "bool": Boolean(),
    "int2": SmallInteger(),
    "int4": Integer(),
    "int8": BigInteger(),
    "float4": REAL(),
    "float8": Double(),
    "numeric": Numeric(),
    "date": Date(),
    "timestamp": DateTime(),
    "timestamptz": DateTime(timezone=True),
    "interval": Interval(),
    "text": Text(),
    "bytea": LargeBinary(),
    "uuid": Uuid(),
    "time": Time(),
    "timetz": Time(timezone=True),
    "inet": postgresql.INET(),
    "cidr": postgresql.CIDR(),
    "jsonb": postgresql.JSONB(),
}

# --- arrays -----------------------------------------------------------------------------------------------------------


class _ArrayOf(TypeDecorator[Any]):
    """An array whose value is any that :mod:`wirespeed.sql` takes."""

    impl = ARRAY
    cache_ok = True

    def __init__(self, item_type: TypeEngine[Any]) -> None:
        super().__init__(item_type)
        self.item_type = item_type  # by this name it is part of the cache's key

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        items_for = self._items_for(dialect)
        if dialect.driver == "asyncpg":
            return lambda value: items_for(value).objects()
        return lambda value: items_for(value).array_text()  # a text whose type the server is not told

    def literal_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        items_for = self._items_for(dialect)
        type_ = dialect.type_compiler_instance.process(self.item_type)

        def written(value: Any) -> str:
            items = items_for(value)
            typed = Items(items.values, items.kind, type_, unit=items.unit, is_list=items.is_list, is_said=True)
            # Some drivers want percent signs doubled, and SQLAlchemy 2.0 reads some as places.
            return array_of_items(typed, has_percents=False)

        return written

    def _items_for(self, dialect: Dialect) -> Callable[[Any], Items]:
        """What makes items of a value, as the column's type has them: names of an Enum, what a TypeDecorator makes."""
        if isinstance(self.item_type, Integer):
            bits = (
                16 if isinstance(self.item_type, SmallInteger) else 64 if isinstance(self.item_type, BigInteger) else 32
            )
            return lambda value: _within(items_of(value), 2 ** (bits - 1))
        if not isinstance(self.item_type, _CONVERTING):
            return items_of
        made = self.item_type.dialect_impl(dialect).bind_processor(dialect)
        if made is None:
            return items_of
        process = made
        return lambda value: items_of([None if item is None else process(item) for item in value])


# Types whose values are not what the database holds. What others process is for their driver's own objects.
_CONVERTING = (Enum, TypeDecorator)


def _within(items: Items, bound: int) -> Items:
    """Without ints that the column cannot hold: it equals none of them, but the server would refuse them."""
    array = items.ndarray()
    if array is not None and array.dtype.kind in "iu":
        fits = (array >= -bound) & (array < bound)
        return items if fits.all() else items_of(array[fits])
    if items.kind not in (KINDS["int"], KINDS["big"]):
        return items
    objects = items.objects()
    kept = [value for value in objects if value is None or -bound <= value < bound]
    return items if len(kept) == len(objects) else items_of(kept)


def _objects(value: Any) -> list[Any]:
    return value.objects() if isinstance(value, Items) else value


def _given(values: Any) -> list[Any]:
    """The objects themselves, members of an Enum too."""
    return list(values) if isinstance(values, Iterable) and not hasattr(values, "dtype") else items_of(values).objects()


class _Condition(ColumnElement[bool]):
    """What renders as a condition, also where a database has no booleans."""

    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> Any:
        return self

    def _negate(self) -> Any:
        return UnaryExpression(self, operator=operators.inv)


class any_of(_Condition):
    """``column = ANY(array)``: true where the column has one of the values, as ``column.in_(values)``.

    One parameter on PostgreSQL, whatever the length; elsewhere an IN-list of constants that is written when the
    statement runs. ``~any_of(...)`` is its contrary.

    :param values: an array of NumPy, pandas, polars or Arrow, or a list.
    :param literals: no parameter on PostgreSQL either, but the array as a constant.
    """

    __visit_name__ = "wirespeed_any_of"
    _traverse_internals = [  # noqa: RUF012
        ("column", InternalTraversal.dp_clauseelement),
        ("bound", InternalTraversal.dp_clauseelement),
        ("listed", InternalTraversal.dp_clauseelement),
    ]
    inherit_cache = True

    def __init__(self, column: Any, values: Any, *, literals: bool = False) -> None:
        self.column: ColumnElement[Any] = coercions.expect(
            roles.ExpressionElementRole, column, apply_propagate_attrs=self
        )
        item_type = self.column.type
        value: Any = _given(values) if isinstance(item_type, _CONVERTING) else items_of(values)
        if isinstance(item_type, NullType):
            item_type = _TYPES.get(value.type or "text", Text())
        self.bound: BindParameter[Any] = bindparam(
            None, value, type_=_ArrayOf(item_type), literal_execute=literals, unique=True
        )
        self.listed: BindParameter[Any] = bindparam(
            None, callable_=lambda: _objects(value), type_=item_type, expanding=True, literal_execute=True, unique=True
        )

    @property
    def _from_objects(self) -> list[FromClause]:
        return self.column._from_objects


@compiles(any_of)
def _in_list(element: any_of, compiler: SQLCompiler, **settings: Any) -> str:
    return f"({compiler.process(element.column.in_(element.listed), **settings)})"


@compiles(any_of, "postgresql")
def _any_array(element: any_of, compiler: SQLCompiler, **settings: Any) -> str:
    what, array = (compiler.process(part, **settings) for part in (element.column, element.bound))
    return f"({what} = ANY ({array}))"


def rows(name: str, /, **columns: Any) -> TableValuedAlias:
    """Arrays as a table of the FROM, with a parameter for each: ``unnest($1::BIGINT[], $2::TEXT[]) AS new(id, name)``.

        new = alchemy.rows("new", id=ids, name=names)
        update(Artist).where(Artist.id == new.c.id).values(name=new.c.name)

    For PostgreSQL.
    """
    if not columns:
        raise InvalidArgumentError("rows: expected columns, found none")
    made = {label: items_of(values) for label, values in columns.items()}
    sizes = {label: len(items) for label, items in made.items()}
    if len(set(sizes.values())) > 1:
        raise InvalidArgumentError(f"rows: expected columns of one length, found {sizes}")
    types = {label: _TYPES.get(items.type or "text", Text()) for label, items in made.items()}
    arrays = [
        cast(bindparam(None, items, type_=_ArrayOf(types[label]), unique=True), ARRAY(types[label]))
        for label, items in made.items()
    ]
    labels = [column(label, type_) for label, type_ in types.items()]
    return func.unnest(*arrays).table_valued(*labels).render_derived(name=name)


# --- UNION ALL --------------------------------------------------------------------------------------------------------


def union_all(base: Select[Unpack[Ts]], *conditions: ColumnElement[bool]) -> CompoundSelect[Unpack[Ts]]:
    """``base AND first UNION ALL base AND second ...``, which compiles ``base`` once.

    Each branch can use an index of its own where one select with OR could use none. A row that meets several of the
    conditions is there as often: make them exclude each other where that matters. Order and limits go to the result.

    :param base: what all branches have in common, with the conditions that they share.
    :param conditions: one for each branch, over tables of ``base``.
    """
    if not conditions:
        raise InvalidArgumentError("union_all: expected conditions, one for each branch, found none")
    if base._limit_clause is not None or base._offset_clause is not None or base._order_by_clauses:
        raise InvalidArgumentError("union_all: expected a select without order and limits; give them to the result")
    branches = base.where(_Alternatives(*conditions))
    template = _Branches.__new__(_Branches)
    template.__dict__.update(branches.__dict__)
    template._base = base
    return CompoundSelect._create_union_all(template)


# Around and between conditions in the text of a select: PostgreSQL takes it nowhere, so no text of a statement has it.
_MARK = "\0"


class _Alternatives(_Condition):
    """Conditions, each for one branch."""

    __visit_name__ = "wirespeed_alternatives"
    _traverse_internals = [("conditions", InternalTraversal.dp_clauseelement_list)]  # noqa: RUF012
    inherit_cache = True

    def __init__(self, *conditions: ColumnElement[bool]) -> None:
        self.conditions = [
            coercions.expect(roles.WhereHavingRole, condition, apply_propagate_attrs=self).self_group(
                against=operators.and_
            )
            for condition in conditions
        ]

    @property
    def _from_objects(self) -> list[FromClause]:
        return [found for condition in self.conditions for found in condition._from_objects]


@compiles(_Alternatives)
def _alternatives(element: _Alternatives, compiler: SQLCompiler, **settings: Any) -> str:
    made = (compiler.process(condition, **settings) for condition in element.conditions)
    return _MARK + "".join(f"{condition}{_MARK}" for condition in made)


class _Branches(Select[Any]):
    """A select whose text is that of all branches."""

    inherit_cache = True
    _base: Any
    """As it was without the alternatives."""

    def check(self, outer: Iterable[FromClause]) -> None:
        """Another table in one condition would be a cross join in all branches."""
        used = _tables(self._where_criteria[-1:]) - set(outer)
        # What its columns and conditions name is its own; only joins take long to ask for.
        if not used <= _tables(self._base._raw_columns) | _tables(self._base._where_criteria):
            used -= _tables(self._base.get_final_froms())
            if used:
                raise InvalidArgumentError(
                    "union_all: expected conditions over tables of the select, found "
                    f"{', '.join(sorted(map(str, used)))}; join them there, or write EXISTS"
                )


def _tables(clauses: Iterable[Any]) -> set[FromClause]:
    return {table for clause in clauses for table in clause._from_objects}


@compiles(_Branches)
def _branches(element: _Branches, compiler: SQLCompiler, **settings: Any) -> str:
    element.check(compiler.stack[-1]["correlate_froms"] if compiler.stack else ())
    text: str = compiler.visit_select(element, **settings)  # type: ignore[no-untyped-call]
    before, *conditions, after = text.split(_MARK)
    return " UNION ALL ".join(before + condition + after for condition in conditions)
