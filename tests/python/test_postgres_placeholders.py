"""Placeholders of PEP 249 as PostgreSQL's own."""

from __future__ import annotations

import pytest

from wirespeed.postgres import ProgrammingError
from wirespeed.postgres._placeholders import numbered


@pytest.mark.parametrize(
    ("sql", "params", "made"),
    [
        ("SELECT %s, %s", ["a", "b"], "SELECT $1, $2"),
        ("%s%s", ["a", "b"], "$1$2"),
        ("SELECT %s %% 2", [5], "SELECT $1 % 2"),
        ("SELECT 1 %% 2", [], "SELECT 1 % 2"),
        ("SELECT '%s', \"%s\", %s", [1], "SELECT '%s', \"%s\", $1"),
        ("SELECT 'it''s %s', %s", [1], "SELECT 'it''s %s', $1"),
        ("SELECT 'a%%' LIKE %s", ["b%"], "SELECT 'a%' LIKE $1"),
        ("SELECT 'a%' LIKE %s", ["b%"], "SELECT 'a%' LIKE $1"),
        (r"SELECT 'a\', %s", [1], r"SELECT 'a\', $1"),
        (r"SELECT E'a\'%s''%s', %s", [1], r"SELECT E'a\'%s''%s', $1"),
        (r"SELECT typeE'a\', %s", [1], r"SELECT typeE'a\', $1"),
        ("SELECT $$ %s ' $$, %s", [1], "SELECT $$ %s ' $$, $1"),
        ("SELECT $a$ $$ %s $b$ $a$, %s", [1], "SELECT $a$ $$ %s $b$ $a$, $1"),
        ("SELECT a$b$, %s -- c$b$", [1], "SELECT a$b$, $1 -- c$b$"),
        ("SELECT %s -- %s\n, %s", [1, 2], "SELECT $1 -- %s\n, $2"),
        ("SELECT %s /* %s /* %s */ %s */, %s", [1, 2], "SELECT $1 /* %s /* %s */ %s */, $2"),
        ("SELECT %s /* never %s ends", [1], "SELECT $1 /* never %s ends"),
        ("SELECT '%s is not closed", [], "SELECT '%s is not closed"),
        ("SELECT '$1', %s", [1], "SELECT '$1', $1"),
        ("SELECT col$1, %s", [1], "SELECT col$1, $1"),
    ],
)
def test_each_placeholder_gets_a_number_but_none_within_text(sql: str, params: list[object], made: str) -> None:
    assert numbered(sql, params) == (made, params)


@pytest.mark.parametrize("sql", ["SELECT $1 % 2", "SELECT $1, '%s', '%%'", "SELECT x %(y)s $1"])
def test_a_statement_with_its_own_numbers_stays_as_it_is(sql: str) -> None:
    assert numbered(sql, [1]) == (sql, [1])


def test_a_statement_without_parameters_stays_as_it_is() -> None:
    assert numbered("SELECT 5 % 2, '%%', %s", None) == ("SELECT 5 % 2, '%%', %s", ())


def test_a_name_has_one_number_wherever_it_is() -> None:
    sql = "SELECT %(a)s, %(b c)s, %(a)s, '%(d)s'"
    assert numbered(sql, {"b c": 2, "a": 1, "more": 3}) == ("SELECT $1, $2, $1, '%(d)s'", [1, 2])


@pytest.mark.parametrize(
    ("sql", "params", "found"),
    [
        ("SELECT %s", [], "expected 1 values"),
        ("SELECT %s", [1, 2], "found 2"),
        ("SELECT %(a)s", [1], "expected a mapping"),
        ("SELECT %s", {"a": 1}, "expected a sequence"),
        ("SELECT %(a)s, %(b)s", {"a": 1}, "found none for b"),
        ("SELECT 5 % 2, %s", [1], "'% ' at character 10"),
        ("SELECT %s, 5 %", [1], "'%' at character 14"),
        ("SELECT %d", [1], "'%d'"),
        ("SELECT %s", "a", "found str"),
    ],
)
def test_what_does_not_fit_is_said(sql: str, params: object, found: str) -> None:
    with pytest.raises(ProgrammingError, match=found):
        numbered(sql, params)  # type: ignore[arg-type]


def test_long_statements_take_no_longer_for_each_character() -> None:
    quoted = "'" + "''\\" * 50_000 + "'"
    sql = f"SELECT E{quoted}', {quoted}, {'%s, ' * 1000} 1"
    assert numbered(sql, [1] * 1000)[0].endswith("$1000,  1")
