"""Lists of constants from an array, each way."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness import contender
from neo4j_client.calls import calls_of
from sql_in_lists import samples

Write = Callable[[Any], str]


def ours(name: str) -> Write:
    try:
        from wirespeed import sql
    except ImportError as error:
        raise contender.CannotRun(f"the product in bench/.venv has no wirespeed.sql: {error}") from error
    write: Write = getattr(sql, name)
    return write


def join(array: Any) -> str:
    if array.dtype.kind == "i":
        return f"({','.join(map(str, array.tolist()))})"
    return "(" + ",".join([_text(text) for text in array.tolist()]) + ")"


def _text(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'" if "\\" not in text else "E'" + doubled.replace("\\", "\\\\") + "'"


def psycopg_literals(array: Any) -> str:
    from psycopg import sql

    return f"({sql.SQL(',').join(map(sql.Literal, array.tolist())).as_string(None)})"


def sqlalchemy_in() -> Write:
    """As an execution has it: the statement compiled once, the list written each time."""
    import sqlalchemy
    from sqlalchemy.dialects import postgresql

    column = sqlalchemy.column("id")
    listed = sqlalchemy.bindparam("ids", expanding=True, literal_execute=True)
    dialect = postgresql.psycopg.dialect()  # type: ignore[attr-defined,no-untyped-call]
    dialect._backslash_escapes = False  # what it finds out of a connection
    compiled: dict[str, Any] = {}

    def write(array: Any) -> str:
        kind = array.dtype.kind
        if kind not in compiled:
            type_ = sqlalchemy.BigInteger() if kind == "i" else sqlalchemy.Text()
            typed = sqlalchemy.type_coerce(column, type_).in_(listed)
            compiled[kind] = typed.compile(dialect=dialect)
        made = compiled[kind]._process_parameters_for_postcompile({"ids": array.tolist()}).statement
        return str(made).replace("%%", "%")

    return write


def begin(data: Path) -> contender.Calls:
    kind, way = data.read_text(), sys.argv[3]
    makers: dict[str, Callable[[], Write]] = {
        "in_list": lambda: ours("in_list"),
        "array": lambda: ours("array"),
        "join": lambda: join,
        "psycopg": lambda: psycopg_literals,
        "sqlalchemy": sqlalchemy_in,
    }
    array, write = samples.SAMPLES[kind](), makers[way]()

    def call() -> str:
        text = ""
        for _ in range(samples.TIMES):
            text = write(array)
        return text

    return calls_of(call, lambda text: {"values": samples.digest(samples.read(text, kind))})


contender.stay(begin)
