"""What type checkers must infer of wirespeed.sql."""

from typing import Any

import sqlalchemy as sa
from typing_extensions import assert_type

from wirespeed import sql
from wirespeed.sql import alchemy


def statements(ids: list[int]) -> None:
    query = sql.bind("SELECT {a}", "asyncpg", a=1)
    assert_type(query, sql.Bound)
    assert_type(query.params, list[Any])
    assert_type(sql.literal(1) + sql.array(ids) + sql.in_list(ids, "int8"), str)
    assert_type(sql.Rows("r", id=ids).typed(id="int4"), sql.Rows)
    assert_type(sql.array(sql.typed(ids, "int8")), str)
    assert_type(sql.Rows("r", {"id": ids}).values(), str)


def selects(table: sa.Table, number: sa.Column[int], ids: list[int]) -> None:
    base = sa.select(number)
    assert_type(alchemy.union_all(base, number == 1), sa.CompoundSelect[int])
    assert_type(alchemy.rows("r", id=ids), sa.TableValuedAlias)
    base.where(alchemy.any_of(number, ids), ~alchemy.any_of(number, ids, literals=True))
