"""wirespeed.sql.alchemy: arrays and UNION ALL in statements of SQLAlchemy."""

from __future__ import annotations

import asyncio
import enum
import random
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column

from postgres_servers import PostgresServer
from sql_samples import HOSTILE, random_texts
from wirespeed.errors import InvalidArgumentError
from wirespeed.sql import alchemy


class Base(DeclarativeBase):
    pass


class Mood(enum.Enum):
    GLAD = "g"
    SAD = "s"


class Upper(sa.TypeDecorator[str]):
    """Stored in capitals."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return value and value.upper()


class Artist(Base):
    __tablename__ = "sql_alchemy_artists"
    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(6000))
    mood: Mapped[Mood] = mapped_column(sa.Enum(Mood, name="sql_alchemy_mood"))
    code: Mapped[str] = mapped_column(Upper)
    seen: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


artists = Artist.__table__
ASYNCPG: sa.Dialect = postgresql.asyncpg.dialect()  # type: ignore[no-untyped-call]
SEEN = datetime(2020, 1, 1, tzinfo=timezone.utc)


def fill(connection: sa.Connection) -> None:
    Base.metadata.drop_all(connection)
    Base.metadata.create_all(connection)
    rows = [
        {"id": i, "name": text, "mood": Mood.GLAD if i % 2 else Mood.SAD, "code": f"c{i}", "seen": SEEN}
        for i, text in enumerate(HOSTILE)
    ]
    connection.execute(sa.insert(Artist), rows)
    connection.commit()


@pytest.fixture(scope="module", params=["psycopg", "psycopg2", "sqlite"])
def engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    if request.param == "sqlite":
        made = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        made = sa.create_engine(server.url().replace("postgresql", f"postgresql+{request.param}"))
    with made.connect() as connection:
        fill(connection)
    yield made
    with made.begin() as connection:
        Base.metadata.drop_all(connection)
    made.dispose()


def found(engine: sa.Engine, statement: Any) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.scalars(statement))


pytestmark = pytest.mark.server


# --- any_of -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("literals", [False, True])
def test_rows_are_found_by_arrays(engine: sa.Engine, literals: bool) -> None:
    def ids(condition: Any) -> list[int]:
        return found(engine, sa.select(Artist.id).where(condition).order_by(Artist.id))

    for some in ([1, 3, 999], np.array([1, 3]), pa.array([3, None, 1])):
        assert ids(alchemy.any_of(Artist.id, some, literals=literals)) == [1, 3]
    assert ids(alchemy.any_of(Artist.id, [], literals=literals)) == []
    everything = list(range(len(HOSTILE)))
    assert ids(~alchemy.any_of(Artist.id, [0, 2], literals=literals)) == [i for i in everything if i not in (0, 2)]
    assert ids(alchemy.any_of(Artist.name, HOSTILE, literals=literals)) == everything
    assert ids(alchemy.any_of(Artist.name, np.array(HOSTILE, object), literals=literals)) == everything
    assert ids(alchemy.any_of(Artist.mood, [Mood.GLAD], literals=literals)) == everything[1::2]
    assert ids(alchemy.any_of(Artist.code, ["c1", "C2"], literals=literals)) == [1, 2]
    assert ids(alchemy.any_of(Artist.seen, [SEEN], literals=literals)) == everything
    assert ids(sa.and_(alchemy.any_of(Artist.id, [1, 2]), Artist.id > 1)) == [2]
    assert ids(sa.or_(alchemy.any_of(Artist.id, [1]), ~alchemy.any_of(Artist.id, everything[1:]))) == [0, 1]


@pytest.mark.parametrize("literals", [False, True])
def test_ids_that_the_column_cannot_hold_are_not_found(engine: sa.Engine, literals: bool) -> None:
    small = sa.cast(Artist.id, sa.Integer)
    for beyond in ([2, 2**31, -(2**40)], np.array([2, 2**31]), pa.array([2, 2**40]), [2, 2**70]):
        statement = sa.select(Artist.id).where(alchemy.any_of(small, beyond, literals=literals))
        assert found(engine, statement) == [2]
    assert found(engine, sa.select(Artist.id).where(alchemy.any_of(Artist.id, np.array([2, 2**63], "u8")))) == [2]


@pytest.mark.parametrize("literals", [False, True])
def test_one_text_at_a_time(engine: sa.Engine, literals: bool) -> None:
    with engine.connect() as connection:
        for text in [*HOSTILE, *random_texts(50, seed=11)]:
            condition = alchemy.any_of(sa.literal(text, sa.Text), [text, "another"], literals=literals)
            assert connection.scalar(sa.select(sa.case((condition, 1), else_=0))) == 1, text


def test_arrays_of_any_length_are_one_statement(engine: sa.Engine) -> None:
    compiled: list[int] = []

    def count(n: int, literals: bool) -> int:
        statement = sa.select(sa.func.count()).where(alchemy.any_of(Artist.id, range(n), literals=literals))
        compiled.append(len(engine._compiled_cache or ()))
        return int(found(engine, statement)[0])

    for literals in (False, True):
        count(0, literals)
        assert [count(n, literals) for n in (1, 5, 0, 3)] == [1, 5, 0, 3]
    assert len(set(compiled[1:5])) == 1
    assert len(set(compiled[6:])) == 1


def test_on_postgresql_an_array_is_one_parameter() -> None:
    statement = sa.select(Artist.id).where(alchemy.any_of(Artist.id, range(1000)), alchemy.any_of(Artist.name, ["a"]))
    made = statement.compile(dialect=ASYNCPG)
    assert len(made.params) == 2
    assert "id = ANY ($1::BIGINT[])" in str(made)
    assert "name = ANY ($2::VARCHAR(6000)[])" in str(made)


@pytest.mark.parametrize("dialect", [sqlite.dialect(), mysql.dialect()])
def test_elsewhere_it_is_a_list(dialect: sa.Dialect) -> None:
    statement = sa.select(Artist.id).where(alchemy.any_of(Artist.name, ["it's", "b"]))
    made = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    assert "IN ('it''s', 'b')" in str(made)


def test_aliases_and_subqueries_have_it(engine: sa.Engine) -> None:
    other = aliased(Artist)
    inner = sa.select(other.id).where(alchemy.any_of(other.id, [1, 2])).subquery()
    assert found(engine, sa.select(inner.c.id).order_by(inner.c.id)) == [1, 2]
    exists = sa.exists().where(other.id == Artist.id, alchemy.any_of(other.id, [2]))
    assert found(engine, sa.select(Artist.id).where(exists)) == [2]
    with Session(engine) as session:
        assert [artist.name for artist in session.query(Artist).filter(alchemy.any_of(Artist.id, [1]))] == [HOSTILE[1]]


def test_what_has_no_type_takes_that_of_the_array(engine: sa.Engine) -> None:
    statement = (
        sa.select(Artist.id).where(alchemy.any_of(sa.literal_column("id"), np.array([2, 3]))).order_by(Artist.id)
    )
    assert found(engine, statement) == [2, 3]
    names = alchemy.any_of(sa.literal_column("name"), ["it's"])
    assert found(engine, sa.select(Artist.name).where(names)) == ["it's"]


def test_asyncpg_has_all_of_it(postgres_server: PostgresServer) -> None:
    url = postgres_server.url(host="127.0.0.1").replace("postgresql", "postgresql+asyncpg")
    words = HOSTILE

    async def main() -> None:
        engine = create_async_engine(url, connect_args={"ssl": False})
        async with engine.connect() as connection:
            for literals in (False, True):
                for text in words:
                    condition = alchemy.any_of(
                        sa.literal(text, sa.Text), np.array([text, "b"], object), literals=literals
                    )
                    assert await connection.scalar(sa.select(condition)) is True
            new = alchemy.rows("new", id=np.array([1, 2]), name=["it's", None])
            rows = (await connection.execute(sa.select(new.c.id, new.c.name).order_by(new.c.id))).all()
            assert [tuple(row) for row in rows] == [(1, "it's"), (2, None)]
            base = sa.select(new.c.id).where(new.c.id > 0)
            union = alchemy.union_all(base, new.c.id == 1, new.c.id.in_([2, 3]), new.c.id < 3).order_by("id").limit(3)
            assert list(await connection.scalars(union)) == [1, 1, 2]
        await engine.dispose()

    asyncio.run(asyncio.wait_for(main(), 60))


# --- rows -------------------------------------------------------------------------------------------------------------


def test_arrays_are_a_table(engine: sa.Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("unnest is PostgreSQL's")
    new = alchemy.rows("new", id=np.array([1, 2]), name=["a", None], score=np.array([0.5, 1], "f4"))
    statement = sa.select(Artist.id, new.c.name, new.c.score).join(new, new.c.id == Artist.id).order_by(Artist.id)
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(statement)] == [(1, "a", 0.5), (2, None, 1.0)]
        update = sa.update(Artist).where(Artist.id == new.c.id).values(name=sa.func.coalesce(new.c.name, "none"))
        connection.execute(update)
        assert list(
            connection.scalars(sa.select(Artist.name).where(alchemy.any_of(Artist.id, [1, 2])).order_by(Artist.id))
        ) == ["a", "none"]
        connection.rollback()


def test_rows_that_are_none_are_refused() -> None:
    with pytest.raises(InvalidArgumentError, match="one length"):
        alchemy.rows("t", a=[1], b=[])
    with pytest.raises(InvalidArgumentError, match="columns"):
        alchemy.rows("t")


# --- union_all --------------------------------------------------------------------------------------------------------


def conditions() -> list[Any]:
    return [
        Artist.id == 3,
        sa.or_(Artist.id == 4, Artist.name == "it's"),
        Artist.id.in_([5, 6]),
        alchemy.any_of(Artist.id, [1, 7]),
        Artist.mood == Mood.SAD,
    ]


def test_it_has_the_rows_of_sqlalchemys_own(engine: sa.Engine) -> None:
    rng = random.Random(12)
    for _ in range(20):
        picked = rng.sample(conditions(), rng.randrange(1, 6))
        common = [Artist.id > rng.randrange(3), Artist.name != "x"]
        base = sa.select(Artist.id, Artist.name, Artist.mood).where(*common)
        ours = alchemy.union_all(base, *picked).order_by("id").limit(20)
        stock = sa.union_all(*[base.where(condition) for condition in picked]).order_by("id").limit(20)
        with engine.connect() as connection:
            found, expected = connection.execute(ours).all(), connection.execute(stock).all()
        assert found == expected
        assert found == [] or isinstance(found[0].mood, Mood)


def test_it_is_cached_and_its_values_are_new(engine: sa.Engine) -> None:
    def ids(a: int, b: int, above: int) -> list[int]:
        base = sa.select(Artist.id).where(Artist.id > above)
        return sorted(found(engine, alchemy.union_all(base, Artist.id == a, Artist.id == b)))

    assert ids(1, 2, 0) == [1, 2]
    before = len(engine._compiled_cache or ())
    assert ids(3, 4, 0) == [3, 4]
    assert ids(3, 4, 3) == [4]
    assert len(engine._compiled_cache or ()) == before


def test_it_stands_wherever_a_select_may(engine: sa.Engine) -> None:
    union = alchemy.union_all(sa.select(Artist.id).where(Artist.id < 9), Artist.id == 1, Artist.id == 2)
    inner = union.subquery()
    assert sorted(found(engine, sa.select(inner.c.id).where(inner.c.id > 0))) == [1, 2]
    table = union.cte("both")
    assert sorted(found(engine, sa.select(table.c.id))) == [1, 2]
    assert found(engine, sa.select(Artist.id).where(Artist.id.in_(union)).order_by(Artist.id)) == [1, 2]
    more = alchemy.union_all(sa.select(Artist.id), Artist.id == 3, Artist.id == 4)
    if engine.dialect.name == "sqlite":
        return  # has no unions in parentheses
    assert sorted(found(engine, sa.union_all(union, more))) == [1, 2, 3, 4]


def test_objects_come_out_of_it(engine: sa.Engine) -> None:
    union = alchemy.union_all(sa.select(Artist), Artist.id == 1, Artist.id == 2).order_by("id")
    with Session(engine) as session:
        assert [artist.id for artist in session.scalars(sa.select(Artist).from_statement(union))] == [1, 2]


def test_what_all_branches_share_is_bound_once() -> None:
    base = sa.select(Artist.id).where(Artist.name == "shared")
    made = alchemy.union_all(base, Artist.id == 1, Artist.id == 2).compile(dialect=ASYNCPG)
    assert sorted(map(str, made.params.values())) == ["1", "2", "shared"]
    assert str(made).count("$1::") == 2


def test_another_table_in_a_condition_is_refused() -> None:
    other = sa.table("other", sa.column("id"))
    with pytest.raises(InvalidArgumentError, match="found other"):
        alchemy.union_all(sa.select(Artist.id), other.c.id == 1).compile()
    joined = sa.select(Artist.id).join(other, other.c.id == Artist.id)
    assert "JOIN other" in str(alchemy.union_all(joined, other.c.id == 1))
    nested = sa.exists().where(other.c.id == Artist.id)
    assert "EXISTS" in str(alchemy.union_all(sa.select(Artist.id), nested))


def test_what_cannot_be_shared_is_refused() -> None:
    with pytest.raises(InvalidArgumentError, match="conditions"):
        alchemy.union_all(sa.select(Artist.id))
    for base in (
        sa.select(Artist.id).limit(1),
        sa.select(Artist.id).order_by(Artist.id),
        sa.select(Artist.id).offset(1),
    ):
        with pytest.raises(InvalidArgumentError, match="order and limits"):
            alchemy.union_all(base, Artist.id == 1)
