"""Properties of any type: times, lists and structs in conditions, columns, changes and files."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pandas  # type: ignore[import-untyped]
import polars
import pyarrow  # type: ignore[import-untyped]
import pytest

from wirespeed import errors, graph, kernels
from wirespeed.graph import EdgeGraph, VersionedGraph, from_edges

DATA = Path(__file__).parent / "data"
UTC = datetime.timezone.utc
DAYS = [datetime.date(1969, 7, 20), datetime.date(2000, 2, 29), None, datetime.date(2026, 1, 1)]
MOMENTS = [None if day is None else datetime.datetime(day.year, day.month, day.day, 12, 30) for day in DAYS]
ZONED = [None if one is None else one.replace(tzinfo=UTC) for one in MOMENTS]
SPANS = [datetime.timedelta(days=-1), datetime.timedelta(hours=36), None, datetime.timedelta(days=9, microseconds=1)]


def star(**columns: Any) -> EdgeGraph:
    """A node in the middle of those with values."""
    count = len(next(iter(columns.values())))
    return from_edges([0] * count, list(range(count)), nodes=count, properties=columns)


def where(g: EdgeGraph, *condition: Any) -> list[int]:
    walk = g.traversal(relationships=">", include=condition, max_depth=1, uniqueness="node_global")
    return sorted(walk.nodes(0).tolist())


def python_answer(values: list[Any], comparison: str, wanted: Any) -> list[int]:
    compare: dict[str, Callable[[Any, Any], bool]] = {
        "==": lambda a, b: bool(a == b),
        "!=": lambda a, b: bool(a != b),
        "<": lambda a, b: bool(a < b),
        "<=": lambda a, b: bool(a <= b),
        ">": lambda a, b: bool(a > b),
        ">=": lambda a, b: bool(a >= b),
    }
    return [i for i, value in enumerate(values) if value is not None and compare[comparison](value, wanted)]


TIMES: dict[str, tuple[list[Any], Any]] = {
    "numpy days": (DAYS, numpy.array(DAYS, dtype="M8[D]")),
    "numpy microseconds": (MOMENTS, numpy.array(MOMENTS, dtype="M8[us]")),
    "numpy minutes": (MOMENTS, numpy.array(MOMENTS, dtype="M8[m]")),
    "numpy durations": (SPANS, numpy.array(SPANS, dtype="m8[us]")),
    "dates of Python": (DAYS, DAYS),
    "moments of Python": (MOMENTS, MOMENTS),
    "zoned moments of Python": (ZONED, ZONED),
    "durations of Python": (SPANS, SPANS),
    "arrow days": (DAYS, pyarrow.array(DAYS)),
    "arrow seconds": (MOMENTS, pyarrow.array(MOMENTS, pyarrow.timestamp("s"))),
    "arrow nanoseconds": (MOMENTS, pyarrow.array(MOMENTS, pyarrow.timestamp("ns"))),
    "arrow zoned": (ZONED, pyarrow.array(ZONED, pyarrow.timestamp("ms", "Europe/Paris"))),
    "arrow durations": (SPANS, pyarrow.array(SPANS)),
    "arrow dictionary": (DAYS, pyarrow.array(DAYS).dictionary_encode()),
    "polars days": (DAYS, polars.Series(DAYS)),
    "polars moments": (MOMENTS, polars.Series(MOMENTS)),
    "pandas": (MOMENTS, pandas.Series(MOMENTS, dtype="datetime64[ns]")),
    "pandas zoned": (ZONED, pandas.Series(ZONED, dtype="datetime64[ns, UTC]")),
}


@pytest.mark.parametrize("kind", TIMES)
def test_times_are_compared_with_those_of_python_numpy_and_arrow(kind: str, tmp_path: Path) -> None:
    values, column = TIMES[kind]
    g = star(at=column)
    g.save(tmp_path / "g")
    wanted = values[1]
    numpys = wanted.replace(tzinfo=None) if isinstance(wanted, datetime.datetime) else wanted
    operands = [wanted, pyarrow.scalar(wanted)]
    if "zoned" in kind:
        operands.append(pandas.Timestamp(wanted))
    else:
        operands += [numpy.datetime64(numpys) if isinstance(numpys, datetime.date) else numpy.timedelta64(numpys)]
    for one in (g, graph.load(tmp_path / "g")):
        for comparison in ("==", "!=", "<", "<=", ">", ">="):
            right = python_answer(values, comparison, wanted)
            for operand in operands:
                assert where(one, "at", comparison, operand) == right, (comparison, operand)
        assert where(one, "at", "between", (values[0], wanted)) == [0, 1]
        assert where(one, "at", "in", [values[3], values[0]]) == [0, 3]


def test_units_that_differ_are_compared_without_rounding() -> None:
    days = star(at=numpy.array(["2000-02-28", "2000-02-29", "2000-03-01"], dtype="M8[D]"))
    noon = datetime.datetime(2000, 2, 29, 12)
    assert [where(days, "at", sign, noon) for sign in ("<", "<=", "==", ">=", ">")] == [[0, 1], [0, 1], [], [2], [2]]
    assert where(days, "at", ">=", numpy.datetime64("2000-03")) == [2]
    assert where(days, "at", "<", numpy.datetime64("2001", "Y")) == [0, 1, 2]
    times = star(at=pyarrow.array([datetime.time(8), datetime.time(9, 30), None]))
    assert where(times, "at", ">", datetime.time(8, 0, 0, 1)) == [1]


def test_relationships_are_asked_for_their_times_too() -> None:
    since = [datetime.date(2001, 1, 1), datetime.date(2011, 1, 1)]
    g = from_edges([0, 0], [1, 2], nodes=3, relationship_properties={"since": since})
    walk = g.traversal(relationships=">", relationship_where=("since", "<", datetime.datetime(2010, 1, 1)))
    assert walk.nodes(0).tolist() == [0, 1]


def test_what_has_no_order_is_refused() -> None:
    naive = star(at=numpy.array(["2000-01-01"], dtype="M8[s]"))
    zoned = star(at=pyarrow.array([datetime.datetime(2000, 1, 1, tzinfo=UTC)]))
    for g, operand in ((naive, ZONED[1]), (zoned, MOMENTS[1]), (zoned, DAYS[0]), (naive, SPANS[0])):
        with pytest.raises(errors.InvalidArgumentError, match='condition on "at": expected a moment'):
            where(g, "at", "<", operand)
    with pytest.raises(errors.InvalidArgumentError, match="expected a value to compare times with, found a text"):
        where(naive, "at", "<", "2001-01-01")
    with pytest.raises(errors.InvalidArgumentError, match="expected a value to compare numbers with, found a moment"):
        where(star(at=[1, 2]), "at", "<", MOMENTS[1])


def test_stores_are_not_asked_for_times_and_lists() -> None:
    class Store:
        label_names: tuple[str, ...] = ()
        type_names = ("A",)

        def labels(self, nodes: Any) -> Any:
            return [[] for _ in nodes]

        def property(self, name: str, nodes: Any) -> Any:
            return [None for _ in nodes]

        def relationships(self, nodes: Any, type: str | None, direction: Any) -> Any:
            return [[] for _ in nodes]

    for condition in (("at", "<", MOMENTS[1]), ("at", "==", [1]), ("at", "contains", 1)):
        with pytest.raises(errors.Error, match='condition on "at": expected a bool, an int'):
            graph.traversal_over(Store(), where=condition)


# --- lists and structs ------------------------------------------------------------------------------------------------

TAGS = [["a", "b"], [], None, ["b", None, "ä"]]
PLACES = [{"town": "Oslo", "at": [1.5, 2.5]}, None, {"town": None, "at": None}, {"town": "Rome", "at": []}]
NESTED: dict[str, tuple[list[Any], Any]] = {
    "lists of Python": (TAGS, TAGS),
    "lists of objects": (TAGS, pandas.Series(TAGS)),
    "lists of pyarrow": (TAGS, pyarrow.array(TAGS)),
    "large lists": (TAGS, pyarrow.array(TAGS, pyarrow.large_list(pyarrow.string()))),
    "a slice of lists": (TAGS, pyarrow.array([["x"], *TAGS, ["y"]]).slice(1, 4)),
    "chunks of lists": (TAGS, pyarrow.chunked_array([TAGS[:1], TAGS[1:]])),
    "lists of polars": (TAGS, polars.Series(TAGS)),
    "chunks of polars": (TAGS, polars.concat([polars.Series(TAGS[:2]), polars.Series(TAGS[2:])], rechunk=False)),
    "fixed lists": ([[1, 2], [3, 4]], pyarrow.array([[1, 2], [3, 4]], pyarrow.list_(pyarrow.int8(), 2))),
    "a slice of fixed lists": ([[3, 4]], pyarrow.array([[1, 2], [3, 4]], pyarrow.list_(pyarrow.int8(), 2)).slice(1)),
    "lists of days": ([[DAYS[0]], None, [DAYS[1], None]], pyarrow.array([[DAYS[0]], None, [DAYS[1], None]])),
    "lists of lists": ([[[1], []], None, [None, [2, None]]], pyarrow.array([[[1], []], None, [None, [2, None]]])),
    "structs of Python": (PLACES, PLACES),
    "structs of pyarrow": (PLACES, pyarrow.array(PLACES)),
    "a slice of structs": (PLACES, pyarrow.array([PLACES[0], *PLACES]).slice(1)),
    "structs of polars": (PLACES, polars.Series(PLACES)),
    "lists of structs": ([[PLACES[0]], [], None], pyarrow.array([[PLACES[0]], [], None])),
    "empty": ([], pyarrow.array([], pyarrow.list_(pyarrow.int64()))),
}


def values_of(column: kernels.Array) -> list[Any]:
    return list(pyarrow.array(column).to_pylist())


@pytest.mark.parametrize("kind", NESTED)
def test_lists_and_structs_come_back_as_they_were(kind: str, tmp_path: Path) -> None:
    values, column = NESTED[kind]
    g = from_edges([], [], nodes=len(values), properties={"one": column})
    g.save(tmp_path / "g")
    for one in (g, graph.load(tmp_path / "g")):
        assert values_of(one.property("one")) == values
        backwards = list(reversed(range(len(values))))
        assert values_of(one.property("one", backwards)) == values[::-1]
        assert polars.Series(one.property("one")).to_list() == values


def test_columns_of_all_types_come_back_as_they_were(tmp_path: Path) -> None:
    columns: dict[str, Any] = {
        "numbers": pyarrow.array([1, None, 3, 4], pyarrow.uint16()),
        "reals": numpy.array([0.5, 1, 2, 3], dtype=numpy.float32),
        "flags": pyarrow.array([True, None, False, True]),
        "texts": pyarrow.array(["a", None, "", "ä"]),
        "coded": pyarrow.array(["a", None, "b", "a"]).dictionary_encode(),
        "bytes": pyarrow.array([b"a\xff", None, b"", b"a"]),
        "fixed": pyarrow.array([b"ab", None, b"cd", b"ef"], pyarrow.binary(2)),
        "decimals": pyarrow.array([1, None, 2, 3]).cast(pyarrow.decimal128(30, 2)),
        **{name: column for name, (_, column) in TIMES.items()},
    }
    g = star(**columns)
    assert g.properties == list(columns)
    g.save(tmp_path / "g")
    for one in (g, graph.load(tmp_path / "g")):
        for name in ("numbers", "flags", "texts", "coded", "bytes", "fixed", "decimals"):
            assert values_of(one.property(name)) == columns[name].to_pylist()
        for name, (values, column) in TIMES.items():
            assert values_of(one.property(name)) == values, name
            if isinstance(column, pyarrow.Array) and name != "arrow dictionary":
                assert pyarrow.array(one.property(name)).type == column.type


def test_lists_are_asked_what_they_contain_and_what_they_are() -> None:
    g = star(tags=TAGS, days=[[DAYS[0]], None, [], [DAYS[1], DAYS[3]]])
    assert where(g, "tags", "contains", "b") == [0, 3]
    assert where(g, "tags", "==", ["a", "b"]) == [0]
    assert where(g, "tags", "!=", ["a", "b"]) == [1, 3]
    assert where(g, "tags", "in", [["a", "b"], []]) == [0, 1]
    assert where(g, "days", "contains", datetime.datetime(2000, 2, 29)) == [3]
    with pytest.raises(errors.InvalidArgumentError, match="lists have no order"):
        where(g, "tags", "<", ["a"])
    with pytest.raises(errors.InvalidArgumentError, match="expected values that can be compared, found structs"):
        where(star(at=PLACES), "at", "==", {"town": "Oslo"})
    with pytest.raises(errors.Error, match='in "tags", found lists'):
        g.group_by([0], "tags")


def test_types_that_graphs_do_not_have_are_refused() -> None:
    maps = pyarrow.array([[("a", 1)]], pyarrow.list_(pyarrow.map_(pyarrow.string(), pyarrow.int64())).value_type)
    with pytest.raises((errors.Error, TypeError), match=r"\+m|map"):
        star(one=pyarrow.array([maps.to_pylist()], pyarrow.list_(maps.type)))
    with pytest.raises(TypeError, match="expected booleans, numbers, times or text, found lists or structs"):
        star(tags=TAGS).property("tags").to_numpy()
    with pytest.raises(TypeError, match="found lists or structs"):
        kernels.unique(star(tags=TAGS).property("tags"))
    with pytest.raises(errors.NotFoundError, match='found "none"'):
        star(tags=TAGS).property("none")
    with pytest.raises(errors.NotFoundError, match="expected numbers below 4, found 4"):
        star(tags=TAGS).property("tags", [4])


def test_times_lists_and_structs_change() -> None:
    first = from_edges([0, 1], [1, 2], nodes=3, relationship_properties={"since": DAYS[:2], "tags": TAGS[:2]})
    versions = VersionedGraph(first)
    midnight = datetime.datetime(2000, 2, 29)
    added = [(0, 2, "", {"since": DAYS[3], "tags": ["c"]}), (2, 0, "", {"since": midnight})]
    changes: Any = {"place": {0: PLACES[0], 2: {"town": "Wien"}}, "born": {1: DAYS[1]}}
    g = versions.wait(versions.apply(added_edges=added, properties=changes)).graph
    assert values_of(g.property("place")) == [PLACES[0], None, {"town": "Wien", "at": None}]
    assert values_of(g.property("born")) == [None, DAYS[1], None]
    assert values_of(g.relationship_property("since")) == [*DAYS[:2], DAYS[3], DAYS[1]]
    assert values_of(g.relationship_property("tags")) == [*TAGS[:2], ["c"], None]
    late = g.traversal(relationships=">", max_depth=1, relationship_where=("tags", "contains", "c"))
    assert late.nodes(0).tolist() == [0, 2]
    paths = late.paths(0, relationships=True)
    assert values_of(g.relationship_property("tags", paths.relationships_of(1))) == [["c"]]
    with pytest.raises(errors.InvalidArgumentError, match="expected a value of the column's kind, found a moment"):
        versions.apply(added_edges=[(0, 2, "", {"since": MOMENTS[1]})])


def test_a_file_of_the_version_before_is_read() -> None:
    g: Any = graph.load(DATA / "edges_v1.graph")
    assert (g.types, g.labels, g.distances(0).tolist()) == (["A", "B"], ["X", "Y"], [0, 1, 0.5])
    assert values_of(g.property("name")) == ["ann", None, "cat"]
    assert g.traversal(relationships=">", relationship_where=("since", ">=", 3)).nodes(0).tolist() == [0, 2]
    assert where(g, "kind", "==", "x") == [0, 2]
