"""What the PostgreSQL tasks compare results by: it notices each difference in values, and none in types."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow  # type: ignore[import-untyped]
import pytest

pytest.importorskip("tomllib", reason="the harness needs Python 3.11")

from postgres_read import columns, digest, workloads

ROWS = 3000


def table(kind: str) -> pyarrow.Table:
    return columns.expected(kind, ROWS)


def changed(made: pyarrow.Table, name: str, values: pyarrow.Array) -> pyarrow.Table:
    return made.set_column(made.column_names.index(name), name, values)


def with_value(made: pyarrow.Table, name: str, row: int, value: object) -> pyarrow.Table:
    found = made.column(name).to_pylist()
    found[row] = value
    return changed(made, name, pyarrow.array(found, made.column(name).type))


@pytest.mark.parametrize("kind", columns.TABLES)
def test_every_column_of_every_table_is_looked_at(kind: str) -> None:
    made, swapped = table(kind), columns.expected(kind, ROWS + 1).slice(1)
    for name in made.column_names:
        if made.column(name) != swapped.column(name):
            assert digest.of(changed(made, name, swapped.column(name))) != digest.of(made)
    assert len({str(column.array(ROWS)) for column in columns.TABLES[kind]}) == len(columns.TABLES[kind])


def test_one_other_value_anywhere_is_noticed() -> None:
    made = table("rows")
    others = {"id": -1, "f1": 0.125, "flag": None, "at": None, "day": None, "name": "s1", "note": ""}
    for name, value in others.items():
        for row in (0, 10, ROWS - 1):
            if made.column(name)[row].as_py() != value:
                assert digest.of(with_value(made, name, row, value)) != digest.of(made), (name, row)


def test_bytes_that_move_from_one_text_to_the_next_are_noticed() -> None:
    one, other = (pyarrow.table({"a": values}) for values in (["ab", "c"], ["a", "bc"]))
    assert digest.of(one) != digest.of(other)


def test_a_null_is_told_from_what_it_is_filled_with() -> None:
    for null, filled in (([None, 1], [0, 1]), ([None, "a"], ["", "a"])):
        assert digest.of(pyarrow.table({"a": null})) != digest.of(pyarrow.table({"a": filled}))


@pytest.mark.parametrize(
    "other",
    [
        lambda made: pyarrow.Table.from_pandas(made.to_pandas(), preserve_index=False),
        lambda made: pyarrow.Table.from_batches(made.to_batches(max_chunksize=7)),
        lambda made: changed(made, "c3", made.column("c3").dictionary_encode()),
        lambda made: changed(made, "c3", made.column("c3").cast(pyarrow.string())),
        lambda made: changed(made, "c3", made.column("c3").cast(pyarrow.string_view())),
        lambda made: changed(made, "id", made.column("id").cast(pyarrow.int32())),
    ],
)
def test_types_and_pieces_make_no_difference(other: Callable[[pyarrow.Table], pyarrow.Table]) -> None:
    made = table("lowcard")
    assert digest.of(other(made)) == digest.of(made)


def test_times_of_any_unit_and_zone_make_no_difference() -> None:
    at = table("bars").column("at")
    for kind in (pyarrow.timestamp("ns", "UTC"), pyarrow.timestamp("us", "Europe/Madrid")):
        assert digest.of(pyarrow.table({"at": at.cast(kind)})) == digest.of(pyarrow.table({"at": at}))


def test_the_texts_of_wide_are_short_and_those_of_lowcard_repeat() -> None:
    lengths = [len(text) for k in range(1, 21) for text in table("wide").column(f"s{k}").to_pylist()]
    assert max(lengths) == 14
    assert sum(length >= 6 for length in lengths) > 0.9 * len(lengths)
    assert len(set(table("lowcard").column("c3").to_pylist())) == columns.DISTINCT


def test_a_workload_is_read_as_it_was_written(tmp_path: Path) -> None:
    for workload in (workloads.plain("wide", 100, 7), workloads.with_parameters("bars", 100, 7)):
        workload.write(tmp_path / "w")
        assert workloads.read(tmp_path / "w") == workload
    assert workload.values == [0, 7]
    assert workload.percent_query == f"SELECT * FROM {workload.table} WHERE number >= %s AND number < %s"
